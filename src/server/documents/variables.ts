import { type DocumentNode, getOperationAST } from 'graphql';
import { knownMeasureOf } from '../../platform/large-json/json-measure.ts';
import { refusal } from './refusal.ts';

/** Lists and objects inside one another in an operation's variables. */
export const MAX_VARIABLES_NESTING = 64;

export type Variables = Readonly<Record<string, unknown>>;

/** Throws a GraphQLError for variables that are nested so deep that what looks at them would call itself too often. */
export function checkVariables(variables: unknown): void {
  // Of a large request's it is known.
  const known = knownMeasureOf(variables);
  if (known && known.levels <= MAX_VARIABLES_NESTING + 1) return;
  let level = compositesOf([variables]);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_VARIABLES_NESTING) {
      throw refusal(`The variables are more than ${MAX_VARIABLES_NESTING} levels deep.`);
    }
    level = level.flatMap((composite) => compositesOf(Object.values(composite)));
  }
}

/** Those of the variables that the operation has declared: the others have no effect, and are not to be kept. */
export function declaredVariables(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables | null | undefined,
): Variables | undefined {
  if (!variables) return undefined;
  const declared = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const names = declared.map(({ variable }) => variable.name.value).filter((name) => Object.hasOwn(variables, name));
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}

function compositesOf(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}
