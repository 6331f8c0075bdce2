import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Booking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { placesIn } from '../inventory/places.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { findPayment, findPaymentsOfAll, type Payment } from './payment.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { PaymentTaker, StartedPayment } from './payment-taker.ts';

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
  taker: PaymentTaker;
  idempotency: Idempotency;
  limits: Pick<CallerLimits, 'bookingPaid' | 'paymentBegun'>;
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
    const { bookings, idempotency, taker, limits } = this.#deps;
    const calling = { principal, address };
    taker.assertAccepted(input.paymentToken);
    const booking = found(await bookings.getFreshBooking(principal, input.bookingId, 'booking.pay'));
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
        const { bookingId, paymentToken: token } = input;
        const paid = await taker.pay(calling, { bookingId, quoteId: null, paymentId, token });
        if (paid.payment.status === 'PENDING') await limits.paymentBegun(calling, booking);
        else if (paid.isNew && paid.payment.status === 'SUCCEEDED') await this.#notePaid(calling, booking);
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
    const { bookings, idempotency, taker, limits } = this.#deps;
    const { bookingId } = input;
    const calling = { principal, address };
    const booking = found(await bookings.getFreshBooking(principal, bookingId, 'booking.pay'));
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
      async (subjectId) => {
        // Before anything can be paid.
        await limits.paymentBegun(calling, booking);
        return { paymentId: await taker.start(calling, { bookingId, quoteId: null, paymentId: subjectId }) };
      },
    );
    const started = await taker.openSession(paymentId);
    if (started) return started;
    throw new BookingNotPayableError(found(await bookings.getFreshBooking(principal, bookingId)).status);
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

  /** For the limits of the address that it was paid from. */
  async #notePaid(calling: Calling, { showId, ownerId, seats, areas }: Booking): Promise<void> {
    await this.#deps.limits.bookingPaid(calling, { showId, ownerId, seats: seats.length + placesIn(areas) });
  }
}
