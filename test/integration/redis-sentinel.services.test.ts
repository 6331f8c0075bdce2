import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, lockSeats, payBooking, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { LockSeats } from '../kit/callers/operations.graphql.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { connectRedis } from '../kit/servers/redis-harness.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { type SentinelRedis, startSentinelRedis } from '../services/redis-sentinel.ts';

interface Disconnecting {
  disconnect(reconnect?: boolean): void;
}

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

describeWithServices('a connection by sentinels', () => {
  it('is taken up again where they tell of another master while they are asked for the master', async () => {
    await using sentinels = await startSentinelRedis(PASSWORD);
    const url = new URL(sentinels.url);
    url.password = PASSWORD;
    const connection = connectRedis([url.href], { sentinel: { master: sentinels.name, password: PASSWORD } });
    try {
      await connection.ping();
      const client = connection.client as unknown as EventEmitter & Disconnecting & { connector: Disconnecting };
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      // What ioredis does for their word; when that comes is chance.
      client.once('connecting', () => client.connector.disconnect());
      client.disconnect(true);
      await ended;
      await eventually(() => connection.ping());
    } finally {
      await connection.close();
    }
    await eventually(() => expect(connection.client.status).toBe('end'));
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
