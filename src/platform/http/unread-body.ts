import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { saidBytes } from './body-length.ts';

/** How long a peer may take to read why its body is refused, and to stop sending it. */
const LINGER_MS = 2_000;
/** So much is read past of what it still sends: bodies that are not much too large are over by then. */
const MAX_PAST_BYTES = 1024 * 1024;

/**
 * An answer to a request whose body may not be here yet: the rest of it is for nobody, so the connection ends with the answer
 * instead of being read on until the body is complete.
 */
export class EarlyResponse extends ServerResponse {
  override writeHead(status: number, ...rest: unknown[]): this {
    const { req: request } = this;
    if (!request.complete && saidBytes(request) > 0) {
      // Node says `connection: close` then, and calls the socket's `destroySoon` when the answer is out.
      this.shouldKeepAlive = false;
      // Null while it waits behind another answer.
      const socket = this.socket ?? (request.socket as Socket | null);
      if (socket) socket.destroySoon = () => endUnread(socket, request);
    }
    return super.writeHead(status, ...(rest as []));
  }
}

/**
 * Ends a connection of which not everything was read. Closing it at once would reset it, and a reset may take the answer away
 * from the peer before it is read. So our side ends, and for a moment what comes is read past, up to a bound: until the peer ends
 * too or has sent all of the body.
 */
function endUnread(socket: Socket, request: IncomingMessage): void {
  // From now on it is the socket's own again: who calls it means it.
  delete (socket as Partial<Socket>).destroySoon;
  const close = (): void => socket.destroySoon();
  const timeout = setTimeout(close, LINGER_MS);
  socket.once('close', () => clearTimeout(timeout));
  socket.once('end', close);
  request.once('end', close);
  socket.end();
  let past = 0;
  request.on('data', (chunk: Buffer) => {
    past += chunk.length;
    if (past > MAX_PAST_BYTES) socket.pause();
  });
  // Nothing would count what comes.
  if (request.destroyed) socket.pause();
  else request.resume();
}
