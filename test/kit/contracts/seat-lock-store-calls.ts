import type { SeatChange } from '../../../src/modules/inventory/seat-state.ts';
import type { AcquireRequest, HoldLimits, SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';

export interface SeatLockStoreHarness extends AsyncDisposable {
  store: SeatLockStore;
  /** Lets time pass, without waiting for it. */
  advance(ms: number): Promise<void>;
}

export const SHOW = 'show_1';
export const HOUR_MS = 3_600_000;
export const TTL_MS = 300_000;
/** Each store is opened with it: what is given back with less time left counts as having run out. */
export const LATE_BELOW_MS = 60_000;

/** A store with a map of version 0 in place. */
export async function openWithMap(
  open: () => Promise<SeatLockStoreHarness>,
  unavailable: SeatChange[] = [],
): Promise<SeatLockStoreHarness> {
  const harness = await open();
  await install(harness.store, { image: { version: 0, unavailable } });
  return harness;
}

export function acquire(
  store: SeatLockStore,
  lockId: string,
  seatIds: string[],
  ownerId = `owner of ${lockId}`,
  limits?: HoldLimits,
) {
  const request: AcquireRequest = { showId: SHOW, lockId, ownerId, seatIds, ttl_ms: TTL_MS, ...(limits && { limits }) };
  return store.acquire(request);
}

/** What counts for an owner in the show, whose map must be there; changes nothing. */
export async function held(store: SeatLockStore, ownerId: string) {
  const heldOf = async (limits: HoldLimits) => {
    const outcome = await acquire(store, 'lock_probe', ['probe'], ownerId, limits);
    return outcome.outcome === 'LIMIT_EXCEEDED' ? outcome.held : outcome;
  };
  return {
    locks: await heldOf({ maxLocks: 0, maxSeats: 100_000 }),
    seats: await heldOf({ maxLocks: 100_000, maxSeats: 0 }),
  };
}

/** Why a stranger can't have the seats; changes nothing as long as one of them is not free. */
export async function reasons(store: SeatLockStore, seatIds: string[]): Promise<string[]> {
  const outcome = await acquire(store, 'lock_stranger', seatIds, 'stranger');
  return outcome.outcome === 'REFUSED' ? outcome.conflicts.map(({ reason }) => reason) : [outcome.outcome];
}

export function install(store: SeatLockStore, changed: Partial<Parameters<SeatLockStore['installMap']>[0]> = {}) {
  const image = { version: 0, unavailable: [] };
  return store.installMap({ showId: SHOW, image, epoch: 0, locks: [], ttl_ms: HOUR_MS, ...changed });
}

export async function read(store: SeatLockStore) {
  const map = await store.readMap(SHOW);
  return map && { version: map.version, seats: Object.fromEntries(map.unavailable.map((s) => [s.seatId, s.state])) };
}

export function manyLocks(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    seatId: `${i}`,
    lockId: 'lock_a',
    ownerId: 'anna',
    ttl_ms: TTL_MS,
  }));
}
