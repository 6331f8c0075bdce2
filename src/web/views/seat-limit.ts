import { html, type TemplateResult } from 'lit-html';
import type { Purchase } from '../purchase/purchase.ts';
import type { ViewContext } from './view-context.ts';

export interface SeatLimitOptions extends ViewContext {
  purchase: Purchase;
  /** Why no seats can be held now; null: they can. */
  offSale: string | null;
}

/** How many seats of how many an order has, so that the limit is known before it is reached; at the last, what to do for another. */
export function seatLimit({ texts, purchase, offSale }: SeatLimitOptions): TemplateResult {
  const { seatCount, maxSeats, step } = purchase;
  const isFull = seatCount >= maxSeats;
  const hint = step === 'held' && offSale === null ? texts.addHint : '';
  return html`<p class="hint limit" data-full=${isFull}>
    <b>${texts.seatsOf(seatCount, maxSeats)}</b> ${isFull ? texts.lastSeat : hint}
  </p>`;
}
