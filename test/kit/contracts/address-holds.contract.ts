import { describe, expect, it } from 'vitest';
import type { HoldOrigin } from '../../../src/modules/limits/hold-origin.ts';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import { install, openWithMap, type SeatLockStoreHarness, SHOW, TTL_MS } from './seat-lock-store-calls.ts';

const MINUTE_MS = 60_000;

/** How every seat lock store counts what a network address holds. `open` returns an empty store. */
export function addressHoldsContract(open: () => Promise<SeatLockStoreHarness>): void {
  describe('acquire with an origin', () => {
    const ORIGIN: HoldOrigin = {
      address: '192.0.2.1',
      maxSeats: 4,
      seat_ms: 0,
      budget_ms: 0,
      lasts_ms: TTL_MS + 2 * MINUTE_MS,
    };
    /** Each lock is another owner's. */
    const take = (store: SeatLockStore, lockId: string, seatIds: string[], origin: Partial<HoldOrigin> = {}) =>
      store.acquire({
        showId: SHOW,
        lockId,
        ownerId: `owner of ${lockId}`,
        seatIds,
        ttl_ms: TTL_MS,
        limits: { maxLocks: 10, maxSeats: 100 },
        origin: { ...ORIGIN, ...origin },
      });
    const acquired = { outcome: 'ACQUIRED' };
    const full = { outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_SEATS', max: 4 };

    it('gives an address as many seats as are allowed, whoever asks from there, and changes nothing beyond', async () => {
      await using harness = await openWithMap(open);
      expect(await take(harness.store, 'lock_a', ['1', '2', '3'])).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_b', ['4', '5'])).toMatchObject({ ...full, held: 3 });
      expect(await take(harness.store, 'lock_c', ['4'])).toMatchObject(acquired);
      const refused = await take(harness.store, 'lock_d', ['5']);
      expect(refused).toMatchObject({ ...full, held: 4 });
      const { retryAfter_ms } = refused as { retryAfter_ms: number };
      expect(retryAfter_ms).toBeGreaterThan(TTL_MS - 10_000);
      expect(retryAfter_ms).toBeLessThanOrEqual(TTL_MS);
      expect(await take(harness.store, 'lock_d', ['5'], { address: '192.0.2.2' })).toMatchObject(acquired);
      // Neither does one count that tells of no address.
      expect(
        await harness.store.acquire({ showId: SHOW, lockId: 'lock_e', ownerId: 'eva', seatIds: ['6'], ttl_ms: TTL_MS }),
      ).toMatchObject(acquired);
    });

    it('counts each show for itself', async () => {
      await using harness = await openWithMap(open);
      await install(harness.store, { showId: 'show_2' });
      await take(harness.store, 'lock_a', ['1', '2', '3', '4']);
      const request = { showId: 'show_2', lockId: 'lock_b', ownerId: 'ben', seatIds: ['1'], ttl_ms: TTL_MS };
      expect(await harness.store.acquire({ ...request, origin: ORIGIN })).toMatchObject(acquired);
    });

    it('counts a lock that is retried, or gets seats added, once', async () => {
      await using harness = await openWithMap(open);
      const origin = { maxSeats: 3, seat_ms: MINUTE_MS, budget_ms: 4 * MINUTE_MS };
      expect(await take(harness.store, 'lock_a', ['1', '2'], origin)).toMatchObject(acquired);
      for (let i = 0; i < 5; i += 1) {
        expect(await take(harness.store, 'lock_a', ['1', '2'], origin)).toMatchObject(acquired);
      }
      expect(await take(harness.store, 'lock_a', ['1', '2', '3'], origin)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_a', ['4'], origin)).toMatchObject({ limit: 'ADDRESS_SEATS', held: 3 });
      // The limit was lowered since: a retry adds nothing.
      expect(await take(harness.store, 'lock_a', ['1'], { ...origin, maxSeats: 0 })).toMatchObject(acquired);
    });

    it('names conflicts and the limits of the owner before those of the address', async () => {
      await using harness = await openWithMap(open);
      await take(harness.store, 'lock_a', ['1']);
      expect(await take(harness.store, 'lock_b', ['1', '2'], { maxSeats: 0 })).toMatchObject({ outcome: 'REFUSED' });
      const request = { showId: SHOW, lockId: 'lock_b', ownerId: 'ben', seatIds: ['2'], ttl_ms: TTL_MS };
      const limits = { maxLocks: 1, maxSeats: 0 };
      expect(await harness.store.acquire({ ...request, limits, origin: { ...ORIGIN, maxSeats: 0 } })).toMatchObject({
        limit: 'SEATS',
      });
    });

    it.each([
      ['released', (store: SeatLockStore) => store.release({ showId: SHOW, lockId: 'lock_a', seatIds: ['1', '2'] })],
      [
        'booked',
        (store: SeatLockStore) =>
          store.applyChange({
            showId: SHOW,
            version: 1,
            changes: ['1', '2'].map((seatId) => ({ seatId, state: 'BOOKED' as const })),
            endedLockIds: ['lock_a'],
          }),
      ],
    ])('does not count seats that were %s', async (_how, end) => {
      await using harness = await openWithMap(open);
      await take(harness.store, 'lock_a', ['1', '2']);
      await take(harness.store, 'lock_b', ['3', '4']);
      expect(await take(harness.store, 'lock_c', ['5'])).toMatchObject(full);
      await end(harness.store);
      expect(await take(harness.store, 'lock_c', ['5', '6'])).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_d', ['7'])).toMatchObject({ ...full, held: 4 });
    });

    it('counts a seat as long as it is held: to its deadline, or that of its extension', async () => {
      await using harness = await openWithMap(open);
      await take(harness.store, 'lock_a', ['1', '2', '3']);
      await take(harness.store, 'lock_b', ['4']);
      const extension = { showId: SHOW, lockId: 'lock_b', ownerId: 'owner of lock_b', seatIds: ['4'] };
      await harness.store.extend({ ...extension, ttl_ms: TTL_MS + MINUTE_MS });
      await harness.advance(TTL_MS + 1_000);
      expect(await take(harness.store, 'lock_c', ['5', '6', '7', '8'])).toMatchObject({ ...full, held: 1 });
      expect(await take(harness.store, 'lock_c', ['5', '6', '7'])).toMatchObject(acquired);
      await harness.advance(MINUTE_MS);
      expect(await take(harness.store, 'lock_d', ['8'])).toMatchObject(acquired);
    });

    it('lets an address run out of its budget by taking seats again and again, until time has passed', async () => {
      await using harness = await openWithMap(open);
      const origin = { maxSeats: null, seat_ms: MINUTE_MS, budget_ms: 6 * MINUTE_MS };
      const again = async (lockId: string) => {
        const outcome = await take(harness.store, lockId, ['1', '2'], origin);
        await harness.store.release({ showId: SHOW, lockId, seatIds: ['1', '2'] });
        return outcome;
      };
      for (const lockId of ['lock_a', 'lock_b', 'lock_c']) expect(await again(lockId)).toMatchObject(acquired);
      const refused = await again('lock_d');
      expect(refused).toMatchObject({ outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_HOLDS', max: 6 });
      const { retryAfter_ms } = refused as { retryAfter_ms: number };
      expect(retryAfter_ms).toBeGreaterThan(2 * MINUTE_MS - 10_000);
      expect(retryAfter_ms).toBeLessThanOrEqual(2 * MINUTE_MS);
      expect(await take(harness.store, 'lock_e', ['9'], { ...origin, address: '192.0.2.2' })).toMatchObject(acquired);
      await harness.advance(retryAfter_ms);
      expect(await again('lock_d')).toMatchObject(acquired);
      expect(await again('lock_f')).toMatchObject({ limit: 'ADDRESS_HOLDS' });
    });

    it('gives budget back, and never more than was spent', async () => {
      await using harness = await openWithMap(open);
      const origin = { maxSeats: null, seat_ms: MINUTE_MS, budget_ms: 2 * MINUTE_MS };
      const giveBack = (amount_ms: number) =>
        harness.store.giveBack({ showId: SHOW, address: ORIGIN.address, amount_ms });
      await giveBack(MINUTE_MS);
      expect(await take(harness.store, 'lock_a', ['1', '2'], origin)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_b', ['3'], origin)).toMatchObject({ limit: 'ADDRESS_HOLDS' });
      await giveBack(MINUTE_MS);
      expect(await take(harness.store, 'lock_b', ['3'], origin)).toMatchObject(acquired);
      await giveBack(100 * MINUTE_MS);
      expect(await take(harness.store, 'lock_c', ['4', '5'], origin)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_d', ['6'], origin)).toMatchObject({ limit: 'ADDRESS_HOLDS' });
    });

    it('takes any one request from a whole budget', async () => {
      await using harness = await openWithMap(open);
      const origin = { maxSeats: null, seat_ms: MINUTE_MS, budget_ms: 2 * MINUTE_MS };
      expect(await take(harness.store, 'lock_a', ['1', '2', '3', '4', '5'], origin)).toMatchObject(acquired);
      expect(await take(harness.store, 'lock_b', ['6'], origin)).toMatchObject({ limit: 'ADDRESS_HOLDS' });
    });

    it('lets no more through when many come at once', async () => {
      await using harness = await openWithMap(open);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => take(harness.store, `lock_${i}`, [`${i}`], { maxSeats: 3 })),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'ACQUIRED')).toHaveLength(3);
    });
  });
}
