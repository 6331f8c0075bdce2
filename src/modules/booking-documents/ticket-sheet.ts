import type { PdfDocument } from '../../platform/pdf/pdf-document.ts';
import { languageOf } from '../../shared/text/language.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { formatTime, singleLine } from '../notifications/format.ts';
import { writeLetter } from '../notifications/letter.ts';
import { documentTexts } from './document-texts.ts';

/** The booking's tickets that are good, each to be cut out; null: it has none, or the show does not take place. */
export function ticketSheet(booking: BookingDetails): PdfDocument | null {
  const { tickets } = writeLetter('ticket', booking);
  if (tickets.length === 0 || booking.show.isCancelled) return null;
  const { locale, reference, show, venue } = booking;
  const say = documentTexts(languageOf(locale));
  const customer = singleLine(booking.customerName);
  const about = `${say('booking')} ${reference}${customer === '' ? '' : ` · ${customer}`}`;
  const lines = [formatTime(show.startsAt, venue.timezone, locale), singleLine(`${venue.name}, ${venue.city}`)];
  return {
    locale,
    title: `${say('tickets')} ${reference}`,
    author: singleLine(`${venue.name}, ${venue.city}`),
    madeAt: booking.updatedAt,
    blocks: [
      { kind: 'text', text: say('howToUse'), tone: 'soft' },
      ...tickets.map(({ code, seat, note }) => ({
        kind: 'card' as const,
        code,
        title: singleLine(show.title),
        lines,
        place: seat,
        notes: [note, about, code],
      })),
    ],
  };
}
