import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type ServerOptions } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { InvalidTokenError } from '../../modules/identity/identity.errors.ts';
import type { IdentityService } from '../../modules/identity/identity.service.ts';
import type { VerifiedToken } from '../../modules/identity/token-verifier.ts';
import { requestIdOf } from '../../platform/http/request-id.ts';
import type { UpgradeRoute } from '../../platform/http/route.ts';
import { pathOf } from '../../platform/http/url-path.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { preferredLocale } from '../../shared/text/language.ts';
import type { SocketRefusal, UpgradeRefusal } from '../limits/socket-limits.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Yoga } from '../yoga.ts';
import { SocketClose } from './close-codes.ts';
import { GraphqlSocket } from './graphql-socket.ts';
import { OpenSockets } from './open-sockets.ts';
import type { ConnectionParams, Extra } from './socket-extra.ts';
import { createSocketOperations } from './socket-operations.ts';

export interface WebSocketOptions extends Pipeline {
  yoga: Yoga;
  logger: Logger;
  /** Told of each socket that is cut off for what is held of it. */
  onCutOff(reason: SocketRefusal): void;
  /** How long a socket may take to introduce itself. */
  initTimeout_ms: number;
}

export interface WebSocketHandler {
  readonly upgrade: UpgradeRoute;
  /** Refuses new sockets, closes the open ones with 1001 and cuts off those still there at the deadline. Idempotent. */
  stop(deadline_ms?: number): Promise<void>;
}

const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Each takes some 350 bytes, however small it is, until the message is complete. */
const MAX_FRAGMENTS = 256;
const MAX_BUFFERED_CHUNKS = MAX_MESSAGE_BYTES / 512;
const STOP_DEADLINE_MS = 2_000;

/** GraphQL over WebSocket (graphql-transport-ws) on /graphql, through the same pipeline as HTTP. */
export function createWebSocketHandler(options: WebSocketOptions): WebSocketHandler {
  const { limits, initTimeout_ms } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    WebSocket: GraphqlSocket,
    // Its way of tracking is a listener on each of thousands.
    clientTracking: false,
    // A client that offers something else is connected all the same, so that it can be told why: close code 4406.
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : ([...offered][0] ?? false),
  });
  const protocol = makeServer<ConnectionParams, Extra>(serverOptions(options));
  const open = new OpenSockets(options);

  return {
    upgrade(request, socket, head) {
      if (pathOf(request) !== '/graphql') return false;
      const refusal = open.isStopping ? STOPPING : limits.refuse(request);
      if (refusal) socket.end(refusalText(refusal));
      else {
        sockets.handleUpgrade(request, socket, head, (ws) => {
          open.add(ws, request);
          // Not the request: it would stay as long as the socket.
          const requestId = flat(requestIdOf(request));
          const authorization = request.headers.authorization ?? null;
          const address = flat(limits.addressOf(ws)!);
          ws.requireInitWithin(initTimeout_ms);
          const extra = {
            socket: ws,
            requestId,
            address,
            locale: preferredLocale(request.headers['accept-language']),
            authorization,
            principal: null,
            out: null,
            owner: null,
            starting: null,
            answers: null,
          };
          ws.begin(request.socket, open, (speaker) => protocol.opened(speaker, extra));
        });
      }
      return true;
    },
    stop: (deadline_ms = STOP_DEADLINE_MS) => open.stop(deadline_ms),
  };
}

function serverOptions(options: WebSocketOptions): ServerOptions<ConnectionParams, Extra> {
  const { services, logger, limits } = options;
  const { identity } = services;
  return {
    // Ours is cleared when it is not needed any more: see requireInitWithin.
    connectionInitWaitTimeout: 0,
    ...createSocketOperations(options),
    async onConnect(state) {
      const { connectionParams, extra } = state;
      const { socket } = extra;
      // They may be as large as a message, and would stay as long as the socket.
      Object.assign(state, { connectionParams: undefined });
      socket.initReceived();
      try {
        const session = await identity.authenticateSession(authorizationOf(connectionParams, extra.authorization));
        extra.principal = session?.principal ?? null;
        if (session) closeAtSessionEnd(identity, socket, session);
        if (!limits.identify(socket, extra.principal)) return false;
        socket.acknowledge(state);
        return true;
      } catch (error) {
        const known = error instanceof InvalidTokenError;
        if (!known) logger.warn({ err: error, requestId: extra.requestId }, 'could not authenticate a socket');
        const reason = known ? error.message : 'The token can not be checked now.';
        socket.closeWith(known ? CloseCode.Forbidden : SocketClose.TRY_AGAIN_LATER, reason);
        return false;
      }
    },
  };
}

const STOPPING: UpgradeRefusal = { status: '503 Service Unavailable', retryAfter_s: null };

function refusalText({ status, retryAfter_s }: UpgradeRefusal): string {
  const retryAfter = retryAfter_s === null ? '' : `Retry-After: ${retryAfter_s}\r\n`;
  return `HTTP/1.1 ${status}\r\n${retryAfter}Connection: close\r\nContent-Length: 0\r\n\r\n`;
}

/** A made-up id is put together of many strings, each of which would stay. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

/** A socket must not outlive its token: over HTTP the token is refused from then on as well. */
function closeAtSessionEnd(identity: IdentityService, socket: WebSocket, session: VerifiedToken): void {
  // If the socket closed during authentication no 'close' event follows; arming the timer would leak it.
  if (socket.readyState !== socket.OPEN) return;
  socket.once(
    'close',
    identity.atSessionEnd(session, (why) => socket.close(CloseCode.Forbidden, why)),
  );
}

/** `authorization` as in HTTP, or `token` alone; programs may as well send the header with the upgrade request. */
function authorizationOf(params: ConnectionParams | undefined, header: string | null): string | null {
  const given = params?.authorization ?? params?.Authorization;
  if (given === undefined && typeof params?.token === 'string') return `Bearer ${params.token}`;
  if (given === undefined || given === null) return header;
  return String(given);
}
