import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { knownMeasureOf } from '../../platform/large-json/json-measure.ts';
import { type InputIssue, InvalidInputError, MAX_ISSUES } from '../../shared/errors.ts';
import { isPlainProse, isPlainText } from '../../shared/text/plain-text.ts';
import type { ListBounds, ValueBounds } from './bounds.ts';
import { boundsOf } from './schema-bounds.ts';

type Input = GraphQLArgument | GraphQLInputField;
type Check = (value: unknown, path: string, issues: InputIssue[]) => void;
type NamedCheck = readonly [name: string, check: Check];
type Values = Readonly<Record<string, unknown>>;

/** Checks the coerced arguments of a field. Throws InvalidInputError with the problems found, by their path. */
export type ArgumentsCheck = (args: Values) => void;

/** The check of a field with these arguments; null when they have nothing to be checked. */
export function argumentsCheckOf(args: readonly GraphQLArgument[]): ArgumentsCheck | null {
  const checks = checksOf(args, new Map());
  if (checks.length === 0) return null;
  return (values) => {
    const issues: InputIssue[] = [];
    for (const [name, check] of checks) runCheck(check, values[name], name, issues);
    if (issues.length > 0) throw new InvalidInputError(issues);
  };
}

function runCheck(check: Check, value: unknown, path: string, issues: InputIssue[]): void {
  // One more than is told, so that it shows that there are more.
  if (value !== null && value !== undefined && issues.length <= MAX_ISSUES) check(value, path, issues);
}

function checksOf(inputs: readonly Input[], known: Map<GraphQLInputObjectType, Check>): NamedCheck[] {
  return inputs.flatMap((input): NamedCheck[] => {
    const check = checkOf(input, known);
    return check ? [[input.name, check]] : [];
  });
}

function checkOf(input: Input, known: Map<GraphQLInputObjectType, Check>): Check | null {
  const bounds = boundsOf(input);
  const type = isNonNullType(input.type) ? input.type.ofType : input.type;
  if (bounds === null) return isInputObjectType(type) ? objectCheck(type, known) : null;
  if ('entry' in bounds) return isListType(type) ? listCheck(bounds, type.ofType, known) : null;
  return valueCheck(bounds);
}

function objectCheck(type: GraphQLInputObjectType, known: Map<GraphQLInputObjectType, Check>): Check {
  const earlier = known.get(type);
  if (earlier) return earlier;
  const checks: NamedCheck[] = [];
  const check: Check = (value, path, issues) => {
    for (const [name, checkField] of checks) runCheck(checkField, (value as Values)[name], `${path}.${name}`, issues);
  };
  known.set(type, check);
  // Afterwards: a type may hold itself.
  checks.push(...checksOf(Object.values(type.getFields()), known));
  return check;
}

function listCheck(
  { maxEntries, entry }: ListBounds,
  entryType: GraphQLInputType,
  known: Map<GraphQLInputObjectType, Check>,
): Check {
  const type = isNonNullType(entryType) ? entryType.ofType : entryType;
  const check = entry ? valueCheck(entry) : isInputObjectType(type) ? objectCheck(type, known) : null;
  return (value, path, issues) => {
    const list = value as readonly unknown[];
    if (list.length > maxEntries) {
      issues.push({ path, message: `must have at most ${maxEntries} entries`, code: 'TOO_MANY', maximum: maxEntries });
    } else if (check) {
      for (let index = 0; index < list.length; index += 1) runCheck(check, list[index], `${path}.${index}`, issues);
    }
  };
}

function valueCheck(bounds: ValueBounds): Check {
  return (value, path, issues) => {
    const problem = problemOf(value, bounds);
    if (problem !== null) issues.push({ path, ...problem });
  };
}

type Problem = Omit<InputIssue, 'path'>;

function problemOf(value: unknown, bounds: ValueBounds): Problem | null {
  switch (bounds.kind) {
    case 'text':
    case 'prose':
    case 'id': {
      const text = value as string;
      // Before its characters are looked at.
      if (text.length > bounds.maxCharacters) return tooLong(bounds.maxCharacters);
      if (bounds.kind === 'text' && text.length < bounds.minCharacters) return EMPTY;
      if (bounds.kind === 'text' && !isPlainText(text)) return NOT_PLAIN_TEXT;
      if (bounds.kind === 'prose' && !isPlainProse(text)) return NOT_PLAIN_PROSE;
      return null;
    }
    case 'number': {
      const { min, max } = bounds;
      if ((value as number) >= min && (value as number) <= max) return null;
      return { message: `must be ${min} to ${max}`, code: 'OUT_OF_RANGE', minimum: min, maximum: max };
    }
    case 'json':
      return jsonProblemOf(value, bounds);
  }
}

const EMPTY: Problem = { message: 'must not be empty', code: 'REQUIRED' };
const NOT_PLAIN_TEXT: Problem = { message: 'must be plain text without control characters', code: 'MALFORMED' };
const NOT_PLAIN_PROSE: Problem = { message: 'must be plain text', code: 'MALFORMED' };

function tooLong(maximum: number): Problem {
  return { message: `must have at most ${maximum} characters`, code: 'TOO_LONG', maximum };
}

function jsonProblemOf(value: unknown, bounds: { maxLevels: number; maxValues: number }): Problem | null {
  const known = knownMeasureOf(value);
  let values = 0;
  const fits = (part: unknown, levels: number): boolean => {
    values += 1;
    if (typeof part !== 'object' || part === null) return values <= bounds.maxValues;
    if (levels === bounds.maxLevels || values > bounds.maxValues) return false;
    if (!Array.isArray(part)) return Object.values(part).every((member) => fits(member, levels + 1));
    // Before its entries are looked at.
    if (part.length > bounds.maxValues - values) return false;
    return part.every((member) => fits(member, levels + 1));
  };
  const isWithin = known ? known.levels <= bounds.maxLevels && known.values <= bounds.maxValues : fits(value, 0);
  if (isWithin) return null;
  return {
    message: `must have at most ${bounds.maxLevels} levels and ${bounds.maxValues} values`,
    code: 'OUT_OF_RANGE',
  };
}
