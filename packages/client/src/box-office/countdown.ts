/** Tells the whole seconds until a deadline, each time that they are others, until it is stopped. */
export class Countdown {
  readonly #now: () => number;
  readonly #tell: (seconds: number | null) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ now, tell }: { now(): number; tell(seconds: number | null): void }) {
    this.#now = now;
    this.#tell = tell;
  }

  /** Null: there is no deadline. */
  until(deadline: string | null): void {
    clearTimeout(this.#timer);
    if (deadline === null) {
      this.#tell(null);
      return;
    }
    const left_ms = Date.parse(deadline) - this.#now();
    this.#tell(this.secondsUntil(deadline));
    if (left_ms > 0) this.#timer = setTimeout(() => this.until(deadline), left_ms % 1_000 || 1_000);
  }

  secondsUntil(deadline: string): number {
    return Math.max(Math.ceil((Date.parse(deadline) - this.#now()) / 1_000), 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
