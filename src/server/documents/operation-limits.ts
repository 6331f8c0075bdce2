import {
  type FragmentSpreadNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DocumentParts } from './document-parts.ts';
import { refusal } from './refusal.ts';
import { MAX_NESTING } from './text-limits.ts';

/** Levels of fields. Those of introspection are bounded by what they cost, and by graphql's own rule. */
export const MAX_DEPTH = 15;
/** Fields of an operation, with fragments counted wherever they are spread. */
export const MAX_FIELDS = 1_000;
/** Fields at an operation's root: without it, aliases put hundreds of mutations into one request. */
export const MAX_ROOT_FIELDS = 20;
/** Fragments, spread or inline, counted like fields: they are work also where they bring no field. */
const MAX_SPREADS = 1_000;

interface Extent {
  /** Levels of fields. */
  depth: number;
  /** Levels of anything: what looks at the operation calls itself so often. */
  nesting: number;
  fields: number;
  spreads: number;
}

type Fragments = DocumentParts['fragments'];
/** Null: its measuring has begun. */
type Measured = Map<string, Extent | null>;

/** Throws a GraphQLError for an operation that is too deep, wide or many. Each fragment is measured once: linear. */
export function checkOperations({ operations, fragments }: DocumentParts): void {
  const measured: Measured = new Map();
  for (const operation of operations) {
    const extent = measure(operation.selectionSet, 1, { fragments, measured });
    const problem = problemOf(extent, () => rootFields(operation.selectionSet, fragments));
    if (problem !== null) throw refusal(problem, operation as OperationDefinitionNode);
  }
}

function problemOf({ depth, nesting, fields, spreads }: Extent, roots: () => number): string | null {
  if (depth > MAX_DEPTH) return `The operation is ${depth} levels deep; at most ${MAX_DEPTH} are allowed.`;
  if (nesting > MAX_NESTING) return TOO_NESTED;
  if (fields > MAX_FIELDS) return `The operation has more than ${MAX_FIELDS} fields.`;
  if (spreads > MAX_SPREADS) return `The operation spreads more than ${MAX_SPREADS} fragments.`;
  const count = roots();
  if (count > MAX_ROOT_FIELDS) return `The operation has ${count} root fields; at most ${MAX_ROOT_FIELDS} are allowed.`;
  return null;
}

const TOO_NESTED = `The operation is more than ${MAX_NESTING} levels deep, with its fragments.`;

interface Measuring {
  fragments: Fragments;
  measured: Measured;
}

function measure(set: SelectionSetNode, level: number, measuring: Measuring): Extent {
  if (level > MAX_LEVELS) throw refusal(TOO_NESTED);
  const extent: Extent = { depth: 0, nesting: 0, fields: 0, spreads: 0 };
  for (const selection of set.selections) {
    let part: Extent = { depth: 0, nesting: 0, fields: 0, spreads: 0 };
    if (selection.kind === Kind.FRAGMENT_SPREAD) part = measureSpread(selection, level, measuring);
    else if (selection.selectionSet) part = measure(selection.selectionSet, level + 1, measuring);
    const isField = selection.kind === Kind.FIELD;
    const isCountedDeep = isField && !selection.name.value.startsWith('__');
    extent.depth = Math.max(extent.depth, isField ? (isCountedDeep ? part.depth + 1 : 0) : part.depth);
    extent.nesting = Math.max(extent.nesting, part.nesting + 1);
    extent.fields += part.fields + (isField ? 1 : 0);
    extent.spreads += part.spreads + (isField ? 0 : 1);
  }
  return extent;
}

/** So many levels are looked at, so that it can be said how deep an operation is that is only somewhat too deep. */
const MAX_LEVELS = 4 * MAX_NESTING;

/** Throws where a fragment comes back to itself: nothing that looks at the operation afterwards would end. */
function measureSpread({ name }: FragmentSpreadNode, level: number, measuring: Measuring): Extent {
  const fragment = measuring.fragments.get(name.value);
  // An unknown fragment is another rule's.
  if (!fragment) return { depth: 0, nesting: 0, fields: 0, spreads: 0 };
  const known = measuring.measured.get(name.value);
  if (known === null) {
    const message = `Cannot spread fragment "${name.value}" within itself.`;
    throw new GraphQLError(message, { nodes: [fragment], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  }
  if (known) return known;
  measuring.measured.set(name.value, null);
  const extent = measure(fragment.selectionSet, level + 1, measuring);
  measuring.measured.set(name.value, extent);
  return extent;
}

/** How many fields there are at the root, with those of fragments. */
export function rootFields(
  set: SelectionSetNode,
  fragments: Pick<Fragments, 'get'>,
  spread = new Set<string>(),
): number {
  let count = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) count += rootFields(selection.selectionSet, fragments, spread);
    else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment) count += rootFields(fragment.selectionSet, fragments, spread);
    }
  }
  return count;
}
