import { CallerTurns } from './caller-turns.ts';
import { Demand } from './demand.ts';
import { LatencyLimit, type LatencyLimitOptions } from './latency-limit.ts';
import { Slot } from './slot.ts';

export interface LoadGateOptions extends LatencyLimitOptions {
  /** How many importances there are; 0 is the greatest. */
  importances: number;
  /** How long one waits at most; 0: nobody ever waits, nor is refused. */
  patience_ms: number;
  maxWaiting: number;
  /** Told of each one that is refused. */
  onShed?(importance: number): void;
  /** Told how long each one has waited that was let in. */
  onEntered?(importance: number, waited_ms: number): void;
}

/** What is to be done. */
export interface Work {
  readonly importance: number;
  /** What takes about as long: see LatencyLimit. */
  readonly kind: object;
  /** Callers of the same importance take turns. */
  readonly caller: string;
  /** When there is no more use in it, by `performance.now`; null: it is not known. */
  readonly deadline_ms: number | null;
  /** Calls `gone` when the caller has gone, unless the returned function was called before. */
  onceGone(gone: () => void): () => void;
}

/** Nothing was done. `busy`: too much is asked for; `late`: its deadline is over, or would be. */
export interface Shed {
  readonly reason: 'busy' | 'late';
  readonly retryAfter_s: number;
}

export type Entered = Slot | Shed | 'gone';

interface Waiting {
  readonly work: Work;
  readonly caller: string;
  readonly since_ms: number;
  settle(entered: Entered): void;
}

/**
 * Every so many are of the second importance that waits, every so many of these of the third, and so on: somebody has to see a map before
 * they can lock.
 */
const NEXT_EVERY = 8;
/** While too much is asked for, what has waited for so many times as long as one takes is refused. */
const HOLDS_WAITED = 2;
const LEAST_PATIENCE_MS = 50;
const SWEEP_MS = 50;
/** What the last one counts for in the mean of how long one takes. */
const HOLD_WEIGHT = 0.05;
const MAX_RETRY_AFTER_S = 15;

/**
 * Stands before what is expensive, once for a node: so many are let in at a time as can be served without taking much longer
 * (LatencyLimit), the others wait, the most important first. Nobody is refused as long as the wait can be expected to be shorter than the
 * patience, which is long. Only where more is asked for than can be served, and goes on to be (Demand), is it short: then what the least
 * important wait for too long is refused, and told when to try again, as soon as that can be foreseen. (After "controlled delay":
 * B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015.) Whoever goes, or is too late, waits no more, and nothing is done for them.
 */
export class LoadGate {
  readonly #options: LoadGateOptions;
  readonly #limit: LatencyLimit;
  readonly #demand = new Demand();
  readonly #queues: readonly CallerTurns<Waiting>[];
  /** All that wait, in order of arrival. */
  readonly #waiting = new Set<Waiting>();
  #running = 0;
  #admitted = 0;
  /** How long one is at work, on average. */
  #hold_ms = 0;
  #sweeping: NodeJS.Timeout | null = null;

  constructor(options: LoadGateOptions) {
    this.#options = options;
    this.#limit = new LatencyLimit(options);
    this.#queues = Array.from({ length: options.importances }, () => new CallerTurns<Waiting>());
  }

  /** How many may be at work at a time. */
  get limit(): number {
    return this.#limit.current;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether what can't be served soon is refused. */
  get isOverloaded(): boolean {
    return this.#demand.isExcessive;
  }

  waitingOf(importance: number): number {
    return this.#queues[importance]!.size;
  }

  /** A slot, to be left at the end; why there is none; or a promise of it. At once where there is room. */
  enter(work: Work): Entered | Promise<Entered> {
    const now_ms = performance.now();
    this.#demand.arrived(now_ms);
    this.#limit.look(now_ms);
    if (this.#options.patience_ms === 0 || (this.#waiting.size === 0 && this.#running < this.#limit.current)) {
      this.#demand.waiting(0);
      return this.#begin(work, now_ms, now_ms);
    }
    const shed = this.#refusalOf(work, now_ms);
    if (shed) return this.#shed(work.importance, shed);
    if (this.#waiting.size >= this.#options.maxWaiting && !this.#makeRoomFor(work.importance)) {
      return this.#shed(work.importance, this.#busy(work.importance));
    }
    return this.#wait(work, now_ms);
  }

  #refusalOf({ importance, deadline_ms }: Pick<Work, 'importance' | 'deadline_ms'>, now_ms: number): Shed | null {
    const expected_ms = this.#expectedWait(importance);
    if (expected_ms > this.#patience()) return this.#busy(importance);
    if (deadline_ms !== null && now_ms + expected_ms >= deadline_ms) return this.#late(importance);
    return null;
  }

  #wait(work: Work, now_ms: number): Promise<Entered> {
    return new Promise((settle) => {
      let stay = () => {};
      let deadline: NodeJS.Timeout | undefined;
      const waiting: Waiting = {
        work,
        caller: work.caller,
        since_ms: now_ms,
        settle(entered) {
          stay();
          clearTimeout(deadline);
          settle(entered);
        },
      };
      const endWith = (why: () => Entered) => {
        if (this.#takeOut(waiting)) waiting.settle(why());
      };
      this.#queues[work.importance]!.add(waiting);
      this.#waiting.add(waiting);
      stay = work.onceGone(() => endWith(() => 'gone'));
      if (work.deadline_ms !== null) {
        deadline = setTimeout(
          () => endWith(() => this.#shed(work.importance, this.#late(work.importance))),
          work.deadline_ms - now_ms,
        );
      }
      this.#sweeping ??= setTimeout(this.#sweep, SWEEP_MS);
    });
  }

  #takeOut(waiting: Waiting): boolean {
    if (!this.#waiting.delete(waiting)) return false;
    this.#queues[waiting.work.importance]!.delete(waiting);
    this.#demand.waiting(this.#waiting.size);
    return true;
  }

  #begin(work: Work, since_ms: number, now_ms: number): Slot {
    this.#running += 1;
    this.#options.onEntered?.(work.importance, now_ms - since_ms);
    return new Slot(this.#running, now_ms, {
      left: (held_ms, isSample, beside) => this.#left(work, { held_ms, isSample, beside }),
      paused: () => {
        this.#running -= 1;
        this.#admit();
      },
      resumed: () => {
        this.#running += 1;
      },
    });
  }

