/** What one slice may take: about what an ordinary request takes of a turn. */
const SLICE_MS = 2;
/** Short work has a pause now and then, too: it counts as under way for so long. */
const SHORT_WORK_LASTS_MS = 50;
/** A slice rests so many times as long as it took while there is short work. */
const RESTS = 2;

/**
 * Lets long work share the event loop: it is done in slices of a few milliseconds, one in each turn of the loop, and those
 * who have more to do take turns. So long work holds everything else up for one slice, however much of it there is. While
 * there is short work, slices rest twice as long as they take: that has many turns of the loop to wait for.
 */
export class Slices {
  readonly #slice_ms: number;
  readonly #waiting: (() => void)[] = [];
  #isPumping = false;
  #end_ms = 0;
  #shortWork = 0;
  #shortWorkEnded_ms = Number.NEGATIVE_INFINITY;
  readonly #beside: Slices;

  /** `beside`: those whose short work these slices rest for, too; their own without it. */
  constructor(slice_ms = SLICE_MS, beside?: Slices) {
    this.#slice_ms = slice_ms;
    this.#beside = beside ?? this;
  }

  /** Whether the work that has its turn is to give it up: by asking for another one. */
  get isOver(): boolean {
    return performance.now() >= this.#end_ms;
  }

  get #isWithoutShortWork(): boolean {
    return this.#shortWork === 0 && performance.now() - this.#shortWorkEnded_ms > SHORT_WORK_LASTS_MS;
  }

  /** Resolves when it is the caller's turn to work, until `isOver`. */
  turn(): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push(begin);
      if (this.#isPumping) return;
      this.#isPumping = true;
      setImmediate(this.#pump);
    });
  }

  /** Does work that is written in short steps, some in each turn; resolves with its outcome. */
  async through<T>(steps: Iterator<unknown, T>): Promise<T> {
    await this.turn();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (this.isOver) await this.turn();
    }
  }

  /** Does short work, which needs no turn. */
  async besides<T>(work: () => T | Promise<T>): Promise<T> {
    this.#shortWork += 1;
    try {
      return await work();
    } finally {
      this.#shortWork -= 1;
      this.#shortWorkEnded_ms = performance.now();
    }
  }

  readonly #pump = (): void => {
    const begin = this.#waiting.shift();
    if (!begin) {
      this.#isPumping = false;
      return;
    }
    this.#end_ms = performance.now() + this.#slice_ms;
    begin();
    setImmediate(this.#rest);
  };

  readonly #rest = (): void => {
    if (this.#beside.#isWithoutShortWork) this.#pump();
    else setTimeout(this.#pump, RESTS * this.#slice_ms);
  };
}

/** Does work that is written in short steps at once: for those who have nobody to let run. */
export function atOnce<T>(steps: Iterator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Of the process: it has one event loop. */
export const slices = new Slices();
