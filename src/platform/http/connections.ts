import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { HeldBytes } from '../bounds/held-bytes.ts';
import { Tally } from '../bounds/tally.ts';
import { Overdue } from '../turns/overdue.ts';
import { takenBytes } from '../websocket/taken-bytes.ts';
import { BodyBudget } from './body-budget.ts';
import type { ClientAddress } from './client-address.ts';
import { closeWith, type HttpRefusal, RETRY_AFTER_S, STATUS_OF_REFUSAL } from './connection-refusal.ts';
import { type ConnectionTimeouts, DEFAULT_TIMEOUTS } from './connection-timeouts.ts';
import { Progress } from './progress.ts';

export interface HttpConnectionSettings {
  /** Open connections of this node. */
  max: number;
  /** Of them, from one address; behind proxies, whose connections are everyone's: its requests at a time. */
  maxPerAddress: number;
}

export interface HttpConnectionsOptions {
  settings: HttpConnectionSettings;
  addressOf: ClientAddress;
  /** Whether connections come from proxies. */
  isBehindProxies: boolean;
  onRefused(reason: HttpRefusal): void;
  /** Shorter in tests. */
  timeouts?: Partial<ConnectionTimeouts>;
}

/** Requests of one connection that are answered at a time. Browsers send one. */
const MAX_PIPELINED = 8;
/** Of answers that were made for their peers alone, and that those have not read. */
const UNREAD_ANSWERS = { max_bytes: 256 * 1024 * 1024, maxPerOwner_bytes: 64 * 1024 * 1024 };

/** A connection that speaks HTTP. */
interface Connection {
  /** Of the peer. */
  readonly address: string;
  readonly openedAt_ms: number;
  /** Which bound it is beyond; it is let be for a moment, since it may become a WebSocket. */
  excess: 'node_full' | 'address' | null;
  /** Its request with an endless answer, which has bounds of its own: while there is one, the connection is not counted. */
  exempted: IncomingMessage | null;
  /** It had its time, and is cut off when its turn for that comes: gives that up. Null: it is not to be cut off. */
  stay: (() => void) | null;
  /** Of requests that are not answered yet. */
  readonly inHand: Set<ServerResponse>;
  /** Listens to the connection's end while there are any. */
  readonly closeQueued: () => void;
  request: IncomingMessage | null;
  response: ServerResponse | null;
  received: Progress;
  taken: Progress;
}

/** What to answer a request with that is not served. */
export interface RequestRefusal {
  status: number;
  retryAfter_s: number;
}

/** Bounds what HTTP connections may take: how many there are, of whom, how much they ask at once, and how slow they are. */
export class HttpConnections {
  readonly #settings: HttpConnectionSettings;
  readonly #addressOf: ClientAddress;
  readonly #isBehindProxies: boolean;
  readonly #onRefused: (reason: HttpRefusal) => void;
  readonly #timeouts: ConnectionTimeouts;
  readonly #connections = new Map<Socket, Connection>();
  /** Connections, or behind proxies requests, by address. */
  readonly #ofAddresses = new Tally();
  readonly #bodies = new BodyBudget();
  readonly #ownAnswers = new WeakSet<ServerResponse>();
  /** Connections that had their time: thousands that came at once are to be cut off at once, too. */
  readonly #overdue = new Overdue();
  #counted = 0;
  #watch: NodeJS.Timeout | null = null;

