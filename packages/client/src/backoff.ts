const LEAST_PART = 0.1;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 15_000;

/** The wait before the first attempt to connect again (default 1,000) and the longest (default 15,000), in ms. */
export type RetryOptions = Partial<BackoffOptions>;

export interface BackoffOptions {
  /** The longest wait before the second attempt; it doubles with each one after. */
  first_ms: number;
  max_ms: number;
  /** Evenly from 0 (included) to 1. */
  random?: () => number;
}

/**
 * How long to wait before the next attempt, in ms. The wait is anywhere between a tenth and the whole of its limit,
 * so that thousands of clients that lost the same server do not come back at the same moment.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempts = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  next(): number {
    const { first_ms, max_ms, random = Math.random } = this.#options;
    const limit_ms = Math.min(max_ms, first_ms * 2 ** this.#attempts);
    this.#attempts += 1;
    return Math.round(limit_ms * (LEAST_PART + (1 - LEAST_PART) * random()));
  }

  /** After a success: the next failure is the first one again. */
  reset(): void {
    this.#attempts = 0;
  }
}

/** That of what connects again by itself. */
export function retryBackoff({ first_ms = FIRST_RETRY_MS, max_ms = MAX_RETRY_MS, random }: RetryOptions = {}): Backoff {
  return new Backoff({ first_ms, max_ms, ...(random ? { random } : {}) });
}
