import type { BookingSummary, ShowSummary } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

/** How a booking stands, in words. Of a cancelled show its tickets are good for nothing, however it stands. */
export function orderStatus(
  { texts }: Pick<ViewContext, 'texts'>,
  status: BookingSummary['status'],
  { status: showStatus }: Pick<ShowSummary, 'status'>,
): string {
  if (showStatus !== 'CANCELLED') return texts.statuses[status];
  if (status === 'CONFIRMED') return texts.orderOfCancelledShow;
  return status === 'PARTLY_REFUNDED'
    ? `${texts.orderOfCancelledShow}, ${texts.statuses[status]}`
    : texts.statuses[status];
}
