import type { Principal } from '../../shared/principal.ts';
import type { ChangeBudget } from '../limits/change-budget.ts';
import type { ChoiceJudge, Judge, SeatChoice } from './choice-judge.ts';
import { OrphanSeatsError } from './locks.errors.ts';
import type { SeatTaker } from './seat-taker.ts';

/** Work of a show that counts as a change of a lock where it fails in such a way. */
export interface CountedWork {
  showId: string;
  changes: ChangeBudget;
  isInVain: (error: unknown) => boolean;
}

const isOrphanRefusal = (error: unknown): boolean => error instanceof OrphanSeatsError;

/** Counts work that comes to nothing as changes of locks: else it would be had for nothing. */
export class ChangeCounter {
  readonly #taker: SeatTaker;
  readonly #judge: ChoiceJudge;

  constructor(taker: SeatTaker, judge: ChoiceJudge) {
    this.#taker = taker;
    this.#judge = judge;
  }

  /** Does work that is refused to who has changed too much, and counts as a change where it fails in such a way. */
  async counting<T>({ showId, changes, isInVain }: CountedWork, work: () => Promise<T>): Promise<T> {
    this.#taker.assertMayChange(showId, changes);
    try {
      return await work();
    } catch (error) {
      if (isInVain(error)) await this.#taker.countChange(showId, changes);
      throw error;
    }
  }

  /**
   * As `choiceJudge.judging`. What the rule refuses is counted as a change: looking at seats, and under LENIENT at the whole map,
   * is work, and would be had for nothing. `changes`: by what it is counted; null: not, or it is counted already.
   */
  async judging<T>(
    principal: Principal,
    { choice, changes }: { choice: SeatChoice; changes: ChangeBudget | null },
    work: (judge: Judge | null) => Promise<T>,
  ): Promise<T> {
    return await this.#judge.judging(principal, choice, async (judge) => {
      if (!judge || !changes) return await work(judge);
      const counted = { showId: choice.show.id, changes, isInVain: isOrphanRefusal };
      return await this.counting(counted, () => work(judge));
    });
  }
}
