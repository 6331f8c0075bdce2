import { type PriceLine, priceLines, totalOfLines } from '../pricing/price-lines.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type TicketPlaces, type TicketSeat, ticketPlacesOf, ticketSeatsOf } from '../shows/prices.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { byPresentShow, StaleShowError } from '../shows/stale-show.ts';
import type { SeatLock } from './seat-lock.ts';

/** What the seats of a lock that runs cost, line by line; of one that has ended, nothing: prices may have changed since. */
export async function linesOfLock(shows: ShowsService, lock: SeatLock): Promise<PriceLine[]> {
  if (lock.status !== 'ACTIVE') return [];
  return await byPresentShow(async () => {
    const show = (await shows.getShow(lock.showId))!;
    const priced = pricedLock(show, await shows.planOf(show), lock);
    if (priced) return priced.lines;
    // Prices do not change while seats are held: this node has read the show before they did.
    shows.forget(lock.showId);
    throw new StaleShowError();
  });
}

/** The lock's seats and places with their prices, and what they cost line by line; null where the show can't be the one that the lock was taken of. */
export function pricedLock(
  show: Show,
  plan: SeatingPlanModel,
  lock: SeatLock,
): { seats: TicketSeat[]; places: TicketPlaces[]; lines: PriceLine[] } | null {
  const sold = ticketsIfSold(show, plan, lock);
  if (!sold) return null;
  const lines = priceLines(sold.seats, show.fees, { code: lock.code?.code, places: sold.places });
  return totalOfLines(lines) === lock.total ? { ...sold, lines } : null;
}

function ticketsIfSold(
  show: Show,
  plan: SeatingPlanModel,
  lock: SeatLock,
): { seats: TicketSeat[]; places: TicketPlaces[] } | null {
  try {
    return { seats: ticketSeatsOf(show, plan, lock), places: ticketPlacesOf(show, plan, lock) };
  } catch (error) {
    if (error instanceof StaleShowError) return null;
    throw error;
  }
}
