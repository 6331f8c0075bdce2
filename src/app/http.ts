import type { Config } from '../config.ts';
import type { Available } from '../modules/manifest.ts';
import type { OutboxRelay } from '../platform/events/outbox-relay.ts';
import { assertPublishing } from '../platform/events/publishing-probe.ts';
import { createClientAddress } from '../platform/http/client-address.ts';
import { HttpConnections } from '../platform/http/connections.ts';
import { onceASecond, optionalProbe, type ReadinessProbe } from '../platform/http/health.ts';
import { createOriginRule } from '../platform/http/origin-rule.ts';
import { createHttpServer } from '../platform/http/server.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { createMetrics } from '../platform/observability/metrics.ts';
import { oneAtATime } from '../platform/one-at-a-time.ts';
import type { ReleaseStack } from '../platform/release-stack.ts';
import { FairTurns } from '../platform/turns/fair-turns.ts';
import { createGraphqlServer } from '../server/graphql-server.ts';
import { MODULES } from './modules.ts';
import { createPageRoute } from './page-route.ts';
import type { Parts } from './parts.ts';
import { moduleRoutes } from './routes.ts';
import { createSchema } from './schema.ts';
import type { BoxOffice } from './services.ts';
import { startStage } from './stages.ts';

export interface HttpContext {
  parts: Parts;
  office: BoxOffice;
  stack: ReleaseStack;
  relay: OutboxRelay;
  demoShowId: string | null;
}

/** Beyond both bounds, so that those who are refused are told so. */
const SPARE_SOCKETS = 5_000;
const REQUESTS_DEADLINE_MS = 4_000;

/** Everything that a node serves. Resolves with its public URL once it listens; pushes what stops it to the stack. */
export async function startHttp(
  config: Config,
  logger: Logger,
  { parts, office, stack, relay, demoShowId }: HttpContext,
): Promise<string> {
  const { services, available } = office;
  const countLimited = office.limitReports.report;
  const metrics = createMetrics();
  for (const module of MODULES) module.metrics?.(metrics, available);
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
  const turns = new FairTurns({ perSecond_ms: config.http.fairShareOfAddress_ms, onRefused: countLimited });
  const graphql = createGraphqlServer({
    services,
    fair: turns,
    schema: createSchema(),
    logger,
    demoShowId,
    onOperationRefused: metrics.counter(
      'operations_refused_total',
      'Valid operations that were not answered: for their cost, the bytes of their answer, or others that were at work.',
      'reason',
    ),
    sockets: {
      settings: config.sockets.limits,
      mayAsk: createOriginRule({ ...config.sockets, publicUrl: config.http.publicUrl }),
      addressOf,
      onStream: (request) => connections.exempt(request),
      onOwnAnswer: (response) => connections.countUnread(response),
      onRefused: metrics.counter('sockets_refused_total', 'WebSockets refused, or closed for what they did.', 'reason'),
    },
    reading: {
      perSecond_ms: config.http.readingPerAddress_ms,
      onRefused: countLimited,
    },
    subscriptions: {
      settings: config.subscriptions,
      onRefused: metrics.counter(
        'subscriptions_refused_total',
        'Subscriptions refused, by what there were too many of.',
        'of',
      ),
    },
  });
  metrics.gauge('sockets_open', 'Open WebSockets of this node, and subscriptions over HTTP.', graphql.socketCount);
  metrics.gauge(
    'operations_waiting',
    'Large operations that wait for others to be answered.',
    graphql.waitingOperations,
  );
  metrics.gauge(
    'requests_waiting',
    'Requests that wait while those of other addresses come first.',
    () => turns.waiting,
  );
  metrics.gauge(
    'subscription_units',
    'What is executed on this node for subscriptions, in units.',
    graphql.subscriptionUnits,
  );
  metrics.gauge(
    'http_connections_open',
    'Open HTTP connections, without those of sockets_open.',
    () => connections.count,
  );
  metrics.gauge('outbox_waiting', 'Events that are committed and not yet in the log.', () => relay.lag());
  metrics.gauge(
    'outbox_oldest_waiting_seconds',
    'For how long the oldest of these events has been waiting; 0 when there is none.',
    async () => (await relay.lag_ms()) / 1_000,
  );
  metrics.gauge('outbox_set_aside', 'Events that the log refused for good: a person has to see to them.', () =>
    relay.setAside(),
  );
  const server = createHttpServer({
    host: config.http.host,
    port: config.http.port,
    routes: [graphql.route, ...moduleRoutes(available), metrics.route, createPageRoute()],
    upgrades: [graphql.upgrade],
    probes: {
      ...parts.probes,
      ...(config.kafka.brokers === null ? {} : { kafka: kafkaProbe(parts, relay) }),
      outbox: oneAtATime(async () => {
        const [waiting, setAside] = await Promise.all([relay.lag(), relay.setAside()]);
        return setAside === 0 ? `${waiting} waiting` : `${waiting} waiting, ${setAside} set aside`;
      }),
      ...moduleProbes(available),
    },
    logger,
    connections,
    fair: { turns, addressOf },
    maxSockets: config.http.connections.max + config.sockets.limits.maxSockets + SPARE_SOCKETS,
    onRequestDone: metrics.observeRequest,
  });
  const { port } = await server.start();
  stack.push('http', async () => {
    server.announceStop();
    await graphql.stop();
    await server.stop(REQUESTS_DEADLINE_MS);
  });
  const host = isAnyAddress(config.http.host) ? '127.0.0.1' : config.http.host;
  await startStage('listening', { office, stack }, `http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return config.http.publicUrl ?? `http://localhost:${port}`;
}

function moduleProbes(available: Available): Record<string, ReadinessProbe> {
  const probes = MODULES.flatMap((module) => Object.entries(module.probes ?? {}));
  return Object.fromEntries(probes.map(([part, make]) => [part, make(available)]));
}

/** That it can be reached, and that it takes what is written. */
function kafkaProbe({ log }: Parts, relay: OutboxRelay): ReadinessProbe {
  return optionalProbe(
    onceASecond(async () => {
      await log.ping();
      await assertPublishing(relay);
      return 'up';
    }),
  );
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
