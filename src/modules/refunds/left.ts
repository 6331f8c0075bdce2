import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { sumOfRefundable } from './refund-shares.ts';
import { failedOfChanges, lockRefundable } from './refund-writer.ts';

const READ_REFUND_OF_END = readStatement(new URL('./sql/read-refund-of-end.sql', import.meta.url));

/** What can be given back of what paid for the booking and its changes, whose row the caller has locked, without what earlier changes still owe. Minor units. */
export async function leftOf(tx: Querier, bookingId: string): Promise<number> {
  const own = (await lockRefundable(tx, bookingId)).filter(({ isSurplus }) => !isSurplus);
  return own.length === 0 ? 0 : Math.max(0, sumOfRefundable(own) - (await failedOfChanges(tx, bookingId)));
}

/** What was to go back with the end of the booking, which was cancelled. Minor units. */
export async function refundOfEnd(tx: Querier, bookingId: string): Promise<number> {
  const [row] = await tx.query<{ amount: number }>(READ_REFUND_OF_END, [bookingId]);
  return row!.amount;
}
