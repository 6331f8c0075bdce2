import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseEncoding } from '../../platform/http/content-encoding.ts';
import { answerPreflight, READ_METHODS } from '../../platform/http/cross-origin-read.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { PlanDocument } from './plan-document.ts';
import type { SeatingService } from './seating.service.ts';

/** Where a plan's document is served, relative to the API's origin. */
export function planPath(planId: string): string {
  return `/plans/${planId}.json`;
}

/**
 * Serves `GET /plans/{planId}.json`: the plan as pretix JSON, compressed as the client likes it, cacheable for ever, for
 * pages of any origin. Resolves with false when the request is for another path, or a browser's for a plan that there is
 * not, and rejects when the plan can't be read.
 */
export function createPlanRoute(
  seating: SeatingService,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const planId = /^\/plans\/([^/?]*)\.json(?:\?|$)/.exec(request.url ?? '')?.[1];
    if (planId === undefined) return false;
    if (answerPreflight(request, response)) return true;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerError(response, 405, 'Only GET and HEAD are served here.', { allow: READ_METHODS });
      return true;
    }
    const document = await seating.planDocument(planId);
    if (document) answerDocument(request, response, document);
    else if (wantsPage(request)) return false;
    else answerError(response, 404, 'Seating plan not found.');
    return true;
  };
}

function answerDocument(request: IncomingMessage, response: ServerResponse, document: PlanDocument): void {
  // Weak, because one tag stands for the same document in three encodings.
  const etag = `W/"${document.hash}"`;
  const headers = {
    etag,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    'access-control-allow-origin': '*',
  };
  if (matches(request.headers['if-none-match'], document.hash)) {
    response.writeHead(304, headers).end();
    return;
  }
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  const body = document[encoding];
  response.writeHead(200, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function answerError(response: ServerResponse, status: number, message: string, headers = {}): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'access-control-allow-origin': '*',
    ...headers,
  });
  response.end(body);
}

function matches(ifNoneMatch: string | undefined, hash: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === `"${hash}"`);
}
