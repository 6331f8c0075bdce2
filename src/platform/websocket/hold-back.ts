import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** So much that a peer has not read yet is too much to take more questions from it. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * To be called with each message: stops reading from a peer that goes on asking without reading the answers, until it has
 * read them. What it asks waits with it, not in our memory. `raw` is what the WebSocket was made on.
 */
export function holdBack(socket: WebSocket, raw: Socket): void {
  if (raw.writableLength <= MAX_UNREAD_BYTES || socket.isPaused) return;
  socket.pause();
  raw.once('drain', () => socket.resume());
}
