import { describe, expect, it } from 'vitest';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import {
  acquire,
  held,
  install,
  openWithMap,
  reasons,
  type SeatLockStoreHarness,
  SHOW,
  TTL_MS,
} from './seat-lock-store-calls.ts';

/** How every seat lock store takes, extends and frees seats. `open` returns an empty store. */
export function seatHoldsContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('acquire', () => {
    it('holds nothing while the map is missing', async () => {
      await using harness = await open();
      expect(await acquire(harness.store, 'lock_a', ['1'])).toEqual({ outcome: 'MAP_MISSING' });
      await install(harness.store);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('refuses seats with the reason of each, in the order asked for', async () => {
      await using harness = await openWithMap(open, [
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
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['2']);
      await acquire(harness.store, 'lock_b', ['1', '2', '3']);
      expect(await acquire(harness.store, 'lock_c', ['1', '3'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('takes seats of the same lock as free, and starts their time again', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1', '2']);
      await harness.advance(TTL_MS - 10_000);
      expect(await acquire(harness.store, 'lock_a', ['1', '2', '3'])).toMatchObject({ outcome: 'ACQUIRED' });
      await harness.advance(TTL_MS - 10_000);
      expect(await reasons(harness.store, ['1', '2', '3'])).toEqual(Array(3).fill('LOCKED_BY_OTHER'));
    });

    it('does not take a lock whose id only starts the same for the same', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1']);
      expect(await acquire(harness.store, 'lock_', ['1'])).toMatchObject({ outcome: 'REFUSED' });
      expect(await acquire(harness.store, 'lock_aa', ['1'])).toMatchObject({ outcome: 'REFUSED' });
      await harness.store.release({ showId: SHOW, lockId: 'lock_', seatIds: ['1'] });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'REFUSED' });
    });

    it('frees the seats when their time is over, and not before', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.advance(TTL_MS - 5_000);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'REFUSED' });
      await harness.advance(5_000);
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('counts a seat that is LOCKED in the map and held by nobody as free', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
      expect(await acquire(harness.store, 'lock_a', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('says BOOKED of a seat that is both held and booked', async () => {
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1']);
      await harness.store.applyChange({ showId: SHOW, version: 1, changes: [{ seatId: '1', state: 'BOOKED' }] });
      expect(await reasons(harness.store, ['1'])).toEqual(['BOOKED']);
    });

    it('takes blocked seats that are said to be of an open allotment, and no others', async () => {
      await using harness = await openWithMap(open, [
        { seatId: 'blocked', state: 'BLOCKED' },
        { seatId: 'allotted', state: 'BLOCKED' },
        { seatId: 'sold', state: 'BOOKED' },
      ]);
      const request = { showId: SHOW, lockId: 'lock_a', ownerId: 'anna', ttl_ms: TTL_MS };
      const allottedIds = ['allotted', 'sold'];
      expect(
        await harness.store.acquire({ ...request, seatIds: ['1', 'blocked', 'allotted', 'sold'], allottedIds }),
      ).toEqual({
        outcome: 'REFUSED',
        conflicts: [
          { seatId: 'blocked', reason: 'BLOCKED' },
          { seatId: 'sold', reason: 'BOOKED' },
        ],
      });
      const taken = await harness.store.acquire({ ...request, seatIds: ['1', 'allotted'], allottedIds });
      expect(taken).toMatchObject({ outcome: 'ACQUIRED', lapsed: 0 });
      // To everyone else it is blocked until the map shows it as locked; to those who might have it, it is held.
      expect(await reasons(harness.store, ['allotted'])).toEqual(['BLOCKED']);
      const other = { ...request, lockId: 'lock_b', ownerId: 'ben', seatIds: ['allotted'], allottedIds };
      expect(await harness.store.acquire(other)).toMatchObject({ conflicts: [{ reason: 'LOCKED_BY_OTHER' }] });
    });

    it('ends the hold on a seat that returns to its allotment', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'BLOCKED' }]);
      const request = { showId: SHOW, ownerId: 'anna', seatIds: ['1'], allottedIds: ['1'], ttl_ms: TTL_MS };
      await harness.store.acquire({ ...request, lockId: 'lock_a' });
      await harness.store.applyChange({ showId: SHOW, version: 1, changes: [{ seatId: '1', state: 'LOCKED' }] });
      expect(await reasons(harness.store, ['1'])).toEqual(['LOCKED_BY_OTHER']);
      const back = { changes: [{ seatId: '1', state: 'BLOCKED' as const }], endedLockIds: ['lock_a'] };
      await harness.store.applyChange({ showId: SHOW, version: 2, ...back });
      expect(await reasons(harness.store, ['1'])).toEqual(['BLOCKED']);
      expect(await held(harness.store, 'anna')).toEqual({ locks: 0, seats: 0 });
      expect(await harness.store.acquire({ ...request, lockId: 'lock_b' })).toMatchObject({ outcome: 'ACQUIRED' });
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
      await using harness = await openWithMap(open);
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => acquire(harness.store, `lock_${i}`, [`${i}`, 'wanted'], `owner_${i}`)),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(1);
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'ACQUIRED');
      const others = Array.from({ length: 50 }, (_, i) => `${i}`).filter((seatId) => seatId !== `${winner}`);
      expect(await acquire(harness.store, 'lock_rest', others)).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('answers each of many that come at once by itself', async () => {
      await using harness = await openWithMap(open, [{ seatId: 'booked', state: 'BOOKED' }]);
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
      await using harness = await openWithMap(open);
      await install(harness.store, { showId: 'show_2' });
      await acquire(harness.store, 'lock_a', ['1']);
      const request = { showId: 'show_2', lockId: 'lock_b', seatIds: ['1'], ownerId: 'ben', ttl_ms: TTL_MS };
      expect(await harness.store.acquire(request)).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('takes any number of seats, and seats of any name', async () => {
      await using harness = await openWithMap(open);
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

  describe('extend', () => {
    const extend = (store: SeatLockStore, lockId: string, seatIds: string[], ttl_ms = TTL_MS) =>
      store.extend({ showId: SHOW, lockId, ownerId: `owner of ${lockId}`, seatIds, ttl_ms });

    it('sets the end of the hold on the seats named', async () => {
      await using harness = await openWithMap(open);
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
      await using harness = await openWithMap(open);
      await acquire(harness.store, 'lock_a', ['1']);
      await extend(harness.store, 'lock_a', ['1'], 10_000);
      await harness.advance(15_000);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
      expect(await acquire(harness.store, 'lock_b', ['1'])).toMatchObject({ outcome: 'ACQUIRED' });
    });

    it('holds a seat again whose hold has run out here', async () => {
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
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
      await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
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
        await using harness = await openWithMap(open, [{ seatId: '1', state: 'LOCKED' }]);
        await acquire(harness.store, 'lock_a', ['1']);
        const changes = [{ seatId: '1', state }];
        await harness.store.applyChange({ showId: SHOW, version: 1, changes, endedLockIds: ['lock_a'] });
        await extend(harness.store, 'lock_a', ['1']);
        expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
        expect(await reasons(harness.store, ['1'])).toEqual([state === 'AVAILABLE' ? 'ACQUIRED' : state]);
      },
    );

    it('does nothing with no seats', async () => {
      await using harness = await openWithMap(open);
      await extend(harness.store, 'lock_a', []);
      expect(await held(harness.store, 'owner of lock_a')).toEqual({ locks: 0, seats: 0 });
    });
  });

  describe('release', () => {
    it('frees the seats of the lock, and no others', async () => {
      await using harness = await openWithMap(open);
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
}
