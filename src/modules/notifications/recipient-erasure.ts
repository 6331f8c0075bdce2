import type { Querier } from '../../platform/postgres/database.ts';

/**
 * Erases the addresses and numbers that the bookings' mails and text messages went to, and what mail servers answered, which
 * names them. What was not sent yet is not sent any more, nor again.
 */
export async function eraseRecipients(tx: Querier, bookingIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE notifications
        SET recipient = 'erased', last_error = NULL,
            status = CASE WHEN status = 'SENT' THEN status ELSE 'OBSOLETE' END,
            given_up_at = CASE WHEN status = 'SENT' THEN NULL ELSE now() END
      WHERE booking_id = ANY ($1)`,
    [bookingIds],
  );
}
