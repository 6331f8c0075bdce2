const LEAST_EXPONENT = -24;
const GREATEST_EXPONENT = 24;
/** Every so many takes the longest waiting entry is taken, whatever its priority: nobody waits for ever. */
const OLDEST_EVERY = 8;

interface Entry<Item> {
  readonly item: Item;
  readonly number: number;
}

/**
 * What waits, by priority: the highest first, in order of arrival among those of about the same priority
 * (within a factor of two). Adding and taking cost the same however many wait.
 */
export class PriorityQueue<Item> {
  readonly #ranks: Set<Entry<Item>>[] = [];
  #size = 0;
  #added = 0;
  #taken = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns what takes it out again, and says whether it was still there. */
  add(priority: number, item: Item): () => boolean {
    const exponent = Math.floor(Math.log2(priority));
    const rank = Math.min(Math.max(exponent, LEAST_EXPONENT), GREATEST_EXPONENT) - LEAST_EXPONENT;
    const ofRank = this.#ranks[rank] ?? new Set();
    const entry = { item, number: this.#added++ };
    this.#ranks[rank] = ofRank;
    ofRank.add(entry);
    this.#size += 1;
    return () => {
      if (!ofRank.delete(entry)) return false;
      this.#size -= 1;
      return true;
    };
  }

  /** The next one; undefined when none waits. */
  take(): Item | undefined {
    if (this.#size === 0) return undefined;
    this.#taken += 1;
    const rank = this.#taken % OLDEST_EVERY === 0 ? this.#oldest() : this.#highest();
    const [entry] = rank;
    rank.delete(entry!);
    this.#size -= 1;
    return entry!.item;
  }

  #highest(): Set<Entry<Item>> {
    return this.#ranks.findLast((rank) => rank !== undefined && rank.size > 0)!;
  }

  #oldest(): Set<Entry<Item>> {
    let oldest: { rank: Set<Entry<Item>>; number: number } | null = null;
    for (const rank of this.#ranks) {
      const [first] = rank ?? [];
      if (first && (!oldest || first.number < oldest.number)) oldest = { rank: rank!, number: first.number };
    }
    return oldest!.rank;
  }
}
