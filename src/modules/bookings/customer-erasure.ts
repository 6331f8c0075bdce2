import type { Database, Querier } from '../../platform/postgres/database.ts';
import { writeEvents } from '../events/write-events.ts';
import { type Booking, lockBookings } from './booking.ts';
import { bookingEvent } from './booking-record.ts';
import { mailboxOf } from './mailbox.ts';

/** What stands in a booking in place of its customer. `.invalid` is an address that no mail can reach (RFC 2606). */
export const ERASED_CUSTOMER = { name: '(erased)', email: 'erased@erased.invalid' } as const;

/** Whose bookings: a customer's, by address however it is written; or those of shows that began before the given time. */
export type Erasure = { email: string } | { showBefore: Date };

const PER_TRANSACTION = 100;

/**
 * Erases the customer's name, e-mail address, phone number, language and words from the bookings. Each gets a revision and a
 * `booking.erased` event, by which caches on all nodes forget their copies. `alsoErase` runs in the same transaction, with
 * the ids of its bookings. Resolves with the bookings' references; a hundred bookings are a transaction, so when it rejects
 * some may be erased: call it again.
 */
export async function eraseCustomers(
  database: Database,
  erasure: Erasure,
  alsoErase: (tx: Querier, bookingIds: readonly string[]) => Promise<void>,
): Promise<string[]> {
  const references: string[] = [];
  const condition = await conditionOf(database, erasure);
  for (;;) {
    const erased = await database.transaction(async (tx) => {
      const bookings = await lockUnerased(tx, condition);
      const ids = bookings.map(({ id }) => id);
      await tx.query(
        `UPDATE bookings SET customer_name = $2, customer_email = $3, customer_phone = NULL, locale = NULL, cancel_reason = NULL,
                revision = revision + 1, updated_at = now()
          WHERE id = ANY ($1)`,
        [ids, ERASED_CUSTOMER.name, ERASED_CUSTOMER.email],
      );
      await alsoErase(tx, ids);
      await writeEvents(
        tx,
        bookings.map((booking) => bookingEvent({ ...booking, revision: booking.revision + 1 }, 'booking.erased')),
      );
      return bookings;
    });
    references.push(...erased.map(({ reference }) => reference));
    if (erased.length < PER_TRANSACTION) return references;
  }
}

interface Condition {
  text: string;
  /** $1 */
  value: unknown;
}

async function conditionOf(database: Querier, erasure: Erasure): Promise<Condition> {
  return 'email' in erasure
    ? { text: 'b.customer_email = ANY ($1)', value: await spellingsOf(database, erasure.email) }
    : { text: 'b.show_id IN (SELECT id FROM shows WHERE starts_at < $1)', value: erasure.showBefore };
}

/** The address as bookings have it. Beyond ASCII PostgreSQL is not asked: what it takes for a lower case letter depends on the database. */
async function spellingsOf(database: Querier, address: string): Promise<string[]> {
  const mailbox = mailboxOf(address);
  const rows = await database.query<{ email: string }>(
    `SELECT DISTINCT customer_email AS email FROM bookings
      WHERE lower(customer_email COLLATE "C") = $1 OR octet_length(customer_email) > char_length(customer_email)`,
    [mailbox],
  );
  return rows.map(({ email }) => email).filter((email) => mailboxOf(email) === mailbox);
}

function lockUnerased(tx: Querier, { text, value }: Condition): Promise<Booking[]> {
  return lockBookings(tx, `${text} AND b.customer_email <> $2`, [value, ERASED_CUSTOMER.email], {
    limit: PER_TRANSACTION,
  });
}
