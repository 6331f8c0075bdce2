import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an operation is called where it is counted: of a schema there are only so many, whatever its callers name theirs. */
export interface OperationName {
  readonly type: OperationDefinitionNode['operation'];
  /** Its root field, or `several`. */
  readonly field: string;
}

/** By the nodes of documents that are kept. */
const NAMES = new WeakMap<OperationDefinitionNode, OperationName>();

export function nameOfOperation(document: DocumentNode, operation: OperationDefinitionNode): OperationName {
  const known = NAMES.get(operation);
  if (known) return known;
  const fields = new Set<string>();
  addRootFields(operation.selectionSet, document, { fields, spread: new Set() });
  const [first = 'none', ...others] = fields;
  const name = { type: operation.operation, field: others.length === 0 ? first : 'several' };
  NAMES.set(operation, name);
  return name;
}

interface Found {
  fields: Set<string>;
  /** Fragments that were looked at. */
  spread: Set<string>;
}

function addRootFields(set: SelectionSetNode, document: DocumentNode, found: Found): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      // Asked for beside others, by clients of their own accord.
      if (selection.name.value !== '__typename') found.fields.add(selection.name.value);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) addRootFields(selection.selectionSet, document, found);
    else addSpread(selection.name.value, document, found);
  }
}

function addSpread(name: string, document: DocumentNode, found: Found): void {
  if (found.spread.has(name)) return;
  found.spread.add(name);
  const isOf = (node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode =>
    node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name;
  const fragment = document.definitions.find(isOf);
  if (fragment) addRootFields(fragment.selectionSet, document, found);
}
