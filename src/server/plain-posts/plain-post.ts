import type { IncomingMessage } from 'node:http';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Documents, KnownDocument } from '../documents/documents.ts';
import { mediaTypeOf } from '../response-cache/answer-head.ts';

/** An operation that was asked for in the plainest way that there is. */
export interface PlainPost {
  readonly known: KnownDocument;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** Of the answer. */
  readonly mediaType: 'application/json' | 'application/graphql-response+json';
}

const PATH = '/graphql';
/** Anything else yoga refuses. The text of a document that is named by its id has been filled in. */
const MEMBERS = new Set(['query', 'documentId', 'operationName', 'variables', 'extensions']);
/** What says nothing of event streams or multipart answers, in any order. */
const TAKES_JSON_ALONE = /^\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;[^,]*)?$/i;

/**
 * The operation, where the request is a plain one: JSON that was read already, a query or mutation of a document that was found
 * valid before, answered with JSON. Null for all others, right and wrong ones.
 */
export function plainPostOf(
  { url, headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  json: object,
  documents: Pick<Documents, 'find'>,
): PlainPost | null {
  const { accept } = headers;
  if (url !== PATH || (accept !== undefined && !accept.split(',').every((range) => TAKES_JSON_ALONE.test(range))))
    return null;
  const mediaType = mediaTypeOf(accept);
  if (mediaType === null || Array.isArray(json)) return null;
  for (const member in json) if (!MEMBERS.has(member)) return null;
  const { query, operationName, variables, extensions } = json as Record<string, unknown>;
  if (typeof query !== 'string' || !isObjectOrNothing(variables) || !isObjectOrNothing(extensions)) return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  const known = documents.find(query);
  const operation = known && getOperationAST(known.document, operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  return { known, operationName: operationName ?? undefined, variables: variables ?? undefined, mediaType };
}

function isObjectOrNothing(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
