import { html, type TemplateResult } from 'lit-html';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import type { Purchase } from '../purchase/purchase.ts';
import type { ViewContext } from './view-context.ts';

export interface SeatLimitOptions extends ViewContext {
  purchase: Purchase;
  hall: Pick<Hall, 'saleAreas'>;
  /** Why no seats can be held now; null: they can. */
  offSale: string | null;
}

/**
 * How many seats and places of how many an order has, so that the limit is known before it is reached; at the last, what to do for another;
 * beyond it, since the organiser has lowered it, what becomes of them.
 */
export function seatLimit({ texts, purchase, hall, offSale }: SeatLimitOptions): TemplateResult {
  const { seatCount, maxSeats, step } = purchase;
  const hasPlaces = hall.saleAreas.length > 0;
  if (seatCount > maxSeats) {
    const what = step === 'held' ? texts.overLimitHeld : texts.overLimitPicked(seatCount - maxSeats);
    return html`<p class="hint limit" data-full="true">
      <b>${texts.overLimit(seatCount, maxSeats, hasPlaces)}</b> ${what}
    </p>`;
  }
  const isFull = seatCount === maxSeats;
  const hint = step === 'held' && offSale === null ? texts.addHint : '';
  return html`<p class="hint limit" data-full=${isFull}>
    <b>${texts.seatsOf(seatCount, maxSeats, hasPlaces)}</b> ${isFull ? texts.lastSeat : hint}
  </p>`;
}
