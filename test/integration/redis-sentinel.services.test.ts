import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, lockSeats, payBooking, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { LockSeats } from '../kit/callers/operations.graphql.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { type SentinelRedis, startSentinelRedis } from '../services/redis-sentinel.ts';

const PASSWORD = 'sentinel-secret';

describeWithServices('a Redis that sentinels watch over', () => {
  let redis: SentinelRedis;
  let app: TestApp;
  beforeAll(async () => {
    redis = await startSentinelRedis(PASSWORD);
    app = await startTestApp({
      mode: 'services',
      env: {
        REDIS_URL: redis.url,
        REDIS_PASSWORD: PASSWORD,
        REDIS_SENTINEL_MASTER: redis.name,
        REDIS_SENTINEL_PASSWORD: PASSWORD,
      },
    });
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  it('goes on with the replica when the master dies: holds stay, and seats are sold once', async () => {
    const showId = app.demoShowId;
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(app.client(), showId);
    const booked = await bookSeats(buyer, showId, ['A-1-1']);
    const held = await lockSeats(buyer, showId, ['B-1-1', 'B-1-2']);
    const old = await redis.master();
    await untilReplicaHasAll(old.url);

    await old.kill();
    await eventually(async () => expect((await redis.master()).url).not.toBe(old.url));
    const take = async (seatIds: string[]) => {
      const input = { showId, seatIds, idempotencyKey: randomUUID() };
      return (await other.data(LockSeats, { input })).lockSeats;
    };
    await eventually(async () =>
      expect(await take(['A-1-1', 'B-1-1'])).toMatchObject({ conflicts: [{ seatId: 'A-1-1' }, { seatId: 'B-1-1' }] }),
    );
    await payBooking(buyer, booked.id);
    expect(held.seats).toHaveLength(2);
    await eventually(() => lockSeats(other, showId, ['C-1-1']));
    await watcher.untilAll(['A-1-1'], 'BOOKED');
    await watcher.untilAll(['C-1-1'], 'LOCKED');
    await eventually(async () => {
      await expectConsistent(app.database, showId);
      expect(await queriedImage(app.client(), showId)).toEqual(await storedImage(app.database, showId));
    });
  });
});

/** Of what was written until now. */
async function untilReplicaHasAll(url: string): Promise<void> {
  const client = new Redis(url, { password: PASSWORD });
  try {
    await eventually(async () => expect(await client.wait(1, 1_000)).toBe(1));
  } finally {
    client.disconnect();
  }
}