  #left({ kind }: Work, { held_ms, isSample, beside }: { held_ms: number; isSample: boolean; beside: number }): void {
    const now_ms = performance.now();
    const most = Math.max(beside, this.#running);
    this.#running -= 1;
    this.#demand.served(now_ms);
    this.#hold_ms += (held_ms - this.#hold_ms) * (this.#hold_ms === 0 ? 1 : HOLD_WEIGHT);
    if (isSample) this.#limit.note({ kind, latency_ms: held_ms, beside: most }, now_ms);
    this.#admit();
  }

  #admit(): void {
    this.#limit.look(performance.now());
    while (this.#waiting.size > 0 && this.#running < this.#limit.current) {
      const now_ms = performance.now();
      const next = this.#next();
      this.#waiting.delete(next);
      this.#demand.waiting(this.#waiting.size);
      const { importance } = next.work;
      if (now_ms - next.since_ms > this.#patience()) next.settle(this.#shed(importance, this.#busy(importance)));
      else next.settle(this.#begin(next.work, next.since_ms, now_ms));
    }
  }

  #next(): Waiting {
    this.#admitted += 1;
    const queues = this.#queues.filter(({ size }) => size > 0);
    let rank = 0;
    for (let turn = this.#admitted; turn % NEXT_EVERY === 0 && rank + 1 < queues.length; turn /= NEXT_EVERY) rank += 1;
    return queues[rank]!.take()!;
  }

  /** Refuses what has waited for too long. */
  readonly #sweep = (): void => {
    this.#sweeping = null;
    const now_ms = performance.now();
    this.#demand.look(now_ms);
    const patience_ms = this.#patience();
    for (const waiting of this.#waiting) {
      if (now_ms - waiting.since_ms <= patience_ms) break;
      this.#takeOut(waiting);
      const { importance } = waiting.work;
      waiting.settle(this.#shed(importance, this.#busy(importance)));
    }
    this.#admit();
    if (this.#waiting.size > 0) this.#sweeping ??= setTimeout(this.#sweep, SWEEP_MS);
  };

  /** One that is less important gives way. */
  #makeRoomFor(importance: number): boolean {
    const least = this.#queues.findLastIndex((queue, index) => index > importance && queue.size > 0);
    if (least === -1) return false;
    const waiting = this.#queues[least]!.take()!;
    this.#takeOut(waiting);
    waiting.settle(this.#shed(least, this.#busy(least)));
    return true;
  }

  #patience(): number {
    const { patience_ms } = this.#options;
    if (!this.#demand.isExcessive) return patience_ms;
    return Math.min(patience_ms, Math.max(LEAST_PATIENCE_MS, HOLDS_WAITED * this.#hold_ms));
  }

  /** How long one more would wait: for all that come before it, or for as many turns as its part of them makes it wait. */
  #expectedWait(importance: number): number {
    let before = 0;
    let share = 1;
    for (const { size } of this.#queues.slice(0, importance)) {
      before += size;
      if (size > 0) share *= NEXT_EVERY;
    }
    const alike = this.#queues[importance]!.size;
    return (Math.min(before + alike, share * alike) * this.#hold_ms) / this.#limit.settled;
  }

  #busy(importance: number): Shed {
    const seconds = Math.max(this.#demand.ratio, this.#expectedWait(importance) / 1_000);
    return { reason: 'busy', retryAfter_s: Math.min(MAX_RETRY_AFTER_S, Math.ceil(seconds)) };
  }

  #late(importance: number): Shed {
    return { ...this.#busy(importance), reason: 'late' };
  }

  #shed(importance: number, shed: Shed): Shed {
    this.#options.onShed?.(importance);
    return shed;
  }
}
