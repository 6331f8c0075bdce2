import { type DocumentNode, Kind, type Location, type Token, visit } from 'graphql';

/** Nodes that no error of an execution points at. */
const WITHOUT_PLACE: ReadonlySet<string> = new Set([
  Kind.NAME,
  Kind.DOCUMENT,
  Kind.SELECTION_SET,
  Kind.ARGUMENT,
  Kind.OBJECT_FIELD,
  Kind.NAMED_TYPE,
  Kind.LIST_TYPE,
  Kind.NON_NULL_TYPE,
]);

/**
 * Takes from the document what only its parser and its validation needed: the tokens, which are as much again as the nodes that
 * were made of them. Where it may be pointed at, it still knows where that is.
 */
export function compact(document: DocumentNode): void {
  visit(document, {
    enter(node) {
      if (!node.loc) return;
      if (WITHOUT_PLACE.has(node.kind)) (node as { loc?: Location | undefined }).loc = undefined;
      else Object.assign(node.loc, { startToken: NO_TOKEN, endToken: NO_TOKEN });
    },
  });
}

/** Of a location that is only asked for its positions. */
const NO_TOKEN: Token | null = null;
