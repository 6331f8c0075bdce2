import type { IncomingMessage } from 'node:http';

/** Nearly all operations are shorter; what is not is read as it comes, and counted. */
const MAX_SHORT_BYTES = 16 * 1024;

/**
 * The body of a request that is plain JSON and says that it is short; it is `request.body` then, as yoga takes it. Null for
 * other requests, which are left as they are; 'gone' when the peer went in the middle of it.
 */
export async function readShortBody(request: IncomingMessage): Promise<Buffer | 'gone' | null> {
  if (!isShortJson(request)) return null;
  const body = await bodyOf(request, Number(request.headers['content-length']));
  if (body !== 'gone') Object.assign(request, { body: body.length > 0 ? new YogaBody(body) : body });
  return body;
}

/**
 * A body as yoga takes it. To see whether there is one it lists the keys of `request.body`: of a buffer that is a text for each
 * byte, a tenth of a millisecond for 16 KB. This has one key.
 */
class YogaBody implements AsyncIterable<Buffer> {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield this.bytes;
  }
}

function isShortJson(request: IncomingMessage): boolean {
  return isPlainJson(request) && Number(request.headers['content-length'] ?? Number.NaN) <= MAX_SHORT_BYTES;
}

/** Whether its body is JSON in UTF-8, as it is. */
export function isPlainJson({ method, headers }: IncomingMessage): boolean {
  const isJson = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '');
  return method === 'POST' && isJson && headers['content-encoding'] === undefined;
}

/** In one buffer from the first piece on: many small ones would take many times what they hold. */
function bodyOf(request: IncomingMessage, length: number): Promise<Buffer | 'gone'> {
  return new Promise((resolve) => {
    let body: Buffer | null = null;
    let filled = 0;
    request.on('data', (chunk: Buffer) => {
      if (chunk.length === length) body = chunk;
      else {
        body ??= Buffer.alloc(length);
        filled += chunk.copy(body, filled);
      }
    });
    request.once('end', () => resolve(body ?? Buffer.alloc(0)));
    request.once('error', () => resolve('gone'));
    request.once('close', () => resolve('gone'));
  });
}
