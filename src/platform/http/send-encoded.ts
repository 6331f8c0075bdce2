import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseBody, type EncodedBody } from './content-encoding.ts';
import { isFresh } from './etag.ts';

export interface EncodedAnswer {
  body: EncodedBody;
  contentType: string;
  /** Given, and who asks has it already: 304 without a body. */
  etag?: string;
  /** Default 200. */
  status?: 200 | 404;
  headers: Readonly<Record<string, string>>;
}

/** Answers with a body that there is in several encodings, in the smallest that the request allows. */
export function sendEncoded(
  request: IncomingMessage,
  response: ServerResponse,
  { body, contentType, etag, status = 200, headers }: EncodedAnswer,
): void {
  const common = { ...headers, ...(etag === undefined ? {} : { etag }), vary: 'accept-encoding' };
  if (status === 200 && etag !== undefined && isFresh(request.headers['if-none-match'], etag)) {
    response.writeHead(304, common).end();
    return;
  }
  const { encoding, bytes } = chooseBody(request.headers['accept-encoding']?.toString(), body);
  response.writeHead(status, {
    ...common,
    'content-type': contentType,
    'content-length': bytes.length,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
