/** Further than seconds in whole can be wrong: the device's clock was set. */
const SET_ANEW_MS = 2_000;

/** The server's time on a device whose clock may be wrong, as far as deadlines tell: right to the second. */
export class ServerClock {
  #ahead_ms: number | null = null;

  /** An answer that has just come. Its seconds are whole, so that it tells a time of at most a second too late. */
  observe({ expiresAt, remainingSeconds }: { expiresAt: string; remainingSeconds: number }): void {
    // Of a lock that has ended nothing remains.
    if (remainingSeconds <= 0) return;
    const ahead_ms = Date.parse(expiresAt) - remainingSeconds * 1_000 - Date.now();
    const known_ms = this.#ahead_ms ?? ahead_ms;
    // The earliest is the nearest.
    this.#ahead_ms = ahead_ms > known_ms + SET_ANEW_MS ? ahead_ms : Math.min(ahead_ms, known_ms);
  }

  now(): number {
    return Date.now() + (this.#ahead_ms ?? 0);
  }
}
