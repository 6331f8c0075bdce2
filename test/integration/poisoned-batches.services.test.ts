import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRedisSeatLockStore } from '../../src/modules/locks/redis-seat-lock-store.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import type { ON_REDIS } from '../kit/checks/shared-statements.ts';
import { connectRedis, createRedisHarness, type RedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';

const HONEST = 20;
const POISONED = 7;
const SHOW = 'show_1';
const TTL_MS = 300_000;
const POISONED_SEAT = `A-${POISONED}`;

/** The poisoned member is in the middle of its call, and the script has carried out some of the others by then. */
describeWithRedis('calls of Redis that many share', () => {
  let redis: RedisConnection;
  let harness: RedisHarness;
  let store: SeatLockStore;
  let keyOf: (name: string) => string;

  beforeAll(async () => {
    redis = connectRedis([requireRedis()]);
    harness = createRedisHarness(redis);
    const keys = createRedisKeys(harness.prefix);
    store = createRedisSeatLockStore({ redis, keys });
    keyOf = (name) => `${harness.prefix}${name}`;
    const image = { version: 0, unavailable: [] };
    await store.installMap({ showId: SHOW, image, epoch: 1, locks: [], ttl_ms: 3_600_000 });
  });
  afterAll(async () => {
    await harness?.[Symbol.asyncDispose]();
    await redis?.close();
  });

  const seatsOf = (member: number) => [`A-${member}`];
  const lockOf = (member: number) => `lock_${member}`;

  const CALLS: Record<(typeof ON_REDIS)[number], () => Promise<unknown>[]> = {
    'modules/locks/redis-seat-holds.ts acquisitions': () =>
      members((member) =>
        store.acquire({
          showId: SHOW,
          lockId: lockOf(member),
          ownerId: `guest_${member}`,
          seatIds: seatsOf(member),
          ttl_ms: TTL_MS,
        }),
      ),
    'modules/locks/redis-seat-maps.ts changes': () =>
      members((member) =>
        store.applyChange({
          showId: SHOW,
          version: member + 1,
          changes: [{ seatId: `A-${member}`, state: 'AVAILABLE' }],
          endedLockIds: [lockOf(member)],
        }),
      ),
  };

  function members<Result>(submit: (member: number) => Promise<Result>): Promise<Result>[] {
    return Array.from({ length: HONEST + 1 }, (_, member) => submit(member));
  }

  /** A key that holds what the script does not expect there. */
  async function spoil(key: string): Promise<void> {
    await redis.run(async (client) => {
      expect(await client.del(key)).toBeLessThanOrEqual(1);
      await client.rpush(key, 'x');
    });
  }

  async function outcomesOf(name: (typeof ON_REDIS)[number]) {
    const outcomes = await Promise.allSettled(CALLS[name]());
    expect(outcomes[POISONED]).toMatchObject({ status: 'rejected' });
    expect(String((outcomes[POISONED] as PromiseRejectedResult).reason)).toContain('WRONGTYPE');
    const honest = outcomes.filter((_, member) => member !== POISONED);
    expect(honest.filter(({ status }) => status === 'rejected')).toEqual([]);
    return honest.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value);
  }

  it('fail for the lock alone that can not be taken; the others have their seats, each once', async () => {
    await spoil(keyOf(`seat_holds:{${SHOW}}:guest_${POISONED}`));
    const answers = await outcomesOf('modules/locks/redis-seat-holds.ts acquisitions');
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ outcome: 'ACQUIRED' })));
    const tokens = answers.map((answer) => (answer as { token: number }).token);
    expect(new Set(tokens).size).toBe(HONEST);
    const seatIds = Array.from({ length: HONEST + 1 }, (_, member) => `A-${member}`).filter(
      (seatId) => seatId !== POISONED_SEAT,
    );
    const holders = await store.holdersOf({ showId: SHOW, seatIds });
    expect(holders).toEqual(seatIds.map((seatId) => ({ seatId, lockId: seatId.replace('A-', 'lock_') })));
  });

  it('fail for the change alone that can not be made; the locks that the others end hold nothing', async () => {
    await spoil(keyOf(`seat_lock:{${SHOW}}:${POISONED_SEAT}`));
    await outcomesOf('modules/locks/redis-seat-maps.ts changes');
    const seatIds = Array.from({ length: HONEST + 1 }, (_, member) => `A-${member}`).filter(
      (seatId) => seatId !== POISONED_SEAT,
    );
    expect(await store.holdersOf({ showId: SHOW, seatIds })).toEqual([]);
    // The map lacks that change: it is behind, which its readers see by its version, or waits for it.
    const map = await store.readMap(SHOW);
    expect(map === null || map.version <= HONEST + 1).toBe(true);
  });
});
