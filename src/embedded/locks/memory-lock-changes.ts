import { type ChangeBudget, changesOfBudget } from '../../modules/limits/change-budget.ts';
import type { AcquireOutcome } from '../../modules/locks/seat-lock-store.ts';
import { MemoryBuckets } from '../../platform/rate-limits/memory-buckets.ts';

type Excess = Extract<AcquireOutcome, { retryAfter_ms: number }>;

/** How often each caller has changed locks of a show, in memory: what `lock_changes` is on Redis. */
export class MemoryLockChanges {
  /** By show and caller; a full one is a whole budget. */
  readonly #budgets: MemoryBuckets;

  constructor(options: { now(): number }) {
    this.#budgets = new MemoryBuckets(options);
  }

  /** Null when one more may be made. */
  excessOf(showId: string, changes: ChangeBudget): Excess | null {
    const { change_ms, budget_ms } = changes;
    const spent_ms = Math.ceil(this.#budgets.untilFull_ms(keyOf(showId, changes)));
    if (spent_ms + change_ms <= budget_ms) return null;
    return {
      outcome: 'LIMIT_EXCEEDED',
      limit: 'LOCK_CHANGES',
      max: changesOfBudget(changes),
      held: Math.floor(spent_ms / change_ms),
      retryAfter_ms: spent_ms + change_ms - budget_ms,
    };
  }

  add(showId: string, changes: ChangeBudget): void {
    this.#budgets.move(keyOf(showId, changes), changes.change_ms);
  }
}

function keyOf(showId: string, { caller }: ChangeBudget): string {
  return `${showId} ${caller}`;
}
