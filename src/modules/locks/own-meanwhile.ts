import type { Querier } from '../../platform/postgres/database.ts';
import { type AreaQuantity, placesIn } from '../inventory/places.ts';
import { findLock, hasItsSeats } from './seat-lock.ts';

interface Taken {
  lockId: string;
  seatIds: readonly string[];
  areas?: readonly AreaQuantity[] | undefined;
  hadAreas?: readonly AreaQuantity[] | undefined;
}

/**
 * What may be given back of the seats and places that the store has given for a change of a lock which was not written: without those that the
 * lock has got meanwhile by another change. These stay there, where they count for the buyer. A lock that has ended has none.
 */
export async function withoutOwn<Wanted extends Taken>(database: Querier, wanted: Wanted): Promise<Wanted> {
  const lock = await findLock(database, wanted.lockId).catch(() => null);
  if (!lock || !hasItsSeats(lock)) return wanted;
  const own = new Set(lock.seatIds);
  const rest = { ...wanted, seatIds: wanted.seatIds.filter((seatId) => !own.has(seatId)) };
  // There is one entry for all places of a lock, the same for as many of others.
  return placesIn(wanted.areas) === placesIn(lock.areas) ? { ...rest, hadAreas: lock.areas } : rest;
}
