import { CountdownMoments } from '../../packages/map/src/countdown-moments.ts';
import type { Purchase } from './purchase/purchase.ts';

/** After the deadline, when the server has surely ended it. */
const AFTER_DEADLINE_MS = 1_500;

export interface OrderClockDeps {
  purchase: Purchase;
  /** The server's time, ms since 1970. */
  now(): number;
  /** One of the few moments at which the time that is left is said. */
  onMoment(left_ms: number): void;
}

/** Counts down to the deadline of what is held, and asks the server what became of it then. */
export class OrderClock {
  readonly #deps: OrderClockDeps;
  readonly #moments = new CountdownMoments();
  #askedForDeadline = 0;

  constructor(deps: OrderClockDeps) {
    this.#deps = deps;
  }

  /** To be called every second. Whether something is held. */
  tick(): boolean {
    const { purchase, onMoment } = this.#deps;
    const { deadline } = purchase;
    if (deadline === null) return false;
    const now = this.#deps.now();
    const moment = this.#moments.passed(deadline, now);
    if (moment !== null) onMoment(moment);
    if (now > deadline + AFTER_DEADLINE_MS && this.#askedForDeadline !== deadline) {
      this.#askedForDeadline = deadline;
      void purchase.refresh();
    }
    return true;
  }
}
