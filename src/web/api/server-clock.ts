/**
 * The server's time on a device whose own clock may be wrong. Every answer's `Date` header bounds the difference of the two:
 * the header is cut to the second, and was written between the request and its answer. The bounds of several answers together
 * are tighter than a second.
 */
export class ServerClock {
  readonly #now: () => number;
  #atLeast_ms = Number.NEGATIVE_INFINITY;
  #atMost_ms = Number.POSITIVE_INFINITY;

  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  /** Takes an answer's `Date` header; `sentAt` and now are the device's times, in ms. */
  observe(date: string | null, sentAt: number): void {
    const second = Date.parse(date ?? '');
    if (Number.isNaN(second)) return;
    const low = second - this.#now();
    const high = second + 1000 - sentAt;
    // Bounds that contradict the earlier ones: one of the clocks was set anew.
    const isNews = low > this.#atMost_ms || high < this.#atLeast_ms;
    this.#atLeast_ms = isNews ? low : Math.max(low, this.#atLeast_ms);
    this.#atMost_ms = isNews ? high : Math.min(high, this.#atMost_ms);
  }

  /** The server's time, in ms since 1970; the device's own before the first answer. */
  now(): number {
    const isKnown = Number.isFinite(this.#atLeast_ms);
    return this.#now() + (isKnown ? (this.#atLeast_ms + this.#atMost_ms) / 2 : 0);
  }
}
