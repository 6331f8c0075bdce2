import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisSeatLockStore } from '../../src/modules/locks/redis-seat-lock-store.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { seatLockStoreContract } from '../kit/contracts/seat-lock-store.contract.ts';
import { LATE_BELOW_MS } from '../kit/contracts/seat-lock-store-calls.ts';
import { connectRedis, createRedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';
import { startRedis } from '../services/redis.ts';

const HOUR_MS = 3_600_000;

describeWithRedis('the seat lock store on Redis', () => {
  let redis: RedisConnection;
  beforeAll(() => {
    redis = connectRedis([requireRedis()]);
  });
  afterAll(() => redis.close());

  async function open() {
    const harness = createRedisHarness(redis);
    const keys = createRedisKeys(harness.prefix);
    const store = createRedisSeatLockStore({ redis, keys, lateBelow_ms: LATE_BELOW_MS });
    return {
      ...harness,
      store,
      installEmpty: () =>
        store.installMap({
          showId: 'show_1',
          image: { version: 0, unavailable: [] },
          epoch: 1,
          locks: [],
          ttl_ms: HOUR_MS,
        }),
      acquire: (lockId: string) =>
        store.acquire({ showId: 'show_1', seatIds: ['A-1', 'A-2'], lockId, ownerId: 'guest_1', ttl_ms: 300_000 }),
    };
  }

  seatLockStoreContract(open);

  it('takes admissions of an older copy of itself for none, and gives all of them a whole idle time', async () => {
    await using own = new AsyncDisposableStack();
    const server = await startRedis();
    own.defer(() => server.stop());
    const connection = connectRedis([server.url]);
    own.defer(() => connection.close());
    const store = createRedisSeatLockStore({ redis: connection, keys: createRedisKeys('') });
    const showId = 'show_1';
    const read = () => store.readAdmissions({ showId, maxIdle: 10 });
    const left = () => store.keepAdmission({ showId, ownerId: 'anna', idle_ms: 0 });
    await store.replaceAdmissions({ showId, revision: 1, idle_ms: 1, ownerIds: ['anna'] });
    await eventually(async () => expect(await read()).toEqual({ revision: 1, idleOwnerIds: ['anna'] }));
    await connection.run((client) => client.save());
    // What happens now is forgotten with it.
    await store.replaceAdmissions({ showId, revision: 2, idle_ms: HOUR_MS, ownerIds: ['anna', 'ben'] });
    await server.kill();
    await server.restart();
    await eventually(async () => expect(await read()).toEqual({ revision: null, idleOwnerIds: [] }));
    const change = { showId, from: 1, to: 2, idle_ms: HOUR_MS, admittedIds: [], endedIds: [] };
    expect(await store.bringAdmissions(change)).toBe(false);
    expect(await left()).toBeNull();
    await store.replaceAdmissions({ showId, revision: 2, idle_ms: HOUR_MS, ownerIds: ['anna'] });
    expect(await left()).toBeGreaterThan(HOUR_MS / 2);
    expect(await read()).toEqual({ revision: 2, idleOwnerIds: [] });
  });

  describe('in Redis', () => {
    it('keeps keys, values and times to live as documented', async () => {
      await using harness = await open();
      await harness.installEmpty();
      await harness.acquire('lock_1');
      const keys = await harness.keys();
      const seats = ['A-1', 'A-2'].map((seatId) => `${harness.prefix}seat_lock:{show_1}:${seatId}`);
      const holds = `${harness.prefix}seat_holds:{show_1}:guest_1`;
      expect([...keys.keys()].sort()).toEqual([holds, ...seats, `${harness.prefix}seat_map:{show_1}`]);
      expect(await redis.run((client) => client.zrange(holds, '0', '-1'))).toEqual(['lock_1 A-1', 'lock_1 A-2']);
      expect(keys.get(holds)).toBeCloseTo(300_000, -4);
      expect(await redis.run((client) => client.get(seats[0]!))).toBe('lock_1 guest_1');
      for (const seat of seats) expect(keys.get(seat)).toBeCloseTo(300_000, -4);
      expect(keys.get(`${harness.prefix}seat_map:{show_1}`)).toBeCloseTo(HOUR_MS, -4);
    });

    it('never leaves a key without an end', async () => {
      await using harness = await open();
      const change = (version: number) => ({
        showId: 'show_1',
        version,
        changes: [{ seatId: 'A-1', state: 'BOOKED' as const }],
      });
      const expectEnds = async () => {
        for (const [key, ttl_ms] of await harness.keys()) expect(ttl_ms, key).toBeGreaterThan(0);
      };
      await harness.store.applyChange(change(1));
      await expectEnds();
      await harness.store.installMap({
        showId: 'show_1',
        image: { version: 1, unavailable: [] },
        epoch: 1,
        locks: [{ seatId: 'A-3', lockId: 'lock_3', ownerId: 'guest_3', ttl_ms: 1_000 }],
        ttl_ms: HOUR_MS,
      });
      await harness.acquire('lock_1');
      await harness.store.applyChange(change(3));
      await expectEnds();
      await harness.store.extend({
        showId: 'show_1',
        lockId: 'lock_1',
        ownerId: 'guest_1',
        seatIds: ['A-1', 'A-2'],
        ttl_ms: 2_000,
      });
      await expectEnds();
      await harness.store.dropMap('show_1');
      await expectEnds();
    });

    it('keeps what an owner holds until the latest deadline, and drops what is overdue', async () => {
      await using harness = await open();
      await harness.installEmpty();
      const hold = (lockId: string, seatId: string, ttl_ms: number) =>
        harness.store.acquire({ showId: 'show_1', seatIds: [seatId], lockId, ownerId: 'guest_1', ttl_ms });
      const holds = `${harness.prefix}seat_holds:{show_1}:guest_1`;
      await hold('lock_1', 'A-1', 300_000);
      await hold('lock_2', 'A-2', 10_000);
      expect((await harness.keys()).get(holds)).toBeCloseTo(300_000, -4);
      await harness.advance(20_000);
      await hold('lock_3', 'A-3', 400_000);
      expect(await redis.run((client) => client.zrange(holds, '0', '-1'))).toEqual(['lock_1 A-1', 'lock_3 A-3']);
      expect((await harness.keys()).get(holds)).toBeCloseTo(400_000, -4);
      await harness.store.release({ showId: 'show_1', lockId: 'lock_3', seatIds: ['A-3'] });
      await harness.store.release({ showId: 'show_1', lockId: 'lock_1', seatIds: ['A-1'] });
      expect((await harness.keys()).has(holds)).toBe(false);
      // All that is left is overdue, although the key is not.
      await hold('lock_4', 'A-4', 600_000);
      await hold('lock_5', 'A-5', 10_000);
      await harness.store.release({ showId: 'show_1', lockId: 'lock_4', seatIds: ['A-4'] });
      await harness.advance(20_000);
      await hold('lock_6', 'A-6', 300_000);
      expect(await redis.run((client) => client.zrange(holds, '0', '-1'))).toEqual(['lock_6 A-6']);
      expect((await harness.keys()).get(holds)).toBeCloseTo(300_000, -4);
    });

    it('works on after Redis has forgotten the scripts', async () => {
      await using harness = await open();
      await harness.installEmpty();
      await harness.acquire('lock_1');
      await redis.run((client) => client.script('FLUSH'));
      expect(await harness.acquire('lock_2')).toMatchObject({ outcome: 'REFUSED' });
    });

    it('fails a call that locks share only for the lock that Redis can not take', async () => {
      await using harness = await open();
      await harness.installEmpty();
      const acquire = (n: number, ttl_ms: number) =>
        harness.store.acquire({
          showId: 'show_1',
          seatIds: [`A-${n}`],
          lockId: `lock_${n}`,
          ownerId: `guest_${n}`,
          ttl_ms,
        });
      // In one turn of the event loop, the poisoned one in their middle: what the script did before it failed is done again.
      const poisoned = 10;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 21 }, (_, n) => acquire(n, n === poisoned ? Number.MAX_VALUE : 300_000)),
      );
      for (const [n, outcome] of outcomes.entries()) {
        if (n === poisoned) expect(outcome.status).toBe('rejected');
        else expect(outcome, String(n)).toMatchObject({ status: 'fulfilled', value: { outcome: 'ACQUIRED' } });
      }
      const tokens = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' && outcome.value.outcome === 'ACQUIRED' ? [outcome.value.token] : [],
      );
      expect(new Set(tokens).size).toBe(20);
    });

    it('asks for the map after Redis has lost its memory, and holds what PostgreSQL held', async () => {
      await using harness = await open();
      await harness.installEmpty();
      await harness.acquire('lock_1');
      await harness.clear();
      expect(await harness.acquire('lock_2')).toEqual({ outcome: 'MAP_MISSING' });
      await harness.store.installMap({
        showId: 'show_1',
        image: { version: 1, unavailable: [{ seatId: 'A-1', state: 'LOCKED' }] },
        epoch: 2,
        locks: [{ seatId: 'A-1', lockId: 'lock_1', ownerId: 'guest_1', ttl_ms: 200_000 }],
        ttl_ms: HOUR_MS,
      });
      expect(await harness.acquire('lock_2')).toMatchObject({ conflicts: [{ seatId: 'A-1' }] });
      const request = { showId: 'show_1', seatIds: ['A-2'], lockId: 'lock_2', ownerId: 'guest_1', ttl_ms: 300_000 };
      expect(await harness.store.acquire({ ...request, limits: { maxLocks: 1, maxSeats: 4 } })).toEqual({
        outcome: 'LIMIT_EXCEEDED',
        limit: 'LOCKS',
        max: 1,
        held: 1,
      });
    });

    it('brings no lock back that ended between two steps of a large install', async () => {
      await using harness = await open();
      // More locks than one call takes: the change below comes in between.
      const locks = Array.from({ length: 6_000 }, (_, i) => ({
        seatId: `${i}`,
        lockId: 'lock_1',
        ownerId: 'guest_1',
        ttl_ms: 300_000,
      }));
      const installing = harness.store.installMap({
        showId: 'show_1',
        image: { version: 1, unavailable: locks.map(({ seatId }) => ({ seatId, state: 'LOCKED' })) },
        epoch: 1,
        locks,
        ttl_ms: HOUR_MS,
      });
      const changes = locks.map(({ seatId }) => ({ seatId, state: 'AVAILABLE' as const }));
      const changing = harness.store.applyChange({ showId: 'show_1', version: 2, changes, endedLockIds: ['lock_1'] });
      expect(await installing).toBe(false);
      await changing;
      expect([...(await harness.keys()).keys()]).toEqual([`${harness.prefix}seat_map:{show_1}`]);
    });
  });
});
