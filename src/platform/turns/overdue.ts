import { Slices, slices } from './slices.ts';

/** What they do next is done after the slice in which they are let go on: so many make up about one. */
const PER_SLICE = 8;

/**
 * Those who have waited for their turn as long as they may: they go on without one, a few in each slice of the event loop's time
 * (see Slices), which are their own: they do not wait for long work, of which there may be much.
 * Thousands who came at once have waited long enough at once, too; together they would hold everybody up for as
 * long as all of their turns take. Callers take turns, so one who has a single thing to do does not wait for another one's thousands.
 */
export class Overdue {
  readonly #slices: Slices;
  /** By caller; the next one first. */
  readonly #waiting = new Map<string, Set<() => void>>();
  #isPumping = false;

  constructor(sliced = new Slices(undefined, slices)) {
    this.#slices = sliced;
  }

  /** Calls `goOn` when it is its slice. Call the returned function when it need not go on any more. */
  add(caller: string, goOn: () => void): () => void {
    const ofCaller = this.#waiting.get(caller) ?? new Set();
    this.#waiting.set(caller, ofCaller);
    ofCaller.add(goOn);
    if (!this.#isPumping) void this.#pump();
    return () => {
      if (ofCaller.delete(goOn) && ofCaller.size === 0) this.#waiting.delete(caller);
    };
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    try {
      while (this.#waiting.size > 0) {
        await this.#slices.turn();
        for (let count = 0; count < PER_SLICE && this.#waiting.size > 0; count += 1) this.#next();
      }
    } finally {
      this.#isPumping = false;
    }
  }

  #next(): void {
    const [first] = this.#waiting;
    const [caller, ofCaller] = first!;
    const [goOn] = ofCaller;
    this.#waiting.delete(caller);
    ofCaller.delete(goOn!);
    if (ofCaller.size > 0) this.#waiting.set(caller, ofCaller);
    goOn!();
  }
}
