import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { documentCostRule } from '../../schema/cost/document-cost.ts';
import { placeOf } from '../mask-error.ts';
import { partsOf } from './document-parts.ts';
import { checkMerging } from './merge-limits.ts';
import { checkOperations } from './operation-limits.ts';
import { checkText, MAX_TOKENS } from './text-limits.ts';

/** A document that was parsed, and what is wrong with it. */
export interface ReadDocument {
  document: DocumentNode;
  /** Lexical tokens. */
  tokens: number;
  errors: readonly GraphQLError[];
}

/** Errors in one answer. graphql adds one of its own that says that there are more. */
const MAX_ERRORS = 20;
/** What is wrong with a document is said with a word of it, which may be all of the document. */
const MAX_MESSAGE_CHARS = 300;
/** To find a place's line the text is read from its beginning, for each error anew: in larger documents none is told. */
const MAX_PLACED_CHARS = 20_000;
const MAX_PLACED_LINES = 1_000;

/**
 * Parses and validates a document. What it may ask for is looked at first, the cheapest before the dearer, and the
 * specification's rules come last: a document that is refused costs less than one that is not. Throws a GraphQLError when it
 * can't be parsed.
 */
export function readDocument(schema: GraphQLSchema, text: string): ReadDocument {
  try {
    const tokens = checkText(text);
    const document = parse(text, { maxTokens: MAX_TOKENS, noLocation: !isPlaced(text) });
    return { document, tokens, errors: problemsOf(schema, document).map(shortened) };
  } catch (error) {
    throw error instanceof GraphQLError ? shortened(error) : error;
  }
}

function problemsOf(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    const parts = partsOf(document);
    checkOperations(parts);
    checkMerging(parts);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
  const tooDear = validate(schema, document, [documentCostRule], { maxErrors: 1 });
  if (tooDear.length > 0) return tooDear.slice(0, 1);
  return validate(schema, document, specifiedRules, { maxErrors: MAX_ERRORS - 1 });
}

function isPlaced(text: string): boolean {
  return text.length <= MAX_PLACED_CHARS && (text.match(/\r\n|[\n\r]/g)?.length ?? 0) < MAX_PLACED_LINES;
}

function shortened(error: GraphQLError): GraphQLError {
  if (error.message.length <= MAX_MESSAGE_CHARS) return error;
  const { extensions } = error;
  return new GraphQLError(`${error.message.slice(0, MAX_MESSAGE_CHARS)}…`, { ...placeOf(error), extensions });
}
