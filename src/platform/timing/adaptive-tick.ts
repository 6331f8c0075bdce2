/** After a run the next one waits for this, and for twice as long each time that one was asked for meanwhile. */
const FIRST_GAP_MS = 5;
const LONGEST_GAP_MS = 50;

/**
 * Runs something when asked: at once when it has been quiet, else as soon as the tick is over. While it is asked for again
 * and again the tick grows to 50 ms, so that what comes meanwhile is done together. Runs never overlap. A run
 * must not reject.
 */
export class AdaptiveTick {
  readonly #run: () => Promise<void>;
  #gap_ms = FIRST_GAP_MS;
  #earliest_ms = 0;
  #isRunning = false;
  #isAsked = false;
  #isStopped = false;
  #immediate: NodeJS.Immediate | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  ask(): void {
    this.#isAsked = true;
    if (this.#isStopped || this.#isRunning || this.#immediate || this.#timer) return;
    const wait_ms = this.#earliest_ms - performance.now();
    if (wait_ms <= 0) {
      this.#gap_ms = FIRST_GAP_MS;
      // Not in this very turn of the event loop, so that what comes in it, a batch of events for example, is included.
      this.#immediate = setImmediate(() => this.#start());
    } else {
      this.#gap_ms = Math.min(this.#gap_ms * 2, LONGEST_GAP_MS);
      this.#timer = setTimeout(() => this.#start(), wait_ms);
    }
  }

  /** No run begins after this. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    if (this.#immediate) clearImmediate(this.#immediate);
    if (this.#timer) clearTimeout(this.#timer);
  }

  #start(): void {
    this.#immediate = null;
    this.#timer = null;
    this.#isAsked = false;
    this.#isRunning = true;
    this.#earliest_ms = performance.now() + this.#gap_ms;
    void this.#run().finally(() => {
      this.#isRunning = false;
      // A run that takes longer than its tick leaves time for others, too.
      this.#earliest_ms = Math.max(this.#earliest_ms, performance.now() + FIRST_GAP_MS);
      if (this.#isAsked) this.ask();
    });
  }
}
