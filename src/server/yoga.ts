import type { IncomingMessage, ServerResponse } from 'node:http';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { READABLE_HEADERS } from '../platform/http/cross-origin-read.ts';
import type { GraphqlContext } from '../schema/context.ts';
import { variablesCheckPlugin } from '../schema/input-bounds/variables-check.ts';
import type { Caller } from './caller.ts';
import { compressionPlugin } from './compression-plugin.ts';
import { type CostOptions, createCostPlugin } from './cost-plugin.ts';
import { createDocumentsPlugin } from './documents/documents-plugin.ts';
import { createEventStreamsPlugin } from './event-streams.ts';
import { createLoadPlugin } from './load/load-plugin.ts';
import { createOperationsPlugin, type OperationDone } from './operations/operations-plugin.ts';
import type { Pipeline } from './pipeline.ts';
import { requestBodyPlugin } from './request-body/request-body-plugin.ts';
import { createAnswersPlugin } from './response-cache/answers-plugin.ts';
import type { MapAnswers } from './response-cache/map-answers.ts';

/** What yoga gets with each operation: over WebSocket there is no request of its own. */
export type ServerContext = Caller &
  Pick<GraphqlContext, 'isGone' | 'onceGone' | 'acceptLanguage' | 'slot'> & {
    req?: IncomingMessage;
    res?: ServerResponse;
  };
export type Yoga = YogaServerInstance<ServerContext, GraphqlContext>;

export interface YogaOptions extends Pipeline {
  answers: MapAnswers;
  onOwnAnswer(response: ServerResponse): void;
  costs: CostOptions;
  onOperationDone(done: OperationDone): void;
}

/** GraphQL over HTTP and SSE, and (by `getEnveloped`) the one execution pipeline that WebSocket operations take too. */
export function createYogaServer(options: YogaOptions): Yoga {
  const { schema, services, documents, reading, fair, costs, maskError } = options;
  return createYoga<ServerContext, GraphqlContext>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({
      principal,
      expired = null,
      requestId,
      address,
      deadline_ms,
      acceptLanguage,
      isGone,
      onceGone,
      req,
    }) => {
      if (principal instanceof Error) throw principal;
      return {
        principal,
        expired,
        requestId,
        address,
        acceptLanguage: acceptLanguage ?? req?.headers['accept-language'],
        deadline_ms,
        isGone,
        onceGone,
        services,
        lastEventId: lastEventIdOf(req),
      };
    },
    maskedErrors: { maskError },
    // It would pipe each body through a stream. See RequestBody.
    maxRequestBodySize: false,
    // Tokens travel in a header that no browser adds by itself, so any origin may ask.
    cors: {
      origin: '*',
      credentials: false,
      methods: ['GET', 'POST', 'OPTIONS'],
      // No list of allowed headers: what a page asks to send may be sent. Tracing and client libraries add their own.
      exposedHeaders: [...READABLE_HEADERS],
      maxAge: 86_400,
    },
    batching: false,
    extraParamNames: ['documentId'],
    multipart: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    // It is bounded by count alone, and keeps what was refused.
    parserAndValidationCache: false,
    plugins: [
      createDocumentsPlugin(documents, reading, fair),
      requestBodyPlugin,
      variablesCheckPlugin,
      createEventStreamsPlugin(options),
      createCostPlugin(costs),
      createLoadPlugin(options.gate),
      createOperationsPlugin(options.onOperationDone),
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
