import { afterAll, beforeAll } from 'vitest';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisMutex } from '../../src/platform/redis/redis-mutex.ts';
import { mutexContract } from '../kit/contracts/mutex.contract.ts';
import { connectRedis, createRedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';

describeWithRedis('the mutex on Redis', () => {
  let redis: RedisConnection;
  beforeAll(() => {
    redis = connectRedis([requireRedis()]);
  });
  afterAll(() => redis.close());

  mutexContract(async () => {
    const harness = createRedisHarness(redis);
    return { ...harness, mutex: createRedisMutex({ redis }), name: `${harness.prefix}name:{1}` };
  });
});
