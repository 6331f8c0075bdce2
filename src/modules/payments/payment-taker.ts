import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { found } from '../bookings/booking-access.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { charge } from './charge.ts';
import type { PaidChanges } from './paid-changes.ts';
import { findPayment, findPaymentsOf, type Payment } from './payment.ts';
import { type Attempt, type Initiation, initiatePayment } from './payment-initiation.ts';
import type { PaymentProvider, PaymentSession } from './payment-provider.ts';
import type { PaymentReview } from './payment-review.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';
import type { Settlement } from './settlement.ts';

/** A payment that the buyer makes in the provider's form. */
export interface StartedPayment extends Payment {
  session: PaymentSession;
}

/** What is to be paid: a booking, or with `quoteId` a change of one. The caller has seen to the rights. */
export type ToPay = Pick<Initiation, 'bookingId' | 'quoteId' | 'paymentId'>;

export interface PaymentTakerDeps {
  database: Database;
  provider: PaymentProvider;
  settlement: Settlement;
  review: PaymentReview;
  changes: Pick<PaidChanges, 'due'>;
  limits: Pick<CallerLimits, 'admitPayment' | 'paymentDeclined'>;
  /** Methods whose money takes days are offered up to so many days before the show. */
  slowUntilDays: number;
  logger: Logger;
}

/** Has bookings, and changes of bookings, paid: once per `paymentId`, however often it is asked to. */
export class PaymentTaker {
  readonly #deps: PaymentTakerDeps;

  constructor(deps: PaymentTakerDeps) {
    this.#deps = deps;
  }

  /** Throws InvalidInputError unless it is a token of the provider's form. */
  assertAccepted(paymentToken: string): void {
    const { provider } = this.#deps;
    if (provider.acceptsToken(paymentToken)) return;
    const message = `is not a payment token of the provider "${provider.name}"`;
    throw new InvalidInputError([{ path: 'input.paymentToken', message, code: 'MALFORMED' }]);
  }

  /**
   * Charges by token. Resolves with the payment: SUCCEEDED, or PENDING while the provider has not decided; not `isNew` where an earlier try
   * of the same request had all been done. Throws PaymentDeclinedError,
   * PaymentInProgressError, LimitExceededError, and for a booking BookingNotPayableError, for a quote what `PaidChanges.due` throws.
   */
  async pay(
    calling: Calling,
    { token, ...toPay }: ToPay & { token: string },
  ): Promise<{ payment: Payment; isNew: boolean }> {
    const { database, settlement, limits } = this.#deps;
    const { paymentId } = toPay;
    await limits.admitPayment(calling);
    const attempt = await this.#initiate(toPay, false);
    if (attempt) {
      const charged = await charge(this.#deps, attempt, { kind: 'token', token });
      if (charged.status !== 'PENDING' || charged.reference !== null) await settlement.settle(paymentId, charged);
    }
    const payment = found(await findPayment(database, paymentId));
    if (payment.status !== 'FAILED') return { payment, isNew: attempt !== null };
    if (attempt) await limits.paymentDeclined(calling);
    throw new PaymentDeclinedError(payment.failureCode!, payment.id);
  }

  /** Opens a session of the provider's form. Resolves with the payment whose session is open: this one, or one that was begun before. Throws as `pay` does. */
  async start(calling: Calling, toPay: ToPay): Promise<string> {
    const { limits, settlement } = this.#deps;
    await limits.admitPayment(calling);
    const attempt = await this.#initiate(toPay, true);
    if (!attempt) return toPay.paymentId;
    const { paymentId } = attempt;
    if (attempt.reference === null) {
      // A quote does not wait for days.
      const allowsSlow = toPay.quoteId === null && this.#allowsSlow(attempt);
      const opened = await charge(this.#deps, attempt, { kind: 'session', allowsSlow });
      if (opened.status !== 'PENDING' || opened.reference !== null) await settlement.settle(paymentId, opened);
    }
    return paymentId;
  }

  /** For the provider's form; null: it is paid. Throws PaymentDeclinedError, PaymentInProgressError (money is under way). */
  async openSession(paymentId: string): Promise<StartedPayment | null> {
    const { database, provider } = this.#deps;
    const payment = found(await findPayment(database, paymentId));
    const session =
      payment.status === 'PENDING' && payment.pendingReason === 'REQUIRES_ACTION'
        ? await provider.openSession({ paymentId, reference: payment.providerReference })
        : null;
    if (session) return { ...payment, session };
    if (payment.status === 'FAILED') throw new PaymentDeclinedError(payment.failureCode!, payment.id);
    if (payment.status === 'PENDING') throw new PaymentInProgressError(paymentId);
    return null;
  }

  async #initiate(toPay: ToPay, isSession: boolean): Promise<Attempt | null> {
    const { provider } = this.#deps;
    if (toPay.quoteId !== null) await this.#endFormerOf(toPay.bookingId, toPay.quoteId);
    return await initiatePayment(this.#deps, { ...toPay, provider: provider.name, isSession });
  }

  /** The buyer has asked for another quote: what was to be paid for the former one is not paid any more. */
  async #endFormerOf(bookingId: string, quoteId: string): Promise<void> {
    const { database, review } = this.#deps;
    const undecided = (await findPaymentsOf(database, bookingId)).find(({ status }) => status === 'PENDING');
    if (!undecided || undecided.changeId === null || undecided.changeId === quoteId) return;
    await review.review(undecided.id, { isOver: true });
  }

  #allowsSlow({ untilShow_ms }: Attempt): boolean {
    return untilShow_ms >= this.#deps.slowUntilDays * 24 * 60 * 60 * 1000;
  }
}
