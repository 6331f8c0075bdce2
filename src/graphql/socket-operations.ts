import { type DocumentNode, type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import type { Principal } from '../modules/identity/principal.ts';
import { OutboundSocket } from '../platform/websocket/outbound-socket.ts';
import type { GraphqlSocket } from './graphql-socket.ts';
import type { MaskError } from './mask-error.ts';
import { createSharedSubscriptions } from './sharing/shared-subscriptions.ts';
import type { Yoga } from './yoga.ts';

export type ConnectionParams = Record<string, unknown>;

/** What is known of a socket. */
export interface Extra {
  readonly socket: GraphqlSocket;
  /** The id of the request that it began with. */
  readonly requestId: string;
  /** That request's header: programs may send one. */
  readonly authorization: string | null;
  /** Since it has introduced itself. */
  principal?: Principal | null;
  /** Since it shares subscriptions. */
  out?: OutboundSocket;
}

type Options = ServerOptions<ConnectionParams, Extra>;
type Args = ExecutionArgs & { rootValue: Pick<ReturnType<Yoga['getEnveloped']>, 'execute' | 'subscribe'> };

const MAX_OPERATIONS_PER_SOCKET = 100;

/** How operations that come over a WebSocket are run: each by yoga's pipeline, as over HTTP; alike subscriptions together. */
export function createSocketOperations({
  yoga,
  maskError,
}: {
  yoga: Yoga;
  maskError: MaskError;
}): Required<Pick<Options, 'onSubscribe' | 'onOperation' | 'execute' | 'subscribe'>> {
  const shared = createSharedSubscriptions({ yoga, maskError });
  return {
    execute: (args) => (args as Args).rootValue.execute(args),
    subscribe: (args) => (args as Args).rootValue.subscribe(args),
    async onSubscribe({ extra, subscriptions }, id, { query, operationName, variables }) {
      if (Object.keys(subscriptions).length > MAX_OPERATIONS_PER_SOCKET) return [tooManyOperations()];
      const requestId = `${extra.requestId}/${id}`;
      const enveloped = yoga.getEnveloped({ principal: extra.principal ?? null, requestId } as never);
      const { schema, execute, subscribe, contextFactory, parse, validate } = enveloped;
      try {
        const document = parseOrExplain(parse, query);
        const errors = validate(schema as GraphQLSchema, document) as readonly GraphQLError[];
        if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
        return {
          schema: schema as GraphQLSchema,
          document,
          operationName: operationName ?? undefined,
          variableValues: variables ?? undefined,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
      } catch (error) {
        return [maskError(error)];
      }
    },
    onOperation(protocol, id, _payload, args, result) {
      if (!(Symbol.asyncIterator in result)) return undefined;
      const { extra } = protocol;
      extra.out ??= new OutboundSocket(extra.socket, extra.socket.raw);
      const subscriber = shared.join({ protocol, out: extra.out, id, args });
      return subscriber ?? maskStream(result as AsyncIterable<ExecutionResult>, maskError);
    },
  };
}

/** A source that fails after it began ends its subscription with a masked error; graphql-ws would drop the socket. */
function maskStream(
  result: AsyncIterable<ExecutionResult>,
  maskError: MaskError,
): AsyncIterableIterator<ExecutionResult> {
  const source = result[Symbol.asyncIterator]();
  let failed = false;
  // Not a generator: its `return` would wait for a `next` under way, and the source would never hear of it.
  const masked: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => masked,
    async next() {
      if (failed) return { done: true, value: undefined };
      try {
        return await source.next();
      } catch (error) {
        failed = true;
        return { done: false, value: { errors: [maskError(error)] } };
      }
    },
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  };
  return masked;
}

// The codes are those that yoga gives over HTTP.
function parseOrExplain(parse: (source: string) => DocumentNode, query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    throw error instanceof GraphQLError ? coded(error, 'GRAPHQL_PARSE_FAILED') : error;
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions, extensions } = error;
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code, ...extensions },
  });
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(`At most ${MAX_OPERATIONS_PER_SOCKET} operations may run on one socket.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
