import { type BucketChange, bucketChange, type RateLimiter } from '../rate-limiter.ts';
import type { RedisConnection } from './connection.ts';
import type { RedisKeys } from './keys.ts';
import { defineScript } from './script.ts';

/** The limiter on Redis, any number of nodes, by its clock. Operations reject with RedisUnavailableError while it is away. */
export function createRedisRateLimiter({ redis, keys }: { redis: RedisConnection; keys: RedisKeys }): RateLimiter {
  const script = defineScript(
    redis,
    'rate-limiter-change',
    new URL('./scripts/rate-limiter-change.lua', import.meta.url),
  );

  async function change(key: string, { change_ms, most_ms, mode }: BucketChange): Promise<number> {
    // Redis keeps whole milliseconds.
    const by_ms = Math.sign(change_ms) * Math.max(1, Math.round(Math.abs(change_ms)));
    return (await script([keys.rate(key)], [by_ms, Math.ceil(most_ms), mode])) as number;
  }

  return {
    take: (key, rate) => change(key, bucketChange.take(rate)),
    look: (key, rate) => change(key, bucketChange.look(rate)),
    async charge(key, rate) {
      await change(key, bucketChange.charge(rate));
    },
    async giveBack(key, rate) {
      await change(key, bucketChange.giveBack(rate));
    },
  };
}
