import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { createRedisRateLimiter } from '../../src/platform/redis/redis-rate-limiter.ts';
import { rateLimiterContract } from '../kit/contracts/rate-limiter.contract.ts';
import { connectRedis, createRedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';

describeWithRedis('the rate limiter on Redis', () => {
  let redis: RedisConnection;
  beforeAll(() => {
    redis = connectRedis([requireRedis()]);
  });
  afterAll(() => redis.close());

  async function open() {
    const harness = createRedisHarness(redis);
    return { ...harness, limiter: createRedisRateLimiter({ redis, keys: createRedisKeys(harness.prefix) }) };
  }

  rateLimiterContract(open);

  it('counts on all nodes together, and leaves no key without an end', async () => {
    await using harness = await open();
    const other = createRedisRateLimiter({ redis, keys: createRedisKeys(harness.prefix) });
    const rate = { burst: 2, interval_ms: 60_000 };
    expect(await harness.limiter.take('sessions:192.0.2.1', rate)).toBe(0);
    expect(await other.take('sessions:192.0.2.1', rate)).toBe(0);
    expect(await harness.limiter.take('sessions:192.0.2.1', rate)).toBeGreaterThan(0);
    await other.charge('sessions:192.0.2.1', rate);
    const keys = await harness.keys();
    expect([...keys.keys()]).toEqual([`${harness.prefix}rate:sessions:192.0.2.1`]);
    for (const [key, ttl_ms] of keys) expect(ttl_ms, key).toBeGreaterThan(0);
  });
});
