import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { refusal } from './refusal.ts';

/** Characters of a document: comments and blanks count. Long texts belong into variables. */
export const MAX_CHARS = 100_000;
/** Lexical tokens of a document. Seating plans and long seat lists belong into variables, which are not counted. */
export const MAX_TOKENS = 10_000;
/** Braces, brackets and parentheses inside one another. The parser calls itself for each. */
export const MAX_NESTING = 64;

const DEEPER: Partial<Record<TokenKind, 1 | -1>> = {
  [TokenKind.BRACE_L]: 1,
  [TokenKind.BRACKET_L]: 1,
  [TokenKind.PAREN_L]: 1,
  [TokenKind.BRACE_R]: -1,
  [TokenKind.BRACKET_R]: -1,
  [TokenKind.PAREN_R]: -1,
};

/** Throws a GraphQLError for a document that is too long to be looked at. */
export function checkLength(text: string): void {
  if (text.length <= MAX_CHARS) return;
  throw refusal(`The document has ${text.length} characters; at most ${MAX_CHARS} are allowed.`);
}

/** The number of tokens of a document that may be parsed; throws a GraphQLError for one that is too long or too deep. */
export function checkText(text: string): number {
  checkLength(text);
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let nesting = 0;
  for (let kind = nextKind(lexer); kind !== null; kind = nextKind(lexer)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) throw refusal(`The document has more than ${MAX_TOKENS} tokens.`);
    nesting += DEEPER[kind] ?? 0;
    if (nesting > MAX_NESTING) {
      throw refusal(`The document is more than ${MAX_NESTING} levels deep, counted by its brackets.`);
    }
  }
  return tokens;
}

/** Null at the end, and where there is no token: the parser comes no further either, and says why. */
function nextKind(lexer: Lexer): TokenKind | null {
  try {
    const { kind } = lexer.advance();
    return kind === TokenKind.EOF ? null : kind;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
