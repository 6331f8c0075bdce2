import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const ERASE_RECIPIENTS = readStatement(new URL('./sql/erase-recipients.sql', import.meta.url));

/**
 * Erases the addresses and numbers that the bookings' mails and text messages went to, and what mail servers answered, which
 * names them. What was not sent yet is not sent any more, nor again.
 */
export async function eraseRecipients(tx: Querier, bookingIds: readonly string[]): Promise<void> {
  await tx.query(ERASE_RECIPIENTS, [bookingIds]);
}
