import { PriorityQueue } from './priority-queue.ts';

/** All slots were in use for as long as the caller would wait. Nothing was begun. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';

  constructor() {
    super('All slots are in use.');
  }
}

export interface HoldOptions {
  /** Who has no slot by then is refused with NoSlotError. Default: waits as long as it takes. */
  maxWait_ms?: number;
}

/** Lets so many at a time hold on to something large; those that wait come by priority. */
export class Slots {
  #count: number;
  #used = 0;
  readonly #waiting = new PriorityQueue<() => void>();

  constructor(count: number) {
    this.#count = count;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many there are. Who holds one keeps it when there are fewer from now on. */
  set count(count: number) {
    this.#count = count;
    this.#pass();
  }

  /** Runs the work while it has a slot. */
  async hold<Result>(priority: number, work: () => Promise<Result>, { maxWait_ms }: HoldOptions = {}): Promise<Result> {
    if (this.#used < this.#count) this.#used += 1;
    else await this.#wait(priority, maxWait_ms);
    try {
      return await work();
    } finally {
      this.#used -= 1;
      this.#pass();
    }
  }

  #wait(priority: number, maxWait_ms: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let timeout: NodeJS.Timeout | undefined;
      const leave = this.#waiting.add(priority, () => {
        clearTimeout(timeout);
        resolve();
      });
      if (maxWait_ms === undefined) return;
      timeout = setTimeout(() => {
        leave();
        reject(new NoSlotError());
      }, maxWait_ms);
    });
  }

  #pass(): void {
    while (this.#used < this.#count) {
      const begin = this.#waiting.take();
      if (!begin) return;
      this.#used += 1;
      begin();
    }
  }
}
