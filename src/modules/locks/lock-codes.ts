import { normalisedCode, termsOf } from '../codes/code.ts';
import { CodeNotApplicableError, refusalOf } from '../codes/codes.errors.ts';
import type { CodesService } from '../codes/codes.service.ts';
import type { Calling } from '../limits/caller-limits.ts';
import { type CodeTerms, type TicketOfCode, ticketsOf } from '../pricing/code-terms.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type SoldSeats, ticketPlacesOf, ticketSeatsOf } from '../shows/prices.ts';
import type { Show } from '../shows/show.ts';

export interface SoldInShow {
  show: Show;
  plan: SeatingPlanModel;
  sold: SoldSeats;
}

/**
 * Promo codes of locks: a lock keeps what the code said when it was applied, so that its total stays. What is left of a code is looked at
 * here, and taken only with the booking.
 */
export class LockCodes {
  readonly #codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>;

  constructor(codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>) {
    this.#codes = codes;
  }

  /**
   * What the code that was entered does to these seats; null where none was: nothing, or blanks. Throws CodeNotApplicableError,
   * LimitExceededError (too many wrong ones), and StaleShowError as `ticketSeatsOf`.
   */
  async applied(
    calling: Calling,
    { show, plan, sold }: SoldInShow,
    entered: string | null | undefined,
  ): Promise<CodeTerms | null> {
    if (entered == null || normalisedCode(entered) === '') return null;
    const code = await this.#codes.enteredCode(calling, show, entered);
    const refusal = refusalOf(code, ticketsOf(code, ticketsIn({ show, plan, sold })));
    if (refusal) throw new CodeNotApplicableError(refusal);
    return termsOf(code);
  }

  /**
   * A lock with a code gets other tickets. Throws CodeNotApplicableError where more of them would count for it than before, and more than
   * are left: that would show only when it is booked.
   */
  async assertCovers({ show, plan, sold }: SoldInShow, after: SoldSeats): Promise<void> {
    const { code } = sold;
    if (!code) return;
    const [before_n, after_n] = [sold, after].map((tickets) =>
      ticketsOf(code, ticketsIn({ show, plan, sold: tickets })),
    );
    if (after_n! > before_n!) await this.#codes.assertLeft(code.id, after_n!);
  }
}

/** Of seats and of places. */
function ticketsIn({ show, plan, sold }: SoldInShow): TicketOfCode[] {
  return [...ticketSeatsOf(show, plan, sold), ...ticketPlacesOf(show, plan, sold)];
}
