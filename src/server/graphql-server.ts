import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { ClientAddress } from '../platform/http/client-address.ts';
import type { OriginRule } from '../platform/http/origin-rule.ts';
import type { HttpRoute, UpgradeRoute } from '../platform/http/route.ts';
import { pathOf } from '../platform/http/url-path.ts';
import { LoadGate, type LoadGateOptions } from '../platform/load/load-gate.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { FairTurns } from '../platform/turns/fair-turns.ts';
import { WorkTurns } from '../platform/turns/work-turns.ts';
import type { Services } from '../schema/context.ts';
import type { CostRefusal } from '../schema/cost/cost-errors.ts';
import { OperationLine } from '../schema/cost/operation-line.ts';
import { IMPORTANCES } from '../schema/importance.ts';
import { Documents } from './documents/documents.ts';
import { TrustedDocuments, type TrustedDocumentsOptions } from './documents/trusted-documents.ts';
import { createGraphiqlRoute } from './graphiql/route.ts';
import { GraphqlRequests } from './graphql-requests.ts';
import { ReadingBudget, type ReadingBudgetOptions } from './limits/reading-budget.ts';
import { createSocketLimits, type SocketLimitSettings, type SocketRefusal } from './limits/socket-limits.ts';
import { type SubscriptionLimitOptions, SubscriptionLimits } from './limits/subscription-limits.ts';
import { createMaskError } from './mask-error.ts';
import type { OperationDone } from './operations/operations-plugin.ts';
import { noteOutcomes } from './operations/outcomes.ts';
import { createOwnSubscriptions } from './own-subscriptions.ts';
import type { Pipeline } from './pipeline.ts';
import { MapAnswers } from './response-cache/map-answers.ts';
import { createSharedSubscriptions } from './sharing/shared-subscriptions.ts';
import { createWebSocketHandler } from './websocket/websocket.ts';
import { createYogaServer } from './yoga.ts';

export interface GraphqlServerOptions {
  services: Services;
  schema: GraphQLSchema;
  logger: Logger;
  /** The documents of clients that are known beforehand. Not given: none, and any document is answered. */
  trustedDocuments?: TrustedDocumentsOptions;
  /** The show that GraphiQL's example operations are about; null: they leave a place to fill in. */
  demoShowId: string | null;
  /** The one whose hall has a standing area; null or missing: as well. */
  demoConcertId?: string | null;
  /** Told of each operation that was valid and is not answered: it costs too much, or others do. */
  onOperationRefused?(reason: CostRefusal): void;
  /** Told of each operation that was executed or refused. */
  onOperationDone?(done: OperationDone): void;
  /** Told how long after a change all who follow it here were told. */
  onFannedOut?(duration_ms: number): void;
  sockets: {
    settings: SocketLimitSettings;
    /** Which pages may open a WebSocket. */
    mayAsk: OriginRule;
    addressOf: ClientAddress;
    /** Told of each socket that is refused, or closed for its behaviour. */
    onRefused(reason: SocketRefusal): void;
    /** Told of each request whose answer is counted as a socket. */
    onStream?(request: IncomingMessage): void;
    /** Told of each answer over HTTP that is made for its peer alone, and held until that has read it. */
    onOwnAnswer?(response: ServerResponse): void;
  };
  subscriptions: SubscriptionLimitOptions;
  /** Where those who take much wait for those who take little. Not given: nobody waits. */
  fair?: FairTurns;
  /** Not given: nobody waits. */
  reading?: ReadingBudgetOptions;
  /** What stands before the execution of operations. Not given: nothing. */
  gate?: LoadGate;
}

export interface GraphqlServer {
  /** `/graphql` over HTTP and SSE, and GraphiQL with its assets below `/graphql/`. */
  readonly route: HttpRoute;
  /** `/graphql` over WebSocket. */
  readonly upgrade: UpgradeRoute;
  /** Open WebSockets, and subscriptions over HTTP. */
  socketCount(): number;
  /** Large operations that wait for others to be answered. */
  waitingOperations(): number;
  /** What runs for subscriptions, in units. */
  subscriptionUnits(): number;
  /** Closes WebSockets (1001) and ends server-sent events; requests in hand are the HTTP server's to wait for. */
  stop(): Promise<void>;
}

/** A unit of cost takes about 50 bytes while an answer is made. */
const LARGE_OPERATIONS = {
  maxCost: 3_000_000,
  reservedCost: 1_000_000,
  smallCost: 200_000,
  maxWaiting: 64,
  maxPerCaller: 16,
};

const NO_GATE: LoadGateOptions = { importances: IMPORTANCES.length, patience_ms: 0, least: 1, most: 1, maxWaiting: 0 };

/** The GraphQL API on all its transports: one principal, one pipeline, one way of masking errors. Connects to nothing. */
export function createGraphqlServer({
  services,
  schema,
  logger,
  demoShowId,
  sockets,
  onOperationRefused = () => {},
  onOperationDone = () => {},
  ...given
}: GraphqlServerOptions): GraphqlServer {
  noteOutcomes(schema);
  const maskError = createMaskError(logger);
  const documents = new Documents({ schema, trusted: new TrustedDocuments(given.trustedDocuments) });
  const { fair = new FairTurns({ perSecond_ms: 0 }) } = given;
  const reading = new ReadingBudget({
    perSecond_ms: 0,
    ...given.reading,
    onMeasured: (address, time_ms) => fair.charge(address, time_ms),
  });
  const answers = new MapAnswers({ schema, services, documents });
  const limits = createSocketLimits(sockets);
  const line = new OperationLine(LARGE_OPERATIONS);
  const costs = { line, fair, onRefused: onOperationRefused };
  const subscriptions = new SubscriptionLimits(given.subscriptions);
  const turns = new WorkTurns();
  const shared = createSharedSubscriptions({
    services,
    maskError,
    limits: subscriptions,
    turns,
    onFannedOut: given.onFannedOut,
  });
  const own = createOwnSubscriptions({ limits: subscriptions, turns });
  const { gate = new LoadGate(NO_GATE) } = given;
  const pipeline: Pipeline = { schema, gate, services, documents, reading, fair, limits, shared, own, maskError };
  const { onOwnAnswer = () => {}, onRefused: onCutOff } = sockets;
  const yoga = createYogaServer({ ...pipeline, answers, onOwnAnswer, costs, onOperationDone });
  const { addressOf } = sockets;
  const requests = new GraphqlRequests({ ...pipeline, yoga, answers, addressOf, onOwnAnswer });
  const { initTimeout_ms } = sockets.settings;
  const webSocket = createWebSocketHandler({ ...pipeline, yoga, logger, onCutOff, initTimeout_ms });
  const graphiql = createGraphiqlRoute({
    demoShowId,
    demoConcertId: given.demoConcertId ?? null,
    isClosed: given.trustedDocuments?.allowsOthers === false,
    sandbox: Boolean(schema.getMutationType()?.getFields().sandboxReset),
  });

  return {
    upgrade: webSocket.upgrade,
    socketCount: () => limits.count(),
    waitingOperations: () => line.waiting,
    subscriptionUnits: () => subscriptions.units,
    async route(request, response) {
      if (await graphiql(request, response)) return true;
      if (pathOf(request) !== '/graphql') return false;
      // What is answered may be the caller's alone: their locks, bookings and tokens. The node itself keeps what is public.
      response.setHeader('cache-control', 'no-store');
      await requests.answer(request, response);
      return true;
    },
    async stop() {
      limits.endStreams();
      await webSocket.stop();
    },
  };
}
