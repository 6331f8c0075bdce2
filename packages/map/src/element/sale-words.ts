import type { LiveShow } from '@seatwire/client/show-map';
import type { MapTexts } from '../texts/texts-en.ts';

/** What says whether a show is on sale: the show itself, or the server's refusal. */
export type SaleFacts = Pick<LiveShow, 'status' | 'salesStartAt' | 'salesEndAt'> & { startsAt: string | null };

/** Why seats can't be held now; null: they can. `now`: ms since 1970, the server's time. `moment`: a time as the buyer writes it. */
export function whyNotOnSale(
  texts: MapTexts,
  { status, salesStartAt, salesEndAt, startsAt }: SaleFacts,
  { now, moment }: { now: number; moment(time: number): string },
): string | null {
  const begin = salesStartAt == null ? null : Date.parse(salesStartAt);
  const end = salesEndAt ?? startsAt;
  if (status === 'CANCELLED') return texts.showCancelled;
  if (status === 'PAUSED' || status === 'DRAFT') return texts.salesPaused;
  if (status === 'CLOSED' || (end != null && now >= Date.parse(end))) return texts.salesClosed;
  return begin !== null && now < begin ? texts.onSaleFrom(moment(begin)) : null;
}

/** Date and time as they are written in the language, by the device's time zone, which is named. */
export function momentIn(language: string): (time: number) => string {
  const format = new Intl.DateTimeFormat(language, {
    ...{ day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  });
  // Of a zone that has no name in the language Intl writes the offset; one of nothing says nothing.
  return (time) => format.format(time).replace(/\b(GMT|UTC)[+−-]0(?![\d:])/, '$1');
}
