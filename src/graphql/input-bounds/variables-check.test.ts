import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { variablesError } from './variables-check.ts';

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
    { path: 'id', message: 'ID cannot represent value: {}' },
    { path: 'inner.names.1', message: 'String cannot represent a non string value: 1' },
    { path: 'inner.names.2', message: 'Expected non-nullable type "String!" not to be null.' },
    { path: 'inner', message: 'Field "colour" is not defined by type "Inner".' },
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
  expect(issues.at(-1)).toEqual({ path: 'inner', message: 'and more: the first 20 problems are listed' });
  expect(looked).toBe(21);
  expect(JSON.stringify(issues).length).toBeLessThan(10_000);
});
