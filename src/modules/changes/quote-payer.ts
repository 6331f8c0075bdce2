import type { Querier } from '../../platform/postgres/database.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { assertCan } from '../identity/rights.ts';
import type { Calling } from '../limits/caller-limits.ts';
import { DOOR_PROVIDER_OF, type PaidDoorMethod, payChangeAtDoor } from '../payments/door-payment.ts';
import type { PaymentTaker } from '../payments/payment-taker.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { QuoteNotUsableError } from './changes.errors.ts';
import { findQuote, type Quote } from './quote.ts';

/** How a change that costs more is paid: by what the provider's form gave, or to the organiser. */
export interface ChangePaymentInput {
  paymentToken?: string | null | undefined;
  method?: PaidDoorMethod | null | undefined;
}

export interface QuotePayerDeps {
  database: Querier;
  taker: PaymentTaker;
  shows: Pick<ShowsService, 'getShow'>;
}

/** Has changes that cost more paid. */
export class QuotePayer {
  readonly #deps: QuotePayerDeps;

  constructor(deps: QuotePayerDeps) {
    this.#deps = deps;
  }

  /** Throws InvalidInputError, and ForbiddenError where somebody else than the show's organiser says that they have the money. */
  async assertPayable(principal: Principal, { charge, showId }: Quote, how: ChangePaymentInput): Promise<void> {
    const { paymentToken, method } = how;
    if (charge === 0) return;
    if (paymentToken != null && method != null) {
      const message = 'can not be given beside a payment token';
      throw new InvalidInputError([{ path: 'input.method', message, code: 'NOT_COMBINABLE' }]);
    }
    if (method != null) return assertCan(principal, 'show.sell', (await this.#deps.shows.getShow(showId))!);
    if (paymentToken != null) return this.#deps.taker.assertAccepted(paymentToken);
    const message = 'must be given: the change costs more than the booking did';
    throw new InvalidInputError([{ path: 'input.paymentToken', message, code: 'REQUIRED' }]);
  }

  /**
   * Charges by token, and applies the quote with the money. Resolves when it is applied, or while the provider has not decided. Throws
   * PaymentDeclinedError, PaymentInProgressError, LimitExceededError, and what `PaidChanges.due` throws: nothing was charged; and
   * QuoteNotUsableError PAID_TOO_LATE.
   */
  async payByToken(
    calling: Calling,
    { id: quoteId, bookingId }: Quote,
    { paymentId, token }: { paymentId: string; token: string },
  ): Promise<void> {
    try {
      const { payment } = await this.#deps.taker.pay(calling, { bookingId, quoteId, paymentId, token });
      if (payment.status === 'PENDING' || (await this.#isApplied(quoteId))) return;
    } catch (error) {
      // By another request, while this one came.
      if (error instanceof QuoteNotUsableError && (await this.#isApplied(quoteId))) return;
      throw error;
    }
    throw new QuoteNotUsableError('PAID_TOO_LATE');
  }

  /** Takes what the organiser has in hand, in the caller's transaction, which has locked the booking's row and applies the quote. */
  async payAtDoor(
    tx: Querier,
    { id: changeId, bookingId, charge: amount, currency }: Quote,
    { paymentId, method }: { paymentId: string; method: PaidDoorMethod },
  ): Promise<void> {
    const provider = DOOR_PROVIDER_OF[method];
    await payChangeAtDoor(tx, { paymentId, bookingId, amount, currency, provider, changeId });
  }

  async #isApplied(quoteId: string): Promise<boolean> {
    const quote = await findQuote(this.#deps.database, quoteId);
    return quote !== null && quote.appliedAt !== null;
  }
}
