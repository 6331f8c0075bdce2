/** When the time that is left is read out, in ms before the deadline: seldom at first, then as it gets urgent. */
const MOMENTS_MS = [240_000, 180_000, 120_000, 60_000, 30_000, 10_000];

/** Tells when a countdown passes one of its moments; each once per deadline. */
export class CountdownMoments {
  #deadline: number | null = null;
  #last_ms = Number.POSITIVE_INFINITY;

  /** The moment that was passed since the last call, in ms before the deadline; null: none. */
  passed(deadline: number | null, now: number): number | null {
    if (deadline !== this.#deadline) {
      this.#deadline = deadline;
      this.#last_ms = deadline === null ? Number.POSITIVE_INFINITY : deadline - now;
      return null;
    }
    if (deadline === null) return null;
    const left_ms = deadline - now;
    const moment = MOMENTS_MS.filter((at) => left_ms <= at && at < this.#last_ms).at(-1) ?? null;
    this.#last_ms = left_ms;
    return moment;
  }
}
