import type { Documents, KnownDocument } from './documents.ts';
import type { Variables } from './variables.ts';

/** An operation of a document that was found valid before. */
export interface KnownOperation {
  readonly known: KnownDocument;
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
}

/**
 * What the body of a request asks for, parsed; looked up once for all that can answer without reading it. Null for a document that comes for the first
 * time, and for what is no operation: yoga says what is wrong with it.
 */
export function knownOperationOf(json: object, documents: Pick<Documents, 'find'>): KnownOperation | null {
  const { query, operationName, variables } = json as Record<string, unknown>;
  if (typeof query !== 'string' || !isObjectOrNothing(variables)) return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  const known = documents.find(query);
  return known && { known, operationName, variables };
}

/** Of a member that may be left out. */
export function isObjectOrNothing(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
