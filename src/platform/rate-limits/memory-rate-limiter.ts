import { MemoryBuckets } from './memory-buckets.ts';
import { type BucketChange, bucketChange, type RateLimiter } from './rate-limiter.ts';

export interface MemoryRateLimiterOptions {
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
  /** Beyond so many buckets, the one that was used longest ago is forgotten. */
  maxBuckets?: number;
}

const MAX_BUCKETS = 100_000;

/** The limiter of a single process. */
export function createMemoryRateLimiter({
  now = () => performance.now(),
  maxBuckets = MAX_BUCKETS,
}: MemoryRateLimiterOptions = {}): RateLimiter {
  const buckets = new MemoryBuckets({ now, maxBuckets });

  function change(key: string, { change_ms, most_ms, mode }: BucketChange): number {
    const next_ms = buckets.untilFull_ms(key) + change_ms;
    if (next_ms > most_ms && mode !== 'forced') return Math.ceil(next_ms - most_ms);
    if (mode === 'look') return 0;
    buckets.move(key, change_ms, most_ms);
    return 0;
  }

  return {
    take: async (key, rate) => change(key, bucketChange.take(rate)),
    look: async (key, rate) => change(key, bucketChange.look(rate)),
    async charge(key, rate) {
      change(key, bucketChange.charge(rate));
    },
    async giveBack(key, rate) {
      change(key, bucketChange.giveBack(rate));
    },
  };
}
