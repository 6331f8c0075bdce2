import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Booking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { placesIn } from '../inventory/places.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { charge } from './charge.ts';
import { findPayment, findPaymentsOfAll, type Payment } from './payment.ts';
import { type Attempt, initiatePayment } from './payment-initiation.ts';
import type { PaymentProvider, PaymentSession } from './payment-provider.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';
import type { Settlement } from './settlement.ts';

export interface PayBookingInput {
  bookingId: string;
  /** What the provider's form gave for the card; never stored. */
  paymentToken: string;
  idempotencyKey?: string | null | undefined;
}

export interface StartPaymentInput {
  bookingId: string;
  idempotencyKey?: string | null | undefined;
}

/** A payment that the buyer makes in the provider's form. */
export interface StartedPayment extends Payment {
  session: PaymentSession;
}

export interface PaymentsService {
  /**
   * Charges the booking's total. Resolves with the booking: CONFIRMED, or still PENDING_PAYMENT when the provider has not
   * decided yet (the `booking` subscription tells). Throws InvalidInputError, NotFoundError, BookingNotPayableError,
   * PaymentDeclinedError (the seats stay held, another try is welcome), PaymentInProgressError, LimitExceededError (too many
   * were declined from that network address), ….
   */
  payBooking(principal: Principal, input: PayBookingInput, address?: string | null): Promise<Booking>;
  /**
   * Opens a session of the provider's form for the booking's total, or the one again that is open. Nothing is charged before the buyer has
   * paid there; the outcome comes by webhook. Throws NotFoundError, BookingNotPayableError, PaymentInProgressError (money is under way),
   * PaymentDeclinedError, LimitExceededError, ….
   */
  startPayment(principal: Principal, input: StartPaymentInput, address?: string | null): Promise<StartedPayment>;
  /** The provider's name and public key, for its form. */
  providerInfo(): Pick<PaymentProvider, 'name' | 'publishableKey'>;
  /** The booking's payments, the first tried first. The caller has seen to the rights. */
  paymentsOf(bookingId: string): Promise<Payment[]>;
  /** The payment, for those who may see its booking; null for anyone else. */
  getPayment(principal: Principal | null, paymentId: string): Promise<Payment | null>;
}

export interface PaymentsServiceDeps {
  database: Database;
  bookings: BookingsService;
  provider: PaymentProvider;
  settlement: Settlement;
  idempotency: Idempotency;
  limits: Pick<CallerLimits, 'admitPayment' | 'paymentDeclined' | 'bookingPaid'>;
  /** Methods whose money takes days are offered up to so many days before the show. */
  slowUntilDays: number;
  logger: Logger;
}

export function createPaymentsService(deps: PaymentsServiceDeps): PaymentsService {
  return new Payments(deps);
}

class Payments implements PaymentsService {
  readonly #deps: PaymentsServiceDeps;
  readonly #lookUpPayments: (bookingId: string) => Promise<Payment[] | undefined>;

