import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import { isTicketCode } from './ticket-code.ts';
import { ticketQrPng, ticketQrSvg } from './ticket-qr.ts';

const FORMATS = {
  png: { mediaType: 'image/png', draw: ticketQrPng },
  svg: { mediaType: 'image/svg+xml', draw: async (code: string) => Buffer.from(await ticketQrSvg(code)) },
} as const;

export type QrFormat = keyof typeof FORMATS;

/** Where the picture of a ticket's QR code is served, relative to the API's origin. */
export function qrCodePath(code: string, format: QrFormat): string {
  return `/tickets/${code}.${format}`;
}

/**
 * Serves `GET /tickets/{code}.png` and `.svg`: the QR code that carries that code. The code is the secret: whoever knows it
 * can draw the same, so nothing is looked up. It never changes, so browsers keep it; proxies, which others share, do not.
 */
export async function ticketQrRoute(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const [, code = '', format] = /^\/tickets\/([^/?]*)\.(png|svg)(?:\?|$)/.exec(request.url ?? '') ?? [];
  if (format === undefined) return false;
  if (answerUnlessRead(request, response)) return true;
  if (!isTicketCode(code)) {
    if (wantsPage(request)) return false;
    refuseRead(response, 404);
    return true;
  }
  const { mediaType, draw } = FORMATS[format as QrFormat];
  const picture = await draw(code);
  response.writeHead(200, {
    'content-type': mediaType,
    'content-length': picture.length,
    'cache-control': 'private, max-age=31536000, immutable',
    'access-control-allow-origin': '*',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : picture);
  return true;
}
