/** How often something may happen. */
export interface Rate {
  /** As many at once, from a full bucket. */
  burst: number;
  /** Then one more each time so long has passed. */
  interval_ms: number;
}

/**
 * Buckets of tokens, by key, on every node the same. A bucket is full when it is first asked for, and is kept only until it
 * is full again. Adapters: redis/redis-rate-limiter.ts and memory/memory-rate-limiter.ts; one contract suite for both
 * (test/kit/contracts/rate-limiter.contract.ts).
 */
export interface RateLimiter {
  /** Takes a token: 0 when there was one, else how many milliseconds later there will be. Nothing is taken then. */
  take(key: string, rate: Rate): Promise<number>;
  /** The same without taking it. */
  look(key: string, rate: Rate): Promise<number>;
  /** Takes a token also when there is none: the bucket then owes it, up to a whole burst. */
  charge(key: string, rate: Rate): Promise<void>;
  /** Puts a token back; a full bucket stays as it is. */
  giveBack(key: string, rate: Rate): Promise<void>;
}

/**
 * What each operation does to a bucket. All that is known of one is how long it takes until it is full: that is moved by
 * `change_ms`, to at most `most_ms`. Beyond that it is not moved at all, unless forced: then as far as that.
 */
export interface BucketChange {
  change_ms: number;
  most_ms: number;
  mode: 'ifRoom' | 'look' | 'forced';
}

export const bucketChange = {
  take: ({ burst, interval_ms }: Rate): BucketChange => ({
    change_ms: interval_ms,
    most_ms: burst * interval_ms,
    mode: 'ifRoom',
  }),
  look: (rate: Rate): BucketChange => ({ ...bucketChange.take(rate), mode: 'look' }),
  charge: ({ burst, interval_ms }: Rate): BucketChange => ({
    change_ms: interval_ms,
    most_ms: 2 * burst * interval_ms,
    mode: 'forced',
  }),
  giveBack: (rate: Rate): BucketChange => ({ ...bucketChange.charge(rate), change_ms: -rate.interval_ms }),
};
