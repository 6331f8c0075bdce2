import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisSeatLockStore } from '../../src/modules/locks/redis-seat-lock-store.ts';
import { showMutexKey } from '../../src/modules/shows/show-mutex.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { companionKey, createRedisKeys } from '../../src/platform/redis/keys.ts';
import { createRedisCache } from '../../src/platform/redis/redis-cache.ts';
import { createRedisMutex } from '../../src/platform/redis/redis-mutex.ts';
import { cacheContract } from '../kit/contracts/cache.contract.ts';
import { mutexContract } from '../kit/contracts/mutex.contract.ts';
import { seatLockStoreContract } from '../kit/contracts/seat-lock-store.contract.ts';
import { LATE_BELOW_MS } from '../kit/contracts/seat-lock-store-calls.ts';
import { connectRedis, createRedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { type RedisCluster, startRedisCluster } from '../services/redis-cluster.ts';

describeWithRedis('a Redis cluster of three nodes', () => {
  let cluster: RedisCluster;
  let redis: RedisConnection;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    // One way in is given twice: the others are found by asking.
    redis = connectRedis([cluster.urls[0]!, cluster.urls[0]!]);
  });
  afterAll(async () => {
    await redis?.close();
    await cluster?.[Symbol.asyncDispose]();
  });

  describe('as seat lock store', () => {
    seatLockStoreContract(async () => {
      const harness = createRedisHarness(redis);
      const keys = createRedisKeys(harness.prefix);
      return { ...harness, store: createRedisSeatLockStore({ redis, keys, lateBelow_ms: LATE_BELOW_MS }) };
    });
  });

  describe('as mutex', () => {
    mutexContract(async () => {
      const harness = createRedisHarness(redis);
      return {
        ...harness,
        mutex: createRedisMutex({ redis }),
        name: showMutexKey(createRedisKeys(harness.prefix), '1'),
      };
    });
  });

  describe('as cache', () => {
    cacheContract(async () => {
      const harness = createRedisHarness(redis);
      // Without a hash tag: the companion key must find its slot all the same.
      return { ...harness, cache: createRedisCache({ redis }), key: `${harness.prefix}key` };
    });
  });

  it('spreads shows over the nodes', async () => {
    await using harness = createRedisHarness(redis);
    const store = createRedisSeatLockStore({ redis, keys: createRedisKeys(harness.prefix) });
    const image = { version: 1, unavailable: [] };
    const shows = Array.from({ length: 30 }, (_, i) => `show_${i}`);
    const installs = shows.map((showId) => store.installMap({ showId, image, epoch: 1, locks: [], ttl_ms: 60_000 }));
    expect(await Promise.all(installs)).toEqual(shows.map(() => true));
    expect(await Promise.all(shows.map((showId) => store.readMap(showId)))).toEqual(shows.map(() => image));
  });

  it('keeps a key and its companion together', () => {
    expect(companionKey('mutex:{show_1}', 'fencing')).toBe('mutex:{show_1}:fencing');
    expect(companionKey('mutex', 'fencing')).toBe('{mutex}:fencing');
  });
});
