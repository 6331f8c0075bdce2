import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { closeSocket } from './close-socket.ts';
import type { SharedMessage } from './shared-message.ts';
import { takenBytes } from './taken-bytes.ts';

/**
 * The way out of one WebSocket for shared messages. Nothing is queued here: who sends looks at `isBackedUp` first and
 * comes back when told that the peer has read on. So a socket holds at most Node's own high-water mark and one message.
 */
export class OutboundSocket {
  readonly #socket: WebSocket;
  readonly #raw: Socket;
  /** Null while nobody waits for the peer to read. */
  #waiting: Set<() => void> | null = null;

  /** `raw` is what the WebSocket was made on. */
  constructor(socket: WebSocket, raw: Socket) {
    this.#socket = socket;
    this.#raw = raw;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Whether the peer has not yet read what was sent before. */
  get isBackedUp(): boolean {
    return this.#raw.writableNeedDrain;
  }

  /** Grows while the peer reads what is left: see `takenBytes`. */
  get taken(): number {
    return takenBytes(this.#raw);
  }

  send(message: SharedMessage, tail: string): void {
    message.writeTo(this.#raw, tail);
  }

  /** A message for this peer alone. */
  sendText(text: string): void {
    if (this.isOpen) this.#socket.send(text);
  }

  /** Calls `listener` once, when the peer has read everything, unless the returned function is called before. */
  onceDrained(listener: () => void): () => void {
    if (!this.#waiting) {
      this.#waiting = new Set();
      this.#raw.once('drain', () => this.#drained());
    }
    this.#waiting.add(listener);
    return () => this.#waiting?.delete(listener);
  }

  /** Closes with that code. Cuts the socket off when the peer does not answer. */
  close(code: number, reason: string): void {
    if (this.isOpen) closeSocket(this.#socket, code, reason);
  }

  #drained(): void {
    const waiting = [...(this.#waiting ?? [])];
    this.#waiting = null;
    for (const listener of waiting) listener();
  }
}
