import { describe, expect, it } from 'vitest';
import type { AcquireRequest, HoldLimits, SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
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

    it('answers each of many that come at once by itself', async () => {
      await using harness = await openWithMap([{ seatId: 'booked', state: 'BOOKED' }]);
      const wanted = [['1', '2'], [], ['2', 'booked', '3'], ['3'], ['4', '3'], ['5']];
      const outcomes = await Promise.all(
        wanted.map((seatIds, i) => acquire(harness.store, `lock_${i}`, seatIds, i < 4 ? 'anna' : 'ben')),
      );
      const got = (token: number) => ({ outcome: 'ACQUIRED', token, lapsed: 0 });
      const refused = (...conflicts: [string, string][]) => ({
        outcome: 'REFUSED',
        conflicts: conflicts.map(([seatId, reason]) => ({ seatId, reason })),
      });
      expect(outcomes).toEqual([
        got(1),
        got(2),
        refused(['2', 'LOCKED_BY_YOU'], ['booked', 'BOOKED']),
        got(3),
        refused(['3', 'LOCKED_BY_OTHER']),
        got(4),
      ]);
      expect(await reasons(harness.store, ['1', '2', '3', '5'])).toEqual(Array(4).fill('LOCKED_BY_OTHER'));
      expect(await held(harness.store, 'anna')).toEqual({ locks: 2, seats: 3 });
    });

    it('holds nothing for any of many that come at once while the map is missing', async () => {
      await using harness = await open();
      const outcomes = await Promise.all(['1', '2', '2'].map((seatId) => acquire(harness.store, 'lock_a', [seatId])));
      expect(outcomes).toEqual(Array(3).fill({ outcome: 'MAP_MISSING' }));
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
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_a'] });
      const map = await harness.store.readMap(SHOW);
      expect(map?.unavailable).toHaveLength(seatIds.length - 1);
      expect(new Set(map?.unavailable.map(({ seatId }) => seatId))).toEqual(
        new Set(seatIds.filter((seatId) => seatId !== '{x}')),
      );
      expect(await acquire(harness.store, 'lock_b', ['{x}', 'free'])).toMatchObject({ outcome: 'ACQUIRED' });
    });
  });

  describe('acquire with limits', () => {
    const take = (store: SeatLockStore, lockId: string, seatIds: string[], limits: Partial<HoldLimits> = {}) =>
      acquire(store, lockId, seatIds, 'anna', { maxLocks: 2, maxSeats: 4, ...limits });
    const acquired = { outcome: 'ACQUIRED' };

    it('gives an owner as many locks as are allowed, and changes nothing beyond', async () => {
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      expect(await held(harness.store, 'anna')).toEqual({ locks: 1, seats: 2 });
    });

    it('counts each owner and show apart', async () => {
      await using harness = await openWithMap();
      await install(harness.store, { showId: 'show_2' });
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      expect(await held(harness.store, 'ann')).toEqual({ locks: 0, seats: 0 });
      const limits = { maxLocks: 1, maxSeats: 1 };
      const request = { showId: 'show_2', lockId: 'lock_b', seatIds: ['1'], ownerId: 'anna', ttl_ms: TTL_MS, limits };
      expect(await harness.store.acquire(request)).toMatchObject(acquired);
    });

    it('counts nothing that was released, ended by a change, booked or expired', async () => {
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1', '2'], 'anna');
      const changes = ['1', '2'].map((seatId): SeatChange => ({ seatId, state: 'LOCKED' }));
      await harness.store.applyChange({ showId: SHOW, version: 1, changes });
      // Its own holds, on a retry, have not.
      expect(await acquire(harness.store, 'lock_a', ['1', '2'], 'anna')).toMatchObject({ lapsed: 0 });
      await harness.advance(TTL_MS);
      expect(await acquire(harness.store, 'lock_b', ['2', '3'], 'bert')).toMatchObject({ lapsed: 1 });
    });

    it('counts none of several locks that a change ended together, and all of another', async () => {
      await using harness = await openWithMap();
      for (const seatId of ['1', '2', '3']) await acquire(harness.store, `lock_${seatId}`, [seatId], 'an owner');
      const changes = ['1', '2', '3'].map((seatId): SeatChange => ({ seatId, state: 'AVAILABLE' }));
      const endedLockIds = ['lock_1', 'lock_3'];
      await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds });
      expect(await held(harness.store, 'an owner')).toEqual({ locks: 1, seats: 1 });
      expect(await acquire(harness.store, 'lock_b', ['1', '3'], 'another')).toMatchObject({ outcome: 'ACQUIRED' });
      expect(await acquire(harness.store, 'lock_c', ['2'], 'another')).toMatchObject({ outcome: 'REFUSED' });
    });

    it('counts each hold until its own deadline', async () => {
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
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
      await using harness = await openWithMap();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => take(harness.store, `lock_${i}`, [`${i}`], { maxLocks: 3 })),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(3);
    });
  });

  describe('extend', () => {
    const extend = (store: SeatLockStore, lockId: string, seatIds: string[], ttl_ms = TTL_MS) =>
      store.extend({ showId: SHOW, lockId, ownerId: `owner of ${lockId}`, seatIds, ttl_ms });

    it('sets the end of the hold on the seats named', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1', '2']);
      await harness.advance(TTL_MS / 2);
      await extend(harness.store, 'lock_a', ['1']);
      await harness.advance(TTL_MS / 2);
      expect(await reasons(harness.store, ['1', '2'])).toEqual(['LOCKED_BY_OTHER']);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 1, seats: 1 });
      await harness.advance(TTL_MS / 2);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
      expect(await reasons(harness.store, ['1', '2'])).toEqual(['ACQUIRED']);
    });

    it('may bring the end forward', async () => {
      await using harness = await openWithMap();
      await acquire(harness.store, 'lock_a', ['1']);
      await extend(harness.store, 'lock_a', ['1'], 10_000);
      await harness.advance(15_000);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('holds a seat again whose hold has run out here', async () => {
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.advance(TTL_MS);
      await extend(harness.store, 'lock_a', ['1']);
      expect(await acquire(harness.store, 'lock_b', ['1'], 'owner of lock_a')).toMatchObject({
        conflicts: [{ seatId: '1', reason: 'LOCKED_BY_YOU' }],
      });
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 1, seats: 1 });
    });

    it('holds the seats also while the map is missing', async () => {
      await using harness = await open();
      await extend(harness.store, 'lock_a', ['1']);
      await install(harness.store);
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 1, seats: 1 });
    });

    it('leaves seats of other locks alone', async () => {
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
      await acquire(harness.store, 'lock_aa', ['1']);
      await harness.advance(TTL_MS / 2);
      await extend(harness.store, 'lock_a', ['1']);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
      await harness.advance(TTL_MS / 2);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it.each(['AVAILABLE', 'BOOKED', 'BLOCKED'] as const)(
      'does not bring back a lock whose seat is %s',
      async (state) => {
        await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
        await acquire(harness.store, 'lock_a', ['1']);
        const changes = [{ seatId: '1', state }];
        await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_a'] });
        await extend(harness.store, 'lock_a', ['1']);
        expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
        expect(await reasons(harness.store, ['1'])).toEqual([state === 'AVAILABLE' ? 'ACQUIRED' : state]);
      },
    );

    it('does nothing with no seats', async () => {
      await using harness = await openWithMap();
      await extend(harness.store, 'lock_a', []);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
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
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
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
      await using harness = await openWithMap();
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
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
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
      await using harness = await openWithMap([{ seatId: '1', state: 'LOCKED' }]);
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

function acquire(
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
async function held(store: SeatLockStore, ownerId: string) {
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
