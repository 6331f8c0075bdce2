import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import type { AreaType } from '../../../packages/map/src/views/area-steps.ts';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { Money, Show } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

/** What a seat can be sold as. */
export interface TypeOfTicket {
  id: string;
  name: string;
  note: string | null;
  price: Money;
}

/** Of a show, what its tickets are sold as. */
interface SoldAs {
  ticketTypes: Show['ticketTypes'];
  priceTiers: readonly Pick<Show['priceTiers'][number], 'id' | 'prices'>[];
}

/** What seats of the tier are sold as, the first at the front; empty: there is nothing to choose. */
export function typesOfTier({ ticketTypes, priceTiers }: SoldAs, tierId: string): TypeOfTicket[] {
  const prices = priceTiers.find(({ id }) => id === tierId)?.prices ?? [];
  return prices.flatMap(({ ticketType, price }) => {
    const type = ticketTypes.find(({ id }) => id === ticketType.id);
    return type ? [{ id: type.id, name: type.name, note: type.note ?? null, price }] : [];
  });
}

/** What places of the area are sold as; of a show without ticket types, as nothing in particular. */
export function typesOfArea(show: SoldAs, { tier }: Pick<SaleArea, 'tier'>): readonly AreaType[] {
  const types = typesOfTier(show, tier.id);
  return types.length > 0 ? types : [{ id: null, name: null, price: tier.price }];
}

export interface TypeChoice {
  typesOf(seat: HallSeat): TypeOfTicket[];
  onType(seat: HallSeat, ticketTypeId: string): void;
}

/** What a held seat is sold as, to be changed. */
export function typeSelect(
  context: ViewContext,
  {
    seat,
    types,
    chosenId,
    onType,
  }: Pick<TypeChoice, 'onType'> & { seat: HallSeat; types: TypeOfTicket[]; chosenId: string },
): TemplateResult {
  const { texts, formats } = context;
  const note = types.find(({ id }) => id === chosenId)?.note;
  return html`
    <select
      class="type"
      aria-label=${texts.ticketTypeOf(seatName(context, seat))}
      .value=${live(chosenId)}
      @change=${(event: Event) => onType(seat, (event.target as HTMLSelectElement).value)}
    >
      ${types.map(
        ({ id, name, price }) =>
          html`<option value=${id} ?selected=${id === chosenId}>${name} · ${formats.money(price)}</option>`,
      )}
    </select>
    ${note ? html`<small>${note}</small>` : null}
  `;
}
