import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { KeptFiles } from '../notifications/kept-files.ts';
import type { DocumentKind, MadeDocument } from './booking-documents.ts';
import type { DocumentLinks } from './document-links.ts';

export interface DocumentsRouteDeps {
  links: DocumentLinks;
  files: Readonly<Record<DocumentKind, Pick<KeptFiles<MadeDocument>, 'fileOf'>>>;
}

/**
 * Serves `GET /bookings/{link}/receipt.pdf` and `tickets.pdf`: of the booking as it is now. The link is the right to read it, as with QR
 * codes and calendar files; one that was made before the customer got another address, or was erased, has ended.
 */
export function createDocumentsRoute({ links, files }: DocumentsRouteDeps) {
  return async (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime): Promise<boolean> => {
    const asked = links.documentAt(request.url ?? '');
    if (asked === null) return false;
    if (answerUnlessRead(request, response)) return true;
    const made = asked === 'unknown' ? null : await fileOf(files, asked, charge);
    if (!made) {
      if (wantsPage(request)) return false;
      refuseRead(response, 404);
      return true;
    }
    response.writeHead(200, {
      'content-type': 'application/pdf',
      'content-length': made.pdf.length,
      'content-disposition': `inline; filename="${made.filename}"`,
      'cache-control': 'private, no-store',
      'access-control-allow-origin': '*',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : made.pdf);
    return true;
  };
}

function fileOf(
  files: DocumentsRouteDeps['files'],
  { kind, link }: Exclude<ReturnType<DocumentLinks['documentAt']>, 'unknown' | null>,
  charge: ChargeTime | undefined,
): Promise<MadeDocument | null> {
  return files[kind].fileOf({ bookingId: link.bookingId, linkVersion: link.version }, charge);
}
