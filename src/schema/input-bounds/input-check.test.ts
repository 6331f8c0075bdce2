import { buildSchema, type GraphQLInputObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../shared/errors.ts';
import { type InputBounds, json, listOf, NODE_ID, numberFrom, prose, text } from './bounds.ts';
import { argumentsCheckOf } from './input-check.ts';

const schema = buildSchema(`
  scalar JSON
  enum Colour { RED GREEN }
  input Inner { name: String  inner: Inner }
  type Query { it(name: String, words: String, id: ID, size: Int, names: [String], colours: [Colour!], plan: JSON,
                  inner: Inner, inners: [Inner!]): Int }
`);
const { args } = schema.getQueryType()!.getFields().it!;
const bounds: Record<string, InputBounds> = {
  name: text(5, 1),
  words: prose(5),
  id: NODE_ID,
  size: numberFrom(1, 5),
  names: listOf(3, text(5)),
  plan: json({ maxLevels: 3, maxValues: 10 }),
  inners: listOf(30),
};
for (const arg of args) arg.extensions = { bounds: bounds[arg.name] };
(schema.getType('Inner') as GraphQLInputObjectType).getFields().name!.extensions = { bounds: text(5) };

function problemsOf(values: Record<string, unknown>): string[] {
  try {
    argumentsCheckOf(args)!(values);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('what is in bounds', () => {
  it.each([
    [{}],
    [{ name: null, names: null, inner: null }],
    [{ name: 'abcde', words: 'a\nb\tc', id: '\u0000', size: 5 }],
    [{ names: ['abcde', null, ''], colours: ['RED', 'GREEN'], plan: [[[1, 2, 3]]] }],
    [{ inner: { inner: { inner: { name: 'abcde' } } }, inners: Array(30).fill({ name: 'a' }) }],
  ])('%j is taken', (values) => expect(problemsOf(values)).toEqual([]));
});

describe('what is beyond its bounds', () => {
  it.each([
    [{ name: '' }, ['name: must not be empty']],
    [{ name: 'abcdef' }, ['name: must have at most 5 characters']],
    [{ name: 'a\nb' }, ['name: must be plain text without control characters']],
    [{ words: 'a\u0000' }, ['words: must be plain text']],
    [{ name: '\ud800' }, ['name: must be plain text without control characters']],
    [{ id: 'x'.repeat(101) }, ['id: must have at most 100 characters']],
    [{ size: 0 }, ['size: must be 1 to 5']],
    [
      { names: ['a', 'abcdef', '\u0000'] },
      ['names.1: must have at most 5 characters', 'names.2: must be plain text without control characters'],
    ],
    [{ names: Array(4).fill('abcdef') }, ['names: must have at most 3 entries']],
    [{ colours: ['RED', 'RED', 'RED'] }, ['colours: must have at most 2 entries']],
    [{ plan: [[[[1]]]] }, ['plan: must have at most 3 levels and 10 values']],
    [{ plan: Array(10).fill(0) }, ['plan: must have at most 3 levels and 10 values']],
    [{ inner: { inner: { name: 'abcdef' } } }, ['inner.inner.name: must have at most 5 characters']],
  ])('%j is refused by its path', (values, problems) => expect(problemsOf(values)).toEqual(problems));

  it('is told twenty times, and that there is more', () => {
    const problems = problemsOf({ inners: Array(30).fill({ name: 'abcdef' }) });
    expect(problems).toHaveLength(21);
    expect(problems.slice(-2)).toEqual([
      'inners.19.name: must have at most 5 characters',
      'inners: and more: the first 20 problems are listed',
    ]);
  });
});

it('needs no check where nothing has bounds', () => {
  expect(argumentsCheckOf([])).toBeNull();
});
