import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { calendarFile } from '../notifications/calendar-file.ts';
import type { CalendarLinks } from './calendar-links.ts';

export interface CalendarRouteDeps {
  links: CalendarLinks;
  /** The sender of mails, who is the organiser of the event. */
  from: string;
  findBooking(bookingId: string): Promise<BookingDetails | null>;
}

/**
 * Serves `GET /calendar/{booking}.{signature}.ics`: the booking as it is now, as an iCalendar file. The link is the right to
 * read it, as with QR codes; it says neither who has booked nor a ticket's code. Programs that follow it see each change.
 */
export function createCalendarRoute({ links, from, findBooking }: CalendarRouteDeps) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const bookingId = links.bookingAt(request.url ?? '');
    if (bookingId === null) return false;
    if (answerUnlessRead(request, response)) return true;
    const booking = bookingId === 'unknown' ? null : await findBooking(bookingId);
    if (!booking) {
      if (wantsPage(request)) return false;
      refuseRead(response, 404);
      return true;
    }
    const { filename, contentType, text } = calendarFile(booking, { from, madeAt: new Date() });
    response.writeHead(200, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(text),
      'content-disposition': `attachment; filename="${filename}"`,
      'cache-control': 'private, no-cache',
      'access-control-allow-origin': '*',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
    return true;
  };
}