  constructor({ settings, addressOf, isBehindProxies, onRefused, timeouts }: HttpConnectionsOptions) {
    this.#settings = settings;
    this.#addressOf = addressOf;
    this.#isBehindProxies = isBehindProxies;
    this.#onRefused = onRefused;
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...timeouts };
  }

  /** Connections that are counted: neither WebSockets nor endless answers. */
  get count(): number {
    return this.#counted;
  }

  /** All that speak HTTP. */
  get sockets(): Iterable<Socket> {
    return this.#connections.keys();
  }

  open(socket: Socket): void {
    const now_ms = performance.now();
    const inHand = new Set<ServerResponse>();
    const connection: Connection = {
      address: this.#addressOf({ socket, headers: {} } as IncomingMessage),
      openedAt_ms: now_ms,
      excess: null,
      exempted: null,
      stay: null,
      inHand,
      closeQueued: () => closeQueued(inHand),
      request: null,
      response: null,
      received: new Progress(0),
      taken: new Progress(0),
    };
    this.#connections.set(socket, connection);
    connection.excess = this.#boundOf(connection);
    if (!connection.excess) this.#count(connection, 1);
    this.#watch ??= setInterval(() => this.#check(), this.#timeouts.check_ms).unref();
  }

  /** The connection is closed, or became a WebSocket. */
  forget(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (!connection) return;
    this.#connections.delete(socket);
    connection.stay?.();
    if (!connection.excess && !connection.exempted) this.#count(connection, -1);
    if (this.#connections.size > 0 || !this.#watch) return;
    clearInterval(this.#watch);
    this.#watch = null;
  }

  /** Where an open connection comes from; null where connections are those of proxies. */
  clientOf(socket: Socket): string | null {
    return this.#isBehindProxies ? null : (this.#connections.get(socket)?.address ?? null);
  }

  /** Null when the request is to be served; it is counted until its answer is closed then. */
  admit(request: IncomingMessage, response: ServerResponse): RequestRefusal | null {
    // Not asked of the request later: Node takes the socket from one whose reader has failed.
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (!connection) return null;
    const { excess } = connection;
    if (excess) {
      connection.excess = this.#boundOf(connection);
      if (connection.excess) return this.#refused(excess);
      this.#count(connection, 1);
    }
    if (connection.inHand.size >= MAX_PIPELINED) return this.#refused('pipelined');
    const address = this.#addressOf(request);
    const isCounted = this.#isBehindProxies;
    if (isCounted && this.#ofAddresses.of(address) >= this.#settings.maxPerAddress) return this.#refused('address');
    const giveBack = this.#bodies.take(request, address);
    if (!giveBack) return this.#refused('bodies');
    if (isCounted) this.#ofAddresses.add(address);
    if (connection.inHand.size === 0) socket.once('close', connection.closeQueued);
    connection.inHand.add(response);
    connection.request = request;
    connection.response = response;
    connection.received = new Progress(socket.bytesRead);
    response.once('close', () => {
      giveBack();
      if (isCounted && connection.exempted !== request) this.#ofAddresses.remove(address);
      connection.inHand.delete(response);
      if (connection.inHand.size === 0) socket.off('close', connection.closeQueued);
      if (connection.request === request) {
        connection.request = null;
        connection.response = null;
      }
      if (connection.exempted === request) this.#endExemption(socket, connection);
    });
    return null;
  }

  /** An answer that may last for ever, and is counted elsewhere. */
  exempt(request: IncomingMessage): void {
    const connection = this.#connections.get(request.socket);
    if (!connection || connection.exempted) return;
    this.#count(connection, -1);
    connection.exempted = request;
    if (this.#isBehindProxies) this.#ofAddresses.remove(this.#addressOf(request));
  }

  /** The answer is made for its peer alone: what of it is not read is held for nobody else. */
  countUnread(response: ServerResponse): void {
    this.#ownAnswers.add(response);
  }

  /** Closes a connection on which no request came, or none in time. */
  end(socket: Socket, status: number): void {
    const connection = this.#connections.get(socket);
    if (connection && status === STATUS_OF_REFUSAL.slow) this.#cutOffInTurn(socket, connection, 'slow');
    else this.#close(socket, status);
  }

  /** Closes a connection whose request has a body in too many pieces. */
  refuseBody(socket: Socket): void {
    this.#cutOff(socket, 'pieces');
  }

  stop(): void {
    if (this.#watch) clearInterval(this.#watch);
    this.#watch = null;
  }

  #endExemption(socket: Socket, connection: Connection): void {
    connection.exempted = null;
    if (this.#connections.get(socket) === connection) this.#count(connection, 1);
  }

  #boundOf({ address }: Connection): 'node_full' | 'address' | null {
    if (this.#counted >= this.#settings.max) return 'node_full';
    if (this.#isBehindProxies || this.#ofAddresses.of(address) < this.#settings.maxPerAddress) return null;
    return 'address';
  }

  #count({ address }: Connection, by: 1 | -1): void {
    this.#counted += by;
    if (!this.#isBehindProxies) this.#ofAddresses.add(address, by);
  }

  #refused(reason: HttpRefusal): RequestRefusal {
    this.#onRefused(reason);
    return { status: STATUS_OF_REFUSAL[reason], retryAfter_s: RETRY_AFTER_S };
  }

  #check(): void {
    const now_ms = performance.now();
    const { excess_ms, body_ms, answer_ms } = this.#timeouts;
    const unread = new HeldBytes(UNREAD_ANSWERS);
    for (const [socket, connection] of this.#connections) {
      if (connection.stay) continue;
      if (connection.excess) {
        if (now_ms - connection.openedAt_ms >= excess_ms) this.#cutOffInTurn(socket, connection, connection.excess);
      } else if (
        connection.received.isSlow(receivedOf(socket, connection), { now_ms, within_ms: body_ms }) ||
        connection.taken.isSlow(takenOf(socket), { now_ms, within_ms: answer_ms })
      ) {
        this.#cutOffInTurn(socket, connection, 'slow');
      } else {
        const bytes = this.#unreadOf(connection);
        // Beyond the bounds the oldest connections go.
        if (bytes > 0) unread.hold(this.#ownerOf(connection), bytes, () => this.#cutOff(socket, 'unread'));
      }
    }
  }

  /** Of answers that were made for its peer alone. */
  #unreadOf({ inHand }: Connection): number {
    let bytes = 0;
    for (const response of inHand) if (this.#ownAnswers.has(response)) bytes += response.writableLength;
    return bytes;
  }

  /** Whom what it asks is counted for. */
  #ownerOf({ address, request }: Connection): string {
    return this.#isBehindProxies && request ? this.#addressOf(request) : address;
  }

  #cutOffInTurn(socket: Socket, connection: Connection, reason: HttpRefusal): void {
    const { address, excess, request } = connection;
    connection.stay = this.#overdue.add(address, () => {
      connection.stay = null;
      // Meanwhile it may have gone or become a WebSocket, there may be room for it, or its request may be over.
      const isStill = connection.excess === excess && connection.request === request;
      if (isStill && this.#connections.get(socket) === connection) this.#cutOff(socket, reason);
    });
  }

  #cutOff(socket: Socket, reason: HttpRefusal): void {
    this.#onRefused(reason);
    this.#close(socket, STATUS_OF_REFUSAL[reason]);
  }

  #close(socket: Socket, status: number): void {
    const { inHand, response = null } = this.#connections.get(socket) ?? {};
    this.forget(socket);
    // Nothing may be said in the middle of an answer, or out of turn.
    if ((inHand?.size ?? 0) > 1 || response?.headersSent) socket.destroy();
    else closeWith(socket, status);
  }
}

/** Node says of an answer that waits behind others of its connection neither that it is closed nor that it never will be. */
function closeQueued(responses: ReadonlySet<ServerResponse>): void {
  for (const response of [...responses]) {
    if (response.socket) continue;
    response.destroy();
    response.emit('close');
  }
}

/** Null when the body is here, or waits for us. */
function receivedOf(socket: Socket, { request }: Connection): number | null {
  return request && !socket.isPaused() && !request.complete && request.readableLength === 0 ? socket.bytesRead : null;
}

/** Null when there is nothing to read. */
function takenOf(socket: Socket): number | null {
  return socket.writableLength > 0 ? takenBytes(socket) : null;
}
