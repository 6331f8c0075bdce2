import { expect } from 'vitest';
import { type PreparedStatement, prepared, type Querier } from '../../../src/platform/postgres/database.ts';

/** Of which bookings the ledger is looked at: one, those of a show, or all. */
export type LedgerScope = { bookingId: string } | { showId: string } | null;

/** Where money is. */
const MONEY = `('PROVIDER', 'CASH', 'CARD_TERMINAL')`;

/** Of `b`, a booking, what of the money that came its payments keep: as `find-sums-of.sql` reads it. */
const KEPT = `
  SELECT coalesce(sum(p.amount - p.refunded - p.lost), 0) AS kept FROM payments p
   WHERE p.booking_id = b.id AND (p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id))`;

/** Each finds what must not be in the ledger, whatever is under way; `b` are the bookings that are looked at, and `t` what is posted of them. */
const CONTRADICTIONS = {
  'a ledger transaction that does not balance, or has no entries': `
    SELECT t.id FROM t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
     GROUP BY t.id HAVING coalesce(sum(e.amount), 1) <> 0`,
  'money in suspense': `
    SELECT t.id, e.amount FROM t JOIN ledger_entries e ON e.transaction_id = t.id WHERE e.account = 'SUSPENSE'`,
  'a booking of which the ledger has other money than its payments and refunds': `
    SELECT b.id, l.money AS posted, k.kept
      FROM b CROSS JOIN LATERAL (${KEPT}) k CROSS JOIN LATERAL (
             SELECT coalesce(sum(e.amount), 0) AS money FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
              WHERE t.booking_id = b.id AND e.account IN ${MONEY}) l
     WHERE l.money <> k.kept`,
  'a booking with other tickets than the ledger, or one that was sold and is not in it': `
    SELECT b.id, l.tickets AS posted, t.valid
      FROM b CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE voided_at IS NULL) AS valid, count(*) > 0 AS was_sold FROM tickets WHERE booking_id = b.id) t
      CROSS JOIN LATERAL (
             SELECT coalesce(sum(e.quantity), 0) AS tickets FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
              WHERE t.booking_id = b.id) l
     WHERE l.tickets <> t.valid
        OR t.was_sold <> EXISTS (SELECT FROM ledger_transactions s WHERE s.booking_id = b.id AND s.kind = 'SALE')`,
  'money that paid for nothing, and is not what of it is still to go back': `
    SELECT b.id, l.surplus AS posted, r.owed, r.failed
      FROM b CROSS JOIN LATERAL (
             SELECT coalesce(-sum(e.amount), 0) AS surplus FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
              WHERE t.booking_id = b.id AND e.account = 'SURPLUS') l CROSS JOIN LATERAL (
             SELECT coalesce(sum(owed), 0) AS owed, coalesce(sum(failed), 0) AS failed FROM (
               -- What the bank has given to the buyer is not to go back any more.
               SELECT greatest(amount - refunded - lost, 0) AS owed, 0 AS failed FROM payments p
                WHERE p.booking_id = b.id AND EXISTS (SELECT FROM refunds WHERE payment_id = p.id AND is_surplus)
               UNION ALL
               -- What a change could not give back may have gone with another refund.
               SELECT CASE status WHEN 'PENDING' THEN amount ELSE 0 END, CASE status WHEN 'FAILED' THEN amount ELSE 0 END
                 FROM refunds WHERE booking_id = b.id AND change_id IS NOT NULL) owing) r
     WHERE l.surplus NOT BETWEEN r.owed AND r.owed + r.failed`,
  'money of tickets that were given back, and that is still to go back although the bank has given it to the buyer': `
    SELECT b.id, l.surplus AS posted, r.owed, g.failed
      FROM b CROSS JOIN LATERAL (
             SELECT coalesce(-sum(e.amount), 0) AS surplus FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
              WHERE t.booking_id = b.id AND e.account = 'SURPLUS') l CROSS JOIN LATERAL (
             SELECT coalesce(sum(owed), 0) AS owed FROM (
               SELECT greatest(amount - refunded - lost, 0) AS owed FROM payments p
                WHERE p.booking_id = b.id AND EXISTS (SELECT FROM refunds WHERE payment_id = p.id AND is_surplus)
               UNION ALL
               SELECT amount FROM refunds WHERE booking_id = b.id AND change_id IS NOT NULL AND status = 'PENDING') owing) r CROSS JOIN LATERAL (
             SELECT coalesce(sum(f.failed - least(f.failed, p.lost, p.amount - p.refunded)), 0) AS failed
               FROM payments p CROSS JOIN LATERAL (
                      SELECT coalesce(sum(amount), 0) AS failed FROM refunds
                       WHERE payment_id = p.id AND change_id IS NOT NULL AND status = 'FAILED') f
              WHERE p.booking_id = b.id) g
     WHERE l.surplus > r.owed + g.failed`,
  'a booking of which all is back, and the ledger has something left': `
    SELECT b.id, e.account, e.tier_id, e.tax_rate, sum(e.amount) AS left
      FROM b JOIN ledger_transactions t ON t.booking_id = b.id JOIN ledger_entries e ON e.transaction_id = t.id
     WHERE NOT EXISTS (SELECT FROM tickets WHERE booking_id = b.id AND voided_at IS NULL) AND (${KEPT}) = 0
       AND NOT EXISTS (SELECT FROM payments p WHERE booking_id = b.id AND lost > 0
                          AND NOT EXISTS (SELECT FROM refunds WHERE payment_id = p.id AND is_surplus))
     GROUP BY 1, 2, 3, 4 HAVING sum(e.amount) <> 0`,
  'more given back of a payment than was taken, or not what its refunds say': `
    SELECT p.id FROM b JOIN payments p ON p.booking_id = b.id LEFT JOIN refunds r ON r.payment_id = p.id GROUP BY p.id
    HAVING p.refunded > p.amount OR p.refunding > p.amount
        OR p.refunded <> coalesce(sum(r.amount) FILTER (WHERE r.status = 'SUCCEEDED'), 0)
        OR p.refunding <> coalesce(sum(r.amount) FILTER (WHERE r.status <> 'FAILED'), 0)`,
  'a lost dispute that is not counted, or not in the ledger although its money was taken': `
    SELECT p.id, p.lost, d.lost AS told, l.lost AS posted
      FROM b JOIN payments p ON p.booking_id = b.id
      CROSS JOIN LATERAL (
             SELECT coalesce(sum(amount), 0) AS lost FROM payment_disputes WHERE payment_id = p.id AND status = 'LOST' AND currency = p.currency) d
      CROSS JOIN LATERAL (
             SELECT coalesce(sum(e.amount) FILTER (WHERE e.account = 'LOST_DISPUTES'), 0) AS lost,
                    coalesce(sum(e.amount) FILTER (WHERE e.account = 'SURPLUS'), 0) AS of_surplus
               FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
              WHERE t.booking_id = b.id AND t.payment_id = p.id AND t.kind IN ('LOST_DISPUTE', 'LOST_DISPUTE_REVERSAL')) l
      CROSS JOIN LATERAL (
             SELECT bool_or(is_surplus) AS is_surplus,
                    coalesce(sum(amount) FILTER (WHERE change_id IS NOT NULL AND status = 'FAILED'), 0) AS failed FROM refunds WHERE payment_id = p.id) r
     WHERE p.lost <> d.lost
        OR l.lost + l.of_surplus <> CASE WHEN p.status IN ('SUCCEEDED', 'REFUNDED') OR r.is_surplus IS NOT NULL THEN p.lost ELSE 0 END
        OR CASE WHEN r.is_surplus THEN l.of_surplus <> least(p.lost, p.amount - p.refunded)
                ELSE l.of_surplus NOT BETWEEN 0 AND least(p.lost, r.failed) END`,
  'a refund that waits for money that a lost dispute has taken, and that nobody was asked for': `
    SELECT r.id FROM b JOIN payments p ON p.booking_id = b.id JOIN refunds r ON r.payment_id = p.id
     WHERE p.lost > 0 AND p.refunding + p.lost > p.amount AND r.status = 'PENDING' AND r.attempts = 0 AND r.failure_code IS NULL
       AND NOT r.at_provider`,
  'a seat that two bookings have': `
    SELECT s.show_id, s.seat_id FROM b JOIN booked_seats own ON own.booking_id = b.id AND own.active
      JOIN booked_seats s ON s.show_id = own.show_id AND s.seat_id = own.seat_id AND s.active
     GROUP BY 1, 2 HAVING count(DISTINCT s.booking_id) > 1`,
};

