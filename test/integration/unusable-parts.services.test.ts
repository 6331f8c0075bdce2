import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { GetBooking, LockSeats, ReleaseLock } from '../kit/callers/operations.graphql.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { type SellerRedis, startSellerRedis } from '../kit/servers/seller-redis.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { startPostgres } from '../services/postgres.ts';
import type { RunningServer } from '../services/server-process.ts';

const AWAY = { __typename: 'ServiceUnavailableError', code: 'SERVICE_UNAVAILABLE' };

// Servers of its own: they are set to refuse what they are asked.
describeWithServices('a server that is there and can’t do its work', () => {
  let redis: SellerRedis;
  let postgres: RunningServer;
  let admin: pg.Client;
  let app: TestApp;
  let buyer: Guest;

  beforeAll(async () => {
    // Its folder may be set while it runs, as that of a disk that goes away.
    const args = ['--enable-protected-configs', 'yes'];
    [redis, postgres] = await Promise.all([startSellerRedis({ args }), startPostgres()]);
    admin = new pg.Client({ connectionString: postgres.url });
    admin.on('error', () => undefined);
    await admin.connect();
    // The product is a user of its own, as it should be: an administrator's rights can't be taken.
    await admin.query(`CREATE ROLE seller LOGIN PASSWORD 'secret'`);
    await admin.query('CREATE DATABASE shop OWNER seller');
    const databaseUrl = new URL(postgres.url);
    Object.assign(databaseUrl, { username: 'seller', password: 'secret', pathname: '/shop' });
    app = await startTestApp({ env: { REDIS_URL: redis.url, DATABASE_URL: databaseUrl.href } });
    buyer = await app.guest();
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await admin?.end();
    await Promise.all([redis?.[Symbol.asyncDispose](), postgres?.stop()]);
  });

  let seat = 0;

  async function tryLock() {
    seat += 1;
    const input = { showId: app.demoShowId, seatIds: [`D-13-${seat}`], idempotencyKey: randomUUID() };
    return (await buyer.data(LockSeats, { input })).lockSeats;
  }

  async function partOf(name: 'postgres' | 'redis'): Promise<string> {
    const response = await fetch(new URL('/ready', app.url));
    const { parts } = (await response.json()) as { parts: Record<string, string> };
    return parts[name]!;
  }

  async function expectOutage(part: 'postgres' | 'redis', reason: RegExp): Promise<void> {
    expect(await tryLock()).toMatchObject(AWAY);
    await eventually(async () => expect(await partOf(part)).toMatch(reason));
  }

  async function expectRecovery(part: 'postgres' | 'redis'): Promise<void> {
    await eventually(async () => expect(await partOf(part)).toBe('up'));
    seat += 1;
    const lock = await eventually(() => lockSeats(buyer, app.demoShowId, [`D-12-${seat}`]));
    expect(lock.id).toMatch(/^lock_/);
  }

  it.each([
    [
      'is read only',
      'ALTER DATABASE shop SET default_transaction_read_only = on',
      'ALTER DATABASE shop SET default_transaction_read_only = off',
      /^down: cannot execute .* in a read-only transaction/,
    ],
    [
      'has taken rights away',
      'ALTER TABLE write_probe OWNER TO CURRENT_USER; ALTER TABLE seat_maps OWNER TO CURRENT_USER',
      'ALTER TABLE write_probe OWNER TO seller; ALTER TABLE seat_maps OWNER TO seller',
      /^down: permission denied for table write_probe/,
    ],
    [
      'has a full disk',
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
       END $$;
       CREATE TRIGGER full_disk BEFORE UPDATE ON write_probe EXECUTE FUNCTION full_disk();
       CREATE TRIGGER full_disk BEFORE UPDATE ON seat_maps EXECUTE FUNCTION full_disk()`,
      'DROP FUNCTION full_disk() CASCADE',
      /^down: could not extend file: No space left on device/,
    ],
  ])(
    'PostgreSQL that %s: locks are refused with a type, /ready says why, and it comes back',
    {
      timeout: 60_000,
    },
    async (_what, breakIt, mendIt, reason) => {
      const owner = new pg.Client({ connectionString: `${postgres.url.replace(/\/[^/]*$/, '')}/shop` });
      owner.on('error', () => undefined);
      await owner.connect();
      /** Settings of a database are those of new connections. */
      const change = async (statement: string) => {
        await owner.query(statement);
        await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'seller'`);
      };
      await change(breakIt);
      await expectOutage('postgres', reason);
      await change(mendIt);
      await owner.end();
      await expectRecovery('postgres');
    },
  );

  it.each([
    [
      'refuses scripts',
      ['ACL', 'SETUSER', 'seller', '-eval', '-evalsha'],
      ['ACL', 'SETUSER', 'seller', '+@all'],
      /NOPERM/,
    ],
    [
      'refuses writes inside them',
      ['ACL', 'SETUSER', 'seller', '-set'],
      ['ACL', 'SETUSER', 'seller', '+@all'],
      /^down: /,
    ],
    [
      'has too few replicas',
      ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
      /NOREPLICAS/,
    ],
  ] as const)(
    'Redis that %s: locks are refused with a type, /ready says why, and it comes back',
    {
      timeout: 60_000,
    },
    async (_what, breakIt, mendIt, reason) => {
      await redis.admin.call(...(breakIt as unknown as [string, ...string[]]));
      await expectOutage('redis', reason);
      await redis.admin.call(...(mendIt as unknown as [string, ...string[]]));
      await expectRecovery('redis');
    },
  );

  it('Redis that has no memory left: it gives no seats, and what frees them or tells of sold ones goes on', async () => {
    const lock = await lockSeats(buyer, app.demoShowId, ['D-11-1']);
    const booking = await bookSeats(buyer, app.demoShowId, ['D-11-3']);
    expect((await buyer.data(GetBooking, { id: booking.id })).booking).toMatchObject({ status: 'PENDING_PAYMENT' });
    const [map] = await redis.admin.keys('*seat_map:*');
    const held = () => redis.admin.keys('*seat_lock:*:D-11-*');
    expect(await held()).toHaveLength(2);
    await redis.admin.config('SET', 'maxmemory', '1');
    try {
      // The buyer holds seats already: the script's first write is one that needs no memory.
      await expectOutage('redis', /^down: .*OOM/);
      await buyer.data(ReleaseLock, { input: { lockId: lock.id, idempotencyKey: randomUUID() } });
      await payBooking(buyer, booking.id);
      expect((await buyer.data(GetBooking, { id: booking.id })).booking).toMatchObject({ status: 'CONFIRMED' });
      await eventually(async () => {
        expect(await redis.admin.hmget(map!, 's:D-11-1', 's:D-11-3')).toEqual([null, 'B']);
        expect(await held()).toEqual([]);
      });
      expect(await tryLock()).toMatchObject(AWAY);
    } finally {
      await redis.admin.config('SET', 'maxmemory', '0');
    }
    await expectRecovery('redis');
    const other = await app.guest();
    expect((await lockSeats(other, app.demoShowId, ['D-11-1'])).id).toMatch(/^lock_/);
  });

  it('Redis that can’t write its file: locks are refused with a type, /ready says why, and it comes back', async () => {
    const [, folder] = (await redis.admin.config('GET', 'dir')) as [string, string];
    const gone = await mkdtemp(path.join(tmpdir(), 'seatwire-gone-'));
    await redis.admin.config('SET', 'dir', gone);
    await rm(gone, { recursive: true });
    try {
      await redis.admin.config('SET', 'save', '3600 1');
      await redis.admin.bgsave();
      await eventually(async () =>
        expect(await redis.admin.info('persistence')).toContain('rdb_last_bgsave_status:err'),
      );
      await expectOutage('redis', /^down: .*MISCONF/);
    } finally {
      await redis.admin.config('SET', 'save', '');
      await redis.admin.config('SET', 'dir', folder);
    }
    await expectRecovery('redis');
  });
});
