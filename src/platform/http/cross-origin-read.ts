import type { IncomingMessage, ServerResponse } from 'node:http';

/** The methods of what pages of any origin may read. */
const READ_METHODS = 'GET, HEAD, OPTIONS';

const MAX_AGE_S = 86_400;

/** Of an answer, beside its status and its body, what pages of another origin may read: clients wait as they are told. */
export const READABLE_HEADERS = ['x-request-id', 'retry-after'] as const;

/** Pages of any origin may read the answer that follows: without it a refusal looks to them like a server that is not there. */
export function letAnyOriginRead(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', READABLE_HEADERS.join(', '));
}

/** As `letAnyOriginRead`, in the headers of an answer of which the page's own origin is told; without one there is nothing to say. */
export function letItsOriginRead({ headers: { origin } }: IncomingMessage, headers: Record<string, string>): void {
  if (origin === undefined) return;
  headers['access-control-allow-origin'] = origin;
  headers['access-control-expose-headers'] = READABLE_HEADERS.join(', ');
  headers.vary = headers.vary === undefined ? 'origin' : `${headers.vary}, origin`;
}

/**
 * Answers what asks for anything but to read what pages of any origin may read: a browser's question whether they may, and
 * other methods with 405. Returns false for GET and HEAD.
 */
export function answerUnlessRead(
  request: IncomingMessage,
  response: ServerResponse,
  why: string | null = null,
): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  if (request.method === 'OPTIONS') answerPreflight(request, response);
  else refuseRead(response, 405, why, { allow: READ_METHODS });
  return true;
}

/** An error that pages of any origin may read: why, as JSON, or nothing. */
export function refuseRead(
  response: ServerResponse,
  status: number,
  why: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = why === null ? '' : JSON.stringify({ message: why });
  response.writeHead(status, {
    ...(why === null ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(body),
    'access-control-allow-origin': '*',
    ...headers,
  });
  response.end(body);
}

/** They may, with whatever headers they want to send, since tracing libraries add their own. */
function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const asked = request.headers['access-control-request-headers'];
  response
    .writeHead(204, {
      allow: READ_METHODS,
      'access-control-allow-origin': '*',
      'access-control-allow-methods': READ_METHODS,
      ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
      'access-control-max-age': String(MAX_AGE_S),
      vary: 'access-control-request-headers',
    })
    .end();
}
