import type { IncomingMessage } from 'node:http';
import { RequestBody } from './request-body.ts';

/**
 * Reads a body of that length, in one buffer from the first piece on: many small ones would take many times what they hold.
 * 'gone' when the peer went in the middle of it.
 */
export function readShortBody(request: IncomingMessage, length: number): Promise<RequestBody | 'gone'> {
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
    request.once('end', () => resolve(RequestBody.ofBytes(body ?? Buffer.alloc(0))));
    request.once('error', () => resolve('gone'));
    request.once('close', () => resolve('gone'));
  });
}
