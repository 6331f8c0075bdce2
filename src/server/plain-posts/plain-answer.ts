import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { type FetchAPI, processRegularResult } from 'graphql-yoga';
import { MIN_COMPRESSED_BYTES } from '../../platform/http/content-encoding.ts';
import { letItsOriginRead } from '../../platform/http/cross-origin-read.ts';
import { bytesOfResult, isWritten } from '../../schema/cost/written-result.ts';
import { compressFor } from '../compression-plugin.ts';
import type { PlainPost } from './plain-post.ts';

export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  /** Node writes a text together with the head, in one system call. */
  body: string | Buffer<ArrayBuffer>;
}

/** Sends the result as yoga would: its status and headers are what errors say of them. */
export async function sendPlainAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  result: ExecutionResult,
  mediaType: PlainPost['mediaType'],
): Promise<void> {
  await send(request, response, answerOf(result, mediaType));
}

/** A result that many get, as an answer of each media type. */
export type ReadyAnswers = Record<PlainPost['mediaType'], PlainAnswer>;

export function readyAnswers(result: ExecutionResult): ReadyAnswers {
  const [json, graphql] = MEDIA_TYPES.map((mediaType) => {
    const { status, headers, body } = answerOf(result, mediaType);
    return { status, headers: { ...headers, 'content-length': `${Buffer.byteLength(body)}` }, body };
  });
  return { 'application/json': json!, 'application/graphql-response+json': graphql! };
}

/** Sends one of them, which is short. */
export function sendReady(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: PlainAnswer,
): void {
  if (response.destroyed) return;
  const own = request.headers.origin === undefined ? headers : { ...headers };
  if (own !== headers) letItsOriginRead(request, own);
  response.writeHead(status, own);
  response.end(body);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: PlainAnswer,
): Promise<void> {
  const bytes = Buffer.byteLength(body);
  let sent: string | Uint8Array = body;
  if (bytes < MIN_COMPRESSED_BYTES) headers['content-length'] = `${bytes}`;
  else {
    const compressed = await compressFor(
      request.headers['accept-encoding']?.toString(),
      typeof body === 'string' ? Buffer.from(body) : body,
    );
    sent = compressed.body;
    Object.assign(headers, compressed.headers);
  }
  // There may be nobody to answer by now.
  if (response.destroyed) return;
  letItsOriginRead(request, headers);
  response.writeHead(status, headers);
  response.end(sent);
}

function answerOf(result: ExecutionResult, mediaType: PlainPost['mediaType']): PlainAnswer {
  if (result.errors || result.extensions?.http) return answerByYoga(result, mediaType);
  const headers = { 'content-type': `${mediaType}; charset=utf-8` };
  return { status: 200, headers, body: isWritten(result) ? bytesOfResult(result) : JSON.stringify(result) };
}

/** What yoga makes of the result, by its own function. */
function answerByYoga(result: ExecutionResult, mediaType: PlainPost['mediaType']): PlainAnswer {
  // As in cost-plugin.ts: yoga gives the result without what is not for clients.
  const stringify = (told: ExecutionResult) =>
    isWritten(told) ? bytesOfResult(told).toString() : JSON.stringify(told);
  const processed = processRegularResult({ ...result, stringify } as never, IN_PLACE_OF_FETCH, mediaType);
  const { body, init } = processed as unknown as TakenApart;
  const headers = Object.entries(init.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status: init.status, headers: Object.fromEntries(headers), body };
}

/** What a Response would have been made of. */
class TakenApart {
  readonly body: string;
  readonly init: { status: number; headers: Record<string, string> };

  constructor(body: string, init: TakenApart['init']) {
    this.body = body;
    this.init = init;
  }
}

const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'] as const;

const IN_PLACE_OF_FETCH = { Response: TakenApart } as unknown as FetchAPI;
