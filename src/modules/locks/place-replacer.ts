import type { Database } from '../../platform/postgres/database.ts';
import { type AreaQuantity, type HeldArea, placesIn, quantitiesOf } from '../inventory/places.ts';
import type { HoldOrigin } from '../limits/hold-origin.ts';
import { areaDemands } from './area-demands.ts';
import { findLock, hasItsSeats, type SeatLock } from './seat-lock.ts';
import type { SeatLockStore } from './seat-lock-store.ts';

export interface ReplacedPlaces {
  lock: Pick<SeatLock, 'id' | 'showId' | 'ownerId' | 'areas' | 'remaining_ms'>;
  after: readonly HeldArea[];
  origin: HoldOrigin | null;
}

interface PlaceReplacerDeps {
  database: Database;
  store: Pick<SeatLockStore, 'acquire' | 'release' | 'giveBack'>;
  /** A lock's whole time. */
  ttl_ms: number;
}

/** Of a lock that is changed more often at once, what is left of its entries ends with it. */
const MAX_LOOKS = 5;

/**
 * Has the store count the places that a lock has been given in PostgreSQL, in place of those before. Changes of one lock may come here in
 * another order than they were written in: what the lock has at last is looked up afterwards, and what this has put there is replaced by that.
 * Whoever comes last thus leaves what is written. Without the store, what is held there ends by itself.
 */
export async function replacePlaces(
  { database, store, ttl_ms }: PlaceReplacerDeps,
  { lock, after, origin }: ReplacedPlaces,
): Promise<void> {
  const fewer = placesIn(lock.areas) - placesIn(after);
  // There is one entry for all places of a lock: the same, where they are as many.
  if (fewer === 0) return;
  try {
    await exchange(store, { lock, before: lock.areas, after, origin });
    const amount_ms = Math.floor(fewer * (origin?.seat_ms ?? 0) * Math.min(1, lock.remaining_ms / ttl_ms));
    if (origin && amount_ms > 0) await store.giveBack({ showId: lock.showId, address: origin.address, amount_ms });
    let stored: readonly HeldArea[] = after;
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      const written = await findLock(database, lock.id);
      const areas = written && hasItsSeats(written) ? written.areas : [];
      if (placesIn(areas) === placesIn(stored)) return;
      const remaining_ms = Math.max(written?.remaining_ms ?? 0, lock.remaining_ms);
      await exchange(store, { lock: { ...lock, remaining_ms }, before: stored, after: areas, origin });
      stored = areas;
    }
  } catch {
    // What is held there ends by itself.
  }
}

interface Exchange extends ReplacedPlaces {
  before: readonly AreaQuantity[];
}

async function exchange(store: PlaceReplacerDeps['store'], { lock, before, after, origin }: Exchange): Promise<void> {
  const { id: lockId, showId, ownerId, remaining_ms: ttl_ms } = lock;
  const areas = areaDemands({ areas: after, hadAreas: after });
  // They are an entry of their own, which counts for the address as that before did: what more of them cost was paid when they were taken.
  const hadPlaces = Math.max(placesIn(before), placesIn(after));
  if (areas) await store.acquire({ showId, lockId, ownerId, seatIds: [], areas, hadPlaces, ttl_ms, origin });
  if (placesIn(before) > 0) {
    await store.release({ showId, lockId, seatIds: [], areas: quantitiesOf(before), claimedOf: [] });
  }
}
