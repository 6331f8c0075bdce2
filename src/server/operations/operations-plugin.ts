import type { ServerResponse } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { causeOf, inSpan, isTracing, SpanKind } from '../../platform/observability/tracing.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { nameOfOperation, type OperationName } from './root-field.ts';

/** An operation that was executed, or refused. */
export interface OperationDone {
  readonly type: OperationName['type'];
  readonly field: string;
  readonly transport: Transport;
  /** The type of a mutation's answer; `ok` of anything else. `errors` where there are any. */
  readonly outcome: string;
  readonly duration_ms: number;
}

export type Transport = 'http' | 'websocket';

/** What the context of an operation has for this. */
interface Context extends GraphqlContext {
  res?: ServerResponse;
  /** See `noteOutcomes`. */
  outcome?: string;
  /** Of an operation over WebSocket: what its client sent with it. */
  traceparent?: unknown;
}

type Result = ExecutionResult | AsyncIterable<ExecutionResult>;
type Execute = (args: ExecutionArgs) => Result | Promise<Result>;

/**
 * Tells of each operation of all transports: queries and mutations when they are done, subscriptions when they have begun. Where it is traced
 * it is a span. List it last of what wraps the execution.
 */
export function createOperationsPlugin(onDone: (done: OperationDone) => void): Plugin<GraphqlContext> {
  const observed = (execute: Execute) => (args: ExecutionArgs) => observe(args, execute, onDone);
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn(observed(executeFn as Execute));
    },
    onSubscribe({ subscribeFn, setSubscribeFn }) {
      setSubscribeFn(observed(subscribeFn as Execute));
    },
  };
}

async function observe(args: ExecutionArgs, execute: Execute, onDone: (done: OperationDone) => void): Promise<Result> {
  const operation = getOperationAST(args.document, args.operationName);
  if (!operation) return await execute(args);
  const name = nameOfOperation(args.document, operation);
  const context = args.contextValue as Context;
  const transport: Transport = context.res ? 'http' : 'websocket';
  const begun_ms = performance.now();
  const result = await (isTracing() ? traced(name, transport, args, execute) : execute(args));
  onDone({ ...name, transport, outcome: outcomeOf(result, context), duration_ms: performance.now() - begun_ms });
  return result;
}

async function traced(
  { type, field }: OperationName,
  transport: Transport,
  args: ExecutionArgs,
  execute: Execute,
): Promise<Result> {
  const context = args.contextValue as Context;
  const options = {
    // Over HTTP the request is the server's span.
    kind: transport === 'http' ? SpanKind.INTERNAL : SpanKind.SERVER,
    cause: causeOf(context.traceparent),
    attributes: {
      'graphql.operation.type': type,
      'seatwire.operation.field': field,
      'seatwire.request.id': context.requestId,
    },
  };
  return await inSpan(`${type} ${field}`, options, async (span) => {
    const result = await execute(args);
    span.setAttribute('seatwire.operation.outcome', outcomeOf(result, context));
    return result;
  });
}

function outcomeOf(result: Result, { outcome }: Context): string {
  if ('errors' in result && result.errors?.length) return 'errors';
  return outcome ?? 'ok';
}
