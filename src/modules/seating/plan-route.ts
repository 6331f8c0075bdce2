import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import { weakTag } from '../../platform/http/etag.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { sendEncoded } from '../../platform/http/send-encoded.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { PlanDocument } from './plan-document.ts';
import type { SeatingService } from './seating.service.ts';

/** About what Prisma takes for one row: a quarter of what it takes for a booking with all that hangs on it. */
const LOOKING_MS = 1;

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
): (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime) => Promise<boolean> {
  return async (request, response, charge) => {
    const planId = /^\/plans\/([^/?]*)\.json(?:\?|$)/.exec(request.url ?? '')?.[1];
    if (planId === undefined) return false;
    if (answerUnlessRead(request, response, 'Only GET and HEAD are served here.')) return true;
    const document = await seating.planDocument(planId);
    // It was looked for in PostgreSQL, and will be again.
    if (!document) charge?.(LOOKING_MS);
    if (document) answerDocument(request, response, document);
    else if (wantsPage(request)) return false;
    else refuseRead(response, 404, 'Seating plan not found.');
    return true;
  };
}

function answerDocument(request: IncomingMessage, response: ServerResponse, document: PlanDocument): void {
  sendEncoded(request, response, {
    body: document,
    contentType: 'application/json; charset=utf-8',
    etag: weakTag(document.hash),
    headers: { 'cache-control': 'public, max-age=31536000, immutable', 'access-control-allow-origin': '*' },
  });
}
