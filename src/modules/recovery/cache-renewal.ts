import type { Database } from '../../platform/postgres/database.ts';
import type { SeatLockStore } from '../locks/seat-lock-store.ts';

/** Shows that may have a map in the lock store: all but drafts. Locks are taken while a show is on sale. */
const SHOWS = `SELECT id, status IN ('ON_SALE', 'PAUSED') AS "hasLocks" FROM shows WHERE status <> 'DRAFT' ORDER BY id`;
const SEATS = 'SELECT p.id FROM plan_seats p JOIN shows s USING (plan_id) WHERE s.id = $1';
const HELD = 'SELECT DISTINCT lock_id AS id FROM seat_states WHERE show_id = $1 AND lock_id = ANY ($2)';

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
  for (const { id: showId, hasLocks } of await database.query<{ id: string; hasLocks: boolean }>(SHOWS)) {
    await store.resetMap(showId);
    if (hasLocks) freedSeats += await freeUnknownLocks(database, store, showId);
  }
  return { freedSeats };
}

async function freeUnknownLocks(database: Database, store: SeatLockStore, showId: string): Promise<number> {
  const seats = await database.query<{ id: string }>(SEATS, [showId]);
  const holders = await store.holdersOf({ showId, seatIds: seats.map(({ id }) => id) });
  if (holders.length === 0) return 0;
  const seatsOf = Map.groupBy(holders, ({ lockId }) => lockId);
  for (const { id } of await database.query<{ id: string }>(HELD, [showId, [...seatsOf.keys()]])) seatsOf.delete(id);
  let freed = 0;
  for (const [lockId, held] of seatsOf) {
    await store.release({ showId, lockId, seatIds: held.map(({ seatId }) => seatId) });
    freed += held.length;
  }
  return freed;
}
