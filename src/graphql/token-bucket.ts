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
export function createTokenBucket(options: TokenBucketOptions): TokenBucket {
  return new Bucket(options);
}

/** A class, not closures: there is one for each socket. */
class Bucket implements TokenBucket {
  readonly #options: TokenBucketOptions;
  #tokens: number;
  #filledAt_ms: number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#tokens = options.burst;
    this.#filledAt_ms = this.#now_ms();
  }

  take(): boolean {
    const { burst, perSecond } = this.#options;
    const now_ms = this.#now_ms();
    this.#tokens = Math.min(burst, this.#tokens + ((now_ms - this.#filledAt_ms) / 1_000) * perSecond);
    this.#filledAt_ms = now_ms;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #now_ms(): number {
    return this.#options.now?.() ?? performance.now();
  }
}
