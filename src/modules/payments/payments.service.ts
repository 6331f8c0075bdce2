import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { pause } from '../../platform/timing/pause.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import { writeEvents } from '../events/write-events.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import type { ShowStatus } from '../shows/show.ts';
import { findPayment, findPaymentsOf, findPaymentsOfAll, insertPayment, type Payment } from './payment.ts';
import { type ChargeResult, type PaymentProvider, UnknownPaymentTokenError } from './payment-provider.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';
import type { Settlement } from './settlement.ts';

const READ_TIME_AND_SHOW = readStatement(new URL('./sql/read-time-and-show.sql', import.meta.url));

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

/** Of one booking: more are somebody trying cards out. Each is kept, with its events. */
const MAX_PAYMENTS = 20;

/**
 * The pauses between tries to charge that failed soon: a lost connection is mostly there again a moment later, and the
 * provider charges a payment once. One that was never charged would keep its seats until it is given up, or their time is up.
 */
const CHARGE_AGAIN_AFTER_MS = [100, 300, 900];
/** A provider that took longer than this is not asked again: the buyer is waiting. */
const SOON_MS = 3_000;

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
  const { database, bookings, provider, settlement, idempotency, limits, logger } = deps;
  const lookUpPayments = createSharedLookup<string, Payment[]>({
    nameOf: (bookingId) => bookingId,
    readAll: (bookingIds) => findPaymentsOfAll(database, bookingIds),
    maxKeys: 1_000,
  });

  /**
   * Writes down that we are about to charge, before we do: so that no charge is ever unknown to us. An earlier try of the
   * same request may have got this far: it is charged again (the provider does so once), or null when nothing is left to do.
   */
  async function initiate(
    bookingId: string,
    paymentId: string,
  ): Promise<{ amount: number; currency: string; expiresAt: Date } | null> {
    return await database.transaction(async (tx) => {
      const booking = found(await lockBooking(tx, bookingId));
      // With the booking locked, nobody else adds or decides its payments.
      const earlier = await findPaymentsOf(tx, bookingId);
      const own = earlier.find((payment) => payment.id === paymentId);
      const { now, showStatus } = await readTimeAndShow(tx, booking.showId);
      if (booking.expiresAt === null || booking.expiresAt.getTime() <= now.getTime()) {
        if (own) return null;
        throw new BookingNotPayableError(booking.status);
      }
      const amount = { amount: booking.total, currency: booking.currency };
      if (own) return own.status === 'PENDING' ? { ...amount, expiresAt: booking.expiresAt } : null;
      if (showStatus === 'CANCELLED') throw new BookingNotPayableError(booking.status, 'The show is cancelled.');
      const undecided = earlier.find((payment) => payment.status === 'PENDING');
      if (undecided) throw new PaymentInProgressError(undecided.id);
      if (earlier.length >= MAX_PAYMENTS) {
        throw new BookingNotPayableError(booking.status, `${MAX_PAYMENTS} payments of the booking were declined.`);
      }
      await insertPayment(tx, { id: paymentId, bookingId, ...amount, provider: provider.name });
      await writeEvents(tx, [
        {
          event_type: 'payment.initiated',
          payment_id: paymentId,
          booking_id: bookingId,
          amount,
          provider: provider.name,
        },
      ]);
      return { ...amount, expiresAt: booking.expiresAt };
    });
  }

  async function charge(
    paymentId: string,
    token: string,
    amount: { amount: number; currency: string; expiresAt: Date },
  ): Promise<ChargeResult> {
    const asked_ms = performance.now();
    for (let tries = 0; ; tries += 1) {
      try {
        // A PostgreSQL that has lost commits meanwhile may know nothing of it any more: nobody would give the money back.
        if (tries > 0) found(await findPayment(database, paymentId));
        return await provider.charge({ paymentId, amount, token, holdExpiresAt: amount.expiresAt });
      } catch (error) {
        if (error instanceof NotFoundError) throw error;
        const isUnknownToken = error instanceof UnknownPaymentTokenError;
        // Later a token that is good for one charge may have been used by a try whose answer was lost.
        if (isUnknownToken && tries === 0) {
          return { status: 'FAILED', reference: null, failureCode: 'unknown_payment_token' };
        }
        logger.warn({ err: error, paymentId }, 'no answer from the payment provider');
        const pause_ms = CHARGE_AGAIN_AFTER_MS[tries];
        // The outcome is unknown: the webhook or the reconciler brings it.
        if (isUnknownToken || pause_ms === undefined || performance.now() - asked_ms > SOON_MS) {
          return { status: 'PENDING', reference: null };
        }
        await pause(pause_ms);
      }
    }
  }

  async function pay(calling: Calling, { bookingId, paymentToken }: PayBookingInput, paymentId: string): Promise<void> {
    await limits.admitPayment(calling);
    const amount = await initiate(bookingId, paymentId);
    if (amount) {
      const { status, reference, failureCode } = await charge(paymentId, paymentToken, amount);
      if (status !== 'PENDING')
        await settlement.settle(paymentId, { status, reference, failureCode: failureCode ?? null });
    }
    const payment = found(await findPayment(database, paymentId));
    if (amount) await noteOutcome(calling, payment);
    if (payment.status === 'FAILED') throw new PaymentDeclinedError(payment.failureCode!, payment.id);
  }

  /** For the limits of the address that it was paid from. */
  async function noteOutcome(calling: Calling, { status, bookingId }: Payment): Promise<void> {
    if (status === 'FAILED') await limits.paymentDeclined(calling);
    if (status !== 'SUCCEEDED') return;
    const { showId, seats } = found(await bookings.getBooking(calling.principal, bookingId));
    await limits.bookingPaid(calling, { showId, seats: seats.length });
  }

  return {
    async payBooking(principal, input, address = null) {
      if (!provider.acceptsToken(input.paymentToken)) {
        throw new InvalidInputError([
          { path: 'input.paymentToken', message: `is not a payment token of the provider "${provider.name}"` },
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
          await pay({ principal, address }, input, paymentId);
          return { paymentId };
        },
      );
      return found(await bookings.getFreshBooking(principal, input.bookingId));
    },
    async paymentsOf(bookingId) {
      return (await lookUpPayments(bookingId)) ?? [];
    },
    async getPayment(principal, paymentId) {
      if (!isId('payment', paymentId)) return null;
      const payment = await findPayment(database, paymentId);
      return payment && (await bookings.getBooking(principal, payment.bookingId)) ? payment : null;
    },
  };
}

/** PostgreSQL's clock, since deadlines are its own, and where the show stands at this moment. */
async function readTimeAndShow(tx: Querier, showId: string): Promise<{ now: Date; showStatus: ShowStatus }> {
  const [row] = await tx.query<{ now: Date; showStatus: ShowStatus }>(READ_TIME_AND_SHOW, [showId]);
  return row!;
}

/** A PostgreSQL that has lost commits may know neither booking nor payment any more: there is nothing to pay. */
function found<T extends Booking | Payment>(known: T | null): T {
  if (!known) throw new NotFoundError('Booking', 'input.bookingId');
  return known;
}
