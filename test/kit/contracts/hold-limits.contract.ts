import { describe, expect, it } from 'vitest';
import type { SeatChange } from '../../../src/modules/inventory/seat-state.ts';
import type { HoldLimits, SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import {
  acquire,
  held,
  install,
  manyLocks,
  openWithMap,
  type SeatLockStoreHarness,
  SHOW,
  TTL_MS,
} from './seat-lock-store-calls.ts';

/** How every seat lock store counts what an owner holds. `open` returns an empty store. */
export function holdLimitsContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('acquire with limits', () => {
    const take = (store: SeatLockStore, lockId: string, seatIds: string[], limits: Partial<HoldLimits> = {}) =>
      acquire(store, lockId, seatIds, 'anna', { maxLocks: 2, maxSeats: 4, ...limits });
    const acquired = { outcome: 'ACQUIRED' };

    it('gives an owner as many locks as are allowed, and changes nothing beyond', async () => {
      await using harness = await openWithMap(open);
      expect(await take(harness.store, 'lock_a', ['1'])).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_b', ['2'])).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_c', ['3'])).toEqual({
        outcome: 'LIMIT_EXCEEDED',
        limit: 'LOCKS',
        max: 2,
        held: 2,
      });
      expect(await acquire(harness.store, 'lock_d', ['3'], 'ben')).toMatchObject(acquired);
    });

    it('gives an owner as many seats as are allowed, and none of those beyond', async () => {
      await using harness = await openWithMap(open);
      expect(await take(harness.store, 'lock_a', ['1', '2', '3'])).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_b', ['4', '5'])).toEqual({
        outcome: 'LIMIT_EXCEEDED',
        limit: 'SEATS',
        max: 4,
        held: 3,
      });
      expect(await take(harness.store, 'lock_b', ['5'])).toMatchObject(acquired);
      expect(await acquire(harness.store, 'lock_c', ['4'], 'ben')).toMatchObject(acquired);
    });

    it('refuses one request that is over the limit by itself', async () => {
      await using harness = await openWithMap(open);
      const refused = { outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: 4, held: 0 };
      expect(await take(harness.store, 'lock_a', ['1', '2', '3', '4', '5'])).toEqual(refused);
      const none = { outcome: 'LIMIT_EXCEEDED', limit: 'LOCKS', max: 0, held: 0 };
      expect(await take(harness.store, 'lock_a', ['1', '2', '3', '4', '5'], { maxLocks: 0 })).toEqual(none);
    });

    it('names conflicts before limits, and a missing map before both', async () => {
      await using harness = await open();
      expect(await take(harness.store, 'lock_a', ['1'], { maxLocks: 0 })).toEqual({ outcome: 'MAP_MISSING' });
      await install(harness.store);
      await take(harness.store, 'lock_a', ['1']);
      expect(await take(harness.store, 'lock_b', ['1', '2'], { maxLocks: 1 })).toMatchObject({ outcome: 'REFUSED' });
    });

    it('counts a lock that is retried, or gets seats added, once', async () => {
      await using harness = await openWithMap(open);
      const limits = { maxLocks: 1, maxSeats: 3 };
      expect(await take(harness.store, 'lock_a', ['1', '2'], limits)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_a', ['1', '2'], limits)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_a', ['3'], limits)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_a', ['1', '2', '3'], limits)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_a', ['3', '4'], limits)).toMatchObject({ limit: 'SEATS', held: 3 });
      // The limits were lowered since: a retry adds nothing.
      expect(await take(harness.store, 'lock_a', ['1', '2', '3'], { maxLocks: 0, maxSeats: 0 })).toMatchObject(
        acquired,
      );
      expect(await take(harness.store, 'lock_b', [], { maxLocks: 0, maxSeats: 0 })).toMatchObject(acquired);
    });

    it('counts locks taken without limits too', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      expect(await held(harness.store, 'anna')).toEqual({ locks: 1, seats: 2 });
    });

    it('counts each owner and show apart', async () => {
      await using harness = await openWithMap(open);
      await install(harness.store, { showId: 'show_2' });
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      expect(await held(harness.store, 'ann')).toEqual({ locks: 0, seats: 0 });
      const limits = { maxLocks: 1, maxSeats: 1 };
      const request = { showId: 'show_2', lockId: 'lock_b', seatIds: ['1'], ownerId: 'anna', ttl_ms: TTL_MS, limits };
      expect(await harness.store.acquire(request)).toMatchObject(acquired);
    });

    it('counts nothing that was released, ended by a change, booked or expired', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2'], 'an owner');
      await acquire(harness.store, 'lock_b', ['3', '4', '5'], 'an owner');
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 2, seats: 5 });
      await harness.store.release({ showId: SHOW, lockId: 'lock_a', seatIds: ['1', '3'] });
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 2, seats: 4 });
      const end = (version: number, seatId: string, state: SeatChange['state'], endedLockId: string) =>
        harness.store.applyChange({ showId: SHOW, version, changes: [{ seatId, state }], endedLockIds: [endedLockId] });
      await end(1, '2', 'AVAILABLE', 'lock_a');
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 1, seats: 3 });
      await end(2, '3', 'BOOKED', 'lock_b');
      await end(3, '4', 'BLOCKED', 'lock_b');
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 1, seats: 1 });
      await harness.advance(TTL_MS);
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 0, seats: 0 });
    });

    it('tells how many of the seats were held by what has run out here', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      const changes = ['1', '2'].map((seatId): SeatChange => ({ seatId, state: 'LOCKED' }));
      await harness.store.applyChange({ showId: SHOW, version: 1, changes });
      // Its own holds, on a retry, have not.
      expect(await acquire(harness.store, 'lock_a', ['1', '2'], 'anna')).toMatchObject({ lapsed: 0 });
      await harness.advance(TTL_MS);
      expect(await acquire(harness.store, 'lock_b', ['2', '3'], 'bert')).toMatchObject({ lapsed: 1 });
    });

    it('counts none of several locks that a change ended together, and all of another', async () => {
      await using harness = await openWithMap(open);
      for (const seatId of ['1', '2', '3']) await acquire(harness.store, `lock_${seatId}`, [seatId], 'an owner');
      const changes = ['1', '2', '3'].map((seatId): SeatChange => ({ seatId, state: 'AVAILABLE' }));
      const endedLockIds = ['lock_1', 'lock_3'];
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds });
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 1, seats: 1 });
      expect(await acquire(harness.store, 'lock_b', ['1', '3'], 'another')).toMatchObject({ outcome: 'ACQUIRED' });
      expect(await acquire(harness.store, 'lock_c', ['2'], 'another')).toMatchObject({ outcome: 'REFUSED' });
    });

    it('counts each hold until its own deadline', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      await harness.advance(TTL_MS / 2);
      await acquire(harness.store, 'lock_b', ['3'], 'anna');
      await acquire(harness.store, 'lock_a', ['2'], 'anna');
      await harness.advance(TTL_MS / 2);
      expect(await held(harness.store, 'anna')).toEqual({ locks: 2, seats: 2 });
      await harness.advance(TTL_MS / 2);
      expect(await held(harness.store, 'anna')).toEqual({ locks: 0, seats: 0 });
    });

    it('counts a seat for the owner that has it now', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      await harness.store.release({ showId: SHOW, lockId: 'lock_a', seatIds: ['1'] });
      await acquire(harness.store, 'lock_b', ['1'], 'ben');
      await harness.store.release({ showId: SHOW, lockId: 'lock_a', seatIds: ['1', '2'] });
      expect(await held(harness.store, 'anna')).toEqual({ locks: 0, seats: 0 });
      expect(await held(harness.store, 'ben')).toEqual({ locks: 1, seats: 1 });
    });

    it('counts what was installed with a map, while it lives', async () => {
      await using harness = await open();
      const lock = (seatId: string, lockId: string, ttl_ms: number) => ({ seatId, lockId, ownerId: 'anna', ttl_ms });
      const locks = [lock('1', 'lock_a', 50_000), lock('2', 'lock_b', 100_000), lock('3', 'lock_c', 0)];
      await install(harness.store, { locks });
      expect(await held(harness.store, 'anna')).toEqual({ locks: 2, seats: 2 });
      await harness.advance(75_000);
      expect(await held(harness.store, 'anna')).toEqual({ locks: 1, seats: 1 });
      // Neither longer than the key that is there, nor for a seat that another holds.
      await acquire(harness.store, 'lock_d', ['4'], 'ben');
      await install(harness.store, { locks: [lock('2', 'lock_b', TTL_MS), lock('4', 'lock_e', TTL_MS)] });
      expect(await held(harness.store, 'anna')).toEqual({ locks: 1, seats: 1 });
      await harness.advance(50_000);
      expect(await held(harness.store, 'anna')).toEqual({ locks: 0, seats: 0 });
    });

    it('counts any number of seats', async () => {
      await using harness = await open();
      await install(harness.store, { locks: manyLocks(5_500) });
      const seatIds = Array.from({ length: 4_500 }, (_, i) => `more-${i}`);
      await acquire(harness.store, 'lock_b', seatIds, 'anna', { maxLocks: 2, maxSeats: 10_000 });
      expect(await held(harness.store, 'anna')).toEqual({ locks: 2, seats: 10_000 });
      await harness.store.release({ showId: SHOW, lockId: 'lock_b', seatIds });
      expect(await held(harness.store, 'anna')).toEqual({ locks: 1, seats: 5_500 });
    });

    it('lets no more through when many come at once', async () => {
      await using harness = await openWithMap(open);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => take(harness.store, `lock_${i}`, [`${i}`], { maxLocks: 3 })),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(3);
    });
  });
}
