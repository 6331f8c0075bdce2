/**
 * Runs a task when asked to, never twice at a time and never again sooner than `every_ms` after its last beginning; what is
 * asked for meanwhile is one more run at the end. The task must not reject. Ends by calling `end`.
 */
export class Throttle {
  readonly #task: () => Promise<void>;
  readonly #every_ms: number;
  #isRunning = false;
  #isWanted = false;
  #begunAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hasEnded = false;

  constructor(every_ms: number, task: () => Promise<void>) {
    this.#every_ms = every_ms;
    this.#task = task;
  }

  ask(): void {
    this.#isWanted = true;
    if (this.#isRunning || this.#timer !== null || this.#hasEnded) return;
    const wait_ms = this.#begunAt + this.#every_ms - performance.now();
    if (wait_ms <= 0) void this.#run();
    else this.#timer = setTimeout(() => void this.#run(), wait_ms);
  }

  end(): void {
    this.#hasEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#isWanted = false;
    this.#isRunning = true;
    this.#begunAt = performance.now();
    await this.#task();
    this.#isRunning = false;
    if (this.#isWanted) this.ask();
  }
}
