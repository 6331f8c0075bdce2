import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { GraphqlContext, Services } from '../schema/context.ts';
import { variablesCheckPlugin } from '../schema/input-bounds/variables-check.ts';
import type { Principal } from '../shared/principal.ts';
import { compressionPlugin } from './compression-plugin.ts';
import { type CostOptions, createCostPlugin } from './cost-plugin.ts';
import type { Documents } from './documents/documents.ts';
import { createDocumentsPlugin } from './documents/documents-plugin.ts';
import { createEventStreamsPlugin } from './event-streams.ts';
import type { ReadingBudget } from './limits/reading-budget.ts';
import type { SocketLimits } from './limits/socket-limits.ts';
import type { MaskError } from './mask-error.ts';
import type { OwnSubscriptions } from './own-subscriptions.ts';
import { createAnswersPlugin } from './response-cache/answers-plugin.ts';
import type { MapAnswers } from './response-cache/map-answers.ts';
import type { SharedSubscriptions } from './sharing/shared-subscriptions.ts';

/** What the transport found out about the caller before the operation is looked at. */
export interface Caller {
  /** The error of authenticating, when that failed: every operation then answers it. */
  principal: Principal | null | Error;
  /** The `Authorization` of a token whose time is over: the caller reads what anyone may. */
  expired?: string;
  /**
   * Calls `end` when the token that the request came with ends or is revoked, unless the returned function was called
   * before; null without a token.
   */
  atSessionEnd: ((end: () => void) => () => void) | null;
  requestId: string;
  /** Where the caller comes from: see ClientAddress. */
  address: string;
}

/** What yoga gets with each operation: over WebSocket there is no request of its own. */
export type ServerContext = Caller &
  Pick<GraphqlContext, 'isGone' | 'acceptLanguage'> & { req?: IncomingMessage; res?: ServerResponse };
export type Yoga = YogaServerInstance<ServerContext, GraphqlContext>;

export interface YogaOptions {
  schema: GraphQLSchema;
  services: Services;
  documents: Documents;
  reading: ReadingBudget;
  answers: MapAnswers;
  onOwnAnswer(response: ServerResponse): void;
  limits: SocketLimits;
  costs: CostOptions;
  /** Subscriptions of all transports. */
  shared: SharedSubscriptions;
  own: OwnSubscriptions;
  maskError: MaskError;
  /** Null: bodies are not counted. */
  maxBody_bytes: number | null;
}

/** GraphQL over HTTP and SSE, and (by `getEnveloped`) the one execution pipeline that WebSocket operations take too. */
export function createYogaServer(options: YogaOptions): Yoga {
  const { schema, services, documents, reading, limits, shared, own, costs, maskError, maxBody_bytes } = options;
  return createYoga<ServerContext, GraphqlContext>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ principal, expired = null, requestId, address, acceptLanguage, isGone, req }) => {
      if (principal instanceof Error) throw principal;
      return {
        principal,
        expired,
        requestId,
        address,
        acceptLanguage: acceptLanguage ?? req?.headers['accept-language'],
        isGone,
        services,
        lastEventId: lastEventIdOf(req),
      };
    },
    maskedErrors: { maskError },
    maxRequestBodySize: maxBody_bytes ?? false,
    // Tokens travel in a header that no browser adds by itself, so any origin may ask.
    cors: {
      origin: '*',
      credentials: false,
      methods: ['GET', 'POST', 'OPTIONS'],
      // No list of allowed headers: what a page asks to send may be sent. Tracing and client libraries add their own.
      exposedHeaders: ['x-request-id'],
      maxAge: 86_400,
    },
    batching: false,
    multipart: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    // It is bounded by count alone, and keeps what was refused.
    parserAndValidationCache: false,
    plugins: [
      createDocumentsPlugin(documents, reading, costs.fair),
      variablesCheckPlugin,
      createEventStreamsPlugin({ limits, shared, own, maskError }),
      createCostPlugin(costs),
      createAnswersPlugin(options),
      compressionPlugin,
    ],
  });
}

/** Browsers send it when they open an event stream again. */
function lastEventIdOf(request: IncomingMessage | undefined): string | null {
  const id = request?.headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : null;
}
