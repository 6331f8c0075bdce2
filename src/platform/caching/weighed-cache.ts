export interface WeighedCacheOptions {
  /** The summed weight to keep at most; what was used longest ago goes first. */
  maxWeight: number;
}

interface Entry<Value> {
  value: Value;
  weight: number;
}

/** Values by key, as many as their summed weight allows. A value heavier than the whole cache is not kept. */
export class WeighedCache<Value> {
  readonly #maxWeight: number;
  /** A Map iterates in insertion order: the first key is the one used longest ago. */
  readonly #entries = new Map<string, Entry<Value>>();
  #weight = 0;

  constructor({ maxWeight }: WeighedCacheOptions) {
    this.#maxWeight = maxWeight;
  }

  /** The summed weight of what is kept now. */
  get weight(): number {
    return this.#weight;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value, which counts as used by this. */
  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps the value in place of what was kept by that key. */
  set(key: string, value: Value, weight: number): void {
    this.delete(key);
    if (weight > this.#maxWeight) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#maxWeight) return;
      this.delete(oldest);
    }
  }

  delete(key: string): boolean {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }
}
