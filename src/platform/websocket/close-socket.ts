import type { WebSocket } from 'ws';

/** A peer that does not answer the close is cut off after this: one that does not read never sees it. */
const CUT_OFF_AFTER_MS = 2_000;

/** Closes with that code. Cuts the socket off when the peer does not answer. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  const cutOff = setTimeout(() => socket.terminate(), CUT_OFF_AFTER_MS);
  cutOff.unref();
  socket.once('close', () => clearTimeout(cutOff));
  socket.close(code, reason);
}
