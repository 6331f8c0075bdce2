import { buildSchema, type GraphQLArgument, type GraphQLInputField, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { listOf, text } from './bounds.ts';
import { inputsOf } from './schema-bounds.ts';
import { variablesError, withoutExcess } from './variables-check.ts';

const schema = buildSchema(`
  input Inner { names: [String!]  size: Int }
  type Query { it(id: ID, inner: Inner, inners: [Inner!]): Int }
`);
const document = parse(
  `query ($id: ID!, $inner: Inner, $inners: [Inner!]) { it(id: $id, inner: $inner, inners: $inners) }`,
);
const issuesOf = (variableValues: Record<string, unknown>) =>
  variablesError({ schema, document, variableValues })?.extensions.issues as
    | { path: string; message: string }[]
    | undefined;

it('lets good variables pass, and leaves missing ones to execution', () => {
  expect(issuesOf({ id: 7, inner: { names: ['a'], size: null }, other: {} })).toBeUndefined();
  expect(issuesOf({ id: null })).toBeUndefined();
});

it('names the place of each value that is not of its type', () => {
  expect(issuesOf({ id: {}, inner: { names: ['a', 1, null], colour: 1 } })).toEqual([
    { path: 'id', message: 'ID cannot represent value: {}', code: 'MALFORMED' },
    { path: 'inner.names.1', message: 'String cannot represent a non string value: 1', code: 'MALFORMED' },
    { path: 'inner.names.2', message: 'Expected non-nullable type "String!" not to be null.', code: 'MALFORMED' },
    { path: 'inner', message: 'Field "colour" is not defined by type "Inner".', code: 'MALFORMED' },
  ]);
});

it('stops at twenty problems, and says little of each', () => {
  let looked = 0;
  const names = new Proxy(Array(1_000).fill({ text: 'x'.repeat(1_000_000) }), {
    get: (target, key, receiver) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looked += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  const issues = issuesOf({ inner: { names } })!;
  expect(issues).toHaveLength(21);
  expect(issues.at(-1)).toEqual({
    path: 'inner',
    message: 'and more: the first 20 problems are listed',
    code: 'OTHER',
  });
  expect(looked).toBe(21);
  expect(JSON.stringify(issues).length).toBeLessThan(10_000);
});

describe('of lists that are too long', () => {
  const bounded = buildSchema(`
    input Inner { names: [String!]  inners: [Inner!] }
    enum Colour { RED BLUE }
    type Query { it(names: [String!], inner: Inner, colours: [Colour!], plan: [String!]): Int }
  `);
  for (const { place, input } of inputsOf(bounded)) {
    const maxEntries = { 'Inner.names': 3, 'Inner.inners': 2, 'Query.it(names:)': 600 }[place];
    if (maxEntries) bound(input, maxEntries);
  }
  function bound(input: GraphQLArgument | GraphQLInputField, maxEntries: number): void {
    input.extensions = { bounds: listOf(maxEntries, text(10)) };
  }
  const lookedAt = (variableValues: Record<string, unknown>) => {
    const query = `query ($names: [String!], $inner: Inner, $colours: [Colour!], $plan: [String!], $in: [Inner!]) {
      a: it(names: $names, inner: $inner, colours: $colours, plan: $plan)  b: it(inner: { inners: $in }) }`;
    return withoutExcess({ schema: bounded, document: parse(query), variableValues });
  };
  const many = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

  it('one entry more than there may be is looked at, which is enough to refuse them', () => {
    expect(lookedAt({ names: many(100_000) })).toEqual({ names: many(601) });
    expect(lookedAt({ inner: { names: many(100_000) } })).toEqual({ inner: { names: many(4) } });
    expect(lookedAt({ inner: { inners: [{ names: many(9) }, {}, {}, {}] } })).toEqual({
      inner: { inners: [{ names: many(4) }, {}, {}] },
    });
    expect(lookedAt({ colours: Array(100_000).fill('RED') })).toEqual({ colours: ['RED', 'RED', 'RED'] });
  });

  it('nothing is left out of others, which stay the same objects', () => {
    const given = {
      names: many(600),
      inner: { names: many(3), other: many(1_000) },
      plan: many(5_000),
      unknown: many(900),
    };
    expect(lookedAt(given)).toBe(given);
    // Inside of a literal it is not known what it is for.
    const inside = { in: Array(1_000).fill({ names: many(3) }) };
    expect(lookedAt(inside)).toBe(inside);
    expect(lookedAt({ names: null, inner: 'text', colours: {} })).toEqual({ names: null, inner: 'text', colours: {} });
  });
});
