import type { IncomingMessage, ServerResponse } from 'node:http';
import { letItsOriginRead } from '../../platform/http/cross-origin-read.ts';
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
 * Sends an answer that is ready straight to the socket: past the pipeline, which costs many times what sending does. 'missing': it is
 * one of those that are kept, and is to be made; null: it is none of them.
 */
export async function sendReadyAnswer(
  answers: MapAnswers,
  { request, response, principal, json }: ReadRequest,
): Promise<'sent' | 'missing' | null> {
  const operation = asOperation(json);
  const wanted = operation && (await answers.wanted(operation, principal));
  if (!wanted) return null;
  const answer = answers.find(wanted);
  if (!answer) return 'missing';
  const header = (name: string) => [request.headers[name]].flat().join(',') || undefined;
  const sent = await responseOf(answer, { method: 'POST', header });
  if (!sent?.body) return 'missing';
  letItsOriginRead(request, sent.headers);
  response.writeHead(sent.status, sent.headers);
  response.end(sent.body);
  return 'sent';
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
