import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How many fields a valid document's operation selects, with those of fragments counted wherever they are spread. */
export function fieldsOf(operation: OperationDefinitionNode, document: DocumentNode): number {
  const counted = new Map<string, number>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  function ofFragment(name: string): number {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fields = ofSet(fragments.get(name)!.selectionSet);
    counted.set(name, fields);
    return fields;
  }
  function ofSet({ selections }: SelectionSetNode): number {
    let fields = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) fields += ofFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) fields += ofSet(selection.selectionSet);
      else fields += 1 + (selection.selectionSet ? ofSet(selection.selectionSet) : 0);
    }
    return fields;
  }
  return ofSet(operation.selectionSet);
}
