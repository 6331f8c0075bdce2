import { WebSocket } from 'ws';

/** Sockets are pinged in so many groups, one after the other, so that thousands are not pinged in one go. */
const GROUPS = 12;

/**
 * Notices peers that are gone without having said so: each is pinged once per period, and cut off when it has not answered
 * by the next time. One timer for all.
 */
export class KeepAlive {
  readonly #groups: Set<WebSocket>[] = Array.from({ length: GROUPS }, () => new Set());
  readonly #unanswered = new Set<WebSocket>();
  readonly #timer: NodeJS.Timeout;
  readonly #onPong: (this: WebSocket) => void;
  #turn = 0;
  #added = 0;

  constructor(period_ms: number) {
    const unanswered = this.#unanswered;
    // One function for all sockets, which are its `this`.
    this.#onPong = function onPong() {
      unanswered.delete(this);
    };
    this.#timer = setInterval(() => this.#pingNextGroup(), period_ms / GROUPS);
    this.#timer.unref();
  }

  /** Watches over the socket until it is closed; it is forgotten within a period then. */
  add(socket: WebSocket): void {
    this.#added += 1;
    this.#groups[this.#added % GROUPS]!.add(socket);
    socket.on('pong', this.#onPong);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #pingNextGroup(): void {
    this.#turn = (this.#turn + 1) % GROUPS;
    const group = this.#groups[this.#turn]!;
    for (const socket of group) {
      if (socket.readyState === WebSocket.CLOSED) {
        group.delete(socket);
        this.#unanswered.delete(socket);
        continue;
      }
      if (socket.readyState !== WebSocket.OPEN) continue;
      if (this.#unanswered.has(socket)) {
        socket.terminate();
      } else {
        this.#unanswered.add(socket);
        socket.ping();
      }
    }
  }
}
