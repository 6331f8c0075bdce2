import { AsyncLocalStorage } from 'node:async_hooks';

/** Told what becomes of a slot. */
export interface SlotKeeper {
  left(held_ms: number, isSample: boolean, beside: number): void;
  paused(): void;
  resumed(): void;
}

const current = new AsyncLocalStorage<Slot>();

/** Leave to be at work. */
export class Slot {
  readonly #beside: number;
  readonly #keeper: SlotKeeper;
  readonly #since_ms: number;
  #outside_ms = 0;
  #outside = 0;
  #isOver = false;

  constructor(beside: number, since_ms: number, keeper: SlotKeeper) {
    this.#beside = beside;
    this.#since_ms = since_ms;
    this.#keeper = keeper;
  }

  /** Does the work, which may step outside. */
  run<Result>(work: () => Result): Result {
    return current.run(this, work);
  }

  /** To be called once, at the end. `isSample`: how long it took tells how much there is to do. */
  leave(isSample: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // What is still outside has given its slot back already.
    if (this.#outside > 0) this.#keeper.resumed();
    this.#keeper.left(performance.now() - this.#since_ms - this.#outside_ms, isSample, this.#beside);
  }

  /** Others have the slot while the work waits for what is none of this node's doing. */
  async stepOutside<Result>(wait: () => Promise<Result>): Promise<Result> {
    if (this.#isOver) return await wait();
    const began_ms = performance.now();
    this.#outside += 1;
    if (this.#outside === 1) this.#keeper.paused();
    try {
      return await wait();
    } finally {
      this.#outside -= 1;
      if (this.#outside === 0 && !this.#isOver) {
        this.#outside_ms += performance.now() - began_ms;
        this.#keeper.resumed();
      }
    }
  }
}

/**
 * Waits without the slot of the operation that it is part of, if any: for somebody else's server, or for another operation. It goes on
 * afterwards without waiting for one.
 */
export function outsideSlot<Result>(wait: () => Promise<Result>): Promise<Result> {
  const slot = current.getStore();
  return slot ? slot.stepOutside(wait) : wait();
}
