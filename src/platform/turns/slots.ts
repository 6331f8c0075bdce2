import { WorthQueue } from './worth-queue.ts';

/** Lets so many at a time hold on to something large; the worthiest of those that wait come first. */
export class Slots {
  #free: number;
  readonly #waiting = new WorthQueue<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs the work while it has a slot. */
  async hold<Result>(worth: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.add(worth, resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.take();
      if (next) next();
      else this.#free += 1;
    }
  }
}
