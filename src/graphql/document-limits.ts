import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Lexical tokens of a document. Seating plans and long seat lists belong into variables, which are not counted. */
export const MAX_TOKENS = 10_000;
/** Levels of fields. Introspection has a limit of its own (graphql's MaxIntrospectionDepthRule). */
export const MAX_DEPTH = 15;
/** Fields of an operation, with fragments counted wherever they are spread. */
export const MAX_FIELDS = 1_000;
/** Fields at an operation's root: without it, aliases put hundreds of mutations into one request. */
export const MAX_ROOT_FIELDS = 20;

interface Extent {
  depth: number;
  fields: number;
}

/** A validation rule, the same for HTTP and WebSocket: refuses operations that are too deep, wide or many. */
export function documentLimitsRule(context: ValidationContext): ASTVisitor {
  const measured = new Map<string, Extent>();
  return {
    OperationDefinition(operation) {
      const problem = problemOf(
        measure(operation.selectionSet, context, measured),
        rootFields(operation.selectionSet, context),
      );
      if (problem === null) return;
      context.reportError(new GraphQLError(problem, { nodes: [operation], extensions: { code: 'BAD_USER_INPUT' } }));
    },
  };
}

function problemOf({ depth, fields }: Extent, roots: number): string | null {
  if (depth > MAX_DEPTH) return `The operation is ${depth} levels deep; at most ${MAX_DEPTH} are allowed.`;
  if (fields > MAX_FIELDS) return `The operation has more than ${MAX_FIELDS} fields.`;
  if (roots > MAX_ROOT_FIELDS) return `The operation has ${roots} root fields; at most ${MAX_ROOT_FIELDS} are allowed.`;
  return null;
}

function measure(set: SelectionSetNode, context: ValidationContext, measured: Map<string, Extent>): Extent {
  const extent: Extent = { depth: 0, fields: 0 };
  for (const selection of set.selections) {
    let part: Extent = { depth: 0, fields: 0 };
    if (selection.kind === 'FragmentSpread') {
      part = measureFragment(context.getFragment(selection.name.value), context, measured);
    } else if (selection.kind === 'InlineFragment') {
      part = measure(selection.selectionSet, context, measured);
    } else if (!selection.name.value.startsWith('__')) {
      const inner = selection.selectionSet ? measure(selection.selectionSet, context, measured) : part;
      part = { depth: inner.depth + 1, fields: inner.fields + 1 };
    }
    extent.depth = Math.max(extent.depth, part.depth);
    extent.fields += part.fields;
  }
  return extent;
}

/** Each fragment is measured once, so the time is linear. (Cycles are another rule's; here they end by the empty entry.) */
function measureFragment(
  fragment: FragmentDefinitionNode | null | undefined,
  context: ValidationContext,
  measured: Map<string, Extent>,
): Extent {
  if (!fragment) return { depth: 0, fields: 0 };
  const known = measured.get(fragment.name.value);
  if (known) return known;
  measured.set(fragment.name.value, { depth: 0, fields: 0 });
  const extent = measure(fragment.selectionSet, context, measured);
  measured.set(fragment.name.value, extent);
  return extent;
}

function rootFields(set: SelectionSetNode, context: ValidationContext, spread = new Set<string>()): number {
  let count = 0;
  for (const selection of set.selections) {
    if (selection.kind === 'Field') count += 1;
    else if (selection.kind === 'InlineFragment') count += rootFields(selection.selectionSet, context, spread);
    else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) count += rootFields(fragment.selectionSet, context, spread);
    }
  }
  return count;
}
