import type { Show, ShowStatus } from './show.ts';

/** ON_SALE, or why seats can't be had. */
export type SalesState = 'ON_SALE' | 'NOT_PUBLISHED' | 'PAUSED' | 'CLOSED' | 'CANCELLED' | 'NOT_STARTED' | 'ENDED';

const OFF_SALE: Record<Exclude<ShowStatus, 'ON_SALE'>, SalesState> = {
  DRAFT: 'NOT_PUBLISHED',
  PAUSED: 'PAUSED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};

/** What decides whether a show is on sale. */
export type SalesTimes = Pick<Show, 'status' | 'startsAt' | 'salesStartAt' | 'salesEndAt'>;

/** When its sales end: as it begins, unless the organiser says otherwise. */
export function endOfSales({ startsAt, salesEndAt }: Pick<SalesTimes, 'startsAt' | 'salesEndAt'>): Date {
  return salesEndAt ?? startsAt;
}

/** Whether the organiser can sell at the box office: beyond the sales window, and while sales are paused. */
export function isSoldAtDoor({ status }: Pick<SalesTimes, 'status'>): boolean {
  return status === 'ON_SALE' || status === 'PAUSED';
}

/** Whether seats can be locked: the show is ON_SALE and `now` is in its sales window (start included, end excluded). */
export function salesState(show: SalesTimes, now: Date): SalesState {
  if (show.status !== 'ON_SALE') return OFF_SALE[show.status];
  if (show.salesStartAt !== null && now < show.salesStartAt) return 'NOT_STARTED';
  return now >= endOfSales(show) ? 'ENDED' : 'ON_SALE';
}
