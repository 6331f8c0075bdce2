import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import { isTicketCode } from './ticket-code.ts';
import { drawQrPng, ticketQrSvg } from './ticket-qr.ts';

const FORMATS = {
  png: { mediaType: 'image/png', draw: async (code: string) => drawQrPng(code) },
  svg: { mediaType: 'image/svg+xml', draw: async (code: string) => Buffer.from(await ticketQrSvg(code)) },
} as const;

export type QrFormat = keyof typeof FORMATS;

/** Where the picture of a ticket's QR code is served, relative to the API's origin. */
export function qrCodePath(code: string, format: QrFormat): string {
  return `/tickets/${code}.${format}`;
}

/**
 * Serves `GET /tickets/{code}.png` and `.svg`: the QR code that carries that code. The code is the secret: whoever knows it
 * can draw the same, so nothing is looked up. It never changes, so browsers keep it; proxies, which others share, do not, and neither
 * does this node, which does not know whether there is such a ticket. Who asks is charged with the time that it takes.
 */
export async function ticketQrRoute(
  request: IncomingMessage,
  response: ServerResponse,
  charge?: ChargeTime,
): Promise<boolean> {
  const [, code = '', format] = /^\/tickets\/([^/?]*)\.(png|svg)(?:\?|$)/.exec(request.url ?? '') ?? [];
  if (format === undefined) return false;
  if (answerUnlessRead(request, response)) return true;
  if (!isTicketCode(code)) {
    if (wantsPage(request)) return false;
    refuseRead(response, 404);
    return true;
  }
  const { mediaType, draw } = FORMATS[format as QrFormat];
  const began_ms = performance.now();
  const picture = await draw(code);
  charge?.(performance.now() - began_ms);
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
