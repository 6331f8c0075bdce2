import type { Show, ShowStatus } from './show.ts';

/** ON_SALE, or why seats can't be had. */
export type SalesState = 'ON_SALE' | 'NOT_PUBLISHED' | 'PAUSED' | 'CLOSED' | 'CANCELLED' | 'NOT_STARTED' | 'ENDED';

const OFF_SALE: Record<Exclude<ShowStatus, 'ON_SALE'>, SalesState> = {
  DRAFT: 'NOT_PUBLISHED',
  PAUSED: 'PAUSED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};

/** Whether seats can be had: the show is ON_SALE and `now` is in its sales window (start included, end excluded). */
export function salesState(show: Pick<Show, 'status' | 'salesStartAt' | 'salesEndAt'>, now: Date): SalesState {
  if (show.status !== 'ON_SALE') return OFF_SALE[show.status];
  if (show.salesStartAt !== null && now < show.salesStartAt) return 'NOT_STARTED';
  return show.salesEndAt !== null && now >= show.salesEndAt ? 'ENDED' : 'ON_SALE';
}
