import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { takenBytes } from './taken-bytes.ts';

/** Sockets are pinged in so many groups, one after the other, so that thousands are not pinged in one go. */
const GROUPS = 12;

/** A peer that reads may seem not to for so many periods: over a slow link the kernel makes room in large steps. */
const MAX_IDLE_PERIODS = 3;

/** Of a peer for which more was left when it was pinged: what it has taken (see `takenBytes`), and since how many periods. */
interface Backlog {
  readonly taken: number;
  readonly periods: number;
}

/** A WebSocket, and what it was made on. */
export type WatchedSocket = WebSocket & { readonly raw: Socket };

/**
 * Notices peers that are gone without having said so: each is pinged once per period, and cut off when it has not answered
 * by the next time, unless it still reads what was sent before the ping. One timer for all.
 */
export class KeepAlive {
  readonly #groups: Set<WatchedSocket>[] = Array.from({ length: GROUPS }, () => new Set());
  /** Who has been pinged, and where it was in reading what came before. */
  readonly #unanswered = new Map<WatchedSocket, Backlog | null>();
  readonly #timer: NodeJS.Timeout;
  #turn = 0;
  #added = 0;

  constructor(period_ms: number) {
    this.#timer = setInterval(() => this.#pingNextGroup(), period_ms / GROUPS);
    this.#timer.unref();
  }

  /** Pings the socket each period until it is closed; it is forgotten within a period then. Call `pongReceived` at each of its pongs. */
  add(socket: WatchedSocket): void {
    this.#added += 1;
    this.#groups[this.#added % GROUPS]!.add(socket);
  }

  /** A pong has come from it. */
  pongReceived(socket: WatchedSocket): void {
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
      const before = this.#unanswered.get(socket);
      if (before === undefined) {
        this.#unanswered.set(socket, backlogOf(socket.raw));
        socket.ping();
        continue;
      }
      const backlog = before && backlogAfterPeriod(before, socket.raw);
      if (backlog && backlog.periods < MAX_IDLE_PERIODS) this.#unanswered.set(socket, backlog);
      else socket.terminate();
    }
  }
}

function backlogOf(raw: Socket): Backlog | null {
  return raw.writableLength > 0 ? { taken: takenBytes(raw), periods: 0 } : null;
}

/** The ping waits behind a long message, which the peer reads, or the kernel still holds. */
function backlogAfterPeriod(before: Backlog, raw: Socket): Backlog {
  const taken = takenBytes(raw);
  return { taken, periods: taken > before.taken ? 0 : before.periods + 1 };
}
