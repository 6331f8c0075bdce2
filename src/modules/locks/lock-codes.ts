import type { AllotmentAccess } from '../allotments/allotment-access.ts';
import { normalisedCode, termsOf } from '../codes/code.ts';
import { CodeNotApplicableError, refusalOf } from '../codes/codes.errors.ts';
import type { CodesService } from '../codes/codes.service.ts';
import type { AllottedPlaces } from '../inventory/allotted-pool.ts';
import type { Allotted, AllottedSeat } from '../inventory/seat-ledger.ts';
import type { Calling } from '../limits/caller-limits.ts';
import { type CodeTerms, type TicketOfCode, ticketsOf } from '../pricing/code-terms.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type SoldSeats, ticketPlacesOf, ticketSeatsOf } from '../shows/prices.ts';
import type { Show } from '../shows/show.ts';
import { expectedPlaces } from './open-places.ts';

export interface SoldInShow {
  show: Show;
  plan: SeatingPlanModel;
  sold: SoldSeats;
}

export interface AppliedCode {
  code: CodeTerms | null;
  /** Those of the seats that are of allotments which are open to the caller, with the code. */
  allotted: AllottedSeat[];
  /** What allotments that are open to the caller, with the code, have free of the areas of which there are places. */
  openPlaces: AllottedPlaces[];
}

/** Seats and places that count for the code of a lock whatever they cost, before and after it is changed. */
export interface AllottedThen {
  before: readonly Allotted[];
  after: readonly Allotted[];
}

/**
 * Promo codes of locks: a lock keeps what the code said when it was applied, so that its total stays. What is left of a code is looked at
 * here, and taken only with the booking.
 */
export class LockCodes {
  readonly #codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>;
  readonly #allotments: Pick<AllotmentAccess, 'openSeats' | 'openPlaces'>;

  constructor(
    codes: Pick<CodesService, 'enteredCode' | 'assertLeft'>,
    allotments: Pick<AllotmentAccess, 'openSeats' | 'openPlaces'>,
  ) {
    this.#codes = codes;
    this.#allotments = allotments;
  }

  /**
   * What the code that was entered does to these seats and places, and which it opens; no code where none was: nothing, or blanks. `held`: of
   * a lock that has them already, those that are of allotments; its places stay what they are. Throws CodeNotApplicableError, LimitExceededError (too many wrong ones), and StaleShowError as `ticketSeatsOf`.
   */
  async applied(
    calling: Calling,
    { show, plan, sold }: SoldInShow,
    entered: string | null | undefined,
    held?: readonly Allotted[],
  ): Promise<AppliedCode> {
    const isNone = entered == null || normalisedCode(entered) === '';
    const code = isNone ? null : await this.#codes.enteredCode(calling, show, entered);
    const { principal } = calling;
    const { seatIds, areas = [] } = sold;
    const allotted = await this.#allotments.openSeats({ principal, show, seatIds, code });
    const openPlaces = await this.#allotments.openPlaces({ principal, show, areas, code });
    const places = held ?? expectedPlaces([], areas, openPlaces);
    const refusal = code && refusalOf(code, ticketsOf(code, ticketsIn({ show, plan, sold }), [...allotted, ...places]));
    if (refusal) throw new CodeNotApplicableError(refusal);
    return { code: code && termsOf(code), allotted, openPlaces };
  }

  /**
   * A lock with a code gets other tickets; `allotted` has at least those of its seats and places that are of allotments. Throws
   * CodeNotApplicableError where more of them would count for it than before, and more than are left: that would show only when it is booked.
   */
  async assertCovers({ show, plan, sold }: SoldInShow, after: SoldSeats, allotted: AllottedThen): Promise<void> {
    const { code } = sold;
    if (!code) return;
    const before_n = ticketsOf(code, ticketsIn({ show, plan, sold }), allotted.before);
    const after_n = ticketsOf(code, ticketsIn({ show, plan, sold: after }), allotted.after);
    if (after_n > before_n) await this.#codes.assertLeft(code.id, after_n);
  }
}

/** Of seats and of places. */
function ticketsIn({ show, plan, sold }: SoldInShow): TicketOfCode[] {
  return [...ticketSeatsOf(show, plan, sold), ...ticketPlacesOf(show, plan, sold)];
}
