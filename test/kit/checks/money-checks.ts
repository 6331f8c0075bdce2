import { expect } from 'vitest';
import type { Querier } from '../../../src/platform/postgres/database.ts';

/** Where money is. */
const MONEY = `('PROVIDER', 'CASH', 'CARD_TERMINAL')`;

/** What of each booking came, and went back, by its payments: as `find-sums-of.sql` reads it. */
const KEPT = `
  SELECT p.booking_id, sum(p.amount - p.refunded) AS kept, sum(p.amount) AS paid FROM payments p
   WHERE p.status IN ('SUCCEEDED', 'REFUNDED') OR EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id)
   GROUP BY 1`;

/** Each finds what must not be in the ledger of a show ($1; null: of any), whatever is under way. */
const CONTRADICTIONS = {
  'a ledger transaction that does not balance, or has no entries': `
    SELECT t.id FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
     WHERE t.show_id = coalesce($1, t.show_id) GROUP BY t.id HAVING coalesce(sum(e.amount), 1) <> 0`,
  'money in suspense': `
    SELECT t.id, e.amount FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
     WHERE t.show_id = coalesce($1, t.show_id) AND e.account = 'SUSPENSE'`,
  'a booking of which the ledger has other money than its payments and refunds': `
    SELECT b.id, coalesce(l.money, 0) AS posted, coalesce(k.kept, 0) AS kept
      FROM bookings b LEFT JOIN (${KEPT}) k ON k.booking_id = b.id LEFT JOIN (
             SELECT t.booking_id, sum(e.amount) FILTER (WHERE e.account IN ${MONEY}) AS money
               FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id GROUP BY 1) l ON l.booking_id = b.id
     WHERE b.show_id = coalesce($1, b.show_id) AND coalesce(l.money, 0) <> coalesce(k.kept, 0)`,
  'a booking with other tickets than the ledger, or one that was sold and is not in it': `
    SELECT b.id, coalesce(l.tickets, 0) AS posted, coalesce(t.valid, 0) AS valid
      FROM bookings b
      LEFT JOIN (SELECT booking_id, count(*) FILTER (WHERE voided_at IS NULL) AS valid FROM tickets GROUP BY 1) t ON t.booking_id = b.id
      LEFT JOIN (SELECT t.booking_id, sum(e.quantity) AS tickets
                   FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id GROUP BY 1) l ON l.booking_id = b.id
     WHERE b.show_id = coalesce($1, b.show_id)
       AND (coalesce(l.tickets, 0) <> coalesce(t.valid, 0)
         OR (t.booking_id IS NOT NULL) <> EXISTS (SELECT FROM ledger_transactions s WHERE s.booking_id = b.id AND s.kind = 'SALE'))`,
  'money that paid for nothing, and is not what of it is still to go back': `
    SELECT b.id, coalesce(l.surplus, 0) AS posted, coalesce(r.owed, 0) AS owed, coalesce(r.failed, 0) AS failed
      FROM bookings b LEFT JOIN (
             SELECT t.booking_id, -sum(e.amount) AS surplus FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
              WHERE e.account = 'SURPLUS' GROUP BY 1) l ON l.booking_id = b.id LEFT JOIN (
             SELECT booking_id, sum(owed) AS owed, sum(failed) AS failed FROM (
               SELECT booking_id, amount - refunded AS owed, 0 AS failed FROM payments p
                WHERE EXISTS (SELECT FROM refunds WHERE payment_id = p.id AND is_surplus)
               UNION ALL
               -- What a change could not give back may have gone with another refund.
               SELECT booking_id, CASE status WHEN 'PENDING' THEN amount ELSE 0 END, CASE status WHEN 'FAILED' THEN amount ELSE 0 END
                 FROM refunds WHERE change_id IS NOT NULL) owing GROUP BY 1) r ON r.booking_id = b.id
     WHERE b.show_id = coalesce($1, b.show_id) 
       AND coalesce(l.surplus, 0) NOT BETWEEN coalesce(r.owed, 0) AND coalesce(r.owed + r.failed, 0)`,
  'a booking of which all is back, and the ledger has something left': `
    SELECT t.booking_id, e.account, e.tier_id, e.tax_rate, sum(e.amount) AS left
      FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
     WHERE t.show_id = coalesce($1, t.show_id)
       AND NOT EXISTS (SELECT FROM tickets WHERE booking_id = t.booking_id AND voided_at IS NULL)
       AND (SELECT coalesce(sum(kept), 0) FROM (${KEPT}) k WHERE k.booking_id = t.booking_id) = 0
     GROUP BY 1, 2, 3, 4 HAVING sum(e.amount) <> 0`,
};

/**
 * The ledger balances, has nothing in suspense, and is what payments, refunds and tickets say: of one show, or of all (null). Holds at any
 * moment, since each is written in the transaction of its cause.
 */
export async function expectLedgerBalanced(tx: Querier, showId: string | null): Promise<void> {
  for (const [name, sql] of Object.entries(CONTRADICTIONS)) expect(await tx.query(sql, [showId]), name).toEqual([]);
}
