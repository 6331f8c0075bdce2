import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import { mediaTypeOf } from '../answers/answer-head.ts';
import type { GraphqlContext } from '../context.ts';
import { beginRun } from './begin-run.ts';
import { tooExpensive } from './cost-errors.ts';
import type { OperationLine } from './operation-line.ts';
import { LARGE, type OperationRun } from './operation-run.ts';
import { bytesOfResult, isWritten, writeInSlices } from './written-result.ts';

/** Answers that cost less are short: they are made into text in one go. */
const WRITTEN_FROM = 2_000;

/** Prices operations once their variables are known, refuses those that cost too much, and lets large ones take turns. */
export function createCostPlugin(line: OperationLine): Plugin<GraphqlContext> {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => executeBounded(executeFn as Execute, args, line));
    },
    onSubscribe({ subscribeFn, setSubscribeFn }) {
      setSubscribeFn(async (args: ExecutionArgs) => {
        const run = await beginRun(args, null);
        if (run && run.total > run.limit) return { errors: [tooExpensive(run.total, run.limit)] };
        return await subscribeFn(args);
      });
    },
    onResultProcess({ result, request, setResultProcessor }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result || !isWritten(result as ExecutionResult)) return;
      const mediaType = mediaTypeOf(request.headers.get('accept') ?? undefined);
      if (mediaType && !result.errors) {
        const headers = { 'content-type': `${mediaType}; charset=utf-8` };
        const respond = (written: unknown, fetchAPI: FetchAPI) =>
          new fetchAPI.Response(bytesOfResult(written as ExecutionResult), { status: 200, headers });
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

async function executeBounded(execute: Execute, args: ExecutionArgs, line: OperationLine): Promise<Result> {
  const run = await beginRun(args, line);
  if (!run) return await execute(args);
  if (run.total > run.limit) return { errors: [tooExpensive(run.total, run.limit)] };
  try {
    if (run.total >= LARGE) await run.admit();
    const result = await execute(args);
    return Symbol.asyncIterator in result ? result : await finish(result, run);
  } catch (error) {
    return { errors: [error as never] };
  } finally {
    await run.end();
  }
}

async function finish(result: ExecutionResult, run: OperationRun): Promise<ExecutionResult> {
  const { total, limit, excess } = run;
  if (excess) return { data: null, errors: [excess] };
  if (total >= WRITTEN_FROM) await writeInSlices(result);
  return { ...result, extensions: { ...result.extensions, cost: { total, limit } } };
}
