import { describe, expect, it } from 'vitest';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import { openWithMap, type SeatLockStoreHarness, SHOW, TTL_MS } from './seat-lock-store-calls.ts';

const MINUTE_MS = 60_000;

/** How every seat lock store keeps who is admitted, and asks for it. `open` returns an empty store. */
export function admissionsContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('admissions', () => {
    const room = (revision: number, ...ownerIds: string[]) => ({
      showId: SHOW,
      revision,
      idle_ms: MINUTE_MS,
      ownerIds,
    });
    const take = (store: SeatLockStore, ownerId: string, seatId: string, idle_ms: number | null = MINUTE_MS) =>
      store.acquire({
        ...{ showId: SHOW, lockId: `lock of ${ownerId} ${seatId}`, ownerId, seatIds: [seatId], ttl_ms: TTL_MS },
        admission: idle_ms === null ? null : { idle_ms },
      });
    const left = (store: SeatLockStore, ownerId: string, idle_ms = 0) =>
      store.keepAdmission({ showId: SHOW, ownerId, idle_ms });

    it('are asked for where the request says so, before anything else', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      expect(await take(store, 'anna', '1')).toEqual({ outcome: 'ADMISSIONS_MISSING' });
      await store.replaceAdmissions(room(1, 'anna'));
      expect(await take(store, 'anna', '1')).toMatchObject({ outcome: 'ACQUIRED' });
      expect(await take(store, 'ben', '1')).toEqual({ outcome: 'NOT_ADMITTED' });
      expect(await take(store, 'ben', '2')).toEqual({ outcome: 'NOT_ADMITTED' });
      expect(await take(store, 'ben', '2', null)).toMatchObject({ outcome: 'ACQUIRED' });
      const atOnce = await Promise.all([
        take(store, 'anna', '3'),
        take(store, 'carl', '4'),
        take(store, 'dora', '4', null),
      ]);
      expect(atOnce.map(({ outcome }) => outcome)).toEqual(['ACQUIRED', 'NOT_ADMITTED', 'ACQUIRED']);
    });

    it('go from one revision to the next, and from no other', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      const bring = (from: number, to: number, admittedIds: string[], endedIds: string[] = []) =>
        store.bringAdmissions({ showId: SHOW, from, to, idle_ms: MINUTE_MS, admittedIds, endedIds });
      expect(await bring(0, 1, ['anna'])).toBe(false);
      await store.replaceAdmissions(room(0));
      expect(await bring(0, 1, ['anna', 'ben'])).toBe(true);
      expect(await bring(0, 2, ['carl'])).toBe(false);
      expect(await bring(1, 2, ['carl'], ['anna'])).toBe(true);
      expect(await store.readAdmissions({ showId: SHOW, maxIdle: 10 })).toEqual({ revision: 2, idleOwnerIds: [] });
      const outcomes = [await take(store, 'anna', '1'), await take(store, 'ben', '2'), await take(store, 'carl', '3')];
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['NOT_ADMITTED', 'ACQUIRED', 'ACQUIRED']);
    });

    it('are idle when nothing is done for so long; a lock, and keeping them, moves that on', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      await store.replaceAdmissions(room(3, 'anna', 'ben', 'carl'));
      await harness.advance(MINUTE_MS / 2);
      await take(store, 'ben', '1');
      expect(await left(store, 'anna', MINUTE_MS)).toBeGreaterThan(MINUTE_MS - 5_000);
      await harness.advance(MINUTE_MS / 2 + 1_000);
      expect(await store.readAdmissions({ showId: SHOW, maxIdle: 10 })).toEqual({
        revision: 3,
        idleOwnerIds: ['carl'],
      });
      expect(await left(store, 'carl', MINUTE_MS)).toBeNull();
      expect(await take(store, 'carl', '2')).toEqual({ outcome: 'NOT_ADMITTED' });
      expect(await take(store, 'ben', '2')).toMatchObject({ outcome: 'ACQUIRED' });
      await harness.advance(MINUTE_MS + 1_000);
      const { idleOwnerIds } = await store.readAdmissions({ showId: SHOW, maxIdle: 2 });
      expect(idleOwnerIds).toHaveLength(2);
      expect(await store.readAdmissions({ showId: SHOW, maxIdle: 0 })).toEqual({ revision: 3, idleOwnerIds: [] });
    });

    it('that are written anew keep the idle times of who stays', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      await store.replaceAdmissions(room(1, 'anna', 'ben'));
      await harness.advance(MINUTE_MS / 2);
      await store.replaceAdmissions(room(7, 'anna', 'carl'));
      expect(await left(store, 'anna')).toBeLessThan(MINUTE_MS / 2 + 5_000);
      expect(await left(store, 'carl')).toBeGreaterThan(MINUTE_MS - 5_000);
      expect(await left(store, 'ben')).toBeNull();
      expect((await store.readAdmissions({ showId: SHOW, maxIdle: 1 })).revision).toBe(7);
    });

    it('may be many', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      const many = Array.from({ length: 10_000 }, (_, index) => `owner ${index}`);
      await store.replaceAdmissions(room(1, ...many));
      await store.replaceAdmissions(room(2, ...many));
      const some = { showId: SHOW, from: 2, to: 3, idle_ms: MINUTE_MS, admittedIds: [], endedIds: many.slice(1) };
      expect(await store.bringAdmissions(some)).toBe(true);
      expect(await left(store, many[0]!)).not.toBeNull();
      expect(await left(store, many[9_999]!)).toBeNull();
    });
  });
}
