export interface ExpiringMapOptions {
  /** Milliseconds on any steady clock; tests pass their own. */
  now: () => number;
  /** Beyond it the entry that was not read or written for the longest time goes. Default: unbounded. */
  maxEntries?: number;
}

const MIN_SWEEP_SIZE = 64;

/**
 * A map whose entries end at a deadline. No timers: an ended entry is invisible, and is dropped when it is asked for or
 * when the map has doubled since the last sweep, so that memory stays within twice what is alive.
 */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();
  readonly #now: () => number;
  readonly #maxEntries: number;
  #sweepSize = MIN_SWEEP_SIZE;

  constructor({ now, maxEntries = Number.POSITIVE_INFINITY }: ExpiringMapOptions) {
    this.#now = now;
    this.#maxEntries = maxEntries;
  }

  /** Entries in memory, those included that have ended but were not dropped yet. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt <= this.#now()) {
      this.#entries.delete(key);
      return undefined;
    }
    if (this.#maxEntries === Number.POSITIVE_INFINITY) return entry.value;
    this.#entries.delete(key);
    // To the end of the order: the least recently used entry is the first.
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Milliseconds until the entry's end; 0 when there is none. */
  timeLeft_ms(key: string): number {
    const entry = this.#entries.get(key);
    return entry ? Math.max(0, entry.expiresAt - this.#now()) : 0;
  }

  set(key: string, value: Value, ttl_ms: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: this.#now() + ttl_ms });
    if (this.#entries.size >= this.#sweepSize) this.#sweep();
    if (this.#entries.size > this.#maxEntries) this.#dropOldest();
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) if (entry.expiresAt <= now) this.#entries.delete(key);
    this.#sweepSize = Math.max(MIN_SWEEP_SIZE, 2 * this.#entries.size);
  }

  #dropOldest(): void {
    const { value: oldest, done } = this.#entries.keys().next();
    if (!done) this.#entries.delete(oldest);
  }
}
