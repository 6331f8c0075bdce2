import {
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type InputIssue, InvalidInputError, MAX_ISSUES } from '../../shared/errors.ts';
import type { InputBounds } from './bounds.ts';
import { boundsOf } from './schema-bounds.ts';

/** Scalars say what is wrong with a value by the value, which may be a megabyte. */
const MAX_MESSAGE_CHARS = 200;

/** What is executed, as far as it matters here. */
export interface Operation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

class Enough extends Error {}

/**
 * Refuses variables that are not of their types before they are executed with, by their path (`input.seatIds.3`). Execution
 * would do so as well, but it makes a text of the whole value for each of fifty problems: of one request's megabyte it makes
 * fifty, and answers with them. A variable that is missing is left to it.
 */
export const variablesCheckPlugin: Plugin = {
  onExecute({ args, setResultAndStopExecution }) {
    args.variableValues = withoutExcess(args);
    const error = variablesError(args);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
  onSubscribe({ args, setResultAndStopExecution }) {
    args.variableValues = withoutExcess(args);
    const error = variablesError(args);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
};

/** What is wrong with the variables of the operation; null when nothing is. */
export function variablesError({ schema, document, operationName, variableValues }: Operation): GraphQLError | null {
  if (!variableValues) return null;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const issues: InputIssue[] = [];
  try {
    for (const { variable, type: typeNode } of definitions) {
      const name = variable.name.value;
      const value = Object.hasOwn(variableValues, name) ? variableValues[name] : undefined;
      const type = typeFromAST(schema, typeNode);
      if (value === undefined || value === null || !isInputType(type)) continue;
      coerceInputValue(value, type, (path, _value, { message }) => {
        issues.push({ path: [name, ...path].join('.'), message: shorten(message), code: 'MALFORMED' });
        // One more than is told, so that it shows that there are more.
        if (issues.length > MAX_ISSUES) throw new Enough();
      });
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return issues.length > 0 ? errorOf(issues) : null;
}

/**
 * The variables with what is looked at of their lists: of a list that is longer than it may be, one entry more than that. It
 * is refused for that all the same, by the field that it is for and in its words; a hundred thousand entries would each be
 * made what their type says, twice, before.
 */
export function withoutExcess(operation: Operation): Record<string, unknown> | undefined {
  const { schema, document, operationName, variableValues } = operation;
  if (!variableValues) return undefined;
  let shortened: Record<string, unknown> = variableValues;
  for (const { variable, type: typeNode } of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!Object.hasOwn(variableValues, name) || !isInputType(type)) continue;
    const given = variableValues[name];
    const longest = Array.isArray(given) && given.length > SHORT_LIST ? longestOf(name, operation) : SHORT_LIST;
    const value = shortListsOf(given, type, longest);
    if (value !== given) shortened = { ...shortened, [name]: value };
  }
  return shortened;
}

/** Not worth a look at what it is for. */
const SHORT_LIST = 500;

/** How long a list may be that is given by the variable: what the arguments take that it is for. */
function longestOf(name: string, { schema, document }: Operation): number {
  const types = new TypeInfo(schema);
  let longest = 0;
  visit(
    document,
    visitWithTypeInfo(types, {
      // Its value is not a use.
      VariableDefinition: () => false,
      Variable(node, _key, parent) {
        if (node.name.value !== name) return;
        const isArgument = parent !== undefined && 'kind' in parent && parent.kind === Kind.ARGUMENT;
        const argument = isArgument ? types.getArgument() : null;
        longest = Math.max(longest, argument ? maxEntriesOf(boundsOf(argument)) : Number.POSITIVE_INFINITY);
      },
    }),
  );
  return longest;
}

function maxEntriesOf(bounds: InputBounds | null): number {
  return bounds && 'entry' in bounds ? bounds.maxEntries : Number.POSITIVE_INFINITY;
}

/** The value itself when there is nothing to be left out. */
function shortListsOf(value: unknown, given: GraphQLInputType, longest: number): unknown {
  const type = getNullableType(given);
  if (isListType(type)) {
    if (!Array.isArray(value)) return value;
    const list = value.length > longest ? value.slice(0, longest + 1) : value;
    if (!isInputObjectType(getNullableType(type.ofType))) return list;
    const entries = list.map((entry) => shortListsOf(entry, type.ofType, longest));
    return entries.some((entry, index) => entry !== list[index]) ? entries : list;
  }
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  const fields = type.getFields();
  const changed = Object.entries(value).flatMap(([name, member]) => {
    const field = Object.hasOwn(fields, name) ? fields[name]! : null;
    const short = field ? shortListsOf(member, field.type, maxEntriesOf(boundsOf(field))) : member;
    return short === member ? [] : [[name, short] as const];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

function errorOf(found: readonly InputIssue[]): GraphQLError {
  const { message, issues } = new InvalidInputError(found);
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', issues } });
}

function shorten(message: string): string {
  return message.length <= MAX_MESSAGE_CHARS ? message : `${message.slice(0, MAX_MESSAGE_CHARS)}…`;
}
