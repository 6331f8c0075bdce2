import type { AcquireRequest, SeatLockStore } from '../src/modules/locks/seat-lock-store.ts';
import { newId } from '../src/platform/ids.ts';

/** Seats of a lock wherever locks are measured. */
export const SEATS_PER_LOCK = 4;
/** Buyers at a time wherever locks are measured. */
export const BUYERS = 50;
export const LOCK_TTL_MS = 300_000;
/** Every lock is another buyer's: limits are looked at, and never reached. */
export const LIMITS = { maxLocks: 10, maxSeats: 50 };

/** Requests of different buyers for different seats of one show. */
export function lockRequests(showId: string, count: number): AcquireRequest[] {
  return Array.from({ length: count }, (_, lock) => ({
    showId,
    seatIds: Array.from({ length: SEATS_PER_LOCK }, (_seat, seat) => `Z1-${lock + 1}-${seat + 1}`),
    lockId: newId('lock'),
    ownerId: newId('guest'),
    ttl_ms: LOCK_TTL_MS,
    limits: LIMITS,
  }));
}

/** A map on which all seats but these are available, as a show's first buyer finds it. Resolves with the show's id. */
export async function installMap(store: SeatLockStore, booked: readonly string[] = []): Promise<string> {
  const showId = newId('show');
  const unavailable = booked.map((seatId) => ({ seatId, state: 'BOOKED' as const }));
  const image = { version: 0, unavailable };
  const installed = await store.installMap({ showId, image, epoch: 1, locks: [], ttl_ms: 3_600_000 });
  if (!installed) throw new Error('The map was not installed.');
  return showId;
}

/** Throws unless the seats were got. */
export async function acquire(store: SeatLockStore, request: AcquireRequest): Promise<void> {
  const { outcome } = await store.acquire(request);
  if (outcome !== 'ACQUIRED') throw new Error(`A lock was answered ${outcome}.`);
}
