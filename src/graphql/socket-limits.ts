import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import type { Principal } from '../modules/identity/principal.ts';
import type { ClientAddress } from '../platform/http/client-address.ts';
import type { OriginRule } from '../platform/http/origin-rule.ts';
import { SocketClose } from './close-codes.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

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
export type SocketRefusal = 'origin' | 'node_full' | 'address' | 'caller' | 'messages' | 'idle';

/** What an upgrade is refused with. */
export interface UpgradeRefusal {
  status: string;
  /** After so long it may be different. */
  retryAfter_s: number | null;
}

export interface SocketLimits {
  /** Null when the socket may be opened; `watch` it at once then. */
  refuse(request: IncomingMessage): UpgradeRefusal | null;
  /** Counts an endless answer as a socket until it ends, unless it says (with the refusal) that it must not be begun. */
  admitStream(response: ServerResponse, request: IncomingMessage, principal: Principal | null): UpgradeRefusal | null;
  /** Ends all endless answers. */
  endStreams(): void;
  /** Counts the socket until it is closed, and closes it when it sends too much. */
  watch(socket: WebSocket, request: IncomingMessage): void;
  /** Says whose socket it is; false when the caller has enough of them: it is being closed. */
  identify(socket: WebSocket, principal: Principal | null): boolean;
  /** From now on the socket counts as idle whenever `isBusy` says false. */
  closeWhenIdle(socket: WebSocket, isBusy: () => boolean): void;
  /** Open sockets, and endless answers. */
  count(): number;
  /** Ends the watch over idle sockets. */
  stop(): void;
}

export interface SocketLimitOptions {
  settings: SocketLimitSettings;
  mayAsk: OriginRule;
  addressOf: ClientAddress;
  /** Told of each socket that was refused or closed for its behaviour. */
  onRefused(reason: SocketRefusal): void;
}

interface Watched {
  address: string;
  caller: string | null;
  isBusy: (() => boolean) | null;
  busyAt_ms: number;
  isClosing: boolean;
  bucket: TokenBucket;
}

const BURST_SECONDS = 10;
const RETRY_AFTER_S = 10;
/** Sockets are looked at so many times within their idle time. */
const IDLE_CHECKS = 4;
/** A peer that does not answer the close is cut off after this. */
const CUT_OFF_AFTER_MS = 2_000;

/** Bounds what sockets may take: how many there are, of whom, what they send and how long they stay without use. */
export function createSocketLimits({ settings, mayAsk, addressOf, onRefused }: SocketLimitOptions): SocketLimits {
  const sockets = new Map<WebSocket, Watched>();
  const ofAddress = new Tally();
  const ofCaller = new Tally();
  const streams = new Set<ServerResponse>();

  function refused(reason: SocketRefusal, status: string, retryAfter_s: number | null = null): UpgradeRefusal {
    onRefused(reason);
    return { status, retryAfter_s };
  }

  function close(socket: WebSocket, reason: SocketRefusal, [code, text]: readonly [number, string]): void {
    onRefused(reason);
    // Whatever it still sends is not looked at.
    socket.removeAllListeners('message');
    socket.close(code, text);
    const cutOff = setTimeout(() => socket.terminate(), CUT_OFF_AFTER_MS);
    socket.once('close', () => clearTimeout(cutOff));
  }

  const rate = { perSecond: settings.messagesPerSecond, burst: settings.messagesPerSecond * BURST_SECONDS };

  // One function each for all sockets, which are its `this`.
  function forget(this: WebSocket): void {
    const watched = sockets.get(this);
    if (!watched) return;
    sockets.delete(this);
    ofAddress.remove(watched.address);
    if (watched.caller !== null) ofCaller.remove(watched.caller);
  }

  function count(this: WebSocket): void {
    const watched = sockets.get(this);
    if (!watched) return;
    watched.busyAt_ms = performance.now();
    if (watched.isClosing || watched.bucket.take()) return;
    watched.isClosing = true;
    close(this, 'messages', [SocketClose.TOO_MANY_MESSAGES, 'Too many messages.']);
  }

  const idleChecks = setInterval(() => {
    const now_ms = performance.now();
    for (const [socket, watched] of sockets) {
      if (watched.isBusy?.() !== false) watched.busyAt_ms = now_ms;
      else if (now_ms - watched.busyAt_ms >= settings.idleTimeout_ms && socket.readyState === socket.OPEN) {
        close(socket, 'idle', [SocketClose.IDLE, 'Nothing ran here for long.']);
      }
    }
  }, settings.idleTimeout_ms / IDLE_CHECKS);
  idleChecks.unref();

  function refuseAnother(request: IncomingMessage): UpgradeRefusal | null {
    const open = sockets.size + streams.size;
    if (open >= settings.maxSockets) return refused('node_full', '503 Service Unavailable', RETRY_AFTER_S);
    if (ofAddress.of(addressOf(request)) < settings.maxPerAddress) return null;
    return refused('address', '429 Too Many Requests', RETRY_AFTER_S);
  }

  return {
    refuse: (request) => (mayAsk(request) ? refuseAnother(request) : refused('origin', '403 Forbidden')),
    admitStream(response, request, principal) {
      const refusal = refuseAnother(request);
      if (refusal || response.destroyed) return refusal;
      if (principal && ofCaller.of(principal.id) >= settings.maxPerCaller) {
        return refused('caller', '429 Too Many Requests', RETRY_AFTER_S);
      }
      const address = addressOf(request);
      streams.add(response);
      ofAddress.add(address);
      if (principal) ofCaller.add(principal.id);
      response.once('close', () => {
        streams.delete(response);
        ofAddress.remove(address);
        if (principal) ofCaller.remove(principal.id);
      });
      return null;
    },
    endStreams() {
      for (const response of streams) response.destroy();
    },
    watch(socket, request) {
      const watched: Watched = {
        address: addressOf(request),
        caller: null,
        isBusy: null,
        busyAt_ms: performance.now(),
        isClosing: false,
        bucket: createTokenBucket(rate),
      };
      sockets.set(socket, watched);
      ofAddress.add(watched.address);
      socket.on('close', forget);
      // Before any other listener: what is too much is not even parsed. Pongs answer pings of ours.
      socket.on('message', count);
      socket.on('ping', count);
    },
    identify(socket, principal) {
      const watched = sockets.get(socket);
      if (!watched || principal === null) return true;
      if (ofCaller.of(principal.id) >= settings.maxPerCaller) {
        close(socket, 'caller', [SocketClose.TRY_AGAIN_LATER, 'You have too many connections.']);
        return false;
      }
      watched.caller = principal.id;
      ofCaller.add(principal.id);
      return true;
    },
    closeWhenIdle(socket, isBusy) {
      const watched = sockets.get(socket);
      if (watched) watched.isBusy = isBusy;
    },
    count: () => sockets.size + streams.size,
    stop: () => clearInterval(idleChecks),
  };
}

/** How many there are of each; what there is none of takes no room. */
class Tally {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  remove(key: string): void {
    const left = this.of(key) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
