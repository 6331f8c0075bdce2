import type { ServerResponse } from 'node:http';
import { type ExecutionArgs, getOperationAST, OperationTypeNode } from 'graphql';
import type { GraphqlContext } from '../context.ts';
import { costPlanOf } from './cost-plan.ts';
import { type FoundHalls, findHalls } from './hall-sizes.ts';
import { MAX_COST, MAX_SUBSCRIPTION_COST } from './limits.ts';
import type { OperationLine } from './operation-line.ts';
import { OperationRun } from './operation-run.ts';

const NO_HALLS: FoundHalls = { halls: new Map(), isComplete: true };

/** What the context of an operation over HTTP has. */
interface OverHttp {
  res?: ServerResponse;
}

/** The operation with what it costs as far as that is known, and left in its context. Null: there is nothing to be priced. */
export async function beginRun(args: ExecutionArgs, line: OperationLine | null): Promise<OperationRun | null> {
  const operation = getOperationAST(args.document, args.operationName);
  if (!operation) return null;
  const plan = costPlanOf(args.schema, args.document, operation);
  const context = args.contextValue as GraphqlContext & OverHttp;
  const variables = args.variableValues ?? {};
  // What is done can't be undone because telling of it costs too much, and a subscription's first event tells nothing of
  // the next: those are counted as large as they can be, and charged nothing for what they are.
  const isCharged = operation.operation === OperationTypeNode.QUERY;
  const isLive = operation.operation === OperationTypeNode.SUBSCRIPTION;
  const { halls, isComplete } = plan.halls.length > 0 ? await findHalls(plan, variables, context) : NO_HALLS;
  const otherHall = !isCharged && plan.hasOtherHalls ? await context.services.seating.largestHall() : null;
  const run = new OperationRun({
    plan,
    valuation: { variables, halls, otherHall, longestLists: !isCharged, memory: new Map() },
    limit: isLive ? MAX_SUBSCRIPTION_COST : MAX_COST,
    hasAllHalls: isComplete,
    chargesExcess: operation.operation === OperationTypeNode.MUTATION,
    line,
    caller: context.address ?? context.principal?.id ?? '',
    // Of a subscription the time is for its beginning, and not for all that it tells.
    isGone: () => (!isLive && isLate(context)) || (context.isGone?.() ?? context.res?.destroyed === true),
  });
  context.run = run;
  return run;
}

function isLate({ deadline_ms }: GraphqlContext): boolean {
  return typeof deadline_ms === 'number' && performance.now() >= deadline_ms;
}
