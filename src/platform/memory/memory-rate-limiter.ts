import { type BucketChange, bucketChange, type RateLimiter } from '../rate-limiter.ts';
import { ExpiringMap } from './expiring-map.ts';

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
  // Each ends when its bucket is full.
  const buckets = new ExpiringMap<true>({ now, maxWeight: maxBuckets });

  function change(key: string, { change_ms, most_ms, mode }: BucketChange): number {
    const next_ms = buckets.timeLeft_ms(key) + change_ms;
    if (next_ms > most_ms && mode !== 'forced') return Math.ceil(next_ms - most_ms);
    if (mode === 'look') return 0;
    if (next_ms <= 0) buckets.delete(key);
    else buckets.set(key, true, Math.min(next_ms, most_ms));
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
