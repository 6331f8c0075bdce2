import { describe, expect, it } from 'vitest';
import type { AcquireRequest, SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import type { SeatChange, SeatMapImage } from '../../src/modules/seat-map/seat-state.ts';

export interface SeatLockStoreHarness extends AsyncDisposable {
  store: SeatLockStore;
  /** Lets time pass, without waiting for it. */
  advance(ms: number): Promise<void>;
}

const SHOW = 'show_1';
const HOUR_MS = 3_600_000;
const TTL_MS = 300_000;

/** What every seat lock store does. `open` returns an empty store. */
export function seatLockStoreContract(open: () => Promise<SeatLockStoreHarness>): void {
  /** A store with an empty map of version 0 in place. */
  async function openWithMap(unavailable: SeatChange[] = []): Promise<SeatLockStoreHarness> {
    const harness = await open();
    await install(harness.store, { image: { version: 0, unavailable } });
    return harness;
  }

  describe('acquire', () => {
    it('holds nothing while the map is missing', async () => {
      await using harness = await open();
      expect(await acquire(harness.store, 'lock_a', ['1'])).toEqual({ outcome: 'MAP_MISSING' });
      await install(harness.store);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('refuses seats with the reason of each, in the order asked for', async () => {
      await using harness = await openWithMap([
        { seatId: 'booked', state: 'BOOKED' },
        { seatId: 'blocked', state: 'BLOCKED' },
      ]);
      await acquire(harness.store, 'lock_a', ['held'], 'anna');
      await acquire(harness.store, 'lock_b', ['mine'], 'ben');
      expect(await acquire(harness.store, 'lock_c', ['mine', 'booked', 'free', 'blocked', 'held'], 'ben')).toEqual({
        outcome: 'REFUSED',
        conflicts: [
          { seatId: 'mine', reason: 'LOCKED_BY_YOU' },
          { seatId: 'booked', reason: 'BOOKED' },
          { seatId: 'blocked', reason: 'BLOCKED' },
          { seatId: 'held', reason: 'LOCKED_BY_OTHER' },
        ],
      });
    });

    it('holds none of the seats after a refusal', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['2']);
      await acquire(harness.store, 'lock_b', ['1', '2', '3']);
      expect(await acquire(harness.store, 'lock_c', ['1', '3'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('takes seats of the same lock as free, and starts their time again', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1', '2']);
      await harness.advance(TTL_MS - 10_000);
      expect(await acquire(harness.store, 'lock_a', ['1', '2', '3'])).toMatchObject({ outcome: 'ACQUIRED' });
      await harness.advance(TTL_MS - 10_000);
      expect(await reasons(harness.store, ['1', '2', '3'])).toEqual(Array(3).fill('LOCKED_BY_OTHER'));
    });

    it('does not take a lock whose id only starts the same for the same', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1']);
      expect(await acquire(harness.store, 'lock_', ['1'])).toMatchObject({ outcome: 'REFUSED' });
      expect(await acquire(harness.store, 'lock_aa', ['1'])).toMatchObject({ outcome: 'REFUSED' });
      await harness.store.release({ showId: SHOW, lockId: 'lock_', seatIds: ['1'] });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'REFUSED' });
    });

    it('frees the seats when their time is over, and not before', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.advance(TTL_MS - 5_000);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'REFUSED' });
      await harness.advance(5_000);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('counts a seat that is LOCKED in the map and held by nobody as free', async () => {
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
      expect(await acquire(harness.store, 'lock_a', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('says BOOKED of a seat that is both held and booked', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange({ showId: SHOW, version: 1, changes: [{ seatId: '1', state: 'BOOKED' }] });
      expect(await reasons(harness.store, ['1'])).toEqual(['BOOKED']);
    });

    it('gives greater tokens each time, also after the map was built again', async () => {
      await using harness = await open();
      const tokens: number[] = [];
      const takeToken = async (seatId: string) => {
        const outcome = await acquire(harness.store, `lock_${seatId}`, [seatId]);
        tokens.push(outcome.outcome === 'ACQUIRED' ? outcome.token : Number.NaN);
      };
      await install(harness.store, { epoch: 1 });
      await takeToken('1');
      await takeToken('2');
      await install(harness.store, { epoch: 2 });
      await takeToken('3');
      await harness.store.dropMap(SHOW);
      // Overtaken by the installer of epoch 2.
      await install(harness.store, { epoch: 1 });
      await takeToken('4');
      await install(harness.store, { epoch: 2 });
      await takeToken('5');
      await install(harness.store, { epoch: 3 });
      await takeToken('6');
      expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
      expect(tokens[0]).toBe(2 ** 32 + 1);
      expect(tokens[5]).toBe(3 * 2 ** 32 + 1);
    });

    it('lets exactly one of many have a seat', async () => {
      await using harness = await openWithMap();
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => acquire(harness.store, `lock_${i}`, [`${i}`, 'wanted'], `owner_${i}`)),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(1);
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'ACQUIRED');
      const others = Array.from({ length: 50 }, (_, i) => `${i}`).filter((seatId) => seatId !== `${winner}`);
      expect(await acquire(harness.store, 'lock_rest', others)).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('keeps shows apart', async () => {
      await using harness = await openWithMap();
      await install(harness.store, { showId: 'show_2' });
      await acquire(harness.store, 'lock_a', ['1']);
      const request = { showId: 'show_2', lockId: 'lock_b', seatIds: ['1'], ownerId: 'ben', ttl_ms: TTL_MS };
      expect(await harness.store.acquire(request)).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('takes any number of seats, and seats of any name', async () => {
      await using harness = await openWithMap();
      const names = ['#version', '#p:1', 's:1', 'A 1', '{x}', '', 'Ränge–😀', '__proto__', '0'];
      const seatIds = [...names, ...Array.from({ length: 8_500 }, (_, i) => `seat-${i}`)];
      expect(await acquire(harness.store, 'lock_a', seatIds)).toMatchObject({ outcome: 'ACQUIRED' });
      expect(await reasons(harness.store, [...seatIds, 'free'])).toEqual(seatIds.map(() => 'LOCKED_BY_OTHER'));
      const changes = seatIds.map((seatId) => ({ seatId, state: 'BOOKED' as const }));
      // The second change waits for the first.
      await harness.store.applyChange({ showId: SHOW, version: 2, changes: [{ seatId: '{x}', state: 'AVAILABLE' }] });
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockId: 'lock_a' });
      const map = await harness.store.readMap(SHOW);
      expect(map?.unavailable).toHaveLength(seatIds.length - 1);
      expect(new Set(map?.unavailable.map(({ seatId }) => seatId))).toEqual(
        new Set(seatIds.filter((seatId) => seatId !== '{x}')),
      );
      expect(await acquire(harness.store, 'lock_b', ['{x}', 'free'])).toMatchObject({ outcome: 'ACQUIRED' });
    });
  });

  describe('release', () => {
    it('frees the seats of the lock, and no others', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1', '2']);
      await acquire(harness.store, 'lock_b', ['3']);
      await harness.store.release({ showId: SHOW, lockId: 'lock_a', seatIds: ['1', '3', 'unknown'] });
      expect(await reasons(harness.store, ['1', '2', '3'])).toEqual(['LOCKED_BY_OTHER', 'LOCKED_BY_OTHER']);
      expect(await acquire(harness.store, 'lock_c', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('does nothing with no seats', async () => {
      await using harness = await open();
      await expect(harness.store.release({ showId: SHOW, lockId: 'lock_a', seatIds: [] })).resolves.toBeUndefined();
    });
  });

  describe('applyChange', () => {
    const change = (version: number, seatId: string, state: SeatChange['state']) => ({
      showId: SHOW,
      version,
      changes: [{ seatId, state }],
    });

    it('changes the map', async () => {
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
      await harness.store.applyChange(change(1, '2', 'BLOCKED'));
      expect(await read(harness.store)).toEqual({ version: 1, seats: { 1: 'LOCKED', 2: 'BLOCKED' } });
      await harness.store.applyChange(change(2, '1', 'BOOKED'));
      await harness.store.applyChange(change(3, '2', 'AVAILABLE'));
      expect(await read(harness.store)).toEqual({ version: 3, seats: { 1: 'BOOKED' } });
    });

    it('applies each change once and in order, however they come', async () => {
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1', '2']);
      await acquire(harness.store, 'lock_b', ['3']);
      const changes = (['1', '3'] as const).map((seatId) => ({ seatId, state: 'AVAILABLE' as const }));
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockId: 'lock_a' });
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
      await harness.store.applyChange({ ...change(version, '1', 'AVAILABLE'), endedLockId: 'lock_a' });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
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

    it('forgets the map when a thousand changes have waited for one in vain', async () => {
      await using harness = await openWithMap();
      for (let version = 2; version <= 1_001; version += 1)
        await harness.store.applyChange(change(version, '1', 'LOCKED'));
      expect(await acquire(harness.store, 'lock_a', ['2'])).toMatchObject({ outcome: 'ACQUIRED' });
      await harness.store.applyChange(change(1_002, '1', 'LOCKED'));
      expect(await acquire(harness.store, 'lock_b', ['3'])).toEqual({ outcome: 'MAP_MISSING' });
      expect(await install(harness.store, { image: { version: 1_001, unavailable: [] } })).toBe(false);
      expect(await install(harness.store, { image: { version: 1_002, unavailable: [] } })).toBe(true);
      // The second of its epoch.
      expect(await acquire(harness.store, 'lock_b', ['3'])).toEqual({ outcome: 'ACQUIRED', token: 2 });
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
      await using harness = await openWithMap([{ seatId: 'old', state: 'BOOKED' }]);
      await harness.store.applyChange({ showId: SHOW, version: 3, changes: [{ seatId: '1', state: 'BOOKED' }] });
      expect(await install(harness.store, { image: { version: 2, unavailable: [] } })).toBe(false);
      const image: SeatMapImage = { version: 3, unavailable: [{ seatId: '1', state: 'LOCKED' }] };
      expect(await install(harness.store, { image })).toBe(true);
      expect(await read(harness.store)).toEqual({ version: 3, seats: { 1: 'LOCKED' } });
    });

    it('leaves the locks that are there as they are', async () => {
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
      await harness.advance(HOUR_MS - 5_000);
      expect(await read(harness.store)).toEqual({ version: 0, seats: {} });
      await harness.advance(5_000);
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await acquire(harness.store, 'lock_a', ['1'])).toEqual({ outcome: 'MAP_MISSING' });
    });
  });

  describe('dropMap', () => {
    it('forgets the map, but neither the locks nor the newest version', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange({ showId: SHOW, version: 1, changes: [{ seatId: '1', state: 'LOCKED' }] });
      await harness.store.dropMap(SHOW);
      expect(await harness.store.readMap(SHOW)).toBeNull();
      expect(await acquire(harness.store, 'lock_b', ['2'])).toEqual({ outcome: 'MAP_MISSING' });
      expect(await install(harness.store, { image: { version: 0, unavailable: [] } })).toBe(false);
      expect(await install(harness.store, { image: { version: 1, unavailable: [] } })).toBe(true);
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
    });

    it('does nothing without a map', async () => {
      await using harness = await open();
      await harness.store.dropMap(SHOW);
      expect(await install(harness.store)).toBe(true);
    });
  });
}

function acquire(store: SeatLockStore, lockId: string, seatIds: string[], ownerId = `owner of ${lockId}`) {
  const request: AcquireRequest = { showId: SHOW, lockId, ownerId, seatIds, ttl_ms: TTL_MS };
  return store.acquire(request);
}

/** Why a stranger can't have the seats; changes nothing as long as one of them is not free. */
async function reasons(store: SeatLockStore, seatIds: string[]): Promise<string[]> {
  const outcome = await acquire(store, 'lock_stranger', seatIds, 'stranger');
  return outcome.outcome === 'REFUSED' ? outcome.conflicts.map(({ reason }) => reason) : [outcome.outcome];
}

function install(store: SeatLockStore, changed: Partial<Parameters<SeatLockStore['installMap']>[0]> = {}) {
  const image = { version: 0, unavailable: [] };
  return store.installMap({ showId: SHOW, image, epoch: 0, locks: [], ttl_ms: HOUR_MS, ...changed });
}

async function read(store: SeatLockStore) {
  const map = await store.readMap(SHOW);
  return map && { version: map.version, seats: Object.fromEntries(map.unavailable.map((s) => [s.seatId, s.state])) };
}

function manyLocks(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    seatId: `${i}`,
    lockId: 'lock_a',
    ownerId: 'anna',
    ttl_ms: TTL_MS,
  }));
}
