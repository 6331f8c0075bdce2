import {
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  getOperationAST,
  Kind,
  OperationTypeNode,
} from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import type { FairTurns } from '../platform/turns/fair-turns.ts';
import { slices } from '../platform/turns/slices.ts';
import type { GraphqlContext } from '../schema/context.ts';
import { beginRun } from '../schema/cost/begin-run.ts';
import { CostError, type CostRefusal, tooExpensive, tooManyFailures } from '../schema/cost/cost-errors.ts';
import type { OperationLine } from '../schema/cost/operation-line.ts';
import type { OperationRun } from '../schema/cost/operation-run.ts';
import { bytesOfResult, isWritten, writeInSlices } from '../schema/cost/written-result.ts';
import { MAX_ISSUES } from '../shared/errors.ts';
import { compressFor } from './compression-plugin.ts';
import { rootFields } from './documents/operation-limits.ts';
import { mediaTypeOf } from './response-cache/answer-head.ts';

export interface CostOptions {
  /** Of the large operations of all transports. */
  line: OperationLine;
  /** Charged with the time that large operations and many changes at once take. */
  fair: FairTurns;
  /** Told of each operation that was valid and is not answered. */
  onRefused(reason: CostRefusal): void;
}

/** Measured for seat maps, which is what large operations are made of: 0.9 microseconds a unit. */
const MS_OF_COST = 1e-3;
/**
 * Of each change beyond an operation's first, which its request is charged for: from a profile, locking a seat and giving it back take
 * 0.4 each, with the events and messages that come of them, and PostgreSQL as long again, on which everybody else waits just as well.
 */
const CHANGE_MS = 1;

/** Measured: writing an answer that is long for what it costs and putting it together takes 5 to 6.5 ms for a megabyte. */
const MS_OF_ANSWER_BYTE = 6e-6;

/** Prices operations once their variables are known, refuses those that cost too much, and lets large ones take turns. */
export function createCostPlugin({ line, fair, onRefused }: CostOptions): Plugin<GraphqlContext> {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn(async (args: ExecutionArgs) => {
        const result = await executeBounded(executeFn as Execute, args, { line, fair });
        const error = 'errors' in result ? result.errors?.find((one) => one instanceof CostError) : null;
        if (error) onRefused(error.reason);
        return result;
      });
    },
    onSubscribe({ subscribeFn, setSubscribeFn }) {
      setSubscribeFn(async (args: ExecutionArgs) => {
        const run = await beginRun(args, null);
        if (!run || run.total <= run.limit) return await subscribeFn(args);
        onRefused('cost');
        return { errors: [tooExpensive(run.total, run.limit)] };
      });
    },
    onResultProcess({ result, request, setResultProcessor }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result || !isWritten(result as ExecutionResult)) return;
      const mediaType = mediaTypeOf(request.headers.get('accept') ?? undefined);
      if (mediaType && !result.errors) {
        const respond = async (written: unknown, fetchAPI: FetchAPI) => {
          const { body, headers } = await compressFor(
            request.headers.get('accept-encoding') ?? undefined,
            bytesOfResult(written as ExecutionResult),
          );
          headers['content-type'] = `${mediaType}; charset=utf-8`;
          return new fetchAPI.Response(body, { status: 200, headers });
        };
        setResultProcessor(respond as never, mediaType);
        return;
      }
      // yoga asks the result itself how to write it. What it gives is the result without what is not for clients.
      const stringify = (written: ExecutionResult) => bytesOfResult(written).toString();
      Object.defineProperty(result, 'stringify', { value: stringify, enumerable: false });
    },
  };
}

type Result = ExecutionResult | AsyncIterable<ExecutionResult>;
type Execute = (args: ExecutionArgs) => Result | Promise<Result>;

async function executeBounded(
  execute: Execute,
  args: ExecutionArgs,
  { line, fair }: Pick<CostOptions, 'line' | 'fair'>,
): Promise<Result> {
  const run = await beginRun(args, line);
  if (!run) return await execute(args);
  if (run.total > run.limit) return { errors: [tooExpensive(run.total, run.limit)] };
  const { address } = args.contextValue as GraphqlContext;
  const charge = (time_ms: number) => {
    if (address && time_ms > 0) fair.charge(address, time_ms);
  };
  const expected_ms = run.isShort ? 0 : run.total * MS_OF_COST;
  charge(expected_ms + (changesOf(args) - 1) * CHANGE_MS);
  try {
    const result = await (run.isShort ? slices.besides(() => execute(args)) : run.turn().then(() => execute(args)));
    return Symbol.asyncIterator in result
      ? result
      : await finish(result, run, (bytes) => charge(bytes * MS_OF_ANSWER_BYTE - expected_ms));
  } catch (error) {
    return { errors: [error as never] };
  } finally {
    await run.end();
  }
}

/** One where there are none. */
function changesOf({ document, operationName }: ExecutionArgs): number {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.MUTATION) return 1;
  const fragments = document.definitions.filter((node): node is FragmentDefinitionNode => {
    return node.kind === Kind.FRAGMENT_DEFINITION;
  });
  return rootFields(operation.selectionSet, new Map(fragments.map((fragment) => [fragment.name.value, fragment])));
}

/** What failed first, as many as of invalid input. */
function firstOf({ errors = [] }: ExecutionResult): readonly GraphQLError[] {
  return errors.slice(0, MAX_ISSUES);
}

async function finish(
  result: ExecutionResult,
  run: OperationRun,
  onWritten: (bytes: number) => void,
): Promise<ExecutionResult> {
  const { total, limit, excess } = run;
  if (excess) return { data: null, errors: [excess] };
  if (run.hasTooManyFailures) return { data: null, errors: [...firstOf(result), tooManyFailures()] };
  onWritten(await writeInSlices(result, run.answerBounds));
  return { ...result, extensions: { ...result.extensions, cost: { total, limit } } };
}
