import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { Tally } from '../../platform/bounds/tally.ts';
import type { ClientAddress } from '../../platform/http/client-address.ts';
import type { OriginRule } from '../../platform/http/origin-rule.ts';
import { closeSocket } from '../../platform/websocket/close-socket.ts';
import type { Principal } from '../../shared/principal.ts';
import { SocketClose } from '../websocket/close-codes.ts';
import { TokenBucket } from './token-bucket.ts';

export interface SocketLimitSettings {
  /** Open sockets of this node. */
  maxSockets: number;
  /** Of them, from one address. */
  maxPerAddress: number;
  /** Of them, of one caller with a token. */
  maxPerCaller: number;
  /** What one socket may send for long; ten times as much at once. */
  messagesPerSecond: number;
  /** How long a socket may take to introduce itself. */
  initTimeout_ms: number;
  /** How long a socket may be open without an operation. */
  idleTimeout_ms: number;
}

/** Why a socket was refused or closed, as it is counted. */
export type SocketRefusal = 'origin' | 'node_full' | 'address' | 'caller' | 'messages' | 'partial' | 'unread' | 'idle';

/** What an upgrade is refused with. */
export interface UpgradeRefusal {
  status: string;
  /** After so long it may be different. */
  retryAfter_s: number | null;
}

/** A socket that can be without use. */
export interface LimitedSocket extends WebSocket {
  /** Whether something runs on it. */
  readonly isBusy: boolean;
}

export interface SocketLimits {
  /** Null when the socket may be opened; `watch` it at once then. */
  refuse(request: IncomingMessage): UpgradeRefusal | null;
  /** Counts an endless answer as a socket until it ends, unless it says (with the refusal) that it must not be begun. */
  admitStream(response: ServerResponse, request: IncomingMessage, principal: Principal | null): UpgradeRefusal | null;
  /** Ends all endless answers. */
  endStreams(): void;
  /** Counts the socket until `forget`, and closes it when nothing runs on it for long. */
  watch(socket: LimitedSocket, request: IncomingMessage): void;
  /**
   * To be asked about each message before it is parsed, and about each ping (pongs answer pings of ours). False when the
   * socket sends too much or is being closed: what it sends is not to be looked at.
   */
  admitMessage(socket: LimitedSocket): boolean;
  /** Closes the socket, as one that sends too much. */
  refuseMessages(socket: LimitedSocket): void;
  /** Says whose socket it is; false when the caller has enough of them: it is being closed. */
  identify(socket: LimitedSocket, principal: Principal | null): boolean;
  /** The socket is closed. */
  forget(socket: LimitedSocket): void;
  /** Open sockets, and endless answers. */
  count(): number;
  /** Where an open socket comes from. */
  addressOf(socket: LimitedSocket): string | null;
  /** Ends the watch over idle sockets. */
  stop(): void;
}

export interface SocketLimitOptions {
  settings: SocketLimitSettings;
  mayAsk: OriginRule;
  addressOf: ClientAddress;
  /** Told of each socket that was refused or closed for its behaviour. */
  onRefused(reason: SocketRefusal): void;
  /** Told of each request whose answer is counted here, as a socket. */
  onStream?(request: IncomingMessage): void;
}

interface Watched {
  address: string;
  caller: string | null;
  busyAt_ms: number;
  isClosing: boolean;
  /** Of the bucket of its messages. */
  fullAt_ms: number;
}

const BURST_SECONDS = 10;
const RETRY_AFTER_S = 10;
/** Sockets are looked at so many times within their idle time. */
const IDLE_CHECKS = 4;

/** Bounds what sockets may take: how many there are, of whom, what they send and how long they stay without use. */
export function createSocketLimits(options: SocketLimitOptions): SocketLimits {
  return new Limits(options);
}

class Limits implements SocketLimits {
  readonly #options: SocketLimitOptions;
  readonly #sockets = new Map<LimitedSocket, Watched>();
  readonly #streams = new Set<ServerResponse>();
  readonly #ofAddress = new Tally();
  readonly #ofCaller = new Tally();
  readonly #messages: TokenBucket;
  readonly #idleChecks: NodeJS.Timeout;

  constructor(options: SocketLimitOptions) {
    const { messagesPerSecond: perSecond, idleTimeout_ms } = options.settings;
    this.#options = options;
    this.#messages = new TokenBucket({ perSecond, burst: perSecond * BURST_SECONDS });
    this.#idleChecks = setInterval(() => this.#closeIdle(), idleTimeout_ms / IDLE_CHECKS);
    this.#idleChecks.unref();
  }

