import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import { readLongBody } from './long-body.ts';
import { MAX_BODY_BYTES, RequestBody } from './request-body.ts';
import { readShortBody } from './short-body.ts';

/** Nearly all operations are shorter. */
const MAX_SHORT_BYTES = 16 * 1024;

export interface ReadBodyOptions {
  /** Whether the caller may send more than anybody. */
  mayBeLong(): Promise<boolean>;
  onUntoldBytes(bytes: number): void;
}

/**
 * Reads the body of a request for GraphQL, once, in the way that its length asks for: short JSON at once, an organiser's long
 * JSON beside the event loop; anything else as yoga asks for it. It is `request.body` then, where yoga finds it. 'gone' when
 * the peer went in the middle of it, and the error for one that can't be read. `onUntoldBytes` is told how many came of a body
 * whose length was not told before.
 */
export async function readBody(
  request: IncomingMessage,
  { mayBeLong, onUntoldBytes }: ReadBodyOptions,
): Promise<RequestBody | 'gone' | GraphQLError> {
  const isTold = request.headers['content-length'] !== undefined;
  const onCounted = isTold ? () => {} : onUntoldBytes;
  const body = (await readJson(request, mayBeLong)) ?? RequestBody.counted(request, onCounted);
  if (body instanceof RequestBody) Object.assign(request, { body });
  return body;
}

/** Null for what is left to yoga. */
async function readJson(
  request: IncomingMessage,
  mayBeLong: () => Promise<boolean>,
): Promise<RequestBody | 'gone' | GraphQLError | null> {
  if (!isPlainJson(request)) return null;
  // Without a length there is no telling how long it gets.
  const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (length <= MAX_SHORT_BYTES) return readShortBody(request, length);
  return length > MAX_BODY_BYTES && (await mayBeLong()) ? readLongBody(request) : null;
}

/** Whether its body is JSON in UTF-8, as it is. */
function isPlainJson({ method, headers }: IncomingMessage): boolean {
  const isJson = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '');
  return method === 'POST' && isJson && headers['content-encoding'] === undefined;
}
