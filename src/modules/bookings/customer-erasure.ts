import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { writeEvents } from '../events/write-events.ts';
import type { Booking } from './booking.ts';
import { bookingEvent } from './booking-record.ts';
import { mailboxOf } from './mailbox.ts';

/** What stands in a booking in place of its customer. `.invalid` is an address that no mail can reach (RFC 2606). */
export const ERASED_CUSTOMER = { name: '(erased)', email: 'erased@erased.invalid' } as const;

/** Whose bookings: a customer's, by address however it is written; or those of shows that began before the given time. */
export type Erasure = { email: string } | { showBefore: Date };

const PER_TRANSACTION = 100;

const LOCK_OF_CUSTOMER = readStatement(new URL('./sql/lock-bookings-of-customer.sql', import.meta.url));
const LOCK_OF_PAST_SHOWS = readStatement(new URL('./sql/lock-bookings-of-past-shows.sql', import.meta.url));
const FIND_SPELLINGS = readStatement(new URL('./sql/find-spellings.sql', import.meta.url));
const ERASE_CUSTOMERS = readStatement(new URL('./sql/erase-customers.sql', import.meta.url));

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
  const choice = await choiceOf(database, erasure);
  for (;;) {
    const erased = await database.transaction(async (tx) => {
      const bookings = await lockUnerased(tx, choice);
      const ids = bookings.map(({ id }) => id);
      await tx.query(ERASE_CUSTOMERS, [ids, ERASED_CUSTOMER.name, ERASED_CUSTOMER.email]);
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

/** Which bookings: a statement that locks them, and its `$1`. */
type Choice = [statement: string, whose: unknown];

async function choiceOf(database: Querier, erasure: Erasure): Promise<Choice> {
  return 'email' in erasure
    ? [LOCK_OF_CUSTOMER, await spellingsOf(database, erasure.email)]
    : [LOCK_OF_PAST_SHOWS, erasure.showBefore];
}

/** The address as bookings have it. */
async function spellingsOf(database: Querier, address: string): Promise<string[]> {
  const mailbox = mailboxOf(address);
  const rows = await database.query<{ email: string }>(FIND_SPELLINGS, [mailbox]);
  return rows.map(({ email }) => email).filter((email) => mailboxOf(email) === mailbox);
}

/** Up to a hundred of those whose customers are still known, locked, in the order of their ids. */
async function lockUnerased(tx: Querier, [statement, whose]: Choice): Promise<Booking[]> {
  return await tx.query<Booking>(statement, [whose, ERASED_CUSTOMER.email, PER_TRANSACTION]);
}
