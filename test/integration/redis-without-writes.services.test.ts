import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, payBooking, queriedImage, storedImage } from '../kit/callers/buyer.ts';
import { GetBooking, LockSeats } from '../kit/callers/operations.graphql.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { type SellerRedis, startSellerRedis } from '../kit/servers/seller-redis.ts';
import { describeWithServices } from '../kit/servers/servers.ts';

type Setting = (redis: Redis) => Promise<unknown>;

async function canNotWriteItsFile(redis: Redis): Promise<void> {
  const gone = await mkdtemp(path.join(tmpdir(), 'seatwire-gone-'));
  await redis.config('SET', 'dir', gone);
  await rm(gone, { recursive: true });
  await redis.config('SET', 'save', '3600 1');
  await redis.bgsave();
  await eventually(async () => expect(await redis.info('persistence')).toContain('rdb_last_bgsave_status:err'));
}

async function canWriteItsFile(redis: Redis): Promise<void> {
  await redis.config('SET', 'save', '');
  await redis.config('SET', 'dir', tmpdir());
}

/** Of a server that is not there: it keeps what it has, and goes on answering. */
async function becomesReplica(redis: Redis): Promise<void> {
  const [port] = await freePorts(1);
  await redis.replicaof('127.0.0.1', port!);
}

describeWithServices('a Redis that reads and takes no writes', () => {
  let redis: SellerRedis;
  let admin: Redis;
  let app: TestApp;
  let other: TestApp;
  let buyer: Guest;
  let seats = 0;

  beforeAll(async () => {
    redis = await startSellerRedis({ args: ['--enable-protected-configs', 'yes'] });
    admin = redis.admin;
    app = await startTestApp({ mode: 'services', env: { REDIS_URL: redis.url } });
    other = await startTestApp({ mode: 'services', beside: app });
    buyer = await app.guest();
  });
  afterAll(async () => {
    await other?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  it.each<[string, Setting, Setting]>([
    ['can not write its file', canNotWriteItsFile, canWriteItsFile],
    ['became a replica', becomesReplica, (server) => server.replicaof('NO', 'ONE')],
    [
      'lacks the replicas that it must write to',
      (server) => server.config('SET', 'min-replicas-to-write', '1'),
      (server) => server.config('SET', 'min-replicas-to-write', '0'),
    ],
    [
      'has no memory left',
      (server) => server.config('SET', 'maxmemory', '1'),
      (server) => server.config('SET', 'maxmemory', '0'),
    ],
    [
      'has taken the right to write',
      (server) => server.acl('SETUSER', 'seller', '-set', '-hset', '-del'),
      (server) => server.acl('SETUSER', 'seller', '+@all'),
    ],
  ])('and %s: nobody sees an old booking or map, on any node, and nobody gets a lock', async (...row) => {
    const [, breakIt, mendIt] = row;
    const { demoShowId: showId } = app;
    seats += 1;
    const seat = `D-14-${seats}`;
    const readers = [app, other].map((node) => node.client(buyer.token));
    const statuses = () =>
      Promise.all(readers.map(async (reader) => (await reader.data(GetBooking, { id })).booking?.status));
    const images = () => Promise.all(readers.map((reader) => queriedImage(reader, showId)));
    const { id } = await bookSeats(buyer, showId, [seat]);
    expect(await statuses()).toEqual(['PENDING_PAYMENT', 'PENDING_PAYMENT']);
    await images();
    const [key] = await admin.keys(`*booking:{${id}}`);
    expect(await admin.get(key!)).toContain('PENDING_PAYMENT');

    await breakIt(admin);
    try {
      await payBooking(buyer, id);
      expect(await statuses()).toEqual(['CONFIRMED', 'CONFIRMED']);
      await eventually(async () => {
        const image = await storedImage(app.database, showId);
        expect(image.unavailable).toContainEqual([seat, 'BOOKED']);
        expect(await images()).toEqual([image, image]);
      });
      const input = { showId, seatIds: ['D-13-1'], idempotencyKey: randomUUID() };
      const { lockSeats } = await buyer.data(LockSeats, { input });
      expect(lockSeats).toMatchObject({ __typename: 'ServiceUnavailableError', code: 'SERVICE_UNAVAILABLE' });
      expect(await statuses()).toEqual(['CONFIRMED', 'CONFIRMED']);
    } finally {
      await mendIt(admin);
    }
    await eventually(async () => expect((await admin.get(key!)) ?? '').not.toContain('PENDING_PAYMENT'));
    expect(await statuses()).toEqual(['CONFIRMED', 'CONFIRMED']);
    await eventually(async () => {
      const { parts } = (await (await fetch(new URL('/ready', app.url))).json()) as { parts: { redis: string } };
      expect(parts.redis).toBe('up');
    });
  });
});
