import { afterAll, beforeAll } from 'vitest';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisCache } from '../../src/platform/redis/redis-cache.ts';
import { cacheContract } from '../kit/contracts/cache.contract.ts';
import { connectRedis, createRedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';

describeWithRedis('the cache on Redis', () => {
  let redis: RedisConnection;
  beforeAll(() => {
    redis = connectRedis([requireRedis()]);
  });
  afterAll(() => redis.close());

  cacheContract(async () => {
    const harness = createRedisHarness(redis);
    return { ...harness, cache: createRedisCache({ redis }), key: `${harness.prefix}key:{1}` };
  });
});
