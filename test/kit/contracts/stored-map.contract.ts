import { describe, expect, it } from 'vitest';
import type { SeatChange, SeatMapImage } from '../../../src/modules/inventory/seat-state.ts';
import {
  acquire,
  HOUR_MS,
  held,
  install,
  manyLocks,
  openWithMap,
  read,
  reasons,
  type SeatLockStoreHarness,
  SHOW,
  TTL_MS,
} from './seat-lock-store-calls.ts';

/** How every seat lock store keeps the map of a show. `open` returns an empty store. */
export function storedMapContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('applyChange', () => {
    const change = (version: number, seatId: string, state: SeatChange['state']) => ({
      showId: SHOW,
      version,
      changes: [{ seatId, state }],
    });

    it('changes the map', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
      await harness.store.applyChange(change(1, '2', 'BLOCKED'));
      expect(await read(harness.store)).toEqual({ version: 1, seats: { 1: 'LOCKED', 2: 'BLOCKED' } });
      await harness.store.applyChange(change(2, '1', 'BOOKED'));
      await harness.store.applyChange(change(3, '2', 'AVAILABLE'));
      expect(await read(harness.store)).toEqual({ version: 3, seats: { 1: 'BOOKED' } });
    });

    it('applies each change once and in order, however they come', async () => {
      await using harness = await openWithMap(open);
      await harness.store.applyChange(change(3, '1', 'BOOKED'));
      await harness.store.applyChange(change(2, '1', 'AVAILABLE'));
      await harness.store.applyChange(change(3, '1', 'BLOCKED'));
      await harness.store.applyChange(change(5, '2', 'LOCKED'));
      expect(await harness.store.readMap(SHOW)).toBeNull();
      await harness.store.applyChange(change(1, '1', 'LOCKED'));
      expect(await harness.store.readMap(SHOW)).toBeNull();
      await harness.store.applyChange(change(4, '3', 'LOCKED'));
      expect(await read(harness.store)).toEqual({ version: 5, seats: { 1: 'BOOKED', 2: 'LOCKED', 3: 'LOCKED' } });
      await harness.store.applyChange(change(2, '1', 'AVAILABLE'));
      await harness.store.applyChange(change(5, '2', 'AVAILABLE'));
      expect(await read(harness.store)).toEqual({ version: 5, seats: { 1: 'BOOKED', 2: 'LOCKED', 3: 'LOCKED' } });
    });

    it('frees the seats of the lock that ended, unless another holds them now', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2']);
      await acquire(harness.store, 'lock_b', ['3']);
      const changes = (['1', '3'] as const).map((seatId) => ({ seatId, state: 'AVAILABLE' as const }));
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_a'] });
      expect(await reasons(harness.store, ['1', '2', '3'])).toEqual(['LOCKED_BY_OTHER', 'LOCKED_BY_OTHER']);
      expect(await acquire(harness.store, 'lock_c', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it.each([
      ['early', 3],
      ['late', 1],
    ])('frees the seats of the lock that ended when the change comes %s', async (_, version) => {
      await using harness = await open();
      await install(harness.store, { image: { version: 1, unavailable: [] } });
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange({ ...change(version, '1', 'AVAILABLE'), endedLockIds: ['lock_a'] });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('frees of the lock that ended what it does not lock by the same change', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
      await acquire(harness.store, 'lock_a', ['1', '2']);
      const changes: SeatChange[] = [
        { seatId: '1', state: 'AVAILABLE' },
        { seatId: '2', state: 'LOCKED' },
      ];
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_a'] });
      expect(await reasons(harness.store, ['1', '2'])).toEqual(['LOCKED_BY_OTHER']);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 1, seats: 1 });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it.each(['comes early', 'finds no map'])('frees nothing that it locks itself, when it %s', async (how) => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2']);
      const changes: SeatChange[] = [
        { seatId: '1', state: 'AVAILABLE' },
        { seatId: '2', state: 'LOCKED' },
      ];
      if (how === 'finds no map') await harness.store.dropMap(SHOW);
      await harness.store.applyChange({ showId: SHOW, version: 2, changes, endedLockIds: ['lock_a'] });
      if (how === 'finds no map') await install(harness.store, { image: { version: 2, unavailable: [] } });
      expect(await reasons(harness.store, ['1', '2'])).toEqual(['LOCKED_BY_OTHER']);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 1, seats: 1 });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('frees nothing that the lock was given again, when a change comes twice', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
      await acquire(harness.store, 'lock_a', ['1', '2']);
      const givenBack = { ...change(1, '1', 'AVAILABLE'), endedLockIds: ['lock_a'] };
      await harness.store.applyChange(givenBack);
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange(givenBack);
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
      const early = { ...change(3, '2', 'AVAILABLE'), endedLockIds: ['lock_a'] };
      await harness.store.applyChange(early);
      await acquire(harness.store, 'lock_a', ['2']);
      await harness.store.applyChange(early);
      expect(await reasons(harness.store, ['2'])).toEqual(['LOCKED_BY_OTHER']);
    });

    it('frees nothing that a later change locked again', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange(change(2, '1', 'LOCKED'));
      await harness.store.applyChange({ ...change(1, '1', 'AVAILABLE'), endedLockIds: ['lock_a'] });
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
      await install(harness.store, { image: { version: 3, unavailable: [{ seatId: '1', state: 'LOCKED' }] } });
      await harness.store.applyChange({ ...change(3, '1', 'AVAILABLE'), endedLockIds: ['lock_a'] });
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
    });

    it('on a missing map only refuses older images', async () => {
      await using harness = await open();
      await harness.store.applyChange(change(7, '1', 'BOOKED'));
      await harness.store.applyChange(change(6, '1', 'LOCKED'));
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await acquire(harness.store, 'lock_a', ['1'])).toEqual({ outcome: 'MAP_MISSING' });
      expect(await install(harness.store, { image: { version: 6, unavailable: [] } })).toBe(false);
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await install(harness.store, { image: { version: 7, unavailable: [] } })).toBe(true);
      await harness.store.applyChange(change(8, '1', 'BLOCKED'));
      expect(await read(harness.store)).toEqual({ version: 8, seats: { 1: 'BLOCKED' } });
    });

    it('on a missing map refuses them for an hour', async () => {
      await using harness = await open();
      await harness.store.applyChange(change(7, '1', 'BOOKED'));
      await harness.advance(HOUR_MS - 5_000);
      expect(await install(harness.store, { image: { version: 6, unavailable: [] } })).toBe(false);
      await harness.advance(5_000);
      expect(await install(harness.store, { image: { version: 6, unavailable: [] } })).toBe(true);
    });

    it('forgets the map when a thousand changes have waited for one in vain', async () => {
      await using harness = await openWithMap(open);
      for (let version = 2; version <= 1_001; version += 1)
        await harness.store.applyChange(change(version, '1', 'LOCKED'));
      expect(await acquire(harness.store, 'lock_a', ['2'])).toMatchObject({ outcome: 'ACQUIRED' });
      await harness.store.applyChange(change(1_002, '1', 'LOCKED'));
      expect(await acquire(harness.store, 'lock_b', ['3'])).toEqual({ outcome: 'MAP_MISSING' });
      expect(await install(harness.store, { image: { version: 1_001, unavailable: [] } })).toBe(false);
      expect(await install(harness.store, { image: { version: 1_002, unavailable: [] } })).toBe(true);
      // The second of its epoch.
      expect(await acquire(harness.store, 'lock_b', ['3'])).toEqual({ outcome: 'ACQUIRED', token: 2, lapsed: 0 });
    });
  });

  describe('installMap', () => {
    it('puts the map in place, and the live locks', async () => {
      await using harness = await open();
      const unavailable: SeatChange[] = [
        { seatId: '1', state: 'LOCKED' },
        { seatId: '2', state: 'BOOKED' },
        { seatId: '3', state: 'BLOCKED' },
      ];
      const locks = [
        { seatId: '1', lockId: 'lock_a', ownerId: 'an owner', ttl_ms: 10_000.5 },
        { seatId: '4', lockId: 'lock_b', ownerId: 'owner', ttl_ms: 0 },
        { seatId: '5', lockId: 'lock_c', ownerId: 'owner', ttl_ms: -5 },
      ];
      expect(await install(harness.store, { image: { version: 4, unavailable }, locks })).toBe(true);
      expect(await read(harness.store)).toEqual({ version: 4, seats: { 1: 'LOCKED', 2: 'BOOKED', 3: 'BLOCKED' } });
      expect(await acquire(harness.store, 'lock_d', ['1', '4', '5'], 'an owner')).toEqual({
        outcome: 'REFUSED',
        conflicts: [{ seatId: '1', reason: 'LOCKED_BY_YOU' }],
      });
      await harness.advance(15_000);
      expect(await acquire(harness.store, 'lock_d', ['1', '4', '5'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('replaces the map that is there, with what waits in it', async () => {
      await using harness = await openWithMap(open, [{ seatId: 'old', state: 'BOOKED' }]);
      await harness.store.applyChange({ showId: SHOW, version: 3, changes: [{ seatId: '1', state: 'BOOKED' }] });
      expect(await install(harness.store, { image: { version: 2, unavailable: [] } })).toBe(false);
      const image: SeatMapImage = { version: 3, unavailable: [{ seatId: '1', state: 'LOCKED' }] };
      expect(await install(harness.store, { image })).toBe(true);
      expect(await read(harness.store)).toEqual({ version: 3, seats: { 1: 'LOCKED' } });
    });

    it('leaves the locks that are there as they are', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1'], 'anna');
      const locks = [{ seatId: '1', lockId: 'lock_b', ownerId: 'ben', ttl_ms: HOUR_MS }];
      await install(harness.store, { locks });
      expect(await acquire(harness.store, 'lock_c', ['1'], 'anna')).toMatchObject({
        conflicts: [{ reason: 'LOCKED_BY_YOU' }],
      });
      await harness.advance(TTL_MS);
      expect(await acquire(harness.store, 'lock_c', ['1'], 'carl')).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it.each([1, 12_000])('changes nothing when a newer version is known (%i locks)', async (count) => {
      await using harness = await open();
      await harness.store.applyChange({ showId: SHOW, version: 2, changes: [{ seatId: '0', state: 'AVAILABLE' }] });
      const locks = manyLocks(count);
      expect(await install(harness.store, { image: { version: 1, unavailable: [] }, locks })).toBe(false);
      await install(harness.store, { image: { version: 2, unavailable: [] } });
      const outcome = await acquire(
        harness.store,
        'lock_b',
        locks.map(({ seatId }) => seatId),
      );
      expect(outcome).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('takes any number of locks and seats', async () => {
      await using harness = await open();
      const locks = manyLocks(12_000);
      const unavailable = locks.map(({ seatId }) => ({ seatId, state: 'LOCKED' as const }));
      expect(await install(harness.store, { image: { version: 1, unavailable }, locks })).toBe(true);
      expect((await harness.store.readMap(SHOW))?.unavailable).toHaveLength(12_000);
      expect(await reasons(harness.store, ['0', '4999', '5000', '11999', '12000'])).toHaveLength(4);
    });

    it('keeps the map for its time to live', async () => {
      await using harness = await openWithMap(open);
      await harness.advance(HOUR_MS - 5_000);
      expect(await read(harness.store)).toEqual({ version: 0, seats: {} });
      await harness.advance(5_000);
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await acquire(harness.store, 'lock_a', ['1'])).toEqual({ outcome: 'MAP_MISSING' });
    });
  });

  describe('dropMap', () => {
    it('forgets the map, but neither the locks nor the newest version', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange({ showId: SHOW, version: 1, changes: [{ seatId: '1', state: 'LOCKED' }] });
      await harness.store.dropMap(SHOW);
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await acquire(harness.store, 'lock_b', ['2'])).toEqual({ outcome: 'MAP_MISSING' });
      expect(await install(harness.store, { image: { version: 0, unavailable: [] } })).toBe(false);
      expect(await install(harness.store, { image: { version: 1, unavailable: [] } })).toBe(true);
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
    });

    it('takes an image of any version after a reset, and gives no fencing token twice', async () => {
      await using harness = await openWithMap(open);
      const first = await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange({ showId: SHOW, version: 1, changes: [{ seatId: '1', state: 'LOCKED' }] });
      await harness.store.resetMap(SHOW);
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await install(harness.store, { image: { version: 0, unavailable: [] } })).toBe(true);
      expect(await harness.store.holdersOf({ showId: SHOW, seatIds: ['2', '1'] })).toEqual([
        { seatId: '1', lockId: 'lock_a' },
      ]);
      const second = await acquire(harness.store, 'lock_b', ['2']);
      if (first.outcome !== 'ACQUIRED' || second.outcome !== 'ACQUIRED') throw new Error('not acquired');
      expect(second.token).toBeGreaterThan(first.token);
    });

    it('does nothing without a map', async () => {
      await using harness = await open();
      await harness.store.dropMap(SHOW);
      expect(await install(harness.store)).toBe(true);
    });
  });
}
