import type { Database, Querier } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { type Booking, lockBooking } from '../bookings/booking.ts';
import { findPayment, lockPayment, type Payment } from './payment.ts';

/** Runs with the booking's row locked, then the payment's: always in this order. Throws NotFoundError. */
export async function withLockedPayment<T>(
  database: Database,
  paymentId: string,
  work: (tx: Querier, payment: Payment, booking: Booking) => Promise<T>,
): Promise<T> {
  const known = await findPayment(database, paymentId);
  if (!known) throw new NotFoundError('Payment', 'paymentId');
  return await database.transaction(async (tx) => {
    const booking = await lockBooking(tx, known.bookingId);
    const payment = booking && (await lockPayment(tx, paymentId));
    // A PostgreSQL that has just lost commits may know neither any more.
    if (!booking || !payment) throw new NotFoundError('Payment', 'paymentId');
    return await work(tx, payment, booking);
  });
}
