import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { areasToTell } from '../bookings/booking-record.ts';
import { outboxRowOf } from '../events/write-events.ts';
import { type AreaQuantity, placesIn } from '../inventory/places.ts';
import type { PaidHold } from '../limits/paid-holds.ts';
import { newTickets, ticketColumns } from '../tickets/tickets.ts';

/** A payment that waits for its end, and its booking that waits for the payment. */
interface Confirmable {
  provider: string;
  amount: number;
  currency: string;
  bookingId: string;
  showId: string;
  lockId: string;
  ownerId: string;
  total: number;
  revision: number;
  seatIds: string[];
  /** A row for each area and ticket type. */
  areas: AreaQuantity[];
}

const FIND_CONFIRMABLE = prepared(readStatement(new URL('./sql/find-confirmable.sql', import.meta.url)));
const CONFIRM_BOOKING = prepared(readStatement(new URL('./sql/confirm-booking.sql', import.meta.url)));

/**
 * Takes a payment's money for its booking: the payment SUCCEEDED, the booking CONFIRMED, a ticket for each seat and both
 * events, in one statement. Resolves with the hold that it paid; null, nothing written, when the payment is decided already or the booking waits no more:
 * neither will ever wait again.
 */
export async function confirmBooking(
  database: Querier,
  cache: BookingCache,
  { paymentId, reference }: { paymentId: string; reference: string | null },
): Promise<(PaidHold & { seats: number }) | null> {
  const [found] = await database.query<Confirmable>(FIND_CONFIRMABLE, [paymentId]);
  if (!found) return null;
  const { bookingId, revision, showId, lockId, ownerId, seatIds, areas } = found;
  const [, confirmed] = await Promise.all([
    // Beside the commit, not before it: nobody is told of the confirmation until both are done.
    cache.expectRevision(bookingId, revision + 1),
    database.query(CONFIRM_BOOKING, valuesOf(found, paymentId, reference)),
  ]);
  return confirmed.length === 1 ? { showId, lockId, ownerId, seats: seatIds.length + placesIn(areas) } : null;
}

function valuesOf(found: Confirmable, paymentId: string, reference: string | null): unknown[] {
  const { bookingId, revision, currency, seatIds, areas } = found;
  const succeeded = outboxRowOf({
    event_type: 'payment.succeeded',
    payment_id: paymentId,
    booking_id: bookingId,
    amount: { amount: found.amount, currency },
    provider: found.provider,
  });
  const confirmed = outboxRowOf({
    event_type: 'booking.confirmed',
    booking_id: bookingId,
    show_id: found.showId,
    lock_id: found.lockId,
    seat_ids: seatIds,
    ...areasToTell(areas),
    total: { amount: found.total, currency },
    revision: revision + 1,
  });
  return [
    bookingId,
    revision,
    paymentId,
    reference,
    ...ticketColumns(newTickets({ seatIds, areas })),
    JSON.stringify([succeeded, confirmed]),
  ];
}
