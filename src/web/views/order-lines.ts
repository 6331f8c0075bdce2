import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { placeName, seatKind, seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { Money } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

export interface OrderLinesOptions extends ViewContext {
  seats: readonly HallSeat[];
  /** The server's word; null: what the prices add up to. */
  total: Money | null;
  colorOf(category: string): string;
  isGone?(seatId: string): boolean;
  onRemove?(seat: HallSeat): void;
}

/** The seats of an order, each with its price, and the total. */
export function orderLines(options: OrderLinesOptions): TemplateResult {
  const { texts, formats, seats, colorOf, isGone, onRemove } = options;
  return html`
    <ul class="lines">
      ${seats.map((seat) => {
        const gone = isGone?.(seat.id) ?? false;
        return html`
          <li class=${gone ? 'is-gone' : ''}>
            <i class="dot" aria-hidden="true" .style=${`background:${colorOf(seat.tier.category)}`}></i>
            <span class="line-name">
              <b>${placeName(options, seat)}</b>
              <small>${gone ? texts.legend.gone : factsOf(options, seat)}</small>
            </span>
            <span class="price">${formats.money(seat.tier.price)}</span>
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
    </ul>
    ${seats.every(({ id }) => isGone?.(id)) ? nothing : totalLine(options, options.total ?? totalOf(options))}
  `;
}

function factsOf(options: OrderLinesOptions, seat: HallSeat): string {
  return [seat.zone, seat.tier.name, seatKind(options, seat)].filter((fact) => fact !== null).join(' · ');
}

export function totalLine({ texts, formats }: ViewContext, total: Money): TemplateResult {
  return html`<p class="total"><span>${texts.total}</span><b>${formats.money(total)}</b></p>`;
}

function totalOf({ seats, isGone }: OrderLinesOptions): Money {
  const kept = seats.filter(({ id }) => !isGone?.(id));
  const { currency, exponent } = seats[0]?.tier.price ?? { currency: 'EUR', exponent: 2 };
  return { amount: kept.reduce((sum, { tier }) => sum + tier.price.amount, 0), currency, exponent };
}
