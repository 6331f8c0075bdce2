import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { LoadGate } from '../../platform/load/load-gate.ts';
import { Slot } from '../../platform/load/slot.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { type Asker, enterGate, isGone } from './enter-gate.ts';
import { answerOutside, GONE } from './refused-operation.ts';

type Result = ExecutionResult | AsyncIterable<ExecutionResult>;
type Execute = (args: ExecutionArgs) => Result | Promise<Result>;

/**
 * Lets operations of all transports through the gate: queries and mutations while they are executed, subscriptions while they begin.
 * Where the document was known the transport has asked for the slot before, so that nothing was done for what is refused. List it after
 * what else wraps the execution, so that nothing is looked up for the others either.
 */
export function createLoadPlugin(gate: LoadGate): Plugin<GraphqlContext> {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => throughGate(gate, args, executeFn as Execute));
    },
    onSubscribe({ subscribeFn, setSubscribeFn }) {
      setSubscribeFn((args: ExecutionArgs) => throughGate(gate, args, subscribeFn as Execute));
    },
  };
}

async function throughGate(gate: LoadGate, args: ExecutionArgs, execute: Execute): Promise<Result> {
  const context = args.contextValue as GraphqlContext & Asker;
  const waits = context.slot ?? enterGate(gate, args, context);
  if (waits === null) return await execute(args);
  const entered = waits instanceof Promise ? await waits : waits;
  if (!(entered instanceof Slot)) return await answerOutside(args, entered, context.res);
  let isSample = false;
  try {
    if (isGone(context)) return GONE;
    const result = await entered.run(() => execute(args));
    isSample = tellsOfLoad(result, context);
    return result;
  } finally {
    entered.leave(isSample);
  }
}

/** Not what failed, nor a subscription's beginning, nor a large answer, which is made in turns whatever else there is to do. */
function tellsOfLoad(result: Result, { run }: GraphqlContext): boolean {
  return !(Symbol.asyncIterator in result) && !result.errors && run?.isShort !== false;
}
