import type { ServerResponse } from 'node:http';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Entered, LoadGate } from '../../platform/load/load-gate.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { IMPORTANCES, importanceOf } from '../../schema/importance.ts';

/** Who asks, as far as the gate has to know. `res`: of an operation over HTTP. */
export interface Asker extends Pick<GraphqlContext, 'address' | 'deadline_ms' | 'isGone' | 'onceGone'> {
  principal?: GraphqlContext['principal'] | Error | undefined;
  res?: ServerResponse;
}

/** Which operation of which document is asked for. */
export interface GatedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
}

const STAYS = () => () => undefined;

/** Enters the gate for an operation of any transport. Null: there is no operation. */
export function enterGate(
  gate: LoadGate,
  { schema, document, operationName }: GatedOperation,
  asker: Asker,
): Entered | Promise<Entered> | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const { res, principal, onceGone, deadline_ms = null } = asker;
  if (isGone(asker)) return 'gone';
  return gate.enter({
    importance: IMPORTANCES.indexOf(importanceOf(schema, document, operation)),
    // The same node of the same document: what was read once is kept.
    kind: operation,
    caller: asker.address ?? (principal instanceof Error ? '' : principal?.id) ?? '',
    deadline_ms,
    onceGone: onceGone ?? (res ? (gone) => onceClosed(res, gone) : STAYS),
  });
}

/** Whether there is nobody to answer any more. */
export function isGone({ isGone, res }: Pick<Asker, 'isGone' | 'res'>): boolean {
  return isGone?.() ?? res?.destroyed === true;
}

function onceClosed(response: ServerResponse, gone: () => void): () => void {
  response.once('close', gone);
  return () => response.off('close', gone);
}
