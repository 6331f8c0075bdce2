import { type DirectiveNode, type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';

/** Known to this server, and without an effect beyond the fields that they stand at. */
const KNOWN_DIRECTIVES: readonly string[] = ['include', 'skip'];

/** Whether what the directive does is known, and is done to the field that it stands at alone. */
export function isKnownDirective({ name }: DirectiveNode): boolean {
  return KNOWN_DIRECTIVES.includes(name.value);
}

/** The operation without the others of its document. The fragments are all kept, those that only the others use, too. */
export function singleOperation(operation: OperationDefinitionNode, document: DocumentNode): DocumentNode {
  const definitions = document.definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  return { kind: Kind.DOCUMENT, definitions };
}
