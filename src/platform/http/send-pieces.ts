import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Sends a body piece by piece, each read when the one before was taken, so that no more than a piece of it is in memory. Who takes longer than
 * `within_ms` for all of it is cut off: others want to read, too. Does not reject: where the reader has gone or is too slow, or a piece can't be
 * read, the answer is destroyed, and its reader sees that it is not whole. Headers are to be written before.
 */
export async function sendPieces(
  response: ServerResponse,
  pieces: AsyncGenerator<string>,
  { within_ms }: { within_ms: number },
): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), response, { signal: AbortSignal.timeout(within_ms) });
  } catch {
    // It is destroyed.
  }
}
