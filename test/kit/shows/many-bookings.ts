import type { Database } from '../../../src/platform/postgres/database.ts';

/**
 * Sells all other seats of the show as one booking was sold: what the product has written for that one, of one seat, paid by the sandbox, is
 * written once more for each seat, with other ids and an address of its own. So the rows are those that the API makes; PostgreSQL posts their
 * sales to the ledger as those of any, when they are confirmed. No event tells of them. Resolves with how many bookings there are then.
 */
export async function sellAllSeatsLike(database: Database, bookingId: string): Promise<number> {
  const count = await database.transaction(async (tx) => {
    await tx.query(
      `CREATE TEMP TABLE sold ON COMMIT DROP AS
       SELECT seat.id AS seat_id, number, 'lock_' || suffix AS lock_id, 'booking_' || suffix AS booking_id, 'payment_' || suffix AS payment_id,
              'ticket_' || suffix AS ticket_id
         FROM (SELECT s.id, row_number() OVER (ORDER BY s.id) AS number, lpad(row_number() OVER (ORDER BY s.id)::text, 26, '0') AS suffix
                 FROM bookings b JOIN shows ON shows.id = b.show_id JOIN plan_seats s USING (plan_id)
                WHERE b.id = $1 AND NOT EXISTS (SELECT FROM seat_states t WHERE t.show_id = b.show_id AND t.seat_id = s.id)) AS seat`,
      [bookingId],
    );
    for (const [table, of, changes] of COPIES) {
      await tx.query(
        `INSERT INTO ${table} SELECT copy.* FROM ${table} AS own, sold, jsonb_populate_record(own, jsonb_build_object(${changes})) AS copy WHERE ${of}`,
        [bookingId],
      );
    }
    await tx.query(
      `UPDATE bookings SET status = 'CONFIRMED', revision = 2, expires_at = NULL WHERE id IN (SELECT booking_id FROM sold)`,
    );
    const [row] = await tx.query<{ count: number }>('SELECT count(*)::int + 1 AS count FROM sold');
    return row!.count;
  });
  // As the autovacuum would a minute later: until then plans go by tables of one booking.
  await database.query('ANALYZE');
  return count;
}

const LOCK = '(SELECT lock_id FROM bookings WHERE id = $1)';
const PAYMENT = `(SELECT id FROM payments WHERE booking_id = $1 AND status = 'SUCCEEDED')`;

/** Each table, whose rows are the booking's, and what is another in each copy. */
const COPIES: readonly (readonly [table: string, of: string, changes: string])[] = [
  [
    'seat_locks',
    `own.id = ${LOCK}`,
    `'id', sold.lock_id, 'owner_id', 'guest_' || number, 'seat_ids', ARRAY[sold.seat_id], 'token', (1::bigint << 40) + number`,
  ],
  [
    'bookings',
    'own.id = $1',
    `'id', sold.booking_id, 'lock_id', sold.lock_id, 'owner_id', 'guest_' || number, 'reference', 'B000-' || lpad(number::text, 4, '0'),
     'customer_email', 'buyer-' || number || '@example.org', 'status', 'PENDING_PAYMENT', 'revision', 1,
     'lines', replace(own.lines::text, (SELECT seat_id FROM booked_seats WHERE booking_id = $1), sold.seat_id)::jsonb,
     'expires_at', now() + interval '5 minutes'`,
  ],
  ['booked_seats', 'own.booking_id = $1', `'booking_id', sold.booking_id, 'seat_id', sold.seat_id`],
  [
    'seat_states',
    'own.booking_id = $1',
    `'booking_id', sold.booking_id, 'seat_id', sold.seat_id, 'lock_id', CASE WHEN own.lock_id IS NOT NULL THEN sold.lock_id END`,
  ],
  [
    'payments',
    `own.id = ${PAYMENT}`,
    `'id', sold.payment_id, 'booking_id', sold.booking_id, 'provider_reference', 'sandbox_' || number`,
  ],
  [
    'sandbox_charges',
    `own.payment_id = ${PAYMENT}`,
    `'payment_id', sold.payment_id, 'reference', 'sandbox_' || number`,
  ],
  [
    'tickets',
    'own.booking_id = $1',
    `'id', sold.ticket_id, 'booking_id', sold.booking_id, 'seat_id', sold.seat_id,
     'code', left(own.code, -6) || lpad(number::text, 6, '0')`,
  ],
];
