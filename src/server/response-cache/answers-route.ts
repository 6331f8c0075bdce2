import type { IncomingMessage, ServerResponse } from 'node:http';
import { READABLE_HEADERS } from '../../platform/http/cross-origin-read.ts';
import type { Principal } from '../../shared/principal.ts';
import { responseOf } from './answer-head.ts';
import type { AskedOperation, MapAnswers } from './map-answers.ts';

interface ReadRequest {
  request: IncomingMessage;
  response: ServerResponse;
  principal: Principal | null;
  /** The request's body, parsed. */
  json: object;
}

/**
 * Sends an answer that is ready straight to the socket: past the pipeline, which costs many times what sending does. Says
 * false when there is none.
 */
export async function sendReadyAnswer(
  answers: MapAnswers,
  { request, response, principal, json }: ReadRequest,
): Promise<boolean> {
  const operation = asOperation(json);
  const wanted = operation && (await answers.wanted(operation, principal));
  const answer = wanted && answers.find(wanted);
  if (!answer) return false;
  const header = (name: string) => [request.headers[name]].flat().join(',') || undefined;
  const sent = await responseOf(answer, { method: 'POST', header });
  if (!sent?.body) return false;
  if (request.headers.origin !== undefined) {
    // As in yoga.ts: any page may ask.
    response.setHeader('access-control-allow-origin', request.headers.origin);
    response.setHeader('access-control-expose-headers', READABLE_HEADERS.join(', '));
    sent.headers.vary += ', origin';
  }
  response.writeHead(sent.status, sent.headers);
  response.end(sent.body);
  return true;
}

/** Null for what is no plain operation: yoga says what is wrong with it. */
function asOperation(json: object): AskedOperation | null {
  const asked = json as AskedOperation;
  if (typeof asked.query !== 'string') return null;
  const { operationName, variables } = asked;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) return null;
  return asked;
}
