/** Less than that meanwhile, and no link is so slow. */
const MIN_BYTES = 4 * 1024;

/** How far a peer has come with sending or taking bytes, and since when it has made no progress. */
export class Progress {
  #bytes: number;
  #at_ms = performance.now();

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Whether next to nothing has moved for so long. `bytes`: how many have by now; null while nothing is expected of the peer. */
  isSlow(bytes: number | null, { now_ms, within_ms }: { now_ms: number; within_ms: number }): boolean {
    if (bytes !== null && bytes - this.#bytes < MIN_BYTES) return now_ms - this.#at_ms >= within_ms;
    this.#bytes = bytes ?? this.#bytes;
    this.#at_ms = now_ms;
    return false;
  }
}
