import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { sumOf, totalOf } from '../../../packages/map/src/views/price-range.ts';
import { placeName, seatKind, seatName } from '../../../packages/map/src/views/seat-names.ts';
import { mergeAlike } from '../../shared/money/alike-lines.ts';
import type { Booking, Money, PriceLine } from '../api/box-office-types.ts';
import { type AreaLine, areaLine } from './area-lines.ts';
import { type TypeChoice, type TypeOfTicket, typeSelect } from './ticket-types.ts';
import type { ViewContext } from './view-context.ts';

export interface OrderLinesOptions extends ViewContext {
  seats: readonly HallSeat[];
  /** Places of areas. */
  areas?: readonly AreaLine[];
  /** The server's word; null: what the prices add up to. */
  total: Money | null;
  colorOf(category: string): string;
  /** The server's, of what is held or booked: what each seat costs, fees and taxes. */
  lines?: readonly PriceLine[];
  /** What seats are sold as can be changed. */
  types?: TypeChoice;
  isGone?(seatId: string): boolean;
  onRemove?(seat: HallSeat): void;
}

/** The seats of an order, each with its price, the fees, the total, and what of it is tax. */
export function orderLines(options: OrderLinesOptions): TemplateResult {
  const { texts, formats, seats, areas = [], lines = [], types, colorOf, isGone, onRemove } = options;
  const priced = totalWith(totalOf(seats.filter(({ id }) => !isGone?.(id))), areas);
  const lineOf = new Map(lines.map((line) => [line.seat?.id, line]));
  return html`
    <ul class="lines">
      ${seats.map((seat) => {
        const gone = isGone?.(seat.id) ?? false;
        const line = lineOf.get(seat.id);
        const choices = (line && !gone && types?.typesOf(seat)) || [];
        const canChoose = choices.length > 1;
        return html`
          <li class=${gone ? 'is-gone' : ''}>
            <i class="dot" aria-hidden="true" .style=${`background:${colorOf(seat.tier.category)}`}></i>
            <span class="line-name">
              <b>${placeName(options, seat)}</b>
              <small>${gone ? texts.legend.gone : factsOf(options, seat, canChoose ? undefined : line)}</small>
              ${canChoose ? chooser(options, seat, line, choices) : nothing}
            </span>
            <span class="price">${formats.money(line?.total ?? seat.tier.price)}</span>
            ${
              onRemove
                ? html`<button
                    type="button"
                    class="icon small"
                    aria-label=${texts.remove(seatName(options, seat))}
                    @click=${() => onRemove(seat)}
                  >
                    <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="m5 5 10 10M15 5 5 15"></path></svg>
                  </button>`
                : nothing
            }
          </li>
        `;
      })}
      ${areas.map((line) => areaLine(options, line))}
      ${otherLines(lines).map((line) => otherLine(options, line))}
    </ul>
    ${priced === null ? nothing : totalLine(options, options.total ?? priced)}
    ${taxLines(options, lines)}
  `;
}

/** Tier and type are called what they were when the line was written: they may have other names by now. */
function factsOf(options: OrderLinesOptions, seat: HallSeat, line: PriceLine | undefined): string {
  const facts = [seat.zone, line?.description ?? seat.tier.name, seatKind(options, seat)];
  return facts.filter((fact) => fact !== null).join(' · ');
}

function chooser(options: OrderLinesOptions, seat: HallSeat, line: PriceLine | undefined, choices: TypeOfTicket[]) {
  const { types } = options;
  if (!types || !line?.ticketType) return nothing;
  return typeSelect(options, { seat, types: choices, chosenId: line.ticketType.id, onType: types.onType });
}

/** What seats and places cost together; null: there are none. */
export function totalWith(seats: Money | null, areas: readonly AreaLine[]): Money | null {
  return areas.reduce((sum, { total }) => sumOf(sum, total), seats);
}

/** Fees and discounts; of those that read the same, one. */
export function otherLines<Line extends Pick<PriceLine, 'kind' | 'description' | 'quantity' | 'total'>>(
  lines: readonly Line[],
): Line[] {
  const others = lines.filter(({ kind }) => kind === 'FEE' || kind === 'DISCOUNT');
  return mergeAlike(others, (one, { total }) => ({ ...one, total: sumOf(one.total, total)! }));
}

/** What is bought, below its tickets: discounts and fees, the total, and what of it is tax. */
export function costLines(context: ViewContext, { lines, total }: Pick<Booking, 'lines' | 'total'>): TemplateResult {
  // Of what was given away tickets say that they cost nothing.
  const others = total.amount === 0 ? [] : otherLines(lines);
  return html`
    ${others.length === 0 ? nothing : html`<ul class="lines">${others.map((line) => otherLine(context, line))}</ul>`}
    ${totalLine(context, total)} ${taxLines(context, lines)}
  `;
}

/** A fee, or what a promo code takes off. */
function otherLine({ formats }: ViewContext, { description, quantity, total }: PriceLine): TemplateResult {
  return html`
    <li class="other-line">
      <span class="line-name">${quantity === 1 ? description : `${description} × ${quantity}`}</span>
      <span class="price">${formats.money(total)}</span>
    </li>
  `;
}

/** The taxes that the total includes, by their rates. */
function taxLines({ texts, formats }: ViewContext, lines: readonly PriceLine[]) {
  const taxed = lines.filter(({ taxRate }) => taxRate > 0);
  const rates = [...new Set(taxed.map(({ taxRate }) => taxRate))].sort((a, b) => b - a);
  return rates.map((rate) => {
    const taxes = taxed.filter(({ taxRate }) => taxRate === rate).map(({ tax }) => tax);
    const amount = taxes.reduce((sum, tax) => sum + tax.amount, 0);
    return html`<p class="tax muted">${texts.includedTax(formats.percent(rate), formats.money({ ...taxes[0]!, amount }))}</p>`;
  });
}

function totalLine({ texts, formats }: ViewContext, total: Money): TemplateResult {
  return html`<p class="total"><span>${texts.total}</span><b>${formats.money(total)}</b></p>`;
}
