import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { lockBooking } from '../bookings/booking.ts';
import { found } from '../bookings/booking-access.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import { writeEvents } from '../events/write-events.ts';
import type { ShowStatus } from '../shows/show.ts';
import { findPaymentsOf, insertPayment } from './payment.ts';
import { PaymentInProgressError } from './payments.errors.ts';

const READ_TIME_AND_SHOW = readStatement(new URL('./sql/read-time-and-show.sql', import.meta.url));

/** What is to be charged. */
export interface Due {
  amount: number;
  currency: string;
  /** Of the hold on the booking's seats. */
  expiresAt: Date;
}

/** Of one booking: more are somebody trying cards out. Each is kept, with its events. */
const MAX_PAYMENTS = 20;

/**
 * Writes down that we are about to charge, before we do: so that no charge is ever unknown to us. An earlier try of the
 * same request may have got this far: it is charged again (the provider does so once), or null when nothing is left to do.
 */
export async function initiatePayment(
  database: Database,
  { bookingId, paymentId, provider }: { bookingId: string; paymentId: string; provider: string },
): Promise<Due | null> {
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
    await insertPayment(tx, { id: paymentId, bookingId, ...amount, provider });
    await writeEvents(tx, [
      {
        event_type: 'payment.initiated',
        payment_id: paymentId,
        booking_id: bookingId,
        amount,
        provider,
      },
    ]);
    return { ...amount, expiresAt: booking.expiresAt };
  });
}

/** PostgreSQL's clock, since deadlines are its own, and where the show stands at this moment. */
async function readTimeAndShow(tx: Querier, showId: string): Promise<{ now: Date; showStatus: ShowStatus }> {
  const [row] = await tx.query<{ now: Date; showStatus: ShowStatus }>(READ_TIME_AND_SHOW, [showId]);
  return row!;
}
