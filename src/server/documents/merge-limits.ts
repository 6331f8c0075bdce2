import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import type { DocumentParts } from './document-parts.ts';
import { refusal } from './refusal.ts';

/**
 * Pairs of fields that come together under one response name. The specification's rule on merging fields compares all of
 * them, which for the same field a thousand times is half a million comparisons.
 */
export const MAX_PAIRS = 10_000;

type Fragments = DocumentParts['fragments'];

/**
 * Throws a GraphQLError when a document has too many pairs of fields that would have to be merged: linear in the fields of
 * the operations with their fragments, which must have been found to be few, and not to come back to themselves.
 */
export function checkMerging({ operations, fragments }: DocumentParts): void {
  let pairs = 0;
  for (const operation of operations) {
    pairs += pairsOf([operation.selectionSet], fragments);
    if (pairs > MAX_PAIRS) throw refusal(TOO_MANY, operation);
  }
  // Those that no operation spreads are compared, too, before they are refused for that.
  for (const fragment of fragments.values()) {
    pairs += pairsOf([fragment.selectionSet], NO_FRAGMENTS);
    if (pairs > MAX_PAIRS) throw refusal(TOO_MANY, fragment);
  }
}

const TOO_MANY = `Fields of the same name are selected too often: at most ${MAX_PAIRS} pairs of them are compared.`;
const NO_FRAGMENTS: Fragments = new Map();

/** Of what is selected on one object by these sets together, and below it. */
function pairsOf(sets: readonly SelectionSetNode[], fragments: Fragments): number {
  const byName = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) collect(set, fragments, { byName, spread });
  let pairs = 0;
  for (const fields of byName.values()) {
    pairs += (fields.length * (fields.length - 1)) / 2;
    const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (inner.length > 0) pairs += pairsOf(inner, fragments);
  }
  return pairs;
}

interface Collected {
  byName: Map<string, FieldNode[]>;
  spread: Set<string>;
}

function collect(set: SelectionSetNode, fragments: Fragments, collected: Collected): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const fields = collected.byName.get(name);
      if (fields) fields.push(selection);
      else collected.byName.set(name, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, fragments, collected);
    } else if (!collected.spread.has(selection.name.value)) {
      collected.spread.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment) collect(fragment.selectionSet, fragments, collected);
    }
  }
}
