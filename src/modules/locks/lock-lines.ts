import { type PriceLine, priceLines, totalOfLines } from '../pricing/price-lines.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type TicketSeat, ticketSeatsOf } from '../shows/prices.ts';
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

/** The lock's seats with their prices, and what they cost line by line; null where the show can't be the one that the lock was taken of. */
export function pricedLock(
  show: Show,
  plan: SeatingPlanModel,
  lock: SeatLock,
): { seats: TicketSeat[]; lines: PriceLine[] } | null {
  const seats = seatsIfSold(show, plan, lock);
  if (!seats) return null;
  const lines = priceLines(seats, show.fees, lock.code?.code ?? null);
  return totalOfLines(lines) === lock.total ? { seats, lines } : null;
}

function seatsIfSold(show: Show, plan: SeatingPlanModel, lock: SeatLock): TicketSeat[] | null {
  try {
    return ticketSeatsOf(show, plan, lock);
  } catch (error) {
    if (error instanceof StaleShowError) return null;
    throw error;
  }
}
