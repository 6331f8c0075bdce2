import { hash } from 'node:crypto';
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fieldsOf } from '../../schema/field-count.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { isKnownDirective, singleOperation } from '../../schema/single-operation.ts';

/** A subscription that can be executed once for all who follow the same source. */
export interface SharedOperation {
  /** A hash: the same for operations that make the same of an event, however they were written. */
  key: string;
  /** Names of the variables that have a part in that. Those in the root field's arguments have had theirs in the source. */
  variables: readonly string[];
  /** How many fields are executed for an event with one of everything. */
  weight: number;
}

/** The same text is the same object as long as it is kept (see Documents): each of its operations is looked at once. */
const known = new WeakMap<DocumentNode, Map<string | undefined, SharedOperation | null>>();

/** The valid document's operation as one to share; null when it can't be shown that sharing it is safe. */
export function sharedOperationOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): SharedOperation | null {
  let operations = known.get(document);
  if (!operations) {
    operations = new Map();
    known.set(document, operations);
  }
  let operation = operations.get(operationName);
  if (operation === undefined) {
    operation = examine(schema, document, operationName);
    operations.set(operationName, operation);
  }
  return operation;
}

function examine(schema: GraphQLSchema, document: DocumentNode, operationName?: string): SharedOperation | null {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'subscription') return null;
  const typeInfo = new TypeInfo(schema);
  const root = schema.getSubscriptionType();
  const variables = new Set<string>();
  let isShareable = true;
  const examined = visit(
    singleOperation(operation, document),
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void variables.add(name.value),
      Directive(node) {
        isShareable &&= isKnownDirective(node);
      },
      Field(node) {
        const isMarked = typeInfo.getFieldDef()?.extensions.shareable === SHAREABLE.shareable;
        isShareable &&= isMarked || node.name.value === '__typename';
        return typeInfo.getParentType() === root ? { ...node, arguments: [] } : undefined;
      },
    }),
  );
  if (!isShareable) return null;
  const key = hash('sha256', print(examined), 'base64url');
  return { key, variables: [...variables].sort(), weight: fieldsOf(operation, document) };
}
