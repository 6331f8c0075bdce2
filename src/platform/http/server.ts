import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../observability/logger.ts';
import { isOutage } from '../outages/outage.ts';
import { StartupError } from '../processes/startup-error.ts';
import { boundedRequests } from './bounded-request.ts';
import { createClientAddress } from './client-address.ts';
import { HttpConnections, type RequestRefusal } from './connections.ts';
import { letAnyOriginRead } from './cross-origin-read.ts';
import { createReadyRoute, healthRoute, type ReadinessProbe } from './health.ts';
import { type HttpTurnOptions, HttpTurns } from './http-turns.ts';
import { answerJson } from './json-response.ts';
import { noteDeadline } from './request-deadline.ts';
import { requestIdOf } from './request-id.ts';
import { noteShed, RequestLog } from './request-log.ts';
import type { HttpRoute, UpgradeRoute } from './route.ts';
import { tracedServing } from './traced-serving.ts';
import { EarlyResponse } from './unread-body.ts';
import { isHost } from './url-path.ts';

export interface HttpServerOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Asked in order, after `/health` and `/ready`; when none takes the request, the answer is 404. */
  routes: readonly HttpRoute[];
  upgrades?: readonly UpgradeRoute[];
  /** The parts that `/ready` names. */
  probes?: Record<string, ReadinessProbe>;
  logger: Logger;
  /** Where the requests of each address wait while others come first. Not given: nobody waits. */
  fair?: HttpTurnOptions;
  /** Its bounds of connections. */
  connections?: HttpConnections;
  /** Of all sockets, WebSockets too: beyond that they are dropped without a word. */
  maxSockets?: number;
  /** Node's own, over the usual ones; for tests. */
  timeouts?: Partial<typeof TIMEOUTS>;
  /** Called when an answer is complete, or its peer is gone. Milliseconds. */
  onRequestDone?: (request: { method: string; status: number; duration_ms: number }) => void;
}

export interface HttpServer {
  /** Listens. Throws StartupError naming PORT or HOST when it can't. */
  start(): Promise<{ port: number }>;
  /** From now on `/ready` says "not ready" and answers close their connections; everything is still served. */
  announceStop(): void;
  /**
   * Stops accepting and waits for the requests in hand; those still open at the deadline are cut off. Upgraded sockets and
   * endless answers belong to their routes: stop those first. Idempotent.
   */
  stop(deadline_ms?: number): Promise<void>;
}

const STOP_DEADLINE_MS = 5_000;
/** Connections that may wait to be accepted: thousands come at once when another node has gone (the system may allow fewer). */
const BACKLOG = 4_096;
/** When to try again what an outage has made fail. */
const AWAY_RETRY_S = 1;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Time-outs are looked for so often. */
const TIMEOUT_CHECK_MS = 1_000;

const TIMEOUTS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  headersTimeout: HEADERS_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
};

/** Of a server that is not told its bounds. */
function defaultConnections(): HttpConnections {
  return new HttpConnections({
    settings: { max: 10_000, maxPerAddress: 2_000 },
    addressOf: createClientAddress(0),
    isBehindProxies: false,
    onRefused: () => undefined,
  });
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { host, port, upgrades = [], probes = {}, logger, connections = defaultConnections() } = options;
  const turns = new HttpTurns(options.fair, connections);
  const log = new RequestLog(logger, options.onRequestDone);
  let stopping = false;
  let stopped: Promise<void> | null = null;
  const routes = [healthRoute, createReadyRoute(probes, () => stopping), ...options.routes];

  const BoundedRequest = boundedRequests({
    refuse(request) {
      turns.chargeForPieces(request);
      connections.refuseBody(request.socket);
    },
    readOn: (request, goOn) => turns.readOn(request, goOn),
  });
  const server = createServer(
    { ...TIMEOUTS, ...options.timeouts, IncomingMessage: BoundedRequest, ServerResponse: EarlyResponse },
    (request, response) => {
      response.setHeader('x-request-id', requestIdOf(request));
      noteDeadline(request);
      if (stopping) response.setHeader('connection', 'close');
      log.begin(request, response);
      // A connection kept alive would hold up the stop until its time-out.
      response.on('close', () => stopping && setImmediate(() => server.closeIdleConnections()));
      const refusal = connections.admit(request, response);
      if (refusal) refuseRequest(response, refusal);
      else if (!isHost(request.headers.host)) answerJson(response, 400, { error: 'The Host header names no host.' });
      else inTurn(request, response);
    },
  );
  const serve = tracedServing(createServing({ routes, logger, turns }));
  function inTurn(request: IncomingMessage, response: ServerResponse): void {
    const refusal = turns.request(request, response, () => void serve(request, response));
    if (refusal) refuseRequest(response, refusal);
  }
  if (options.maxSockets !== undefined) server.maxConnections = options.maxSockets;
  // Thousands of them may stay as WebSockets: their listeners are the same for all, and hold on to nothing.
  function onClose(this: Socket): void {
    connections.forget(this);
  }
  const onUpgradedError = (error: unknown): void => logger.debug({ err: error }, 'upgraded socket failed');
  server.on('connection', (socket) => {
    connections.open(socket);
    socket.on('close', onClose);
    turns.connection(socket);
  });
  server.on('upgrade', (request, socket, head) => {
    // A peer that goes away during the handshake must not bring the process down.
    socket.on('error', onUpgradedError);
    const begin = (): void => {
      if (socket.destroyed) return;
      // From now on it is its route's.
      connections.forget(socket as Socket);
      socket.off('close', onClose);
      if (stopping) refuseUpgrade(socket, STOPPING);
      else if (!upgrades.some((upgrade) => upgrade(request, socket, head))) refuseUpgrade(socket, UNKNOWN);
      // A WebSocket has its own: two would be a list on each of thousands.
      if (socket.listenerCount('error') > 1) socket.off('error', onUpgradedError);
    };
    const refusal = turns.upgrade(request, socket, begin);
    if (refusal) refuseUpgrade(socket, refusal);
  });

  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    connections.end(socket as Socket, CLIENT_ERROR_STATUS[error.code ?? ''] ?? 400);
  });

  return {
    async start() {
      await listen(server, host, port);
      return { port: (server.address() as AddressInfo).port };
    },
    announceStop() {
      stopping = true;
    },
    stop(deadline_ms = STOP_DEADLINE_MS) {
      stopping = true;
      stopped ??= close(server, connections, deadline_ms).finally(() => {
        connections.stop();
        log.stop();
      });
      return stopped;
    },
  };
}

