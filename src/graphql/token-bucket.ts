export interface TokenBucket {
  /** Takes one; false when there is none now. */
  take(): boolean;
}

export interface TokenBucketOptions {
  /** How many come back in a second. */
  perSecond: number;
  /** How many there are at the beginning, and at most. */
  burst: number;
  /** Milliseconds; for tests. Default `performance.now`. */
  now?: () => number;
}

/** Lets `burst` through at once, and `perSecond` for long. It holds two numbers and no timer. */
export function createTokenBucket({
  perSecond,
  burst,
  now = () => performance.now(),
}: TokenBucketOptions): TokenBucket {
  let tokens = burst;
  let filledAt_ms = now();
  return {
    take() {
      const now_ms = now();
      tokens = Math.min(burst, tokens + ((now_ms - filledAt_ms) / 1_000) * perSecond);
      filledAt_ms = now_ms;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
