import { bucketChange, type RateLimiter } from '../rate-limits/rate-limiter.ts';
import type { RedisConnection } from './connection.ts';
import type { RedisKeys } from './keys.ts';
import { createRedisBuckets } from './redis-buckets.ts';

/** The limiter on Redis, any number of nodes, by its clock. Operations reject with RedisUnavailableError while it is away. */
export function createRedisRateLimiter({ redis, keys }: { redis: RedisConnection; keys: RedisKeys }): RateLimiter {
  const move = createRedisBuckets(redis);
  return {
    take: (key, rate) => move(keys.of('rate', key), bucketChange.take(rate)),
    look: (key, rate) => move(keys.of('rate', key), bucketChange.look(rate)),
    async charge(key, rate) {
      await move(keys.of('rate', key), bucketChange.charge(rate));
    },
    async giveBack(key, rate) {
      await move(keys.of('rate', key), bucketChange.giveBack(rate));
    },
  };
}
