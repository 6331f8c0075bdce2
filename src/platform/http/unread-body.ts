import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { declaredBytes } from './body-length.ts';

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
    if (!request.complete && declaredBytes(request) > 0) {
      // Node says `connection: close` then, and calls the socket's `destroySoon` when the answer is out.
      this.shouldKeepAlive = false;
      // Null while it waits behind another answer.
      const socket = this.socket ?? (request.socket as Socket | null);
      if (socket) socket.destroySoon = () => endUnread(socket);
    }
    return super.writeHead(status, ...(rest as []));
  }
}

/**
 * Ends a connection of which not everything was read. Closing it at once would reset it, and a reset may take the answer away
 * from the peer before it is read. So our side ends, and for a moment what comes is read past, up to a bound, until the peer ends
 * too. Nothing parses it: no request behind the body is served.
 */
function endUnread(socket: Socket): void {
  // From now on it is the socket's own again: who calls it means it.
  delete (socket as Partial<Socket>).destroySoon;
  const close = (): void => socket.destroySoon();
  const timeout = setTimeout(close, LINGER_MS);
  socket.once('close', () => clearTimeout(timeout));
  socket.once('end', close);
  socket.end();
  let past = 0;
  const readPast = (chunk: Buffer): void => {
    past += chunk.length;
    if (past > MAX_PAST_BYTES) socket.pause();
  };
  // Node takes the socket back from its parser when somebody listens.
  socket.on('data', readPast);
  for (const listener of socket.listeners('data')) {
    if (listener !== readPast) socket.off('data', listener as (chunk: Buffer) => void);
  }
  socket.resume();
}
