import { buildSchema, execute, type GraphQLUnionType, parse } from 'graphql';
import { expect, it } from 'vitest';
import { noteOutcomes } from './outcomes.ts';

const SCHEMA = buildSchema(`
  type Query { a: Int }
  type Done { n: Int }
  type Refused { n: Int }
  union Result = Done | Refused
  type Mutation { lock(n: Int): Result  plain: Int }
`);
const union = SCHEMA.getType('Result') as GraphQLUnionType;
union.resolveType = ({ n }) => (n > 0 ? 'Done' : Promise.resolve('Refused'));

const run = async (text: string) => {
  noteOutcomes(SCHEMA);
  const contextValue: { outcome?: string } = {};
  const rootValue = { lock: ({ n }: { n: number }) => ({ n }), plain: 1 };
  await execute({ schema: SCHEMA, document: parse(text), rootValue, contextValue });
  return contextValue.outcome;
};

it.each([
  ['mutation { lock(n: 1) { ... on Done { n } } }', 'Done'],
  ['mutation { lock(n: 0) { ... on Done { n } } }', 'Refused'],
  ['mutation { lock(n: 0) { ... on Refused { __typename: n } } b: lock(n: 1) { ... on Done { n } } }', 'Refused'],
  ['mutation { plain }', undefined],
  ['{ a }', undefined],
])('of %s is %s, whatever was asked for of it', async (text, outcome) => {
  expect(await run(text)).toBe(outcome);
});
