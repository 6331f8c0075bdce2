import type { IncomingMessage, ServerResponse } from 'node:http';

/** The methods of what pages of any origin may read. */
export const READ_METHODS = 'GET, HEAD, OPTIONS';

const MAX_AGE_S = 86_400;

/**
 * Answers when a browser asks whether a page of another origin may read this: it may, with whatever headers it wants to send,
 * since tracing libraries add their own. Returns false when the request asks for something else.
 */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'OPTIONS') return false;
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
  return true;
}
