import type { AllotmentAccess } from '../allotments/allotment-access.ts';
import { normalisedCode, termsOf } from '../codes/code.ts';
import { CodeNotApplicableError, refusalOf } from '../codes/codes.errors.ts';
import type { CodesService } from '../codes/codes.service.ts';
import type { AllottedSeat } from '../inventory/seat-ledger.ts';
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

export interface AppliedCode {
  code: CodeTerms | null;
  /** Those of the seats that are of allotments which are open to the caller, with the code. */
  allotted: AllottedSeat[];
}

/**
 * Promo codes of locks: a lock keeps what the code said when it was applied, so that its total stays. What is left of a code is looked at
 * here, and taken only with the booking.
 */
export class LockCodes {
  readonly #codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>;
  readonly #allotments: Pick<AllotmentAccess, 'openSeats'>;

  constructor(codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>, allotments: Pick<AllotmentAccess, 'openSeats'>) {
    this.#codes = codes;
    this.#allotments = allotments;
  }

  /**
   * What the code that was entered does to these seats, and which it opens; no code where none was: nothing, or blanks. Throws
   * CodeNotApplicableError, LimitExceededError (too many wrong ones), and StaleShowError as `ticketSeatsOf`.
   */
  async applied(
    calling: Calling,
    { show, plan, sold }: SoldInShow,
    entered: string | null | undefined,
  ): Promise<AppliedCode> {
    const isNone = entered == null || normalisedCode(entered) === '';
    const code = isNone ? null : await this.#codes.enteredCode(calling, show, entered);
    const { principal } = calling;
    const allotted = await this.#allotments.openSeats({ principal, show, seatIds: sold.seatIds, code });
    const refusal = code && refusalOf(code, ticketsOf(code, ticketsIn({ show, plan, sold }), allotted));
    if (refusal) throw new CodeNotApplicableError(refusal);
    return { code: code && termsOf(code), allotted };
  }

  /**
   * A lock with a code gets other tickets; `allotted` has those of its seats, before and after, that are of allotments. Throws
   * CodeNotApplicableError where more of them would count for it than before, and more than are left: that would show only when it is booked.
   */
  async assertCovers(
    { show, plan, sold }: SoldInShow,
    after: SoldSeats,
    allotted: readonly AllottedSeat[],
  ): Promise<void> {
    const { code } = sold;
    if (!code) return;
    const [before_n, after_n] = [sold, after].map((tickets) =>
      ticketsOf(code, ticketsIn({ show, plan, sold: tickets }), allotted),
    );
    if (after_n! > before_n!) await this.#codes.assertLeft(code.id, after_n!);
  }
}

/** Of seats and of places. */
function ticketsIn({ show, plan, sold }: SoldInShow): TicketOfCode[] {
  return [...ticketSeatsOf(show, plan, sold), ...ticketPlacesOf(show, plan, sold)];
}
