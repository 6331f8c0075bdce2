import type { Querier } from '../../platform/postgres/database.ts';
import { sumOfRefundable } from './refund-shares.ts';
import { failedOfChanges, lockRefundable } from './refund-writer.ts';

/** What can be given back of what paid for the booking and its changes, whose row the caller has locked, without what earlier changes still owe. Minor units. */
export async function leftOf(tx: Querier, bookingId: string): Promise<number> {
  const own = (await lockRefundable(tx, bookingId)).filter(({ isSurplus }) => !isSurplus);
  return own.length === 0 ? 0 : Math.max(0, sumOfRefundable(own) - (await failedOfChanges(tx, bookingId)));
}
