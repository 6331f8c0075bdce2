import type { IncomingMessage, ServerResponse } from 'node:http';
import { letItsOriginRead } from '../../platform/http/cross-origin-read.ts';
import type { Principal } from '../../shared/principal.ts';
import type { KnownOperation } from '../documents/known-operation.ts';
import { responseOf } from './answer-head.ts';
import type { MapAnswers } from './map-answers.ts';

interface ReadRequest {
  request: IncomingMessage;
  response: ServerResponse;
  principal: Principal | null;
  asked: KnownOperation;
}

/**
 * Sends an answer that is ready straight to the socket: past the pipeline, which costs many times what sending does. 'missing': it is
 * one of those that are kept, and is to be made; null: it is none of them.
 */
export async function sendReadyAnswer(
  answers: MapAnswers,
  { request, response, principal, asked }: ReadRequest,
): Promise<'sent' | 'missing' | null> {
  const wanted = await answers.wantedOf(asked, principal);
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
