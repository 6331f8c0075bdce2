import type { IncomingMessage } from 'node:http';
import { getOperationAST, OperationTypeNode } from 'graphql';
import { isObjectOrNothing, type KnownOperation } from '../documents/known-operation.ts';
import { mediaTypeOf } from '../response-cache/answer-head.ts';

/** An operation that was asked for in the plainest way that there is. */
export interface PlainPost extends KnownOperation {
  /** Of the answer. */
  readonly mediaType: 'application/json' | 'application/graphql-response+json';
}

const PATH = '/graphql';
/** Anything else yoga refuses. The text of a document that is named by its id has been filled in. */
const MEMBERS = new Set(['query', 'documentId', 'operationName', 'variables', 'extensions']);
/** What says nothing of event streams or multipart answers, in any order. */
const TAKES_JSON_ALONE = /^\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;[^,]*)?$/i;

/**
 * The operation, where the request is a plain one: JSON that was read already, a query or mutation, answered with JSON. Null for all others, right
 * and wrong ones.
 */
export function plainPostOf(
  { url, headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  json: object,
  asked: KnownOperation,
): PlainPost | null {
  const { accept } = headers;
  if (url !== PATH || (accept !== undefined && !accept.split(',').every((range) => TAKES_JSON_ALONE.test(range))))
    return null;
  const mediaType = mediaTypeOf(accept);
  if (mediaType === null || Array.isArray(json)) return null;
  for (const member in json) if (!MEMBERS.has(member)) return null;
  if (!isObjectOrNothing((json as { extensions?: unknown }).extensions)) return null;
  const operation = getOperationAST(asked.known.document, asked.operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  return { ...asked, mediaType };
}
