import { describe, expect, it } from 'vitest';
import type { ChangeBudget } from '../../../src/modules/limits/change-budget.ts';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import { install, openWithMap, type SeatLockStoreHarness, SHOW, TTL_MS } from './seat-lock-store-calls.ts';

const MINUTE_MS = 60_000;

/** How every seat lock store counts how often a caller changes locks. `open` returns an empty store. */
export function lockChangesContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('changes of locks', () => {
    /** Slow enough that what passes by itself during a test brings none. */
    const CHANGES: ChangeBudget = { caller: 'anna', isAddress: false, change_ms: MINUTE_MS, budget_ms: 3 * MINUTE_MS };
    const take = (store: SeatLockStore, lockId: string, changes: Partial<ChangeBudget> = {}, seatIds = [lockId]) =>
      store.acquire({
        showId: SHOW,
        lockId,
        ownerId: `owner of ${lockId}`,
        seatIds,
        ttl_ms: TTL_MS,
        changes: { ...CHANGES, ...changes },
      });
    const takeAndRelease = async (store: SeatLockStore, lockId: string, changes: Partial<ChangeBudget> = {}) => {
      const outcome = await take(store, lockId, changes);
      await store.release({ showId: SHOW, lockId, seatIds: [lockId] });
      return outcome;
    };
    const acquired = { outcome: 'ACQUIRED' };
    const exceeded = { outcome: 'LIMIT_EXCEEDED', limit: 'LOCK_CHANGES', max: 3 };

    it('are as many as the budget is for, also when all is given back, and then one each time its cost has passed', async () => {
      await using harness = await openWithMap(open);
      for (const lockId of ['1', '2', '3']) {
        expect(await takeAndRelease(harness.store, lockId)).toMatchObject(acquired);
      }
      const refused = await takeAndRelease(harness.store, '4');
      expect(refused).toMatchObject(exceeded);
      const { retryAfter_ms } = refused as { retryAfter_ms: number };
      expect(retryAfter_ms).toBeGreaterThan(MINUTE_MS - 10_000);
      expect(retryAfter_ms).toBeLessThanOrEqual(MINUTE_MS);
      // Nothing was taken, and nothing is owed.
      expect(
        await harness.store.acquire({ showId: SHOW, lockId: 'b', ownerId: 'b', seatIds: ['4'], ttl_ms: 1 }),
      ).toEqual({
        ...acquired,
        token: 4,
        lapsed: 0,
      });
      await harness.advance(retryAfter_ms);
      expect(await takeAndRelease(harness.store, '5')).toMatchObject(acquired);
      expect(await takeAndRelease(harness.store, '6')).toMatchObject({ limit: 'LOCK_CHANGES' });
    });

    it('are counted with those that take no seats', async () => {
      await using harness = await openWithMap(open);
      const { store } = harness;
      expect(await store.takeChange({ showId: SHOW, changes: CHANGES })).toBe(0);
      expect(await takeAndRelease(store, '1')).toMatchObject(acquired);
      expect(await store.takeChange({ showId: SHOW, changes: CHANGES })).toBe(0);
      const wait_ms = await store.takeChange({ showId: SHOW, changes: CHANGES });
      expect(wait_ms).toBeGreaterThan(MINUTE_MS - 10_000);
      expect(wait_ms).toBeLessThanOrEqual(MINUTE_MS);
      expect(await takeAndRelease(store, '2')).toMatchObject(exceeded);
      await harness.advance(wait_ms);
      expect(await store.takeChange({ showId: SHOW, changes: CHANGES })).toBe(0);
    });

    it('are not those that are refused, nor retries, nor anybody else’s, nor another show’s', async () => {
      await using harness = await openWithMap(open, [{ seatId: '9', state: 'BOOKED' }]);
      const { store } = harness;
      await take(store, '1');
      for (let retry = 0; retry < 5; retry += 1) expect(await take(store, '1')).toMatchObject(acquired);
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expect(await take(store, '2', {}, ['2', '9'])).toMatchObject({ outcome: 'REFUSED' });
      }
      await take(store, '2');
      await take(store, '3');
      expect(await take(store, '4')).toMatchObject(exceeded);
      // A retry that adds nothing is never too much.
      expect(await take(store, '3')).toMatchObject(acquired);
      expect(await take(store, '4', { caller: 'ann' })).toMatchObject(acquired);
      await install(store, { showId: 'show_2' });
      expect(await store.takeChange({ showId: 'show_2', changes: CHANGES })).toBe(0);
    });

    it('cost the address none of its budget for holds when they are too many', async () => {
      await using harness = await openWithMap(open);
      const address = '192.0.2.1';
      const origin = { address, maxSeats: null, seat_ms: MINUTE_MS, budget_ms: 4 * MINUTE_MS, lasts_ms: TTL_MS };
      const attempt = (lockId: string, changes: ChangeBudget | null) =>
        harness.store.acquire({
          showId: SHOW,
          lockId,
          ownerId: lockId,
          seatIds: [lockId],
          ttl_ms: TTL_MS,
          origin,
          changes,
        });
      for (const lockId of ['1', '2', '3']) expect(await attempt(lockId, CHANGES)).toMatchObject(acquired);
      for (let times = 0; times < 3; times += 1) expect(await attempt('4', CHANGES)).toMatchObject(exceeded);
      expect(await attempt('4', null)).toMatchObject(acquired);
      expect(await attempt('5', null)).toMatchObject({ limit: 'ADDRESS_HOLDS' });
    });

    it('are no more when many come at once', async () => {
      await using harness = await openWithMap(open);
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => take(harness.store, `${i}`)));
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(3);
    });
  });
}
