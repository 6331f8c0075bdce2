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
  #turn = 0;
  #added = 0;

  constructor(period_ms: number) {
    this.#timer = setInterval(() => this.#pingNextGroup(), period_ms / GROUPS);
    this.#timer.unref();
  }

  /** Watches over the socket until it is closed; it is forgotten within a period then. Say `heardFrom` when it answers. */
  add(socket: WebSocket): void {
    this.#added += 1;
    this.#groups[this.#added % GROUPS]!.add(socket);
  }

  /** A pong has come from it. */
  heardFrom(socket: WebSocket): void {
    this.#unanswered.delete(socket);
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
