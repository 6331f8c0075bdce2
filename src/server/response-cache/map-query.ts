import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { FROM_SEAT_MAP, SHAREABLE } from '../../schema/shareable.ts';
import { isKnownDirective, singleOperation } from '../../schema/single-operation.ts';

/** A query whose answer follows from one show and the version of its seat map: the same for everyone who may see the show. */
export interface MapQuery {
  /** The id of the show that is asked for; null when the variables do not have it. */
  showIdOf(variables: Readonly<Record<string, unknown>> | null | undefined): string | null;
}

/**
 * The valid document's operation as one whose answer may be kept; null when that can't be shown: it is one root field
 * `show`, and all below it is marked as shareable or as made from the seat map. (What is not marked may depend on who asks.)
 */
export function mapQueryOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): MapQuery | null {
  const operation = getOperationAST(document, operationName ?? undefined);
  if (operation?.operation !== 'query' || operation.selectionSet.selections.length !== 1) return null;
  const [root] = operation.selectionSet.selections;
  if (root?.kind !== Kind.FIELD || root.name.value !== 'show') return null;
  const id = root.arguments?.find(({ name }) => name.value === 'id')?.value;
  if (!id || (root.directives ?? []).length > 0) return null;

  const typeInfo = new TypeInfo(schema);
  let isShared = true;
  let hasMap = false;
  visit(
    singleOperation(operation, document),
    visitWithTypeInfo(typeInfo, {
      Directive(node) {
        isShared &&= isKnownDirective(node);
      },
      Field(node) {
        if (node === root || node.name.value === '__typename') return;
        const { shareable, fromSeatMap } = typeInfo.getFieldDef()?.extensions ?? {};
        hasMap ||= fromSeatMap === FROM_SEAT_MAP.fromSeatMap;
        isShared &&= shareable === SHAREABLE.shareable || fromSeatMap === FROM_SEAT_MAP.fromSeatMap;
      },
    }),
  );
  return isShared && hasMap ? { showIdOf: (variables) => textOf(id, variables ?? {}) } : null;
}

function textOf(value: ValueNode, variables: Readonly<Record<string, unknown>>): string | null {
  if (value.kind === Kind.STRING) return value.value;
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : null;
  return typeof given === 'string' ? given : null;
}
