import { GraphQLError } from 'graphql';
import { readingTime_ms } from '../../platform/http/body-length.ts';
import { MemoryBuckets } from '../../platform/rate-limits/memory-buckets.ts';

export interface ReadingBudgetOptions {
  /** How much of each second the node may spend on reading what one address sends: milliseconds. */
  perSecond_ms: number;
  /** Told of the time that `charging` measured; not of what was charged for bytes, which is an estimate of the same. */
  onMeasured?(address: string, time_ms: number): void;
  /** Told of each request that is refused. */
  onRefused?(limit: 'reading'): void;
  /** Milliseconds; for tests. Default `performance.now`. */
  now?(): number;
}

/** An address may have saved so many seconds' worth. */
const SAVED_S = 2;
const MAX_WAITING = 8;
const MS_PER_REQUEST = 0.1;
const MAX_MS_OF_BODY = 100;

/**
 * Divides the time for reading what callers send (parsing, limits, validation, variables) fairly: who has used up what an
 * address has a second for it waits, while everybody else goes on. What is read again is known and costs next to nothing,
 * so it is different documents and long variables that use it up, refused ones included. A few requests of an address wait;
 * more are refused.
 */
export class ReadingBudget {
  readonly #perSecond_ms: number;
  readonly #onMeasured: (address: string, time_ms: number) => void;
  readonly #onRefused: (limit: 'reading') => void;
  readonly #now: () => number;
  /** By address; full once all that was charged has been paid off. */
  readonly #charged: MemoryBuckets;
  /** By address, and only while there are some. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor({
    perSecond_ms,
    onMeasured = () => {},
    onRefused = () => {},
    now = () => performance.now(),
  }: ReadingBudgetOptions) {
    this.#perSecond_ms = perSecond_ms;
    this.#onMeasured = onMeasured;
    this.#onRefused = onRefused;
    this.#now = now;
    this.#charged = new MemoryBuckets({ now });
  }

  /**
   * Resolves when a request of the address may be read, and charges for its bytes. Null: at once. Otherwise a promise, or
   * how many seconds it takes until another try has a chance: too many wait already.
   */
  turn(address: string | null, bytes: number): Promise<void> | { retryAfter_s: number } | null {
    if (address === null || this.#perSecond_ms === 0) return null;
    const waiting = this.#waiting.get(address) ?? [];
    const wait_ms = this.#waitOf(address);
    if (waiting.length >= MAX_WAITING) {
      this.#onRefused('reading');
      return { retryAfter_s: Math.max(1, Math.ceil(wait_ms / 1_000)) };
    }
    if (wait_ms <= 0 && waiting.length === 0) {
      this.charge(address, costOf(bytes));
      return null;
    }
    return new Promise((resolve) => {
      waiting.push(() => {
        this.charge(address, costOf(bytes));
        resolve();
      });
      if (waiting.length > 1) return;
      this.#waiting.set(address, waiting);
      this.#admitNext(address, waiting);
    });
  }

  /** Charges for reading that is not asked about, or took longer than what `turn` has charged for its bytes. */
  charge(address: string | null | undefined, time_ms: number): void {
    if (address === null || address === undefined) return;
    if (this.#perSecond_ms === 0) return;
    this.#charged.move(address, (time_ms * 1_000) / this.#perSecond_ms);
  }

  /** Charges for bytes whose number was not known at the request's turn. */
  chargeBytes(address: string | null, bytes: number): void {
    this.charge(address, readingTime_ms(bytes, MAX_MS_OF_BODY));
  }

  /** What `read` returns or throws, charged for the time that it takes. */
  charging<T>(address: string | null | undefined, read: () => T): T {
    const began_ms = this.#now();
    try {
      return read();
    } finally {
      const time_ms = this.#now() - began_ms;
      this.charge(address, time_ms);
      if (address !== null && address !== undefined) this.#onMeasured(address, time_ms);
    }
  }

  #admitNext(address: string, waiting: (() => void)[]): void {
    setTimeout(
      () => {
        if (this.#waitOf(address) <= 0) waiting.shift()?.();
        if (waiting.length > 0) this.#admitNext(address, waiting);
        else this.#waiting.delete(address);
      },
      Math.max(1, this.#waitOf(address)),
    );
  }

  /** In how many milliseconds there is something to spend again. */
  #waitOf(address: string): number {
    return this.#charged.untilFull_ms(address) - SAVED_S * 1_000;
  }
}

function costOf(bytes: number): number {
  return MS_PER_REQUEST + readingTime_ms(bytes, MAX_MS_OF_BODY);
}

/** What those are told who are not let wait. */
export function tooMuchToRead(retryAfter_s: number): GraphQLError {
  const message = `Too much comes from your network address. Try again in ${retryAfter_s} seconds.`;
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: retryAfter_s } });
}

/** The same, as the answer to a request. */
export function tooMuchToReadOverHttp(retryAfter_s: number): GraphQLError {
  const { message, extensions } = tooMuchToRead(retryAfter_s);
  const http = { spec: true, status: 429, headers: { 'retry-after': `${retryAfter_s}` } };
  return new GraphQLError(message, { extensions: { ...extensions, http } });
}
