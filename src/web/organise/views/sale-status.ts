import { salesOf } from '../../views/sales-panel.ts';
import type { ListedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

/** Where a show's sales stand: its status and, while that is `ON_SALE`, whether the time for sales has come or is over. */
export function saleStatus(words: OrganiserTexts, show: ListedShow, now: number): string {
  if (show.status === 'ON_SALE') {
    const sales = salesOf(show, { available: show.availability.available, now });
    if (sales === 'notStarted') return words.salesToCome;
    if (sales === 'closed') return words.salesOver;
  }
  return words.statuses[show.status];
}
