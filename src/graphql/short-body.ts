import type { IncomingMessage } from 'node:http';

/** Nearly all operations are shorter; what is not is read as it comes, and counted. */
const MAX_SHORT_BYTES = 16 * 1024;

/**
 * The body of a request that is plain JSON and says that it is short; it is `request.body` then, as yoga takes it. Null for
 * other requests, which are left as they are; 'gone' when the peer went in the middle of it.
 */
export async function readShortBody(request: IncomingMessage): Promise<Buffer | 'gone' | null> {
  if (!isShortJson(request)) return null;
  const body = await bodyOf(request);
  if (body !== 'gone') Object.assign(request, { body });
  return body;
}

function isShortJson(request: IncomingMessage): boolean {
  return isPlainJson(request) && Number(request.headers['content-length'] ?? Number.NaN) <= MAX_SHORT_BYTES;
}

/** Whether its body is JSON in UTF-8, as it is. */
export function isPlainJson({ method, headers }: IncomingMessage): boolean {
  const isJson = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '');
  return method === 'POST' && isJson && headers['content-encoding'] === undefined;
}

function bodyOf(request: IncomingMessage): Promise<Buffer | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', () => resolve('gone'));
    request.once('close', () => resolve('gone'));
  });
}
