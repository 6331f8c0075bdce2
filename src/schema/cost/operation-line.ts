import { tooBusy } from './cost-errors.ts';

export interface OperationLineOptions {
  /** What all that are executed may cost together. One that costs more is executed alone. */
  maxCost: number;
  /** What operations up to `smallCost` may cost besides: they need not wait for the largest. */
  reservedCost: number;
  smallCost: number;
  maxWaiting: number;
  /** In execution and waiting. */
  maxPerCaller: number;
}

interface Waiting {
  caller: string;
  cost: number;
  begin(): void;
}

/**
 * Where large operations wait until there is room for what their answers take of memory. The caller with the fewest at work
 * is next, and of its operations the smallest.
 */
export class OperationLine {
  readonly #options: OperationLineOptions;
  readonly #atWork = new Map<string, number>();
  readonly #present = new Map<string, number>();
  readonly #waiting: Waiting[] = [];
  #cost = 0;

  constructor(options: OperationLineOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when the operation may be executed, with what is to be called at its end. Throws when there are too many. */
  async enter(caller: string, cost: number): Promise<() => void> {
    const { maxWaiting, maxPerCaller } = this.#options;
    if ((this.#present.get(caller) ?? 0) >= maxPerCaller) throw tooBusy();
    if (!this.#hasRoom(cost)) {
      if (this.#waiting.length >= maxWaiting) throw tooBusy();
      add(this.#present, caller, 1);
      await new Promise<void>((begin) => this.#waiting.push({ caller, cost, begin }));
    } else {
      add(this.#present, caller, 1);
      this.#begin(caller, cost);
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#cost -= cost;
      add(this.#atWork, caller, -1);
      add(this.#present, caller, -1);
      this.#admitNext();
    };
  }

  #hasRoom(cost: number): boolean {
    const { maxCost, reservedCost, smallCost } = this.#options;
    return this.#cost === 0 || this.#cost + cost <= (cost <= smallCost ? maxCost + reservedCost : maxCost);
  }

  #begin(caller: string, cost: number): void {
    this.#cost += cost;
    add(this.#atWork, caller, 1);
  }

  #admitNext(): void {
    for (;;) {
      const next = this.#next();
      if (!next) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#begin(next.caller, next.cost);
      next.begin();
    }
  }

  #next(): Waiting | null {
    let best: Waiting | null = null;
    for (const one of this.#waiting) if (this.#hasRoom(one.cost) && (!best || this.#isBefore(one, best))) best = one;
    return best;
  }

  #isBefore(one: Waiting, other: Waiting): boolean {
    const difference = (this.#atWork.get(one.caller) ?? 0) - (this.#atWork.get(other.caller) ?? 0);
    return difference === 0 ? one.cost < other.cost : difference < 0;
  }
}

function add(counts: Map<string, number>, key: string, difference: number): void {
  const count = (counts.get(key) ?? 0) + difference;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
