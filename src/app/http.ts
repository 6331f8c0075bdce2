import type { Config } from '../config.ts';
import type { OutboxRelay } from '../platform/events/outbox-relay.ts';
import { type ClientAddress, createClientAddress } from '../platform/http/client-address.ts';
import { HttpConnections } from '../platform/http/connections.ts';
import { createHttpServer, type HttpServerOptions } from '../platform/http/server.ts';
import type { Logger } from '../platform/observability/logger.ts';
import type { Metrics } from '../platform/observability/metrics.ts';
import type { ReleaseStack } from '../platform/processes/release-stack.ts';
import { createGraphql } from './graphql.ts';
import { createMapScriptRoute } from './map-script-route.ts';
import { MODULES } from './modules.ts';
import { createPageRoute } from './page-route.ts';
import { registerPartFigures } from './part-figures.ts';
import type { Parts } from './parts.ts';
import { createProbes } from './probes.ts';
import { hasRole } from './roles.ts';
import { moduleRoutes } from './routes.ts';
import type { BoxOffice } from './services.ts';
import { startStage } from './stages.ts';

export interface HttpContext {
  parts: Parts;
  office: BoxOffice;
  stack: ReleaseStack;
  relay: OutboxRelay;
  demoShowId: string | null;
  metrics: Metrics;
}

/** Beyond both bounds, so that those who are refused are told so. */
const SPARE_SOCKETS = 5_000;
const REQUESTS_DEADLINE_MS = 4_000;

/**
 * Everything that a node serves: a worker its health, readiness and figures, an api node the product as well. Resolves with its
 * URL once it listens, that for people where it serves them; pushes what stops it to the stack.
 */
export async function startHttp(config: Config, logger: Logger, context: HttpContext): Promise<string> {
  const { parts, office, stack, relay, metrics } = context;
  registerFigures(metrics, context);
  const addressOf = createClientAddress(config.sockets.trustedProxies);
  const connections = new HttpConnections({
    settings: config.http.connections,
    addressOf,
    isBehindProxies: config.sockets.trustedProxies > 0,
    onRefused: metrics.counter(
      'http_refused_total',
      'HTTP requests refused, and connections cut off for being too many or too slow.',
      'reason',
    ),
  });
  metrics.gauge(
    'http_connections_open',
    'Open HTTP connections, without those of sockets_open.',
    () => connections.count,
  );
  const isForPeople = hasRole(config, 'api');
  const served = isForPeople
    ? createProduct(config, logger, { ...context, metrics, connections, addressOf })
    : { routes: [metrics.route] };
  const server = createHttpServer({
    host: config.http.host,
    port: config.http.port,
    routes: served.routes,
    ...served.options,
    probes: createProbes(config, { parts, relay, available: office.available }),
    logger,
    connections,
    maxSockets: config.http.connections.max + config.sockets.limits.maxSockets + SPARE_SOCKETS,
    onRequestDone: metrics.observeRequest,
  });
  const { port } = await server.start();
  stack.push('http', async () => {
    server.announceStop();
    await served.stop?.();
    await server.stop(REQUESTS_DEADLINE_MS);
  });
  const host = isAnyAddress(config.http.host) ? '127.0.0.1' : config.http.host;
  await startStage('listening', { office, stack }, `http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return (isForPeople ? config.http.publicUrl : null) ?? `http://localhost:${port}`;
}

interface Served {
  routes: HttpServerOptions['routes'];
  options?: Pick<HttpServerOptions, 'upgrades' | 'fair'>;
  stop?(): Promise<void>;
}

interface ProductContext extends HttpContext {
  connections: HttpConnections;
  addressOf: ClientAddress;
}

/** The API, the modules' routes and the pages. */
function createProduct(config: Config, logger: Logger, context: ProductContext): Served {
  const { server: graphql, turns } = createGraphql(config, logger, context);
  const { office, metrics, addressOf } = context;
  return {
    routes: [
      graphql.route,
      ...moduleRoutes(office.available),
      metrics.route,
      createMapScriptRoute(),
      createPageRoute({ framedBy: config.sockets.allowedOrigins, hasStripe: config.payments.stripe !== null }),
    ],
    options: { upgrades: [graphql.upgrade], fair: { turns, addressOf } },
    stop: () => graphql.stop(),
  };
}

/** Those of the modules and of the outbox, which are the same on all nodes. */
function registerFigures(metrics: Metrics, { office, relay, parts }: HttpContext): void {
  registerPartFigures(metrics, parts);
  for (const module of MODULES) module.metrics?.(metrics, office.available);
  metrics.gauge('outbox_waiting', 'Events that are committed and not yet in the log.', () => relay.lag());
  metrics.gauge(
    'outbox_oldest_waiting_seconds',
    'For how long the oldest of these events has been waiting; 0 when there is none.',
    async () => (await relay.lag_ms()) / 1_000,
  );
  metrics.gauge('outbox_set_aside', 'Events that the log refused for good: a person has to see to them.', () =>
    relay.setAside(),
  );
  metrics.gauge(
    'relay_active',
    '1 while a node publishes events; 0 for longer: none with ROLE=worker or all is at work.',
    async () => Number(await relay.isAnyActive()),
  );
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
