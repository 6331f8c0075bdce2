import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../../modules/identity/principal.ts';
import { responseOf } from './answer-head.ts';
import type { AskedOperation, MapAnswers } from './map-answers.ts';

/** No query of a map that anyone keeps asking is longer. */
const MAX_BODY_BYTES = 16 * 1024;

/**
 * Sends an answer that is ready straight to the socket: past the pipeline, which costs many times what sending does. Says
 * false when there is none; the body, where it was read, is `request.body` then, as yoga takes it.
 */
export async function sendReadyAnswer(
  answers: MapAnswers,
  { request, response, principal }: { request: IncomingMessage; response: ServerResponse; principal: Principal | null },
): Promise<boolean> {
  if (!isShortJson(request)) return false;
  const body = await bodyOf(request);
  // Gone in the middle of it: there is nobody to answer.
  if (body === null) return true;
  Object.assign(request, { body });
  const operation = parse(body);
  const wanted = operation && (await answers.wanted(operation, principal));
  const answer = wanted && answers.find(wanted);
  if (!answer) return false;
  const header = (name: string) => [request.headers[name]].flat().join(',') || undefined;
  const sent = await responseOf(answer, { method: 'POST', header });
  if (!sent?.body) return false;
  if (request.headers.origin !== undefined) {
    // As in yoga.ts: any page may ask.
    response.setHeader('access-control-allow-origin', request.headers.origin);
    response.setHeader('access-control-expose-headers', 'x-request-id');
    sent.headers.vary += ', origin';
  }
  response.writeHead(sent.status, sent.headers);
  response.end(sent.body);
  return true;
}

function isShortJson({ method, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  const isJson = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '');
  return method === 'POST' && isJson && length <= MAX_BODY_BYTES && headers['content-encoding'] === undefined;
}

/** Null when the peer went before its end. */
function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
}

/** Null for what is no plain operation: yoga says what is wrong with it. */
function parse(body: Buffer): AskedOperation | null {
  try {
    const asked = JSON.parse(body.toString()) as AskedOperation | null;
    if (typeof asked?.query !== 'string') return null;
    const { operationName, variables } = asked;
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
    if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    return asked;
  } catch {
    return null;
  }
}
