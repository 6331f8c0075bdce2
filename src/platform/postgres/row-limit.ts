export interface RowLimitOptions {
  /** Deletes what that owner has beyond the limit. Its failure is nobody's: the owner's next row tries again. */
  trim(ownerId: string): Promise<void>;
  /** After so many new rows of an owner they are trimmed: how far above the limit an owner may get. Default 100. */
  step?: number;
  /** Of so many owners the new rows are counted; of who was seen longest ago they are not. Default 50,000. */
  maxOwners?: number;
}

interface Count {
  rows: number;
  trimming: Promise<void> | null;
}

/**
 * Bounds how many rows a table keeps for one owner, at no cost for those who have few: rows are counted in memory, and who
 * has made `step` more of them waits until its old ones are deleted.
 */
export class RowLimit {
  readonly #trim: RowLimitOptions['trim'];
  readonly #step: number;
  readonly #maxOwners: number;
  /** In the order in which they were seen, the last one at the end. */
  readonly #counts = new Map<string, Count>();

  constructor({ trim, step = 100, maxOwners = 50_000 }: RowLimitOptions) {
    this.#trim = trim;
    this.#step = step;
    this.#maxOwners = maxOwners;
  }

  /** A row of the owner was written. Resolves at once, or when the owner's old rows are deleted. Never rejects. */
  async added(ownerId: string): Promise<void> {
    const count = this.#counts.get(ownerId) ?? { rows: 0, trimming: null };
    count.rows += 1;
    this.#counts.delete(ownerId);
    this.#counts.set(ownerId, count);
    if (this.#counts.size > this.#maxOwners) this.#counts.delete(this.#counts.keys().next().value!);
    if (count.rows < this.#step) return;
    count.trimming ??= this.#trimNow(ownerId, count);
    await count.trimming;
  }

  async #trimNow(ownerId: string, count: Count): Promise<void> {
    const before = count.rows;
    try {
      await this.#trim(ownerId);
      count.rows -= before;
    } catch {
      // What PostgreSQL did not do now it does after the next row.
    } finally {
      count.trimming = null;
    }
  }
}
