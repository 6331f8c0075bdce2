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
export function createSocketLimits({
  settings,
  mayAsk,
  addressOf,
  onRefused,
  onStream,
}: SocketLimitOptions): SocketLimits {
  const sockets = new Map<LimitedSocket, Watched>();
  const ofAddress = new Tally();
  const ofCaller = new Tally();
  const streams = new Set<ServerResponse>();

  function refused(reason: SocketRefusal, status: string, retryAfter_s: number | null = null): UpgradeRefusal {
    onRefused(reason);
    return { status, retryAfter_s };
  }

  function close(socket: LimitedSocket, watched: Watched, reason: SocketRefusal, [code, text]: [number, string]): void {
    onRefused(reason);
    watched.isClosing = true;
    closeSocket(socket, code, text);
  }

  function tooMany(socket: LimitedSocket, watched: Watched): void {
    close(socket, watched, 'messages', [SocketClose.TOO_MANY_MESSAGES, 'Too many messages.']);
  }

  const messages = new TokenBucket({
    perSecond: settings.messagesPerSecond,
    burst: settings.messagesPerSecond * BURST_SECONDS,
  });

  const idleChecks = setInterval(() => {
    const now_ms = performance.now();
    for (const [socket, watched] of sockets) {
      if (socket.isBusy) watched.busyAt_ms = now_ms;
      else if (now_ms - watched.busyAt_ms >= settings.idleTimeout_ms && socket.readyState === socket.OPEN) {
        close(socket, watched, 'idle', [SocketClose.IDLE, 'Nothing ran here for long.']);
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
      onStream?.(request);
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
      for (const { req } of streams) req.socket.destroy();
    },
    watch(socket, request) {
      const watched: Watched = {
        address: addressOf(request),
        caller: null,
        busyAt_ms: performance.now(),
        isClosing: false,
        fullAt_ms: 0,
      };
      sockets.set(socket, watched);
      ofAddress.add(watched.address);
    },
    admitMessage(socket) {
      const watched = sockets.get(socket);
      if (!watched || watched.isClosing) return false;
      watched.busyAt_ms = performance.now();
      const fullAt_ms = messages.take(watched.fullAt_ms);
      if (fullAt_ms === null) {
        tooMany(socket, watched);
        return false;
      }
      watched.fullAt_ms = fullAt_ms;
      return true;
    },
    refuseMessages(socket) {
      const watched = sockets.get(socket);
      if (watched && !watched.isClosing) tooMany(socket, watched);
    },
    identify(socket, principal) {
      const watched = sockets.get(socket);
      if (!watched || principal === null) return true;
      if (ofCaller.of(principal.id) >= settings.maxPerCaller) {
        close(socket, watched, 'caller', [SocketClose.TRY_AGAIN_LATER, 'You have too many connections.']);
        return false;
      }
      watched.caller = principal.id;
      ofCaller.add(principal.id);
      return true;
    },
    forget(socket) {
      const watched = sockets.get(socket);
      if (!watched) return;
      sockets.delete(socket);
      ofAddress.remove(watched.address);
      if (watched.caller !== null) ofCaller.remove(watched.caller);
    },
    addressOf: (socket) => sockets.get(socket)?.address ?? null,
    count: () => sockets.size + streams.size,
    stop: () => clearInterval(idleChecks),
  };
}
