import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { can } from '../modules/identity/rights.ts';
import type { ClientAddress } from '../platform/http/client-address.ts';
import { letAnyOriginRead } from '../platform/http/cross-origin-read.ts';
import { answerJson } from '../platform/http/json-response.ts';
import type { OriginRule } from '../platform/http/origin-rule.ts';
import { deadlineOf } from '../platform/http/request-deadline.ts';
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
import { callerOf } from './caller.ts';
import { Documents } from './documents/documents.ts';
import { knownOperationOf } from './documents/known-operation.ts';
import { TrustedDocuments, type TrustedDocumentsOptions } from './documents/trusted-documents.ts';
import { createGraphiqlRoute } from './graphiql/route.ts';
import { ReadingBudget, type ReadingBudgetOptions, tooMuchToReadOverHttp } from './limits/reading-budget.ts';
import { createSocketLimits, type SocketLimitSettings, type SocketRefusal } from './limits/socket-limits.ts';
import { type SubscriptionLimitOptions, SubscriptionLimits } from './limits/subscription-limits.ts';
import { createMaskError } from './mask-error.ts';
import { createOwnSubscriptions } from './own-subscriptions.ts';
import type { Pipeline } from './pipeline.ts';
import { PlainPosts } from './plain-posts/plain-posts.ts';
import { readBody } from './request-body/read-body.ts';
import { sendReadyAnswer } from './response-cache/answers-route.ts';
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
  ...given
}: GraphqlServerOptions): GraphqlServer {
  const { identity } = services;
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
  const shared = createSharedSubscriptions({ services, maskError, limits: subscriptions, turns });
  const own = createOwnSubscriptions({ limits: subscriptions, turns });
  const pipeline: Pipeline = { services, documents, reading, fair, limits, shared, own, maskError };
  const { onOwnAnswer = () => {}, onRefused: onCutOff } = sockets;
  const { gate = new LoadGate(NO_GATE) } = given;
  const yoga = createYogaServer({ ...pipeline, schema, answers, onOwnAnswer, costs, gate });
  const plainPosts = new PlainPosts({ yoga, maskError, onOwnAnswer });
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
      const address = sockets.addressOf(request);
      const turn = reading.turn(address, Number(request.headers['content-length'] ?? 0));
      if (turn instanceof Promise) await turn;
      else if (turn) {
        refuse(response, tooMuchToReadOverHttp(turn.retryAfter_s));
        return true;
      }
      if (request.destroyed) return true;
      const deadline_ms = deadlineOf(request);
      const caller = await callerOf(identity, request, { address, deadline_ms });
      const { principal } = caller;
      const isKnown = !(principal instanceof Error);
      const body = await readBody(request, {
        mayBeLong: () => isKnown && can(principal, 'request.large', null),
        onUntoldBytes: (bytes) => reading.chargeBytes(address, bytes),
      });
      // There is nobody to answer.
      if (body === 'gone') return true;
      if (body instanceof GraphQLError) refuse(response, body);
      else {
        const { json } = body;
        if (json) documents.trusted.fill(json);
        const asked = isKnown && json ? knownOperationOf(json, documents) : null;
        if (json && asked && isKnown) {
          const ready = await sendReadyAnswer(answers, { request, response, principal, asked });
          if (ready === 'sent') return true;
          if (ready === null && (await plainPosts.answer(request, response, { caller, json, asked }))) return true;
        }
        await yoga.handle(request, response, caller);
      }
      return true;
    },
    async stop() {
      limits.endStreams();
      await webSocket.stop();
    },
  };
}

/** Of its body nothing was read, or there may be more to come: the connection is of no more use. */
function refuse(response: ServerResponse, { message, extensions }: GraphQLError): void {
  const { http, ...told } = extensions as { http: { status: number; headers?: Record<string, string> } };
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  letAnyOriginRead(response);
  response.setHeader('connection', 'close');
  answerJson(response, http.status, { errors: [{ message, extensions: told }] });
}