/** All of them in one statement, so that they are asked of one moment; planned once, which takes longer than to ask. */
function findAmong(bookings: string, transactions: string): PreparedStatement {
  const each = Object.entries(CONTRADICTIONS).map(
    ([name, sql]) => `SELECT '${name}' AS what, to_jsonb(found) AS found FROM (${sql}) found`,
  );
  return prepared(
    `WITH b AS MATERIALIZED (SELECT id FROM bookings ${bookings}),
          t AS MATERIALIZED (SELECT id FROM ledger_transactions ${transactions})
     ${each.join(' UNION ALL ')}`,
  );
}

const OF_BOOKING = findAmong('WHERE id = $1', 'WHERE booking_id = $1');
const OF_SHOW = findAmong('WHERE show_id = $1', 'WHERE show_id = $1');
const OF_ALL = findAmong('', '');

/**
 * The ledger balances, has nothing in suspense, and is what payments, refunds and tickets say; nobody has got back more than was paid, and no
 * seat is sold twice. Holds at any moment, since each is written in the transaction of its cause.
 */
export async function expectLedgerBalanced(tx: Querier, scope: LedgerScope): Promise<void> {
  const found = await tx.query<{ what: string; found: object }>(...askFor(scope));
  expect(found, found[0]?.what ?? 'the ledger').toEqual([]);
}

function askFor(scope: LedgerScope): [PreparedStatement, string[]] {
  if (scope === null) return [OF_ALL, []];
  return 'bookingId' in scope ? [OF_BOOKING, [scope.bookingId]] : [OF_SHOW, [scope.showId]];
}
