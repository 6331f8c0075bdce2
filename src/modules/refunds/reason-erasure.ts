import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const ERASE_REASONS = readStatement(new URL('./sql/erase-reasons.sql', import.meta.url));

/** Erases what organisers wrote about the refunds of these bookings: it may name a person. The caller has locked the bookings' rows. */
export async function eraseRefundReasons(tx: Querier, bookingIds: readonly string[]): Promise<void> {
  await tx.query(ERASE_REASONS, [bookingIds]);
}