/** What Node would answer to what is no request. */
const CLIENT_ERROR_STATUS: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

function refuseRequest(response: ServerResponse, { status, retryAfter_s }: RequestRefusal): void {
  noteShed(response);
  letAnyOriginRead(response);
  response.setHeader('retry-after', retryAfter_s);
  response.setHeader('connection', 'close');
  answerJson(response, status, { error: 'Too many connections or requests. Try again later.' });
}

interface Serving {
  routes: readonly HttpRoute[];
  logger: Logger;
  turns: HttpTurns;
}

/** Never rejects: what a route can't answer because of an outage is a 503, as are too many who wait for the same; the rest is ours. */
function createServing({ routes, logger, turns }: Serving) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const charge = (time_ms: number) => turns.charge(request, time_ms);
    try {
      for (const route of routes) if (await route(request, response, charge)) return;
      answerJson(response, 404, { error: 'Not found.' });
    } catch (error) {
      const isAway = isOutage(error);
      const entry = { err: error, requestId: requestIdOf(request) };
      if (isAway) logger.warn(entry, 'a part is away');
      else logger.error(entry, 'request failed');
      if (response.headersSent) response.destroy();
      else answerFailure(response, isAway, requestIdOf(request));
    }
  };
}

/** That a part is away, as what GraphQL answers with ServiceUnavailableError, or that we are at fault. Pages of any origin may read it. */
function answerFailure(response: ServerResponse, isAway: boolean, requestId: string): void {
  letAnyOriginRead(response);
  if (!isAway) {
    answerJson(response, 500, { error: 'Internal error.', requestId });
    return;
  }
  response.setHeader('retry-after', AWAY_RETRY_S);
  answerJson(response, 503, { error: 'A part that is needed is away, or has too much to do. Try again soon.' });
}

/** Throws StartupError, as `start` would, when the port is in use. When it resolves, `start` succeeds unless another process takes the port meanwhile. */
export async function assertPortIsFree({ host, port }: { host: string; port: number }): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  await new Promise((resolve) => probe.close(resolve));
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(`PORT: ${port} is in use on ${host}; stop what uses it or set another PORT.`, {
        cause: error,
      });
    case 'EACCES':
      return new StartupError(`PORT: ${port} may not be used by this user; set a PORT above 1023.`, { cause: error });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartupError(`HOST: ${host} is not an address of this machine.`, { cause: error });
    default:
      return error;
  }
}

const STOPPING = { status: 503, retryAfter_s: null };
const UNKNOWN = { status: 404, retryAfter_s: null };

function refuseUpgrade(
  socket: Duplex,
  { status, retryAfter_s }: { status: number; retryAfter_s: number | null },
): void {
  const retryAfter = retryAfter_s === null ? '' : `Retry-After: ${retryAfter_s}\r\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${retryAfter}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  // Nobody reads it any more: a peer that does not close its end would keep it for ever.
  (socket as Socket).destroySoon();
}

async function close(server: Server, connections: HttpConnections, deadline_ms: number): Promise<void> {
  if (!server.listening) return;
  const deadline = setTimeout(() => server.closeAllConnections(), deadline_ms);
  try {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Browsers and fetch open connections ahead of need. Node counts one without a request as busy, not as idle.
    for (const socket of connections.sockets) if (socket.bytesRead === 0) socket.destroy();
    await closed;
  } finally {
    clearTimeout(deadline);
  }
}
