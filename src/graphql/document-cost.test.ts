import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { documentCostRule, MAX_COST } from './document-cost.ts';
import { createSchema } from './schema.ts';

const schema = createSchema();
const refusals = (text: string) => validate(schema, parse(text), [documentCostRule]).map(({ message }) => message);

const SEATS =
  'seats { id zone row number x y tier { id name price { amount currency } } price { amount currency } state }';

it.each([
  ['a whole seat map', `query ($id: ID!) { show(id: $id) { id title seatMap { cursor version ${SEATS} } } }`],
  ['a long list of shows', '{ shows(first: 100) { edges { node { id title availability { available } } } } }'],
  ['a page of bookings', `query ($n: Int) { viewer { bookings(first: $n) { edges { node { id ${SEATS} } } } } }`],
  ['introspection', '{ __schema { types { name fields { name args { name } type { name ofType { name } } } } } }'],
])('lets %s pass', (_what, text) => expect(refusals(text)).toEqual([]));

const MAPS = `seatMap { ${SEATS} }`;
it.each([
  ['the maps of all shows', `{ shows(first: 100) { edges { node { ${MAPS} } } } }`],
  ['the same with a variable', `query ($n: Int) { shows(first: $n) { edges { node { ${MAPS} } } } }`],
  [
    'the same by fragments',
    `{ shows { edges { ...E } } } fragment E on ShowEdge { node { ...N } } fragment N on Show { ${MAPS} }`,
  ],
  [
    'a map many times over',
    `{ show(id: "x") { ${Array.from({ length: 10 }, (_, n) => `m${n}: ${MAPS}`).join(' ')} } }`,
  ],
  [
    'the same by node',
    `{ node(id: "x") { ... on Show { ${Array.from({ length: 10 }, (_, n) => `m${n}: ${MAPS}`).join(' ')} } } }`,
  ],
])('refuses %s', (_what, text) =>
  expect(refusals(text)).toEqual([expect.stringMatching(`The operation may cost \\d+; at most ${MAX_COST}`)]),
);

it('ends, also with fragments in a circle', () => {
  expect(refusals('{ ...A } fragment A on Query { shows { pageInfo { hasNextPage } } ...A }')).toEqual([]);
});
