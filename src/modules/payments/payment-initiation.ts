import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import type { ShowStatus } from '../shows/show.ts';
import { findPaymentsOf, type Payment } from './payment.ts';
import { beginPayment } from './payment-changes.ts';
import { PaymentInProgressError } from './payments.errors.ts';

const READ_TIME_AND_SHOW = readStatement(new URL('./sql/read-time-and-show.sql', import.meta.url));

/** A payment that the provider is to be asked for. */
export interface Attempt {
  paymentId: string;
  /** The provider's own id, of an attempt that got so far before. */
  reference: string | null;
  bookingId: string;
  amount: number;
  currency: string;
  /** Of the hold on the booking's seats. */
  expiresAt: Date;
  /** From now until the show begins. */
  untilShow_ms: number;
}

/** Of one booking: more are somebody trying cards out. Each is kept, with its events. */
const MAX_PAYMENTS = 20;

export interface Initiation {
  bookingId: string;
  paymentId: string;
  provider: string;
  /** The buyer pays in the provider's form. One that is open already is gone on with. */
  isSession: boolean;
}

/**
 * Writes down that we are about to charge, before we do: so that no charge is ever unknown to us. An earlier try of the
 * same request may have got this far: it is charged again (the provider does so once), or null when nothing is left to do.
 */
export async function initiatePayment(database: Database, initiation: Initiation): Promise<Attempt | null> {
  const { bookingId, paymentId, provider, isSession } = initiation;
  return await database.transaction(async (tx) => {
    const booking = found(await lockBooking(tx, bookingId));
    // With the booking locked, nobody else adds or decides its payments.
    const earlier = await findPaymentsOf(tx, bookingId);
    const own = earlier.find((payment) => payment.id === paymentId);
    const { now, showStatus, startsAt } = await readTimeAndShow(tx, booking.showId);
    const undecided = earlier.find((payment) => payment.status === 'PENDING');
    if (undecided?.pendingReason === 'PROCESSING' && !own) throw new PaymentInProgressError(undecided.id);
    if (booking.expiresAt === null || booking.expiresAt.getTime() <= now.getTime()) {
      if (own) return null;
      throw new BookingNotPayableError(booking.status);
    }
    const untilShow_ms = startsAt.getTime() - now.getTime();
    const attempt = attemptOf(booking, { expiresAt: booking.expiresAt, untilShow_ms });
    if (own) return own.status === 'PENDING' ? { ...attempt, paymentId, reference: own.providerReference } : null;
    if (showStatus === 'CANCELLED') throw new BookingNotPayableError(booking.status, 'The show is cancelled.');
    if (undecided && isSession && isOpenSession(undecided, provider)) {
      return { ...attempt, paymentId: undecided.id, reference: undecided.providerReference };
    }
    if (undecided) throw new PaymentInProgressError(undecided.id);
    if (earlier.length >= MAX_PAYMENTS) {
      throw new BookingNotPayableError(booking.status, `${MAX_PAYMENTS} payments of the booking were declined.`);
    }
    await begin(tx, booking, initiation);
    return { ...attempt, paymentId, reference: null };
  });
}

async function begin(
  tx: Querier,
  { id: bookingId, total: amount, currency }: Booking,
  { paymentId, provider, isSession }: Initiation,
): Promise<void> {
  const pendingReason = isSession ? 'REQUIRES_ACTION' : null;
  await beginPayment(tx, { id: paymentId, bookingId, amount, currency, provider, pendingReason });
}

function attemptOf(
  { id, total, currency }: Booking,
  times: Pick<Attempt, 'expiresAt' | 'untilShow_ms'>,
): Omit<Attempt, 'paymentId' | 'reference'> {
  return { bookingId: id, amount: total, currency, ...times };
}

function isOpenSession(payment: Payment, provider: string): boolean {
  return payment.pendingReason === 'REQUIRES_ACTION' && payment.provider === provider;
}

/** PostgreSQL's clock, since deadlines are its own, and where the show stands at this moment. */
async function readTimeAndShow(
  tx: Querier,
  showId: string,
): Promise<{ now: Date; showStatus: ShowStatus; startsAt: Date }> {
  const [row] = await tx.query<{ now: Date; showStatus: ShowStatus; startsAt: Date }>(READ_TIME_AND_SHOW, [showId]);
  return row!;
}
