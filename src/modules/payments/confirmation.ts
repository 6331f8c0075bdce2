import { prepared, type Querier } from '../../platform/postgres/database.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { completeEvent } from '../events/write-events.ts';
import { newTickets } from '../tickets/tickets.ts';

/** A payment that waits for its end, and its booking that waits for the payment. */
interface Confirmable {
  provider: string;
  amount: number;
  currency: string;
  bookingId: string;
  showId: string;
  lockId: string;
  total: number;
  revision: number;
  seatIds: string[];
}

const FIND_CONFIRMABLE = prepared(`
  SELECT p.provider, p.amount, p.currency, b.id AS "bookingId", b.show_id AS "showId", b.lock_id AS "lockId", b.total,
         b.revision, l.seat_ids AS "seatIds"
    FROM payments p JOIN bookings b ON b.id = p.booking_id JOIN seat_locks l ON l.id = b.lock_id
   WHERE p.id = $1 AND p.status = 'PENDING' AND b.status = 'PENDING_PAYMENT'`);

// The booking's row is locked before the payment's, as everywhere. Both are looked at again under their locks: what was
// read before may be over.
const CONFIRM = prepared(`
  WITH waiting AS (
    SELECT id FROM bookings WHERE id = $1 AND status = 'PENDING_PAYMENT' AND revision = $2 FOR NO KEY UPDATE
  ), paid AS (
    UPDATE payments p
       SET status = 'SUCCEEDED', provider_reference = coalesce($4, p.provider_reference), updated_at = now()
      FROM waiting WHERE p.id = $3 AND p.booking_id = waiting.id AND p.status = 'PENDING'
    RETURNING p.booking_id
  ), confirmed AS (
    UPDATE bookings b SET status = 'CONFIRMED', revision = $2 + 1, expires_at = NULL, updated_at = now()
      FROM paid WHERE b.id = paid.booking_id
    RETURNING b.id
  ), ticket AS (
    INSERT INTO tickets (id, booking_id, seat_id, code)
    SELECT new.id, confirmed.id, new.seat_id, new.code
      FROM confirmed, unnest($5::text[], $6::text[], $7::text[]) AS new (id, seat_id, code)
  ), event AS (
    INSERT INTO outbox (event_id, topic, key, type, payload)
    SELECT new.* FROM confirmed, (VALUES
      ($8, 'payment-events', $3, 'payment.succeeded', $9::json),
      ($10, 'booking-events', $1, 'booking.confirmed', $11::json)) AS new
  )
  SELECT id FROM confirmed`);

/**
 * Takes a payment's money for its booking: the payment SUCCEEDED, the booking CONFIRMED, a ticket for each seat and both
 * events, in one statement. False, nothing written, when the payment is decided already or the booking waits no more:
 * neither will ever wait again.
 */
export async function confirmBooking(
  database: Querier,
  cache: BookingCache,
  { paymentId, reference }: { paymentId: string; reference: string | null },
): Promise<boolean> {
  const [found] = await database.query<Confirmable>(FIND_CONFIRMABLE, [paymentId]);
  if (!found) return false;
  const { bookingId, revision } = found;
  const [, confirmed] = await Promise.all([
    // Beside the commit, not before it: nobody is told of the confirmation until both are done.
    cache.expectRevision(bookingId, revision + 1),
    database.query(CONFIRM, valuesOf(found, paymentId, reference)),
  ]);
  return confirmed.length === 1;
}

function valuesOf(found: Confirmable, paymentId: string, reference: string | null): unknown[] {
  const { bookingId, revision, currency, seatIds } = found;
  const succeeded = completeEvent({
    event_type: 'payment.succeeded',
    payment_id: paymentId,
    booking_id: bookingId,
    amount: { amount: found.amount, currency },
    provider: found.provider,
  });
  const confirmed = completeEvent({
    event_type: 'booking.confirmed',
    booking_id: bookingId,
    show_id: found.showId,
    lock_id: found.lockId,
    seat_ids: seatIds,
    total: { amount: found.total, currency },
    revision: revision + 1,
  });
  const tickets = newTickets(seatIds);
  return [
    bookingId,
    revision,
    paymentId,
    reference,
    tickets.map(({ id }) => id),
    tickets.map(({ seatId }) => seatId),
    tickets.map(({ code }) => code),
    succeeded.event_id,
    JSON.stringify(succeeded),
    confirmed.event_id,
    JSON.stringify(confirmed),
  ];
}
