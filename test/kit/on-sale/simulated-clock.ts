interface Due {
  at_ms: number;
  number: number;
  work: () => void | Promise<void>;
}

/** Time that passes only by what is due in it: a day takes as long as its events do. Of those of one moment the first asked for comes first. */
export class SimulatedClock {
  readonly #due: Due[] = [];
  #asked = 0;
  #now_ms: number;

  constructor(start_ms: number) {
    this.#now_ms = start_ms;
  }

  get now_ms(): number {
    return this.#now_ms;
  }

  /** Not before now. */
  at(at_ms: number, work: Due['work']): void {
    const due = { at_ms: Math.max(at_ms, this.#now_ms), number: this.#asked++, work };
    // A binary heap: each parent comes before its children.
    let hole = this.#due.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (isBefore(this.#due[parent]!, due)) break;
      this.#due[hole] = this.#due[parent]!;
      hole = parent;
    }
    this.#due[hole] = due;
  }

  after(delay_ms: number, work: Due['work']): void {
    this.at(this.#now_ms + delay_ms, work);
  }

  /** Does what is due, one after the other, until nothing is, or it is later than `end_ms`, or `isOver` says so. */
  async run({ end_ms, isOver }: { end_ms: number; isOver: () => boolean }): Promise<void> {
    for (let next = this.#due[0]; next && next.at_ms <= end_ms && !isOver(); next = this.#due[0]) {
      this.#take();
      this.#now_ms = next.at_ms;
      const working = next.work();
      if (working) await working;
    }
  }

  #take(): void {
    const last = this.#due.pop()!;
    const { length } = this.#due;
    if (length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(this.#due[child + 1]!, this.#due[child]!)) child += 1;
      if (isBefore(last, this.#due[child]!)) break;
      this.#due[hole] = this.#due[child]!;
      hole = child;
    }
    this.#due[hole] = last;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at_ms < other.at_ms || (one.at_ms === other.at_ms && one.number < other.number);
}
