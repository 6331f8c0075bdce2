import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLockKeys } from '../../src/modules/locks/lock-keys.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { createRandom } from '../kit/basics/random.ts';
import { bookSeats, createBooking, lockSeats, payBooking, queriedImage, storedImage } from '../kit/callers/buyer.ts';
import { GetShow, LockSeats } from '../kit/callers/operations.graphql.ts';
import { gatherCrowd } from '../kit/chaos/chaos-crowd.ts';
import { placesOf } from '../kit/chaos/chaos-sale.ts';
import { unfinished } from '../kit/checks/books.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { findViolations } from '../kit/checks/linearizability.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';
import { type RedisCluster, startRedisCluster } from '../services/redis-cluster.ts';
import type { RunningServer } from '../services/server-process.ts';

/** Long enough for a replica to take over meanwhile. */
const LOCK_TTL_MS = 15_000;
const WITHIN = { timeout: 40_000, interval: 200 };
const CLOCK_SKEW_MS = 50;
/** Places of its area. */
const STANDING = 100_000;

describeWithServices('two nodes on a Redis Cluster', () => {
  let cluster: RedisCluster;
  let a: TestApp;
  let b: TestApp;
  let showId: string;
  const masterOfShow = (): Promise<RunningServer | null> =>
    cluster.masterOf(createLockKeys(createRedisKeys(a.env.REDIS_KEY_PREFIX!)).seatMap(showId));

  beforeAll(async () => {
    cluster = await startRedisCluster({ replicas: 1 });
    const env = {
      REDIS_URL: cluster.urls.join(','),
      SEAT_LOCK_TTL_MS: `${LOCK_TTL_MS}`,
      SEAT_LOCK_EXTENSION_MS: '1000',
      BUYER_MAX_LOCKS: '1000',
      BUYER_MAX_SEATS: '1000',
    };
    a = await startTestApp({ mode: 'services', env });
    b = await startTestApp({ env, beside: a });
    // With places without numbers: their keys are the show's, too.
    showId = await openHallShow(a.organiser, { zones: 6, rows: 10, seats: 20, standing: STANDING });
  });
  afterAll(async () => {
    await b?.[Symbol.asyncDispose]();
    await a?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  async function tryLock(buyer: Guest, seatId: string) {
    const input = { showId, seatIds: [seatId], idempotencyKey: randomUUID() };
    return (await buyer.data(LockSeats, { input })).lockSeats;
  }

  it('sell on while the show’s master dies and its replica takes over, and while it comes back and takes over itself', {
    timeout: 150_000,
  }, async () => {
    const random = createRandom();
    const [buyer, other] = [await a.guest(), await b.guest()];
    const { show } = await buyer.data<{ show: { seatMap: { seats: { seatId: string }[] } } }, object>(
      'query ($showId: ID!) { show(id: $showId) { seatMap { seats { seatId } } } }',
      { showId },
    );
    // The crowd leaves the last ones to the two of us.
    const seatIds = show.seatMap.seats.map(({ seatId }) => seatId);
    const own = seatIds.splice(-6);
    const sale = { showId, wanted: seatIds, standing: 'front' };
    const crowd = gatherCrowd({
      urls: [a.url, b.url],
      lockTtl_ms: LOCK_TTL_MS,
      random,
      buyerCount: 6,
      sale: () => sale,
    });

    const first = (await masterOfShow())!;
    for (const [turn, away] of [first, null].entries()) {
      const [kept, sold, free] = own.slice(3 * turn) as [string, string, string];
      const master = away ?? (await masterOfShow())!;
      expect(master === first).toBe(turn === 0);
      const booked = await bookSeats(buyer, showId, [sold]);
      const held = await lockSeats(buyer, showId, [kept]);
      const from_ms = performance.timeOrigin + performance.now();
      await master.kill();

      // Meanwhile the map is there, and what is held can be bought.
      expect(await queriedImage(other, showId)).toMatchObject({ version: expect.any(Number) });
      expect((await other.data(GetShow, { id: showId })).show).toMatchObject({ status: 'ON_SALE' });
      expect((await payBooking(buyer, booked.id)).status).toBe('CONFIRMED');
      await expect
        .poll(async () => {
          const answer = await tryLock(other, free);
          if (answer.__typename !== 'LockSeatsSuccess') expect(answer).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
          return answer.__typename;
        }, WITHIN)
        .toBe('LockSeatsSuccess');
      expect(await masterOfShow()).not.toBe(master);
      expect(await tryLock(other, kept)).toMatchObject({ conflicts: [{ seatId: kept, reason: 'LOCKED_BY_OTHER' }] });
      expect(await tryLock(other, sold)).toMatchObject({ conflicts: [{ seatId: sold }] });
      expect((await payBooking(buyer, (await createBooking(buyer, held.id)).id)).status).toBe('CONFIRMED');

      await master.restart();
      await cluster.untilWhole();
      crowd.history.disturbed({ from_ms, to_ms: performance.timeOrigin + performance.now() }, LOCK_TTL_MS);
    }

    await crowd.goHome();
    await expect.poll(() => unfinished(a.database), WITHIN).toEqual({});
    await crowd.readBack();
    await expectConsistent(a.database, showId);
    for (const app of [a, b]) {
      const client = app.client();
      await expect.poll(() => queriedImage(client, showId), WITHIN).toEqual(await storedImage(a.database, showId));
    }
    const capacities = new Map([[placesOf(sale), STANDING]]);
    expect(findViolations(crowd.history.evidence(), { clockSkew_ms: CLOCK_SKEW_MS, capacities })).toEqual([]);
    expect(crowd.history.size).toBeGreaterThan(200);
  });
});
