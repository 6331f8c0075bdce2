import { describe, expect, it } from 'vitest';
import type { AreaState } from '../../../src/modules/inventory/seat-state.ts';
import type { AcquireRequest, HoldLimits, SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import { HOUR_MS, held, install, type SeatLockStoreHarness, SHOW, TTL_MS } from './seat-lock-store-calls.ts';

const area = (available: number, heldPlaces = 0, booked = 0, areaId = 'front'): AreaState => {
  return { areaId, available, held: heldPlaces, booked };
};

/** Of a new lock, unless it says how many it had. */
function take(
  store: SeatLockStore,
  lockId: string,
  quantity: number,
  more: Partial<AcquireRequest> & { had?: number } = {},
) {
  const { had = 0, ...rest } = more;
  const areas = [{ areaId: 'front', quantity, more: quantity - had }];
  return store.acquire({
    showId: SHOW,
    lockId,
    ownerId: `owner of ${lockId}`,
    seatIds: [],
    areas,
    ttl_ms: TTL_MS,
    ...rest,
  });
}

const acquired = { outcome: 'ACQUIRED' };
const short = (available: number) => ({
  outcome: 'REFUSED',
  conflicts: [],
  shortAreas: [{ areaId: 'front', available }],
});

/** How every seat lock store gives places of areas. `open` returns an empty store. */
export function areaPlacesContract(open: () => Promise<SeatLockStoreHarness>): void {
  async function openWithArea(state = area(10)) {
    const harness = await open();
    await install(harness.store, { image: { version: 0, unavailable: [], areas: [state] } });
    return harness;
  }

  describe('places of an area', () => {
    it('are given while there are any, and no more, however many ask at once', async () => {
      await using harness = await openWithArea();
      const { store } = harness;
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => take(store, `lock_${index}`, 3)));
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(3);
      expect(await take(store, 'lock_x', 2)).toEqual(short(1));
      expect(await take(store, 'lock_y', 1)).toMatchObject(acquired);
      expect(await take(store, 'lock_z', 1)).toEqual(short(0));
    });

    it('are taken with the seats, or none of them is', async () => {
      await using harness = await openWithArea(area(2));
      const { store } = harness;
      await take(store, 'lock_a', 1, { seatIds: ['1'] });
      expect(await take(store, 'lock_b', 2, { seatIds: ['1', '2'] })).toEqual({
        ...short(1),
        conflicts: [{ seatId: '1', reason: 'LOCKED_BY_OTHER' }],
      });
      expect(await take(store, 'lock_c', 2, { seatIds: ['2'] })).toEqual(short(1));
      expect(await take(store, 'lock_d', 1, { seatIds: ['2'] })).toMatchObject(acquired);
    });

    it('are counted once: from when the map has the change, by the map', async () => {
      await using harness = await openWithArea();
      const { store } = harness;
      await take(store, 'lock_a', 4);
      await take(store, 'lock_b', 3);
      const change = { showId: SHOW, changes: [], claimedBy: ['lock_a'] };
      await store.applyChange({ ...change, version: 1, areas: [area(6, 4)] });
      expect(await store.readMap(SHOW)).toEqual({ version: 1, unavailable: [], areas: [area(6, 4)] });
      expect(await take(store, 'lock_c', 4)).toEqual(short(3));
      // Another node was faster: the changes come the other way round.
      await store.applyChange({ ...change, version: 3, areas: [area(0, 10)], claimedBy: ['lock_c'] });
      expect(await store.readMap(SHOW)).toBeNull();
      expect(await take(store, 'lock_d', 4)).toEqual(short(3));
      await store.applyChange({ ...change, version: 2, areas: [area(3, 7)], claimedBy: ['lock_b'] });
      expect(await take(store, 'lock_e', 1)).toEqual(short(0));
      expect(await store.readMap(SHOW)).toMatchObject({ version: 3, areas: [area(0, 10)] });
    });

    it('are free again when they are released, and when nobody has told of them for long', async () => {
      await using harness = await openWithArea(area(3));
      const { store } = harness;
      await take(store, 'lock_a', 3);
      expect(await take(store, 'lock_b', 1)).toEqual(short(0));
      await store.release({ showId: SHOW, lockId: 'lock_a', seatIds: [], areas: [{ areaId: 'front', quantity: 3 }] });
      expect(await take(store, 'lock_b', 3)).toMatchObject(acquired);
      await harness.advance(14_000);
      expect(await take(store, 'lock_c', 1)).toEqual(short(0));
      await harness.advance(2_000);
      expect(await take(store, 'lock_c', 1)).toMatchObject(acquired);
    });

    it('are given once to who asks again', async () => {
      await using harness = await openWithArea(area(3));
      const { store } = harness;
      await take(store, 'lock_a', 3);
      expect(await take(store, 'lock_a', 3)).toMatchObject(acquired);
      await store.applyChange({ showId: SHOW, version: 1, changes: [], areas: [area(0, 3)], claimedBy: ['lock_a'] });
      expect(await take(store, 'lock_a', 3)).toMatchObject(acquired);
      await store.applyChange({ showId: SHOW, version: 2, changes: [], areas: [area(2, 1)] });
      expect(await take(store, 'lock_b', 2)).toMatchObject(acquired);
    });

    it('may be more for a lock that has some, and fewer', async () => {
      await using harness = await openWithArea(area(5, 5));
      const { store } = harness;
      expect(await take(store, 'lock_a', 11, { had: 5 })).toEqual(short(5));
      expect(await take(store, 'lock_a', 10, { had: 5 })).toMatchObject(acquired);
      expect(await take(store, 'lock_b', 1)).toEqual(short(0));
      expect(await take(store, 'lock_a', 2, { had: 5 })).toMatchObject(acquired);
      expect(await take(store, 'lock_b', 5)).toMatchObject(acquired);
    });

    it('are left to PostgreSQL in an area that the map does not know', async () => {
      await using harness = await open();
      await install(harness.store);
      expect(await take(harness.store, 'lock_a', 1_000)).toMatchObject(acquired);
    });

    it('stay claimed when a map is installed, until that or another is told of them', async () => {
      await using harness = await openWithArea(area(9));
      const { store } = harness;
      const told = (version: number, lockId: string) =>
        store.applyChange({ showId: SHOW, version, changes: [], areas: [area(0)], claimedBy: [lockId] });
      for (const lockId of ['lock_a', 'lock_b', 'lock_c']) await take(store, lockId, 3);
      await store.dropMap(SHOW);
      expect(await take(store, 'lock_d', 1)).toEqual({ outcome: 'MAP_MISSING' });
      // PostgreSQL has granted two of them, and one of these was told while there was no map.
      await told(1, 'lock_a');
      await install(store, { image: { version: 2, unavailable: [], areas: [area(3, 6)] } });
      expect(await take(store, 'lock_d', 1)).toEqual(short(0));
      await told(2, 'lock_b');
      expect(await take(store, 'lock_d', 1)).toEqual(short(0));
      await harness.advance(16_000);
      expect(await take(store, 'lock_d', 4)).toEqual(short(3));
      expect(await take(store, 'lock_d', 3)).toMatchObject(acquired);
    });

    it('may be as many of another area: of that they have to be free, and are claimed, and that is a change', async () => {
      await using harness = await open();
      const { store } = harness;
      const changes = { caller: 'anna', isAddress: false, change_ms: HOUR_MS / 2, budget_ms: HOUR_MS };
      const of = (areaId: string, quantity: number) => ({ areas: [{ areaId, quantity, more: quantity }], changes });
      await install(store, { image: { version: 0, unavailable: [], areas: [area(5), area(3, 0, 0, 'side')] } });
      await take(store, 'lock_a', 2);
      // Asked once more, it is a retry.
      expect(await take(store, 'lock_a', 2, of('front', 2))).toMatchObject(acquired);
      const swap = () => take(store, 'lock_a', 2, { ...of('side', 2), hadPlaces: 2 });
      expect(await swap()).toMatchObject(acquired);
      expect(await held(store, 'owner of lock_a')).toEqual({ locks: 1, seats: 2 });
      const one = { outcome: 'REFUSED', conflicts: [], shortAreas: [{ areaId: 'side', available: 1 }] };
      expect(await take(store, 'lock_b', 2, of('side', 2))).toEqual(one);
      // PostgreSQL has refused it: of what it has, nothing changes.
      await store.release({ showId: SHOW, lockId: 'lock_a', seatIds: [], claimedOf: ['side'] });
      expect(await held(store, 'owner of lock_a')).toEqual({ locks: 1, seats: 2 });
      expect(await take(store, 'lock_b', 2, { ...of('side', 2), changes: null })).toMatchObject(acquired);
      expect(await swap()).toEqual(one);
      await store.release({ showId: SHOW, lockId: 'lock_b', seatIds: [], areas: [{ areaId: 'side', quantity: 2 }] });
      expect(await swap()).toMatchObject(acquired);
      expect(await swap()).toMatchObject({ outcome: 'LIMIT_EXCEEDED', limit: 'LOCK_CHANGES', max: 2 });
    });

    it('stay claimed when the lock asks for as many of their area as it has', async () => {
      await using harness = await openWithArea(area(3));
      const { store } = harness;
      await take(store, 'lock_a', 2);
      await take(store, 'lock_a', 2, { had: 2, hadPlaces: 2 });
      expect(await take(store, 'lock_b', 2)).toEqual(short(1));
    });
  });

  describe('limits', () => {
    const anna = (limits: HoldLimits) => ({ ownerId: 'anna', limits });
    const four = anna({ maxLocks: 9, maxSeats: 4 });

    it('count places as seats', async () => {
      await using harness = await openWithArea(area(100));
      const { store } = harness;
      expect(await take(store, 'lock_a', 5, four)).toEqual({
        outcome: 'LIMIT_EXCEEDED',
        limit: 'SEATS',
        max: 4,
        held: 0,
      });
      expect(await take(store, 'lock_a', 2, { ...four, seatIds: ['1'] })).toMatchObject(acquired);
      expect(await held(store, 'anna')).toEqual({ locks: 1, seats: 3 });
      const over = { outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: 4, held: 3 };
      expect(await take(store, 'lock_b', 2, four)).toEqual(over);
      expect(await take(store, 'lock_a', 2, { ...four, seatIds: ['1'] })).toMatchObject(acquired);
      await store.release({ showId: SHOW, lockId: 'lock_a', seatIds: [], areas: [{ areaId: 'front', quantity: 2 }] });
      expect(await held(store, 'anna')).toEqual({ locks: 1, seats: 1 });
    });

    it('count them until the deadline, until they are booked, and after a loss of memory', async () => {
      await using harness = await openWithArea(area(100));
      const { store } = harness;
      await take(store, 'lock_a', 3, { ownerId: 'anna' });
      await take(store, 'lock_b', 2, { ownerId: 'anna' });
      const booked = { showId: SHOW, version: 1, changes: [], areas: [area(95, 2, 3)], endedLockIds: ['lock_a'] };
      await store.applyChange({ ...booked, endedPlaces: [{ lockId: 'lock_a', places: 3 }] });
      expect(await held(store, 'anna')).toEqual({ locks: 1, seats: 2 });
      await store.extend({
        showId: SHOW,
        lockId: 'lock_b',
        ownerId: 'anna',
        seatIds: [],
        areas: [{ areaId: 'front', quantity: 2 }],
        ttl_ms: 2 * TTL_MS,
      });
      await harness.advance(TTL_MS + 1_000);
      expect(await held(store, 'anna')).toEqual({ locks: 1, seats: 2 });
      await harness.advance(TTL_MS);
      expect(await held(store, 'anna')).toEqual({ locks: 0, seats: 0 });
      const places = [{ lockId: 'lock_c', ownerId: 'ben', places: 4, ttl_ms: TTL_MS }];
      await install(store, { image: { version: 2, unavailable: [], areas: [area(93, 4, 3)] }, epoch: 1, places });
      expect(await held(store, 'ben')).toEqual({ locks: 1, seats: 4 });
    });

    it('of an address count them, too', async () => {
      await using harness = await openWithArea(area(100));
      const { store } = harness;
      const origin = { address: '192.0.2.1', maxSeats: 5, seat_ms: 1_000, budget_ms: HOUR_MS, lasts_ms: TTL_MS };
      await take(store, 'lock_a', 3, { origin });
      const refused = await take(store, 'lock_b', 3, { origin });
      expect(refused).toMatchObject({ outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_SEATS', max: 5, held: 3 });
      await store.release({ showId: SHOW, lockId: 'lock_a', seatIds: [], areas: [{ areaId: 'front', quantity: 3 }] });
      expect(await take(store, 'lock_b', 3, { origin, seatIds: ['1', '2'] })).toMatchObject(acquired);
      const spent = { ...origin, maxSeats: null, budget_ms: 9_000 };
      expect(await take(store, 'lock_c', 2, { origin: spent })).toMatchObject({ limit: 'ADDRESS_HOLDS' });
    });

    it('count, of places that are in place of others, only those beyond them', async () => {
      await using harness = await openWithArea(area(100));
      const { store } = harness;
      const origin = { address: '192.0.2.1', maxSeats: 9, seat_ms: HOUR_MS, budget_ms: 9 * HOUR_MS, lasts_ms: TTL_MS };
      const has = (quantity: number, had: number, maxSeats = 9) =>
        take(store, 'lock_a', quantity, { had, hadPlaces: had, origin, ...anna({ maxLocks: 1, maxSeats }) });
      expect(await has(5, 0)).toMatchObject(acquired);
      expect(await has(8, 5, 7)).toMatchObject({ limit: 'SEATS', max: 7, held: 5 });
      expect(await has(8, 5, 8)).toMatchObject(acquired);
      await store.release({ showId: SHOW, lockId: 'lock_a', seatIds: [], areas: [{ areaId: 'front', quantity: 5 }] });
      expect(await held(store, 'anna')).toEqual({ locks: 1, seats: 8 });
      // Eight of nine are spent.
      expect(await take(store, 'lock_b', 2, { origin })).toMatchObject({ limit: 'ADDRESS_HOLDS' });
      const rich = { ...origin, budget_ms: 99 * HOUR_MS };
      expect(await take(store, 'lock_b', 2, { origin: rich })).toMatchObject({ limit: 'ADDRESS_SEATS', held: 8 });
      expect(await take(store, 'lock_b', 1, { origin })).toMatchObject(acquired);
    });

    it('count fewer places, which are never too many, for the address as those before', async () => {
      await using harness = await openWithArea(area(100));
      const { store } = harness;
      const origin = { address: '192.0.2.1', maxSeats: 30, seat_ms: 0, budget_ms: 0, lasts_ms: TTL_MS };
      let locks = 0;
      for (; locks < 20; locks += 1) {
        const lockId = `lock_${locks}`;
        const outcome = await take(store, lockId, 6, { origin });
        if (outcome.outcome !== 'ACQUIRED') break;
        const fewer = { had: 5, hadPlaces: 6, origin: { ...origin, maxSeats: 1 } };
        expect(await take(store, lockId, 5, fewer)).toMatchObject(acquired);
        await store.release({ showId: SHOW, lockId, seatIds: [], areas: [{ areaId: 'front', quantity: 6 }] });
      }
      expect(locks).toBe(5);
      expect(await take(store, 'lock_x', 6, { origin })).toMatchObject({ limit: 'ADDRESS_SEATS', max: 30, held: 25 });
    });
  });
}
