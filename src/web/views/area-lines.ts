import { html, type TemplateResult } from 'lit-html';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import type { AreaCounter } from '../../../packages/map/src/views/area-steps.ts';
import type { Money, PriceLine } from '../api/box-office-types.ts';
import type { AreaPlaces } from '../purchase/area-places.ts';
import type { ViewContext } from './view-context.ts';

/** Places of an area in an order, with what they cost together. */
export interface AreaLine {
  name: string;
  category: string;
  facts: readonly string[];
  quantity: number;
  total: Money;
}

/** As the server has them, of what is held or booked. */
export function areaLinesOf({ saleAreas }: Pick<Hall, 'saleAreas'>, lines: readonly PriceLine[]): AreaLine[] {
  return lines.flatMap(({ area: of, quantity, total, ticketType, description }) => {
    if (!of) return [];
    const area = saleAreas.find(({ id }) => id === of.id);
    const facts = area ? [area.tier.name, ticketType?.name ?? ''] : [description];
    return [{ name: area?.name ?? of.id, category: area?.tier.category ?? '', facts, quantity, total }];
  });
}

/** As they are picked, at the show's prices. */
export function pickedAreaLines(
  { saleAreas }: Pick<Hall, 'saleAreas'>,
  { chosen }: Pick<AreaPlaces, 'chosen'>,
  { typesOf }: Pick<AreaCounter, 'typesOf'>,
): AreaLine[] {
  return chosen.flatMap(({ areaId, ticketTypeId, quantity }) => {
    const area = saleAreas.find(({ id }) => id === areaId);
    if (!area) return [];
    const { name, tier } = area;
    const type = typesOf(area).find(({ id }) => id === ticketTypeId);
    const { price } = type ?? tier;
    const total = { ...price, amount: price.amount * quantity };
    return [{ name, category: tier.category, facts: [tier.name, type?.name ?? ''], quantity, total }];
  });
}

export function areaLine(
  { texts, formats, colorOf }: ViewContext & { colorOf(category: string): string },
  { name, category, facts, quantity, total }: AreaLine,
): TemplateResult {
  return html`
    <li>
      <i class="dot" aria-hidden="true" .style=${`background:${colorOf(category)}`}></i>
      <span class="line-name">
        <b>${texts.placesOf(quantity, name)}</b>
        <small>${facts.filter((fact) => fact !== '').join(' · ')}</small>
      </span>
      <span class="price">${formats.money(total)}</span>
    </li>
  `;
}
