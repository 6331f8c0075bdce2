export interface ExpiringMapOptions<Value> {
  /** Milliseconds on any steady clock; tests pass their own. */
  now: () => number;
  /** The summed weight beyond which the entry that was not read or written for the longest time goes. Default: unbounded. */
  maxWeight?: number;
  /** The weight of one entry. Default 1 each. */
  weigh?(value: Value, key: string): number;
}

interface Entry<Value> {
  value: Value;
  expiresAt: number;
  weight: number;
}

const MIN_SWEEP_SIZE = 64;

/**
 * A map whose entries end at a deadline. No timers: an ended entry is invisible, and is dropped when it is asked for or
 * when the map has doubled since the last sweep, so that memory stays within twice what is alive.
 */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #now: () => number;
  readonly #maxWeight: number;
  readonly #weigh: (value: Value, key: string) => number;
  #weight = 0;
  #sweepSize = MIN_SWEEP_SIZE;

  constructor({ now, maxWeight = Number.POSITIVE_INFINITY, weigh = () => 1 }: ExpiringMapOptions<Value>) {
    this.#now = now;
    this.#maxWeight = maxWeight;
    this.#weigh = weigh;
  }

  /** Entries in memory, those included that have ended but were not dropped yet. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt <= this.#now()) {
      this.delete(key);
      return undefined;
    }
    if (this.#maxWeight === Number.POSITIVE_INFINITY) return entry.value;
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
    this.delete(key);
    const weight = this.#weigh(value, key);
    this.#entries.set(key, { value, expiresAt: this.#now() + ttl_ms, weight });
    this.#weight += weight;
    if (this.#entries.size >= this.#sweepSize) this.#sweep();
    if (this.#weight > this.#maxWeight) this.#dropOldest();
  }

  delete(key: string): boolean {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    return this.#entries.delete(key);
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) if (entry.expiresAt <= now) this.delete(key);
    this.#sweepSize = Math.max(MIN_SWEEP_SIZE, 2 * this.#entries.size);
  }

  #dropOldest(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#maxWeight) return;
      this.delete(oldest);
    }
  }
}
