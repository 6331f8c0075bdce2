import type { BucketChange } from '../rate-limits/rate-limiter.ts';
import type { RedisConnection } from './connection.ts';
import { defineScript } from './script.ts';

/** Moves the bucket of this key as the change says: 0, or by how many milliseconds it would have gone beyond. */
export type MoveBucket = (key: string, change: BucketChange) => Promise<number>;

/** Buckets on Redis, by its clock: each is a key that lives until the bucket is full. */
export function createRedisBuckets(redis: RedisConnection): MoveBucket {
  const script = defineScript(redis, 'bucket-move', new URL('./scripts/bucket-move.lua', import.meta.url));
  return async (key, { change_ms, most_ms, mode }) => {
    // Redis keeps whole milliseconds.
    const by_ms = Math.sign(change_ms) * Math.max(1, Math.round(Math.abs(change_ms)));
    return (await script([key], [by_ms, Math.ceil(most_ms), mode])) as number;
  };
}
