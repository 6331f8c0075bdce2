import { PriorityQueue } from './priority-queue.ts';

export interface WorkTurnsOptions {
  /** So long at a stretch pieces are run. Default 5 ms. */
  stretch_ms?: number;
}

const STRETCH_MS = 5;
/** Pieces of a lower priority rest longer: few callers profit of them, and everyone else would wait. */
const LOW_PRIORITY = 1 / 20;
const RESTS_OF_LOW_PRIORITY = 3;

/**
 * Runs pieces of work in this thread so that they leave time for everything else: who has run for a stretch rests for as
 * long, so that at most half of the time goes there; after pieces of low priority for three times as long. While more is
 * wanted than there is time for, the highest priority comes first.
 * Light work never waits: a piece is run at once unless a stretch has just been used up.
 */
export class WorkTurns {
  readonly #stretch_ms: number;
  readonly #waiting = new PriorityQueue<() => void>();
  /** Time that pieces took, less the time in between. */
  #debt_ms = 0;
  #ended_ms = 0;
  #rest: NodeJS.Timeout | null = null;

  constructor({ stretch_ms = STRETCH_MS }: WorkTurnsOptions = {}) {
    this.#stretch_ms = stretch_ms;
  }

  /** How many pieces wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Runs the piece when its turn comes. Only the time until it returns is counted, not that of a promise. */
  run<Result>(priority: number, piece: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = () => {
        const began_ms = performance.now();
        try {
          resolve(piece());
        } catch (error) {
          reject(error);
        }
        this.#spend(began_ms, priority < LOW_PRIORITY ? RESTS_OF_LOW_PRIORITY : 1);
      };
      if (this.#rest) this.#waiting.add(priority, run);
      else run();
    });
  }

  #spend(began_ms: number, rests: number): void {
    const now_ms = performance.now();
    this.#debt_ms = Math.max(0, this.#debt_ms - (began_ms - this.#ended_ms)) + rests * (now_ms - began_ms);
    this.#ended_ms = now_ms;
    if (this.#debt_ms >= this.#stretch_ms) this.#rest ??= setTimeout(() => this.#resume(), this.#debt_ms);
  }

  #resume(): void {
    this.#rest = null;
    while (!this.#rest) {
      const run = this.#waiting.take();
      if (!run) return;
      run();
    }
  }
}
