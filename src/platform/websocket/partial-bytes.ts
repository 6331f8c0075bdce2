import type { WebSocket } from 'ws';

/** What ws buffers of incomplete messages (lib/receiver.js); it has no public API for it. */
interface WsInternals {
  _receiver?: { _bufferedBytes?: number; _messageLength?: number };
}

/** How many bytes have come of messages that are not complete. Always 0 where ws does not tell. */
export function partialBytes(socket: WebSocket): number {
  const { _bufferedBytes: ofFrame = 0, _messageLength: ofFragments = 0 } = (socket as WsInternals)._receiver ?? {};
  return ofFrame + ofFragments;
}
