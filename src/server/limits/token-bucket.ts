export interface TokenBucketOptions {
  /** How many come back in a second. */
  perSecond: number;
  /** How many there are at the beginning, and at most. */
  burst: number;
  /** Milliseconds; for tests. Default `performance.now`. */
  now?: () => number;
}

/**
 * Lets `burst` through at once, and `perSecond` for long. There is one for all whose messages are counted: what it needs to
 * know of each is a single number, which they keep: when their bucket will be full again.
 */
export class TokenBucket {
  readonly #token_ms: number;
  readonly #burst_ms: number;
  readonly #now: () => number;

  constructor({ perSecond, burst, now = () => performance.now() }: TokenBucketOptions) {
    this.#token_ms = 1_000 / perSecond;
    this.#burst_ms = burst * this.#token_ms;
    this.#now = now;
  }

  /** Takes one from the bucket that was to be full at that time (0: always was); null when there is none now. */
  take(fullAt_ms: number): number | null {
    const now_ms = this.#now();
    const next_ms = Math.max(fullAt_ms, now_ms) + this.#token_ms;
    return next_ms - now_ms > this.#burst_ms ? null : next_ms;
  }
}
