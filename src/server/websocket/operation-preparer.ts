import { type ExecutionArgs, GraphQLError, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { timeoutOf } from '../../platform/http/request-deadline.ts';
import { isTracing } from '../../platform/observability/tracing.ts';
import { LONG_MS } from '../../platform/turns/fair-turns.ts';
import type { Documents } from '../documents/documents.ts';
import { refusal } from '../documents/refusal.ts';
import { checkVariables, declaredVariables } from '../documents/variables.ts';
import { tooMuchToRead } from '../limits/reading-budget.ts';
import { Refusals } from '../load/refusals.ts';
import { placeOf } from '../mask-error.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Yoga } from '../yoga.ts';
import type { Extra } from './socket-extra.ts';
import { SocketOperation, type SocketOperationDeps } from './socket-operation.ts';

export type Args = ExecutionArgs & { rootValue: SocketOperation };

/** An id is kept as long as its operation, and comes with each of its messages. */
const MAX_ID_CHARS = 1_000;

/** Beside reading its document. Measured: 0.13 for the shortest. An estimate for those that ask the database. */
const OPERATION_MS = 0.3;

/** Reads operations that come over a WebSocket, each in its turn. */
export class OperationPreparer {
  readonly #deps: SocketOperationDeps;

  constructor(deps: Pipeline & { yoga: Yoga }) {
    this.#deps = {
      ...deps,
      refusals: new Refusals({ schema: deps.schema, isOverHttp: false, make: (result) => result }),
    };
  }

  /** The operation, ready to run, or what is wrong with it. */
  async prepare(extra: Extra, id: string, payload: SubscribePayload): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { documents, reading, fair, maskError } = this.#deps;
    if (id.length > MAX_ID_CHARS) return [refusal(`An operation's id may have at most ${MAX_ID_CHARS} characters.`)];
    const problem = documents.trusted.fill(payload);
    if (problem) return [problem];
    const { query, operationName, variables } = payload;
    const { address, socket } = extra;
    const timeout_ms = timeoutOf(payload.extensions?.timeoutMs);
    const deadline_ms = timeout_ms === null ? null : performance.now() + timeout_ms;
    const time_ms = documents.takesLong(query) ? LONG_MS : OPERATION_MS;
    const entered = await fair.turn(address, time_ms, (gone) => socket.onceClosed(gone));
    if (entered === false) return [refusal('The socket is closed.')];
    if (typeof entered === 'object' && entered !== null) return [tooMuchToRead(entered.retryAfter_s)];
    // Its bytes were charged for when it came.
    const turn = reading.turn(address, 0);
    if (turn instanceof Promise) await turn;
    else if (turn) return [tooMuchToRead(turn.retryAfter_s)];
    try {
      const { document, errors } = this.#read(address, query, variables);
      if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
      if (!getOperationAST(document, operationName)) return [refusal('Unable to identify the operation.')];
      return {
        schema: this.#deps.schema,
        document,
        operationName: operationName ?? undefined,
        variableValues: declaredVariables(document, operationName, variables),
        // Made once it is let in.
        contextValue: null,
        rootValue: new SocketOperation(this.#deps, extra, {
          id,
          deadline_ms,
          traceparent: traceparentIn(payload.extensions),
        }),
      };
    } catch (error) {
      return [maskError(error)];
    }
  }

  /**
   * A method of its own, since what lives as long as an operation (`isGone`, `turn`) keeps everything that any function
   * made beside it names: here that is all the variables that were sent.
   */
  #read(address: Extra['address'], query: string, variables: SubscribePayload['variables']) {
    return this.#deps.reading.charging(address, () => {
      checkVariables(variables);
      return readOrExplain(this.#deps.documents, query);
    });
  }
}

/** W3C's has 55 characters, and later versions may add some: what is longer is not kept for as long as an operation. */
const MAX_TRACEPARENT_CHARS = 128;

/** What its span is a child of: clients of WebSockets can't send a header with an operation. */
function traceparentIn(extensions: SubscribePayload['extensions']): string | null {
  const given = isTracing() ? extensions?.traceparent : null;
  return typeof given === 'string' && given.length <= MAX_TRACEPARENT_CHARS ? given : null;
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
