import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/**
 * What an operation may cost: about as many values as its answer may have. A field costs 1 (or what its `cost` extension
 * says), and what is selected below a list costs as often as the list is long: a connection's `first` or `last`, a
 * variable counting as the longest page; else the field's `listSize` extension, or 10.
 */
export const MAX_COST = 100_000;

const PAGE_SIZE = 20;
const LONGEST_PAGE = 100;
const LIST_SIZE = 10;

/** A validation rule, the same for HTTP and WebSocket: refuses operations that would be too much work. */
export function documentCostRule(context: ValidationContext): ASTVisitor {
  const fragments = new Map<string, number>();

  function costOfSet(set: SelectionSetNode, parent: GraphQLOutputType | null | undefined): number {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === 'Field') cost += costOfField(selection, parent);
      else if (selection.kind === 'FragmentSpread') cost += costOfFragment(context.getFragment(selection.name.value));
      else cost += costOfSet(selection.selectionSet, typeNamed(selection.typeCondition?.name.value) ?? parent);
    }
    return cost;
  }

  function costOfField(node: FieldNode, parent: GraphQLOutputType | null | undefined): number {
    const isComposite = isObjectType(parent) || isInterfaceType(parent);
    const field = isComposite ? parent.getFields()[node.name.value] : undefined;
    // Unknown fields are another rule's; introspection has a limit of its own.
    if (!field) return 0;
    const own = numberOf(field.extensions.cost) ?? 1;
    if (!node.selectionSet) return own;
    const isEdges = node.name.value === 'edges' && 'pageInfo' in (isComposite ? parent.getFields() : {});
    return own + (isEdges ? 1 : sizeOf(node, field)) * costOfSet(node.selectionSet, getNamedType(field.type));
  }

  /** Each fragment is counted once, so the time is linear. (Cycles are another rule's; here they end by the entry of 0.) */
  function costOfFragment(fragment: FragmentDefinitionNode | null | undefined): number {
    if (!fragment) return 0;
    const { name, selectionSet, typeCondition } = fragment;
    if (!fragments.has(name.value)) {
      fragments.set(name.value, 0);
      fragments.set(name.value, costOfSet(selectionSet, typeNamed(typeCondition.name.value)));
    }
    return fragments.get(name.value)!;
  }

  function typeNamed(name: string | undefined): GraphQLOutputType | null {
    const type = name === undefined ? undefined : context.getSchema().getType(name);
    return isObjectType(type) || isInterfaceType(type) ? type : null;
  }

  return {
    OperationDefinition(operation) {
      const cost = costOfSet(operation.selectionSet, context.getSchema().getRootType(operation.operation));
      if (cost <= MAX_COST) return;
      const message = `The operation may cost ${cost}; at most ${MAX_COST} is allowed. Ask for fewer things, or shorter pages.`;
      context.reportError(new GraphQLError(message, { nodes: [operation], extensions: { code: 'BAD_USER_INPUT' } }));
    },
  };
}

/** How often what is selected below the field may come. */
function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
  if (field.args.some(({ name }) => name === 'first')) {
    const page = node.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
    if (page === undefined || page.kind === 'NullValue') return PAGE_SIZE;
    // Longer pages are refused by their fields.
    return page.kind === 'IntValue' ? Math.min(Number(page.value), LONGEST_PAGE) : LONGEST_PAGE;
  }
  if (!isListType(getNullableType(field.type))) return 1;
  return numberOf(field.extensions.listSize) ?? LIST_SIZE;
}

function numberOf(extension: unknown): number | null {
  return typeof extension === 'number' ? extension : null;
}
