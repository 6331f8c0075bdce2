import { ExpiringMap } from '../caching/expiring-map.ts';

/**
 * Buckets by key, in memory. All that is known of one is how long it takes until it is full, as `BucketChange` says; a full one
 * is not kept.
 */
export class MemoryBuckets {
  readonly #buckets: ExpiringMap<true>;

  /** Beyond `maxBuckets` (default: any number), the one that was used longest ago is forgotten. */
  constructor({ now, maxBuckets }: { now(): number; maxBuckets?: number }) {
    this.#buckets = new ExpiringMap({ now, ...(maxBuckets !== undefined && { maxWeight: maxBuckets }) });
  }

  /** How long the bucket takes until it is full; 0 when it is. */
  untilFull_ms(key: string): number {
    return this.#buckets.timeLeft_ms(key);
  }

  /** Moves that by so much, back when it is negative, to at most `most_ms`. */
  move(key: string, change_ms: number, most_ms = Number.POSITIVE_INFINITY): void {
    const next_ms = Math.min(this.untilFull_ms(key) + change_ms, most_ms);
    if (next_ms > 0) this.#buckets.set(key, true, next_ms);
    else this.#buckets.delete(key);
  }
}
