import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FairTurns, TurnRefusal } from '../turns/fair-turns.ts';
import { Overdue } from '../turns/overdue.ts';
import { declaredBytes, readingTime_ms } from './body-length.ts';
import type { ClientAddress } from './client-address.ts';
import type { HttpConnections, RequestRefusal } from './connections.ts';

/** Measured: 0.3 to 0.45 beside reading its document, for small operations and metrics alike. Rounded up. */
const REQUEST_MS = 0.5;
const MAX_BODY_MS = 50;
/** Measured: accepting a connection and closing it takes 0.18. */
const CONNECTION_MS = 0.2;
/** It may be a probe's: only what it asks tells. */
const MAX_CONNECTION_WAIT_MS = 1_000;
/** From a profile: 0.15 to 0.25 for a WebSocket that begins, says something and ends. Rounded up. */
const UPGRADE_MS = 0.3;
/** Measured: 0.017 for reading a byte of a body. */
const SMALL_PIECE_MS = 0.02;
/** Measured: reading what has come of a body of one-byte chunks takes 2.4. */
const REFUSED_PIECES_MS = 2.5;

/** Where the requests of each address wait while others come first. */
export interface HttpTurnOptions {
  readonly turns: FairTurns;
  readonly addressOf: ClientAddress;
}

/** Lets what comes over HTTP wait for its turn, in each of its ways: see FairTurns. */
export class HttpTurns {
  /** Undefined: nobody waits. */
  readonly #fair: HttpTurnOptions | undefined;
  readonly #connections: HttpConnections;
  /** Connections that have waited for as long as they may. */
  readonly #overdue = new Overdue();

  constructor(fair: HttpTurnOptions | undefined, connections: HttpConnections) {
    this.#fair = fair;
    this.#connections = connections;
  }

  /** Calls `begin` when it is the request's turn, or returns why there is none. One whose peer goes gives it up. */
  request(request: IncomingMessage, response: ServerResponse, begin: () => void): RequestRefusal | null {
    const fair = isProbe(request) ? undefined : this.#fair;
    if (!fair) {
      begin();
      return null;
    }
    const entered = fair.turns.enter(fair.addressOf(request), expectedTime_ms(request), begin);
    if (typeof entered === 'function') response.once('close', entered);
    return typeof entered === 'object' && entered !== null ? refusalOf(entered) : null;
  }

  /**
   * Reads nothing of a new connection before its address has its turn: who opens many waits as who asks much, but not for long.
   */
  connection(socket: Socket): void {
    const address = this.#connections.clientOf(socket);
    if (!this.#fair || address === null) return;
    let leave: () => void = () => undefined;
    let timeout: NodeJS.Timeout | undefined;
    const goOn = (): void => {
      clearTimeout(timeout);
      leave();
      socket.off('close', goOn);
      if (!socket.destroyed) socket.resume();
    };
    const entered = this.#fair.turns.enter(address, CONNECTION_MS, () => timeout && goOn());
    if (entered === null) return;
    // Where too many wait, what is asked on it is refused, but for probes.
    if (typeof entered === 'function') leave = entered;
    timeout = setTimeout(() => {
      const leaveTurns = leave;
      const leaveOverdue = this.#overdue.add(address, goOn);
      // Whichever comes first.
      leave = () => {
        leaveTurns();
        leaveOverdue();
      };
    }, MAX_CONNECTION_WAIT_MS);
    socket.once('close', goOn);
    // Node begins to read at the end of this tick.
    process.nextTick(() => socket.pause());
  }

  /** As `request`: a WebSocket that is opened and closed again takes as much of this thread as a small one. */
  upgrade(request: IncomingMessage, socket: Duplex, begin: () => void): RequestRefusal | null {
    if (!this.#fair) {
      begin();
      return null;
    }
    const { turns, addressOf } = this.#fair;
    let leave: (() => void) | null = null;
    const entered = turns.enter(addressOf(request), UPGRADE_MS, () => {
      if (leave) socket.off('close', leave);
      begin();
    });
    if (typeof entered === 'function') {
      leave = entered;
      socket.once('close', leave);
    }
    return typeof entered === 'object' && entered !== null ? refusalOf(entered) : null;
  }

  /** Reads on when it is the turn of a body that comes in small pieces, or closes its connection. See RequestBounds. */
  readOn(request: IncomingMessage, goOn: () => void): (() => void) | 'refused' | null {
    if (!this.#fair) {
      goOn();
      return null;
    }
    const { turns, addressOf } = this.#fair;
    const entered = turns.enterLast(addressOf(request), SMALL_PIECE_MS, goOn);
    if (typeof entered === 'function' || entered === null) return entered;
    this.#connections.end(request.socket, refusalOf(entered).status);
    return 'refused';
  }

  /** The request has taken so much time, beyond what it was charged for when it came. */
  charge(request: IncomingMessage, time_ms: number): void {
    this.#fair?.turns.charge(this.#fair.addressOf(request), time_ms);
  }

  /** A body was refused for its pieces. */
  chargeForPieces(request: IncomingMessage): void {
    this.charge(request, REFUSED_PIECES_MS);
  }
}

function refusalOf({ of, retryAfter_s }: TurnRefusal): RequestRefusal {
  return { status: of === 'caller' ? 429 : 503, retryAfter_s };
}

/** What decides whether a node lives is answered always. */
function isProbe({ url }: IncomingMessage): boolean {
  return url === '/health';
}

function expectedTime_ms(request: IncomingMessage): number {
  return REQUEST_MS + readingTime_ms(declaredBytes(request), MAX_BODY_MS);
}
