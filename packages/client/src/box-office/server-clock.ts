/** The server's time on a device whose clock may be wrong, as far as deadlines tell: right to the second. */
export class ServerClock {
  #ahead_ms = 0;

  /** An answer that has just come. */
  observe({ expiresAt, remainingSeconds }: { expiresAt: string; remainingSeconds: number }): void {
    // Of a lock that has ended nothing remains.
    if (remainingSeconds <= 0) return;
    this.#ahead_ms = Date.parse(expiresAt) - remainingSeconds * 1_000 - Date.now();
  }

  now(): number {
    return Date.now() + this.#ahead_ms;
  }
}