  constructor(deps: PaymentsServiceDeps) {
    this.#deps = deps;
    this.#lookUpPayments = createSharedLookup<string, Payment[]>({
      nameOf: (bookingId) => bookingId,
      readAll: (bookingIds) => findPaymentsOfAll(deps.database, bookingIds),
      maxKeys: 1_000,
    });
  }

  async payBooking(principal: Principal, input: PayBookingInput, address: string | null = null): Promise<Booking> {
    const { bookings, provider, idempotency } = this.#deps;
    if (!provider.acceptsToken(input.paymentToken)) {
      throw new InvalidInputError([
        {
          path: 'input.paymentToken',
          message: `is not a payment token of the provider "${provider.name}"`,
          code: 'MALFORMED',
        },
      ]);
    }
    found(await bookings.getFreshBooking(principal, input.bookingId, 'booking.pay'));
    await idempotency.once(
      {
        principal,
        address,
        operation: 'payBooking',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('payment'),
      },
      async (paymentId) => {
        await this.#pay({ principal, address }, input, paymentId);
        return { paymentId };
      },
    );
    return found(await bookings.getFreshBooking(principal, input.bookingId));
  }

  async startPayment(
    principal: Principal,
    input: StartPaymentInput,
    address: string | null = null,
  ): Promise<StartedPayment> {
    const { bookings, database, idempotency, provider } = this.#deps;
    found(await bookings.getFreshBooking(principal, input.bookingId, 'booking.pay'));
    const { paymentId } = await idempotency.once(
      {
        principal,
        address,
        operation: 'startPayment',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('payment'),
      },
      // Not the secret of the session: that is asked for anew each time, and never stored.
      async (subjectId) => ({ paymentId: await this.#start({ principal, address }, input, subjectId) }),
    );
    const payment = found(await findPayment(database, paymentId));
    const session =
      payment.status === 'PENDING' && payment.pendingReason === 'REQUIRES_ACTION'
        ? await provider.openSession({ paymentId, reference: payment.providerReference })
        : null;
    if (session) return { ...payment, session };
    if (payment.status === 'FAILED') throw new PaymentDeclinedError(payment.failureCode!, payment.id);
    if (payment.status === 'PENDING') throw new PaymentInProgressError(paymentId);
    const booking = found(await bookings.getFreshBooking(principal, input.bookingId));
    throw new BookingNotPayableError(booking.status);
  }

  providerInfo(): Pick<PaymentProvider, 'name' | 'publishableKey'> {
    const { name, publishableKey } = this.#deps.provider;
    return { name, publishableKey };
  }

  async paymentsOf(bookingId: string): Promise<Payment[]> {
    return (await this.#lookUpPayments(bookingId)) ?? [];
  }

  async getPayment(principal: Principal | null, paymentId: string): Promise<Payment | null> {
    if (!isId('payment', paymentId)) return null;
    const { database, bookings } = this.#deps;
    const payment = await findPayment(database, paymentId);
    return payment && (await bookings.getBooking(principal, payment.bookingId)) ? payment : null;
  }

  async #pay(calling: Calling, { bookingId, paymentToken }: PayBookingInput, paymentId: string): Promise<void> {
    const { database, provider, settlement, limits } = this.#deps;
    await limits.admitPayment(calling);
    const initiation = { bookingId, paymentId, provider: provider.name, isSession: false };
    const attempt = await initiatePayment(database, initiation);
    if (attempt) {
      const charged = await charge(this.#deps, attempt, { kind: 'token', token: paymentToken });
      if (charged.status !== 'PENDING' || charged.reference !== null) await settlement.settle(paymentId, charged);
    }
    const payment = found(await findPayment(database, paymentId));
    if (attempt) await this.#noteOutcome(calling, payment);
    if (payment.status === 'FAILED') throw new PaymentDeclinedError(payment.failureCode!, payment.id);
  }

  /** Resolves with the payment whose session is open: this one, or one that was begun before. */
  async #start(calling: Calling, { bookingId }: StartPaymentInput, subjectId: string): Promise<string> {
    const { database, provider, limits, settlement } = this.#deps;
    await limits.admitPayment(calling);
    const initiation = { bookingId, paymentId: subjectId, provider: provider.name, isSession: true };
    const attempt = await initiatePayment(database, initiation);
    if (!attempt) return subjectId;
    const { paymentId } = attempt;
    if (attempt.reference === null) {
      const opened = await charge(this.#deps, attempt, { kind: 'session', allowsSlow: this.#allowsSlow(attempt) });
      if (opened.status !== 'PENDING' || opened.reference !== null) await settlement.settle(paymentId, opened);
    }
    return paymentId;
  }

  #allowsSlow({ untilShow_ms }: Attempt): boolean {
    return untilShow_ms >= this.#deps.slowUntilDays * 24 * 60 * 60 * 1000;
  }

  /** For the limits of the address that it was paid from. */
  async #noteOutcome(calling: Calling, { status, bookingId }: Payment): Promise<void> {
    const { bookings, limits } = this.#deps;
    if (status === 'FAILED') await limits.paymentDeclined(calling);
    if (status !== 'SUCCEEDED') return;
    const { showId, seats, areas } = found(await bookings.getBooking(calling.principal, bookingId));
    await limits.bookingPaid(calling, { showId, seats: seats.length + placesIn(areas) });
  }
}