  refuse(request: IncomingMessage): UpgradeRefusal | null {
    return this.#options.mayAsk(request) ? this.#refuseAnother(request) : this.#refused('origin', '403 Forbidden');
  }

  admitStream(response: ServerResponse, request: IncomingMessage, principal: Principal | null): UpgradeRefusal | null {
    const refusal = this.#refuseAnother(request);
    if (refusal || response.destroyed) return refusal;
    if (principal && this.#hasEnough(principal)) {
      return this.#refused('caller', '429 Too Many Requests', RETRY_AFTER_S);
    }
    const address = this.#options.addressOf(request);
    this.#streams.add(response);
    this.#options.onStream?.(request);
    this.#ofAddress.add(address);
    if (principal) this.#ofCaller.add(principal.id);
    response.once('close', () => {
      this.#streams.delete(response);
      this.#ofAddress.remove(address);
      if (principal) this.#ofCaller.remove(principal.id);
    });
    return null;
  }

  endStreams(): void {
    for (const { req } of this.#streams) req.socket.destroy();
  }

  watch(socket: LimitedSocket, request: IncomingMessage): void {
    const watched: Watched = {
      address: this.#options.addressOf(request),
      caller: null,
      busyAt_ms: performance.now(),
      isClosing: false,
      fullAt_ms: 0,
    };
    this.#sockets.set(socket, watched);
    this.#ofAddress.add(watched.address);
  }

  admitMessage(socket: LimitedSocket): boolean {
    const watched = this.#sockets.get(socket);
    if (!watched || watched.isClosing) return false;
    watched.busyAt_ms = performance.now();
    const fullAt_ms = this.#messages.take(watched.fullAt_ms);
    if (fullAt_ms === null) {
      this.#tooMany(socket, watched);
      return false;
    }
    watched.fullAt_ms = fullAt_ms;
    return true;
  }

  refuseMessages(socket: LimitedSocket): void {
    const watched = this.#sockets.get(socket);
    if (watched && !watched.isClosing) this.#tooMany(socket, watched);
  }

  identify(socket: LimitedSocket, principal: Principal | null): boolean {
    const watched = this.#sockets.get(socket);
    if (!watched || principal === null) return true;
    if (this.#hasEnough(principal)) {
      this.#close(socket, watched, 'caller', [SocketClose.TRY_AGAIN_LATER, 'You have too many connections.']);
      return false;
    }
    watched.caller = principal.id;
    this.#ofCaller.add(principal.id);
    return true;
  }

  forget(socket: LimitedSocket): void {
    const watched = this.#sockets.get(socket);
    if (!watched) return;
    this.#sockets.delete(socket);
    this.#ofAddress.remove(watched.address);
    if (watched.caller !== null) this.#ofCaller.remove(watched.caller);
  }

  addressOf(socket: LimitedSocket): string | null {
    return this.#sockets.get(socket)?.address ?? null;
  }

  count(): number {
    return this.#sockets.size + this.#streams.size;
  }

  stop(): void {
    clearInterval(this.#idleChecks);
  }

  #refuseAnother(request: IncomingMessage): UpgradeRefusal | null {
    const { settings, addressOf } = this.#options;
    if (this.count() >= settings.maxSockets) {
      return this.#refused('node_full', '503 Service Unavailable', RETRY_AFTER_S);
    }
    if (this.#ofAddress.of(addressOf(request)) < settings.maxPerAddress) return null;
    return this.#refused('address', '429 Too Many Requests', RETRY_AFTER_S);
  }

  #refused(reason: SocketRefusal, status: string, retryAfter_s: number | null = null): UpgradeRefusal {
    this.#options.onRefused(reason);
    return { status, retryAfter_s };
  }

  #hasEnough({ id }: Principal): boolean {
    return this.#ofCaller.of(id) >= this.#options.settings.maxPerCaller;
  }

  #tooMany(socket: LimitedSocket, watched: Watched): void {
    this.#close(socket, watched, 'messages', [SocketClose.TOO_MANY_MESSAGES, 'Too many messages.']);
  }

  #close(socket: LimitedSocket, watched: Watched, reason: SocketRefusal, [code, text]: [number, string]): void {
    this.#options.onRefused(reason);
    watched.isClosing = true;
    closeSocket(socket, code, text);
  }

  #closeIdle(): void {
    const now_ms = performance.now();
    for (const [socket, watched] of this.#sockets) {
      if (socket.isBusy) watched.busyAt_ms = now_ms;
      else if (
        now_ms - watched.busyAt_ms >= this.#options.settings.idleTimeout_ms &&
        socket.readyState === socket.OPEN
      ) {
        this.#close(socket, watched, 'idle', [SocketClose.IDLE, 'Nothing ran here for long.']);
      }
    }
  }
}
