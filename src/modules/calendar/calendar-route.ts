import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { CalendarFiles } from './calendar-files.ts';
import type { CalendarLinks } from './calendar-links.ts';

export interface CalendarRouteDeps {
  links: CalendarLinks;
  files: Pick<CalendarFiles, 'fileOf'>;
}

/**
 * Serves `GET /calendar/{booking}.{signature}.ics`: the booking as it is now, as an iCalendar file. The link is the right to
 * read it, as with QR codes; it says neither who has booked nor a ticket's code. Programs that follow it see each change.
 */
export function createCalendarRoute({ links, files }: CalendarRouteDeps) {
  return async (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime): Promise<boolean> => {
    const bookingId = links.bookingAt(request.url ?? '');
    if (bookingId === null) return false;
    if (answerUnlessRead(request, response)) return true;
    const file = bookingId === 'unknown' ? null : await files.fileOf(bookingId, charge);
    if (!file) {
      if (wantsPage(request)) return false;
      refuseRead(response, 404);
      return true;
    }
    const { filename, contentType, text } = file;
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
