import { execute } from '@graphql-tools/executor';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { GraphqlContext } from '../context.ts';
import { runOfEvent } from './begin-run.ts';
import { writeInSlices } from './written-result.ts';

/** What a subscription makes of an event, executed and written in slices where it is long. */
export async function executeEvent(args: ExecutionArgs): Promise<ExecutionResult> {
  const contextValue: GraphqlContext = { ...(args.contextValue as GraphqlContext), run: runOfEvent(args) };
  // That of the pipeline: graphql's own takes no list that waits for its turn. There is nothing incremental here.
  const result = (await execute({ ...args, contextValue } as never)) as ExecutionResult;
  await writeInSlices(result);
  return result;
}
