import {
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  typeFromAST,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type InputIssue, InvalidInputError, MAX_ISSUES } from '../../modules/errors.ts';

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
    const error = variablesError(args);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
  onSubscribe({ args, setResultAndStopExecution }) {
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
        issues.push({ path: [name, ...path].join('.'), message: shorten(message) });
        // One more than is told, so that it shows that there are more.
        if (issues.length > MAX_ISSUES) throw new Enough();
      });
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return issues.length > 0 ? errorOf(issues) : null;
}

function errorOf(found: readonly InputIssue[]): GraphQLError {
  const { message, issues } = new InvalidInputError(found);
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', issues } });
}

function shorten(message: string): string {
  return message.length <= MAX_MESSAGE_CHARS ? message : `${message.slice(0, MAX_MESSAGE_CHARS)}…`;
}
