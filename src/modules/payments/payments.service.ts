import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Booking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { placesIn } from '../inventory/places.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { charge } from './charge.ts';
import { findPayment, findPaymentsOfAll, type Payment } from './payment.ts';
import { initiatePayment } from './payment-initiation.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { PaymentDeclinedError } from './payments.errors.ts';
import type { Settlement } from './settlement.ts';

export interface PayBookingInput {
  bookingId: string;
  /** What the provider's form gave for the card; never stored. */
  paymentToken: string;
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
    const amount = await initiatePayment(database, { bookingId, paymentId, provider: provider.name });
    if (amount) {
      const charged = await charge(this.#deps, paymentId, { token: paymentToken, amount });
      const { status, reference, failureCode = null } = charged;
      if (status !== 'PENDING') await settlement.settle(paymentId, { status, reference, failureCode });
    }
    const payment = found(await findPayment(database, paymentId));
    if (amount) await this.#noteOutcome(calling, payment);
    if (payment.status === 'FAILED') throw new PaymentDeclinedError(payment.failureCode!, payment.id);
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
