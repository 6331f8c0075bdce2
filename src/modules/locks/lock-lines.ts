import { type PriceLine, totalOfLines } from '../pricing/price-lines.ts';
import { linesOfSeats } from '../shows/prices.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { byPresentShow, StaleShowError } from '../shows/stale-show.ts';
import type { SeatLock } from './seat-lock.ts';

/** What the seats of a lock that runs cost, line by line; of one that has ended, nothing: prices may have changed since. */
export async function linesOfLock(shows: ShowsService, lock: SeatLock): Promise<PriceLine[]> {
  if (lock.status !== 'ACTIVE') return [];
  return await byPresentShow(async () => {
    const lines = await linesByKnownShow(shows, lock);
    if (lines && totalOfLines(lines) === lock.total) return lines;
    // Prices do not change while seats are held: this node has read the show before they did.
    shows.forget(lock.showId);
    throw new StaleShowError();
  });
}

/** By the show as this node has read it; null where it can't be the one that the lock was taken of. */
async function linesByKnownShow(shows: ShowsService, lock: SeatLock): Promise<PriceLine[] | null> {
  const show = (await shows.getShow(lock.showId))!;
  try {
    return linesOfSeats(show, await shows.planOf(show), lock);
  } catch (error) {
    if (error instanceof StaleShowError) return null;
    throw error;
  }
}
