import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { refusal } from './refusal.ts';

/** Operations of a document. */
export const MAX_OPERATIONS = 50;
/** Fragments of a document: some of the specification's rules compare each with each. */
export const MAX_FRAGMENTS = 100;
/** Places of a document where a fragment is spread. */
export const MAX_SPREADS = 300;
/** Fields as they are written, in all operations and fragments of a document. */
export const MAX_WRITTEN_FIELDS = 2_000;
/** Variables of an operation. */
export const MAX_VARIABLES = 100;
/** Directives at one place. */
export const MAX_DIRECTIVES = 10;

/** Members of lists and objects that are written as arguments. Long lists belong into variables. */
export const MAX_WRITTEN_VALUES = 2_000;

/** What a document is made of. */
export interface DocumentParts {
  operations: readonly OperationDefinitionNode[];
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Takes the document apart; throws a GraphQLError when there is too much of something. Linear in the document. */
export function partsOf(document: DocumentNode): DocumentParts {
  const operations: OperationDefinitionNode[] = [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  const counts: Counts = { fields: 0, spreads: 0, values: 0 };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      operations.push(definition);
      countVariables(definition, counts);
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      if (fragments.size >= MAX_FRAGMENTS) throw refusal(`The document has more than ${MAX_FRAGMENTS} fragments.`);
      // graphql, too, takes the last of those with one name.
      fragments.set(definition.name.value, definition);
    } else continue;
    countDirectives(definition.directives, counts);
    countIn(definition.selectionSet, counts);
  }
  if (operations.length > MAX_OPERATIONS) {
    throw refusal(`The document has ${operations.length} operations; at most ${MAX_OPERATIONS} are allowed.`);
  }
  return { operations, fragments };
}

interface Counts {
  fields: number;
  spreads: number;
  values: number;
}

function countVariables(operation: OperationDefinitionNode, counts: Counts): void {
  const variables = operation.variableDefinitions ?? [];
  if (variables.length > MAX_VARIABLES) {
    throw refusal(`The operation has ${variables.length} variables; at most ${MAX_VARIABLES} are allowed.`, operation);
  }
  for (const { directives, defaultValue } of variables) {
    countDirectives(directives, counts);
    if (defaultValue) countValues(defaultValue, counts);
  }
}

function countDirectives(directives: readonly DirectiveNode[] | undefined, counts: Counts): void {
  if (!directives) return;
  if (directives.length > MAX_DIRECTIVES) {
    throw refusal(`There are ${directives.length} directives at one place; at most ${MAX_DIRECTIVES} are allowed.`);
  }
  for (const directive of directives) countArguments(directive.arguments, counts);
}

function countArguments(given: readonly ArgumentNode[] | undefined, counts: Counts): void {
  for (const { value } of given ?? []) countValues(value, counts);
}

// The parser has gone as deep as what follows, and was not let too deep.

function countIn(set: SelectionSetNode, counts: Counts): void {
  for (const selection of set.selections) {
    countDirectives(selection.directives, counts);
    if (selection.kind === Kind.FRAGMENT_SPREAD) counts.spreads += 1;
    else {
      if (selection.kind === Kind.FIELD) {
        counts.fields += 1;
        countArguments(selection.arguments, counts);
      }
      if (selection.selectionSet) countIn(selection.selectionSet, counts);
    }
  }
  if (counts.fields > MAX_WRITTEN_FIELDS) throw refusal(`The document has more than ${MAX_WRITTEN_FIELDS} fields.`);
  if (counts.spreads > MAX_SPREADS) throw refusal(`The document spreads fragments at more than ${MAX_SPREADS} places.`);
}

function countValues(value: ValueNode, counts: Counts): void {
  const members = value.kind === Kind.LIST ? value.values : value.kind === Kind.OBJECT ? value.fields : [];
  counts.values += members.length;
  if (counts.values > MAX_WRITTEN_VALUES) {
    throw refusal(`The document's lists and objects have more than ${MAX_WRITTEN_VALUES} members. Use variables.`);
  }
  for (const member of members) countValues(member.kind === Kind.OBJECT_FIELD ? member.value : member, counts);
}
