import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { ListBounds, ValueBounds } from '../../../src/schema/input-bounds/bounds.ts';
import { boundsOf } from '../../../src/schema/input-bounds/schema-bounds.ts';

/** A value to send, and what must come of it. An error that is not expected must not come of any. */
export interface InputCase {
  name: string;
  value: unknown;
  /**
   * `in bounds`: it is not refused for its size. `refused`: with the input's name. `unknown`: as refused, or as what is not
   * there. `any`: whatever is not a failure.
   */
  expected: 'in bounds' | 'refused' | 'unknown' | 'any';
}

const NUL = '\u0000';
const HALF_A_PAIR = '\ud800';
/** A guest's request may have 1 MB. */
const MANY_BYTES = 900_000;
const MANY_ENTRIES = 100_000;

export function inputCases(input: GraphQLArgument | GraphQLInputField): InputCase[] {
  const bounds = boundsOf(input);
  const type = isNonNullType(input.type) ? input.type.ofType : input.type;
  const common: InputCase[] = [{ name: 'a number in a list in a list', value: [[1]], expected: 'any' }];
  if (bounds === null) return [...common, ...unboundedCases(type)];
  return [...common, ...('entry' in bounds ? listCases(bounds, type) : valueCases(bounds, type))];
}

function unboundedCases(type: GraphQLInputType): InputCase[] {
  if (isInputObjectType(type)) {
    return [
      { name: 'text', value: 'x', expected: 'refused' },
      { name: 'a thousand members', value: membersOf(1_000), expected: 'refused' },
      { name: 'members with names that objects have', value: JSON.parse('{"__proto__": 1}'), expected: 'refused' },
    ];
  }
  return [NUL, HALF_A_PAIR, '', 'x'.repeat(MANY_BYTES), {}, 1e308].map((value) => ({
    name: `${JSON.stringify(value).slice(0, 20)}`,
    value,
    expected: 'refused',
  }));
}

function isFloat(type: GraphQLInputType): boolean {
  return getNamedType(type).name === 'Float';
}

function valueCases(bounds: ValueBounds, type: GraphQLInputType): InputCase[] {
  switch (bounds.kind) {
    case 'number':
      return [
        { name: 'the least', value: bounds.min, expected: 'in bounds' },
        { name: 'the most', value: bounds.max, expected: 'in bounds' },
        { name: 'a fraction', value: 0.5, expected: isFloat(type) ? 'in bounds' : 'refused' },
        ...[bounds.min - 1, bounds.max + 1, -(2 ** 53), 2 ** 53, 1e308, 'x'].map(
          (value): InputCase => ({ name: `${value}`, value, expected: 'refused' }),
        ),
      ];
    case 'json':
      return [
        { name: 'a list too long', value: Array(bounds.maxValues + 1).fill(0), expected: 'refused' },
        { name: 'too many levels', value: nested(bounds.maxLevels + 1), expected: 'refused' },
        { name: 'more levels still', value: nested(60), expected: 'refused' },
        // More than any variable may have, which is refused without looking at what it is for.
        { name: 'very many levels', value: nested(2_000), expected: 'any' },
        { name: 'a text with NUL', value: { [NUL]: [NUL, HALF_A_PAIR] }, expected: 'any' },
      ];
    default: {
      const malformed = bounds.kind === 'id' ? 'unknown' : 'refused';
      return [
        { name: 'the longest', value: 'x'.repeat(bounds.maxCharacters), expected: 'in bounds' },
        { name: 'a character more', value: 'x'.repeat(bounds.maxCharacters + 1), expected: 'refused' },
        { name: 'nearly a megabyte', value: 'x'.repeat(MANY_BYTES), expected: 'refused' },
        { name: 'NUL', value: `x${NUL}`, expected: malformed },
        { name: 'half of a surrogate pair', value: HALF_A_PAIR, expected: malformed },
        { name: 'what objects have', value: 'constructor_x', expected: 'any' },
        { name: 'nothing', value: '', expected: 'any' },
      ];
    }
  }
}

function listCases({ maxEntries, entry }: ListBounds, type: GraphQLInputType): InputCase[] {
  const entryType = isListType(type) ? type.ofType : type;
  const many = Math.min(
    MANY_ENTRIES,
    Math.floor(MANY_BYTES / (JSON.stringify(entryOf(entryType, MANY_ENTRIES)).length + 1)),
  );
  const list = (length: number) => Array.from({ length }, (_, index) => entryOf(entryType, index));
  return [
    { name: 'none', value: [], expected: 'any' },
    { name: 'the most entries', value: list(maxEntries), expected: 'in bounds' },
    { name: 'one entry more', value: list(maxEntries + 1), expected: 'refused' },
    { name: 'very many entries', value: list(Math.max(many, maxEntries + 1)), expected: 'refused' },
    { name: 'very many entries of no kind', value: Array(MANY_ENTRIES).fill({}), expected: 'refused' },
    ...(entry
      ? valueCases(entry, type)
          .filter(({ expected }) => expected !== 'any')
          .map((tried) => ({
            ...tried,
            name: `an entry: ${tried.name}`,
            value: [tried.value],
          }))
      : []),
  ];
}

function entryOf(given: GraphQLInputType, index: number): unknown {
  const type = isNonNullType(given) ? given.ofType : given;
  if (isEnumType(type)) return type.getValues()[index % type.getValues().length]!.name;
  if (!isInputObjectType(type)) return `s${index}`;
  const wanted = Object.values(type.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(
    wanted.map((field) => [field.name, /Int|Float/.test(String(field.type)) ? index : entryOf(field.type, index)]),
  );
}

function membersOf(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`member${index}`, 'x'.repeat(100)]));
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
