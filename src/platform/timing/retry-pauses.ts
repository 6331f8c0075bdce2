import { type BackoffOptions, backoff_ms } from './backoff.ts';

/** The keys of so many failures are remembered; that of the oldest failure is forgotten first. */
const MAX_KEYS = 10_000;

interface Failure {
  count: number;
  until_ms: number;
}

/**
 * For workers that find their work by looking: what failed is left alone for a while, longer with each failure in a row, so
 * that work which can't be done neither burns processor time nor fills the log. In memory: after a restart all of it is
 * tried at once.
 */
export class RetryPauses {
  readonly #options: BackoffOptions;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failure>();

  /** `now`: milliseconds, for tests. */
  constructor(options: BackoffOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
  }

  /** Whether it failed so recently that it is to be left alone. */
  isResting(key: string): boolean {
    const failure = this.#failures.get(key);
    return failure !== undefined && this.#now() < failure.until_ms;
  }

  /** It failed (again). Returns for how long it rests. */
  failed(key: string): number {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const pause_ms = backoff_ms(count, this.#options);
    this.#failures.delete(key);
    this.#failures.set(key, { count, until_ms: this.#now() + pause_ms });
    if (this.#failures.size > MAX_KEYS) this.#failures.delete(this.#failures.keys().next().value!);
    return pause_ms;
  }

  /** It was done, or need not be. */
  done(key: string): void {
    this.#failures.delete(key);
  }
}
