import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { CloseCode, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import { LONG_MS } from '../../platform/turns/fair-turns.ts';
import { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { bytesOfResult, isWritten } from '../../schema/cost/written-result.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Documents } from '../documents/documents.ts';
import { asksForPersisted, persistedNotSupported } from '../documents/persisted.ts';
import { refusal } from '../documents/refusal.ts';
import { checkVariables, declaredVariables } from '../documents/variables.ts';
import { tooMuchToRead } from '../limits/reading-budget.ts';
import { callerKey, type SubscriptionOwner } from '../limits/subscription-limits.ts';
import { placeOf } from '../mask-error.ts';
import { maskStream } from '../own-subscriptions.ts';
import type { Pipeline } from '../pipeline.ts';
import { SocketSubscriber } from '../sharing/socket-subscriber.ts';
import type { Yoga } from '../yoga.ts';
import { AnswerQueue } from './answer-queue.ts';
import type { GraphqlSocket } from './graphql-socket.ts';
import { sendText } from './protocol-speaker.ts';

export type ConnectionParams = Record<string, unknown>;

/** What is known of a socket. */
export interface Extra {
  readonly socket: GraphqlSocket;
  /** The id of the request that it began with. */
  readonly requestId: string;
  /** Where that came from: kept here, since an operation may still run when its socket is closed. */
  readonly address: string;
  /** What its `Accept-Language` prefers. */
  readonly locale: string | null;
  /** That request's header: programs may send one. */
  readonly authorization: string | null;
  /** Who it has said it is. */
  principal: Principal | null;
  /** Since it has subscriptions. */
  out: OutboundSocket | null;
  /** Whom its subscriptions are counted for, since it has any. */
  owner: SubscriptionOwner | null;
  /** Ids of operations that are under way to their first result; none for most of a socket's life. */
  starting: Set<string> | null;
  /** Queries and mutations that are under way; none for most of a socket's life. */
  answers: AnswerQueue | null;
}

type Options = ServerOptions<ConnectionParams, Extra>;
interface Running extends Pick<ReturnType<Yoga['getEnveloped']>, 'execute' | 'subscribe'> {
  /** Of a query or mutation. */
  turn(): Promise<void>;
}
type Args = ExecutionArgs & { rootValue: Running };

const MAX_OPERATIONS_PER_SOCKET = 100;
const TOO_MANY_OPERATIONS = `At most ${MAX_OPERATIONS_PER_SOCKET} operations may run on one socket.`;
/** An id is kept as long as its operation, and comes with each of its messages. */
const MAX_ID_CHARS = 1_000;

/** Beside reading its document. Measured: 0.13 for the shortest. An estimate for those that ask the database. */
const OPERATION_MS = 0.3;

/** How operations that come over a WebSocket are run: each by yoga's pipeline, as over HTTP; alike subscriptions together. */
export function createSocketOperations(
  deps: Pipeline & { yoga: Yoga },
): Required<Pick<Options, 'onSubscribe' | 'onOperation' | 'onComplete' | 'execute' | 'subscribe'>> {
  const { yoga, documents, reading, fair, maskError, shared, own } = deps;

  /**
   * A function of its own, since what lives as long as an operation (`isGone`, `turn`) keeps everything that any function
   * made beside it names: here that is all the variables that were sent.
   */
  function read(address: Extra['address'], query: string, variables: SubscribePayload['variables']) {
    return reading.charging(address, () => {
      checkVariables(variables);
      return readOrExplain(documents, query);
    });
  }

  /** The operation, ready to run, or what is wrong with it. */
  async function prepare(
    extra: Extra,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (id.length > MAX_ID_CHARS) return [refusal(`An operation's id may have at most ${MAX_ID_CHARS} characters.`)];
    if (asksForPersisted(payload)) return [persistedNotSupported()];
    const { query, operationName, variables } = payload;
    const { principal, requestId } = extra;
    const { address, socket } = extra;
    const time_ms = documents.takesLong(query) ? LONG_MS : OPERATION_MS;
    const entered = await fair.turn(address, time_ms, (gone) => socket.onceClosed(gone));
    if (entered === false) return [refusal('The socket is closed.')];
    if (typeof entered === 'object' && entered !== null) return [tooMuchToRead(entered.retryAfter_s)];
    // Its bytes were charged for when it came.
    const turn = reading.turn(address, 0);
    if (turn instanceof Promise) await turn;
    else if (turn) return [tooMuchToRead(turn.retryAfter_s)];
    const enveloped = yoga.getEnveloped({
      principal,
      requestId: `${requestId}/${id}`,
      address,
      acceptLanguage: extra.locale,
      isGone: () => !extra.socket.isOpen,
    } as never);
    const { schema, execute, subscribe, contextFactory } = enveloped;
    try {
      const { document, errors } = read(address, query, variables);
      if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
      if (!getOperationAST(document, operationName)) return [refusal('Unable to identify the operation.')];
      return {
        schema: schema as GraphQLSchema,
        document,
        operationName: operationName ?? undefined,
        variableValues: declaredVariables(document, operationName, variables),
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe, turn: () => turnOf(extra, id) } satisfies Running,
      };
    } catch (error) {
      return [maskError(error)];
    }
  }

  /** What goes wrong is the operation's: graphql-ws would close the socket over it, and all that runs there. */
  async function orMasked<Result>(run: () => Promise<Result>): Promise<Result | ExecutionResult> {
    try {
      return await run();
    } catch (error) {
      return { errors: [maskError(error)] };
    }
  }

  return {
    execute: (args) =>
      orMasked(async () => {
        const { rootValue } = args as Args;
        await rootValue.turn();
        return await rootValue.execute(args);
      }),
    subscribe: (args) => orMasked(async () => await (args as Args).rootValue.subscribe(args)),
    async onSubscribe({ extra, subscriptions }, id, payload) {
      // Completed by its client before it began. graphql-ws goes by ids alone: it would take the first for the second, and
      // never end the one of them that it has lost sight of.
      if (extra.starting?.has(id)) {
        extra.socket.closeWith(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
        return [refusal('The id is in use.')];
      }
      if (Object.keys(subscriptions).length > MAX_OPERATIONS_PER_SOCKET) return [refusal(TOO_MANY_OPERATIONS)];
      extra.starting = (extra.starting ?? new Set()).add(id);
      const asked = { ...payload };
      // What came stays with graphql-ws for as long as the operation runs, and may be large.
      for (const name of Object.keys(payload)) Reflect.deleteProperty(payload, name);
      const prepared = await prepare(extra, id, asked);
      if (!('document' in prepared)) hasStarted(extra, id);
      return prepared;
    },
    onOperation(protocol, id, _payload, args, result) {
      const { extra } = protocol;
      hasStarted(extra, id);
      if (!(Symbol.asyncIterator in result)) {
        const answer = result as ExecutionResult;
        return isWritten(answer) ? new WrittenAnswer(extra.socket, id, answer) : undefined;
      }
      extra.out ??= new OutboundSocket(extra.socket, extra.socket.raw);
      extra.owner ??= { caller: callerKey(extra.principal, extra.address), ofSocket: [] };
      const { out, owner } = extra;
      const stream = result as AsyncIterableIterator<ExecutionResult>;
      const joined =
        shared.join({
          args,
          owner,
          subscriberOf: (membership) => new SocketSubscriber({ protocol, out, id }, membership),
        }) ?? own.begin(stream, args, owner);
      if (joined instanceof GraphQLError) {
        void stream.return?.();
        return refusedStream(joined);
      }
      return joined instanceof SocketSubscriber ? joined : maskStream(joined, maskError);
    },
    onComplete({ extra }, id) {
      extra.answers?.done(id);
      if (extra.answers?.isEmpty) extra.answers = null;
    },
  };
}

/**
 * An answer that has been written already. To graphql-ws it is a stream that has nothing: it would write the answer anew, in
 * one go. Its one message goes straight to the socket.
 */
class WrittenAnswer implements AsyncIterableIterator<ExecutionResult> {
  readonly #socket: GraphqlSocket;
  readonly #message: Buffer;

  constructor(socket: GraphqlSocket, id: string, result: ExecutionResult) {
    const errors = result.errors?.map((error) => error.toJSON());
    const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#socket = socket;
    this.#message = bytesOfResult({ ...result, ...(errors ? { errors: errors as never } : {}) }, before, '}');
  }

  /** Resolves when the message is with the kernel, as those do that graphql-ws sends. */
  async next(): Promise<IteratorResult<ExecutionResult>> {
    await sendText(this.#socket, this.#message);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function turnOf(extra: Extra, id: string): Promise<void> {
  extra.answers ??= new AnswerQueue();
  return extra.answers.turn(id);
}

function hasStarted(extra: Extra, id: string): void {
  extra.starting?.delete(id);
  if (extra.starting?.size === 0) extra.starting = null;
}

/** Ends the subscription with an `error` message of the protocol, which is what graphql-ws makes of a stream that fails. */
function refusedStream(error: GraphQLError): AsyncIterableIterator<ExecutionResult> {
  const refused: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => refused,
    next: () => Promise.reject(error),
    return: () => Promise.resolve({ done: true, value: undefined }),
  };
  return refused;
}

// The codes are those that yoga gives over HTTP.
function readOrExplain(documents: Documents, query: string): ReturnType<Documents['read']> {
  try {
    return documents.read(query);
  } catch (error) {
    throw error instanceof GraphQLError ? coded(error, 'GRAPHQL_PARSE_FAILED') : error;
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { code, ...error.extensions } });
}
