import { afterAll, beforeAll, expect, it } from 'vitest';
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

  it('has nothing of what was stored in another run of the server, which may have fallen back to an older state', async () => {
    const { prefix } = createRedisHarness(redis);
    const key = `${prefix}key:{1}`;
    const cache = createRedisCache({ redis });
    await cache.put(key, { version: 7, value: 'as it was\nthen' }, 60_000);
    expect(await cache.get(key)).toEqual({ version: 7, value: 'as it was\nthen' });
    const entry = (await redis.client.get(key))!;
    await redis.client.set(key, entry.replace(/ [0-9a-f]{40} /, ` ${'0'.repeat(40)} `));
    expect(await cache.get(key)).toBeNull();
    expect(await cache.put(key, { version: 7, value: 'as it is' }, 60_000)).toBe(true);
    expect(await cache.get(key)).toEqual({ version: 7, value: 'as it is' });
  });

  it('has what is kept over restarts, whichever run of the server stored it, and as a newer one only', async () => {
    const { prefix } = createRedisHarness(redis);
    const key = `${prefix}key:{1}`;
    const cache = createRedisCache({ redis });
    expect(await cache.put(key, { version: 7, value: 'seven of them' }, 60_000, { keptOverRestarts: true })).toBe(true);
    const { run_id } = Object.fromEntries(
      (await redis.client.info('server')).split('\r\n').map((line) => line.split(':') as [string, string]),
    );
    expect(await redis.client.get(key)).not.toContain(run_id);
    expect(await cache.get(key)).toEqual({ version: 7, value: 'seven of them' });
    expect(await cache.put(key, { version: 6, value: 'six' }, 60_000, { keptOverRestarts: true })).toBe(false);
    await cache.invalidate(key, 8, 60_000);
    expect(await cache.get(key)).toBeNull();
  });
});
