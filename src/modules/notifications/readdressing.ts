import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const READDRESS = readStatement(new URL('./sql/readdress.sql', import.meta.url));

/**
 * Sends the booking's mails and text messages that were not sent yet to where its customer is reached now; those that were given up, too,
 * should they be sent again. One that is being sent at this moment may still go to where it was to go.
 */
export async function readdress(
  tx: Querier,
  bookingId: string,
  { email, phone }: { email: string; phone: string | null },
): Promise<void> {
  await tx.query(READDRESS, [bookingId, email, phone]);
}
