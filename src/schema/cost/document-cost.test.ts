import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../app/schema.ts';
import { documentCostRule } from './document-cost.ts';
import { MAX_COST } from './limits.ts';

const schema = createSchema();
const refusals = (text: string) => validate(schema, parse(text), [documentCostRule]).map(({ message }) => message);

const SEATS =
  'seats { id zone row number x y tier { id name price { amount currency } } price { amount currency } state }';
const many = (count: number, text: string) => Array.from({ length: count }, (_, n) => `a${n}: ${text}`).join(' ');

it.each([
  ['a whole seat map', `query ($id: ID!) { show(id: $id) { id title seatMap { cursor version ${SEATS} } } }`],
  ['a long list of shows', '{ shows(first: 100) { edges { node { id title availability { available } } } } }'],
  ['a page of bookings', `query ($n: Int) { viewer { bookings(first: $n) { edges { node { id ${SEATS} } } } } }`],
  [
    'a page whose length is not known',
    `query ($n: Int) { viewer { bookings(first: $n) { edges { node { ${many(20, 'tickets { qrCode }')} } } } } }`,
  ],
  [
    'what may be left out',
    `query ($v: Boolean!) { viewer { bookings(first: 100) @include(if: $v) { edges { node { ${many(20, 'tickets { qrCode }')} } } } } }`,
  ],
  ['introspection', '{ __schema { types { name fields { name args { name } type { name ofType { name } } } } } }'],
])('lets %s pass', (_what, text) => expect(refusals(text)).toEqual([]));

it.each([
  [
    'the maps of all shows, many times',
    `{ shows(first: 100) { edges { node { ${many(40, 'seatMap { version }')} } } } }`,
  ],
  [
    'the same by fragments',
    `{ shows(first: 100) { edges { ...E } } } fragment E on ShowEdge { node { ...N ...N } } fragment N on Show { ${many(20, 'availability { total }')} }`,
  ],
  [
    'codes that are drawn by aliases',
    `{ viewer { bookings(first: 100) { edges { node { tickets { ${many(20, 'qrCode')} } } } } } }`,
  ],
])('refuses %s', (_what, text) =>
  expect(refusals(text)).toEqual([expect.stringMatching(`The operation costs \\d+; at most ${MAX_COST} is allowed`)]),
);
