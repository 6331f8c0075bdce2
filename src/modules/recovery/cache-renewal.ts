import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { SeatLockStore } from '../locks/seat-lock-store.ts';

const FIND_RECORDED_LOCKS = readStatement(new URL('./sql/find-recorded-locks.sql', import.meta.url));

export interface Renewal {
  /** Seats that the lock store held for locks that PostgreSQL has no record of. */
  freedSeats: number;
}

/**
 * Makes the lock store forget what it has from another epoch: the maps, which are read from PostgreSQL when they are next
 * asked for, and the holds of locks that PostgreSQL does not know. A lock that is being taken just now may lose its hold
 * here as well, and nothing by it: PostgreSQL decides.
 */
export async function renewLockStore(database: Database, store: SeatLockStore): Promise<Renewal> {
  let freedSeats = 0;
  // Shows that may have a map in the lock store: all but drafts.
  const shows = await database.prisma.show.findMany({
    where: { status: { not: 'DRAFT' } },
    select: { id: true, planId: true, status: true },
    orderBy: { id: 'asc' },
  });
  for (const show of shows) {
    await store.resetMap(show.id);
    // Locks are taken while a show is on sale.
    const hasLocks = show.status === 'ON_SALE' || show.status === 'PAUSED';
    if (hasLocks) freedSeats += await freeUnknownLocks(database, store, { showId: show.id, planId: show.planId });
  }
  return { freedSeats };
}

async function freeUnknownLocks(
  database: Database,
  store: SeatLockStore,
  { showId, planId }: { showId: string; planId: string },
): Promise<number> {
  const seats = await database.prisma.planSeat.findMany({ where: { planId }, select: { id: true } });
  const holders = await store.holdersOf({ showId, seatIds: seats.map(({ id }) => id) });
  if (holders.length === 0) return 0;
  const seatsOf = Map.groupBy(holders, ({ lockId }) => lockId);
  for (const { id } of await database.query<{ id: string }>(FIND_RECORDED_LOCKS, [showId, [...seatsOf.keys()]]))
    seatsOf.delete(id);
  let freed = 0;
  for (const [lockId, held] of seatsOf) {
    await store.release({ showId, lockId, seatIds: held.map(({ seatId }) => seatId) });
    freed += held.length;
  }
  return freed;
}
