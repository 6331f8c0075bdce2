import type { ServerResponse } from 'node:http';
import { type ExecutionArgs, getOperationAST } from 'graphql';
import type { Entered, LoadGate } from '../../platform/load/load-gate.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { IMPORTANCES, importanceOf } from '../../schema/importance.ts';

/** What the context of an operation over HTTP has. */
export interface OverHttp {
  res?: ServerResponse;
}

const STAYS = () => () => undefined;

/** Enters the gate for an operation of any transport. Null: there is no operation. */
export function enterGate(gate: LoadGate, args: ExecutionArgs): Entered | Promise<Entered> | null {
  const { schema, document, operationName } = args;
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const context = args.contextValue as GraphqlContext & OverHttp;
  const { res, onceGone, deadline_ms = null } = context;
  if (isGone(context)) return 'gone';
  return gate.enter({
    importance: IMPORTANCES.indexOf(importanceOf(schema, document, operation)),
    // The same node of the same document: what was read once is kept.
    kind: operation,
    caller: context.address ?? context.principal?.id ?? '',
    deadline_ms,
    onceGone: onceGone ?? (res ? (gone) => onceClosed(res, gone) : STAYS),
  });
}

/** Whether there is nobody to answer any more. */
export function isGone({ isGone, res }: GraphqlContext & OverHttp): boolean {
  return isGone?.() ?? res?.destroyed === true;
}

function onceClosed(response: ServerResponse, gone: () => void): () => void {
  response.once('close', gone);
  return () => response.off('close', gone);
}
