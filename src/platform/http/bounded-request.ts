import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Of any body. */
const FREE_PIECES = 512;
/** What is sent over a network comes in larger pieces. */
const MIN_BYTES_PER_PIECE = 512;

/**
 * The class of a server's requests whose bodies come in pieces of a sane size: each piece is an object that takes some 350
 * bytes while it waits to be read, so a body of 1 MB in chunks of one byte would take 350 MB. Calls `refuse` with the
 * connection of a body that is in too many; what more comes of that is dropped.
 */
export function boundedRequests(refuse: (socket: Socket) => void): typeof IncomingMessage {
  return class BoundedRequest extends IncomingMessage {
    #pieces = 0;
    #bytes = 0;

    override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
      if (chunk === null) return super.push(chunk);
      const isFirst = this.#isWithinBounds;
      this.#pieces += 1;
      this.#bytes += chunk.length;
      if (this.#isWithinBounds) return super.push(chunk, encoding);
      if (isFirst) refuse(this.socket);
      return false;
    }

    get #isWithinBounds(): boolean {
      return this.#pieces <= FREE_PIECES + this.#bytes / MIN_BYTES_PER_PIECE;
    }
  };
}
