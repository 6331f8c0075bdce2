import type { Config } from '../config.ts';
import { DEMO_CONCERT_ID } from '../modules/shows/demo.ts';
import type { ClientAddress } from '../platform/http/client-address.ts';
import type { HttpConnections } from '../platform/http/connections.ts';
import { createOriginRule } from '../platform/http/origin-rule.ts';
import { LoadGate } from '../platform/load/load-gate.ts';
import type { Logger } from '../platform/observability/logger.ts';
import type { Metrics } from '../platform/observability/metrics.ts';
import { StartupError } from '../platform/processes/startup-error.ts';
import { FairTurns } from '../platform/turns/fair-turns.ts';
import { IMPORTANCES, type Importance } from '../schema/importance.ts';
import { createGraphqlServer, type GraphqlServer } from '../server/graphql-server.ts';
import type { OperationDone } from '../server/operations/operations-plugin.ts';
import { pageDocuments } from './page-documents.ts';
import { createSchema } from './schema.ts';
import type { BoxOffice } from './services.ts';

export interface ServedGraphql {
  server: GraphqlServer;
  /** Where callers wait while others come first. */
  turns: FairTurns;
}

export interface GraphqlContext {
  office: BoxOffice;
  metrics: Metrics;
  connections: HttpConnections;
  addressOf: ClientAddress;
  demoShowId: string | null;
}

/** The GraphQL API of an api node, with its settings and figures. Nothing is served yet. */
export function createGraphql(
  config: Config,
  logger: Logger,
  { office, metrics, connections, addressOf, demoShowId }: GraphqlContext,
): ServedGraphql {
  const countLimited = office.limitReports.report;
  const { byId, allowsOthers } = config.graphql.documents;
  const texts = allowsOthers ? [] : pageDocuments();
  if (!allowsOthers && byId.size + texts.length === 0) {
    throw new StartupError(
      'DOCUMENTS: with known nothing would be answered: set DOCUMENT_MANIFESTS, or build the pages',
    );
  }
  const turns = new FairTurns({ perSecond_ms: config.http.fairShareOfAddress_ms, onRefused: countLimited });
  const server = createGraphqlServer({
    services: office.services,
    fair: turns,
    gate: createGate(config, metrics),
    schema: createSchema(config.graphql),
    logger,
    trustedDocuments: { documents: byId, texts, allowsOthers },
    demoShowId,
    demoConcertId: demoShowId !== null && config.data.demo === 'all' ? DEMO_CONCERT_ID : null,
    onOperationRefused: metrics.counter(
      'operations_refused_total',
      'Valid operations that were not answered: for their cost, the bytes of their answer, or others that were at work.',
      'reason',
    ),
    onOperationDone: operationFigures(metrics),
    onFannedOut: fanOutFigure(metrics),
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
  registerFigures(metrics, { server, turns });
  return { server, turns };
}

/** By root field, which is one of the schema's: what callers name their operations is their own. */
function operationFigures(metrics: Metrics): (done: OperationDone) => void {
  const note = metrics.durations(
    'operation_duration_seconds',
    'Operations that were executed, by root field, transport and the type of a mutation’s answer; of subscriptions how long they took to begin.',
    ['type', 'operation', 'transport', 'outcome'],
  );
  return ({ type, field, transport, outcome, duration_ms }) =>
    note({ type, operation: field, transport, outcome }, duration_ms);
}

function fanOutFigure(metrics: Metrics): (duration_ms: number) => void {
  const note = metrics.durations(
    'fan_out_seconds',
    'From a change on this node until all its open maps were sent it.',
    [],
  );
  return (duration_ms) => note({}, duration_ms);
}

/** What stands before the execution of operations, with its figures. */
function createGate({ load }: Config, metrics: Metrics): LoadGate {
  const countShed = metrics.counter(
    'operations_shed_total',
    'Operations refused since more was asked for than could be served, by importance.',
    'importance',
  );
  const noteWait = metrics.histogram(
    'operation_wait_seconds',
    'How long operations waited before they were executed, by importance.',
    'importance',
  );
  const gate = new LoadGate({
    ...load,
    importances: IMPORTANCES.length,
    onShed: (importance) => countShed(IMPORTANCES[importance]!),
    onEntered: (importance, waited_ms) => noteWait(IMPORTANCES[importance]!, waited_ms),
  });
  metrics.gauge(
    'operations_limit',
    'How many operations may be executed at a time, as it has been found out.',
    () => gate.limit,
  );
  metrics.gauge('operations_running', 'Operations that are executed.', () => gate.running);
  metrics.gauge('overloaded', '1 while more is asked for than can be served, and the least important is refused.', () =>
    Number(gate.isOverloaded),
  );
  metrics.gauges('operations_queued', 'Operations that wait to be executed, by importance.', {
    label: 'importance',
    values: IMPORTANCES,
    read: (importance) => gate.waitingOf(IMPORTANCES.indexOf(importance as Importance)),
  });
  return gate;
}

function registerFigures(metrics: Metrics, { server, turns }: ServedGraphql): void {
  metrics.gauge('sockets_open', 'Open WebSockets of this node, and subscriptions over HTTP.', server.socketCount);
  metrics.gauge(
    'operations_waiting',
    'Large operations that wait for others to be answered.',
    server.waitingOperations,
  );
  metrics.gauge(
    'requests_waiting',
    'Requests that wait while those of other addresses come first.',
    () => turns.waiting,
  );
  metrics.gauge(
    'subscription_units',
    'What is executed on this node for subscriptions, in units.',
    server.subscriptionUnits,
  );
}
