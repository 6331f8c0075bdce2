import { GraphQLError } from 'graphql';

export interface ReadingBudgetOptions {
  /** How much of each second the node may spend on reading what one address sends: milliseconds. */
  perSecond_ms: number;
  /** Told of each request that is refused. */
  onRefused?(limit: 'reading'): void;
  /** Milliseconds; for tests. Default `performance.now`. */
  now?(): number;
}

interface Account {
  /** When all that was charged will have been paid off. */
  paidAt_ms: number;
  waiting: (() => void)[];
}

/** An address may have saved so many seconds' worth. */
const SAVED_S = 2;
const MAX_WAITING = 8;
const FORGET_EVERY = 1_000;
/** Measured: parsing, checking and coercing a megabyte of variables takes 20 to 75 ms. */
const MS_PER_BYTE = 50e-6;
const MS_PER_REQUEST = 0.1;
/** Long bodies are an organiser's seating plans, which are read in turns. */
const MAX_MS_OF_BODY = 100;

/**
 * Divides the time for reading what callers send (parsing, limits, validation, variables) fairly: who has used up what an
 * address has a second for it waits, while everybody else goes on. What is read again is known and costs next to nothing,
 * so it is different documents and long variables that use it up, refused ones included. A few requests of an address wait;
 * more are refused.
 */
export class ReadingBudget {
  readonly #perSecond_ms: number;
  readonly #onRefused: (limit: 'reading') => void;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();

  constructor({ perSecond_ms, onRefused = () => {}, now = () => performance.now() }: ReadingBudgetOptions) {
    this.#perSecond_ms = perSecond_ms;
    this.#onRefused = onRefused;
    this.#now = now;
  }

  /**
   * Resolves when a request of the address may be read, and charges for its bytes. Null: at once. Otherwise a promise, or
   * how many seconds it takes until another try has a chance: too many wait already.
   */
  turn(address: string | null, bytes: number): Promise<void> | { retryAfter_s: number } | null {
    if (address === null || this.#perSecond_ms === 0) return null;
    const account = this.#accountOf(address);
    const wait_ms = this.#waitOf(account);
    if (account.waiting.length >= MAX_WAITING) {
      this.#onRefused('reading');
      return { retryAfter_s: Math.max(1, Math.ceil(wait_ms / 1_000)) };
    }
    if (wait_ms <= 0 && account.waiting.length === 0) {
      this.#charge(account, costOf(bytes));
      return null;
    }
    return new Promise((resolve) => {
      account.waiting.push(() => {
        this.#charge(account, costOf(bytes));
        resolve();
      });
      if (account.waiting.length === 1) this.#letOneIn(account);
    });
  }

  /** Charges for time that reading took, beyond what its bytes were charged for. */
  charge(address: string | null | undefined, time_ms: number): void {
    if (address === null || address === undefined || this.#perSecond_ms === 0) return;
    this.#charge(this.#accountOf(address), time_ms);
  }

  /** What `read` returns or throws, charged for the time that it takes. */
  charging<T>(address: string | null | undefined, read: () => T): T {
    const began_ms = this.#now();
    try {
      return read();
    } finally {
      this.charge(address, this.#now() - began_ms);
    }
  }

  #letOneIn(account: Account): void {
    setTimeout(
      () => {
        if (this.#waitOf(account) <= 0) account.waiting.shift()?.();
        if (account.waiting.length > 0) this.#letOneIn(account);
      },
      Math.max(1, this.#waitOf(account)),
    );
  }

  #charge(account: Account, time_ms: number): void {
    const now_ms = this.#now();
    account.paidAt_ms = Math.max(account.paidAt_ms, now_ms) + (time_ms * 1_000) / this.#perSecond_ms;
  }

  /** In how many milliseconds there is something to spend again. */
  #waitOf({ paidAt_ms }: Account): number {
    return paidAt_ms - this.#now() - SAVED_S * 1_000;
  }

  #accountOf(address: string): Account {
    const known = this.#accounts.get(address);
    if (known) return known;
    if (this.#accounts.size % FORGET_EVERY === FORGET_EVERY - 1) this.#forgetThePaid();
    const account: Account = { paidAt_ms: 0, waiting: [] };
    this.#accounts.set(address, account);
    return account;
  }

  /** An account that is paid off is like a new one. */
  #forgetThePaid(): void {
    const now_ms = this.#now();
    for (const [address, { paidAt_ms, waiting }] of this.#accounts) {
      if (paidAt_ms <= now_ms && waiting.length === 0) this.#accounts.delete(address);
    }
  }
}

function costOf(bytes: number): number {
  return MS_PER_REQUEST + Math.min(bytes * MS_PER_BYTE, MAX_MS_OF_BODY);
}

/** What those are told who are not let wait. */
export function tooMuchToRead(retryAfter_s: number): GraphQLError {
  const message = `Too much comes from your network address. Try again in ${retryAfter_s} seconds.`;
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: retryAfter_s } });
}
