import { newId } from '../src/platform/ids.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { SEATS_PER_LOCK } from './lock-requests.ts';

/** Ten digits, so that all ids are as long as real ones. */
const FIRST_NUMBER = 1_000_000_000;
/** In ids, before the number: together as long as what follows the prefix of a real one. */
const PADDING = '0'.repeat(16);

/** Bookings that were charged and wait for the word about it, written straight into the tables. */
export interface PendingPayments {
  /** Adds some, of four seats each, and resolves with the first one's number; the others follow it. */
  add(count: number): Promise<number>;
  paymentId(number: number): string;
  /** Throws unless these were confirmed whole: payment, booking, tickets, the sale in the ledger, and as many events as the others have. */
  checkConfirmed(first: number, count: number): Promise<void>;
}

export async function createPendingPayments(database: Database): Promise<PendingPayments> {
  const [venueId, planId, showId, tierId] = [newId('venue'), newId('plan'), newId('show'), newId('tier')];
  await database.query(`INSERT INTO venues (id, name, city, timezone) VALUES ($1, 'Hall', 'Erfurt', 'Europe/Berlin')`, [
    venueId,
  ]);
  await database.query(
    `INSERT INTO seating_plans (id, venue_id, name, seat_count, document, document_hash) VALUES ($1, $2, 'Hall', 1, '{}', '')`,
    [planId, venueId],
  );
  await database.query(
    `INSERT INTO shows (id, plan_id, title, status, currency, starts_at, organiser_id)
     VALUES ($1, $2, 'The Tempest', 'ON_SALE', 'EUR', now() + interval '30 days', 'organiser')`,
    [showId, planId],
  );
  await database.query(
    `INSERT INTO price_tiers (id, show_id, name, category, price, position) VALUES ($1, $2, 'Stalls', 'Stalls', 2500, 0)`,
    [tierId, showId],
  );
  let next = FIRST_NUMBER;
  const seats = `(SELECT array_agg('Z' || seat || '-' || n) FROM generate_series(1, ${SEATS_PER_LOCK}) AS seat)`;

  return {
    paymentId: (number) => `payment_${PADDING}${number}`,
    async add(count) {
      const first = next;
      const range = [first, first + count - 1];
      next += count;
      const numbers = 'generate_series($1::int8, $2::int8) AS n';
      await database.query(
        `INSERT INTO plan_seats (plan_id, id, ordinal, zone, row, number, x, y, category, accessible)
         SELECT $3, seat_id, 0, 'Zone', '1', '1', 0, 0, 'Stalls', false FROM ${numbers}, unnest(${seats}) AS seat_id`,
        [...range, planId],
      );
      await database.query(
        `INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, status, total, expires_at, extensions_left, booked_at)
         SELECT 'lock_${PADDING}' || n, $3, 'guest_${PADDING}' || n, ${seats}, n, 'CONFIRMED', 10000,
                now() + interval '1 hour', 1, now() FROM ${numbers}`,
        [...range, showId],
      );
      await database.query(
        `INSERT INTO bookings (id, reference, show_id, lock_id, owner_id, customer_name, customer_email, total, currency, expires_at)
         SELECT 'booking_${PADDING}' || n, n::text, $3, 'lock_${PADDING}' || n, 'guest_${PADDING}' || n,
                'Ada Lovelace', 'ada@example.org', 10000, 'EUR', now() + interval '1 hour' FROM ${numbers}`,
        [...range, showId],
      );
      await database.query(
        `INSERT INTO booked_seats (booking_id, seat_id, show_id, plan_id, tier_id, price)
         SELECT 'booking_${PADDING}' || n, seat_id, $3, $4, $5, 2500 FROM ${numbers}, unnest(${seats}) AS seat_id`,
        [...range, showId, planId, tierId],
      );
      await database.query(
        `INSERT INTO payments (id, booking_id, amount, currency, provider)
         SELECT 'payment_${PADDING}' || n, 'booking_${PADDING}' || n, 10000, 'EUR', 'sandbox' FROM ${numbers}`,
        range,
      );
      await database.query(
        'ANALYZE plan_seats, seat_locks, bookings, booked_seats, payments, tickets, outbox, ledger_transactions, ledger_entries',
      );
      return first;
    },
    async checkConfirmed(first, count) {
      const ids = Array.from({ length: count }, (_, index) => `${PADDING}${first + index}`);
      const [done] = await database.query<{ whole: number; events: number; sales: number }>(
        `SELECT (SELECT count(*) FROM payments AS payment JOIN bookings AS booking ON booking.id = payment.booking_id
                  WHERE payment.id = ANY($1) AND payment.status = 'SUCCEEDED' AND booking.status = 'CONFIRMED'
                    AND (SELECT count(*) FROM tickets WHERE booking_id = booking.id) = ${SEATS_PER_LOCK}) AS whole,
                (SELECT count(*) FROM outbox WHERE key = ANY($2)) AS events,
                (SELECT count(*) FROM ledger_transactions WHERE payment_id = ANY($1) AND kind = 'SALE') AS sales`,
        [ids.map((id) => `payment_${id}`), ids.flatMap((id) => [`booking_${id}`, `payment_${id}`])],
      );
      // One of the booking, one of the payment.
      if (done!.whole !== count || done!.events !== 2 * count || done!.sales !== count) {
        const { whole, events, sales } = done!;
        throw new Error(
          `Of ${count} bookings ${whole} were confirmed whole, with ${events} events, and ${sales} are in the ledger.`,
        );
      }
    },
  };
}
