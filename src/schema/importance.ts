import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * What comes first while there is more to do than a node can, the most important first: to book what is held, to hold, to see what there
 * is to be held, and everything else.
 */
export const IMPORTANCES = ['book', 'lock', 'map', 'list'] as const;
export type Importance = (typeof IMPORTANCES)[number];

/** Extensions of root fields. Without one a mutation is a lock's equal, everything else a list's. */
export const OF_BOOKING = { importance: 'book' } as const;
export const OF_LOCKING = { importance: 'lock' } as const;
export const OF_MAPS = { importance: 'map' } as const;
export const OF_LISTS = { importance: 'list' } as const;

export function importanceOfField(type: OperationTypeNode, extensions: Readonly<Record<string, unknown>>): Importance {
  const own = IMPORTANCES.find((importance) => importance === extensions.importance);
  return own ?? (type === OperationTypeNode.MUTATION ? 'lock' : 'list');
}

const known = new WeakMap<OperationDefinitionNode, Importance>();

/** That of the operation's least important root field: nothing becomes more important by what is asked for beside it. */
export function importanceOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Importance {
  const before = known.get(operation);
  if (before) return before;
  const root = schema.getRootType(operation.operation);
  const names = root ? rootNames(operation.selectionSet, fragmentsOf(document)) : new Set<string>();
  const ranks = [...names].map((name) => IMPORTANCES.indexOf(importanceOfRoot(operation.operation, root!, name)));
  const importance = IMPORTANCES[Math.max(0, ...ranks)]!;
  known.set(operation, ranks.length === 0 ? 'list' : importance);
  return known.get(operation)!;
}

function importanceOfRoot(type: OperationTypeNode, root: GraphQLObjectType, name: string): Importance {
  return importanceOfField(type, root.getFields()[name]?.extensions ?? {});
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
}

/** `__typename` asks for nothing. */
function rootNames(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  names = new Set<string>(),
  spread = new Set<string>(),
): Set<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== '__typename') names.add(selection.name.value);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) rootNames(selection.selectionSet, fragments, names, spread);
    else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment) rootNames(fragment.selectionSet, fragments, names, spread);
    }
  }
  return names;
}
