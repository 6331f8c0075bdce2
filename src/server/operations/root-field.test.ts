import { getOperationAST, parse } from 'graphql';
import { expect, it } from 'vitest';
import { nameOfOperation } from './root-field.ts';

it.each([
  ['query Anything { show(id: 1) { id } }', 'query', 'show'],
  ['{ __typename }', 'query', 'none'],
  ['mutation Mine { one: lockSeats { id } two: lockSeats { id } __typename }', 'mutation', 'lockSeats'],
  ['{ show { id } viewer { id } }', 'query', 'several'],
  ['subscription { ...A } fragment A on Subscription { ... { seatMap { id } } }', 'subscription', 'seatMap'],
  [
    '{ ...A ...A ...B } fragment A on Query { show { id } } fragment B on Query { ...A shows { id } }',
    'query',
    'several',
  ],
  ['{ ...Missing }', 'query', 'none'],
])('%s is called by the schema, not by its caller', (text, type, field) => {
  const document = parse(text);
  expect(nameOfOperation(document, getOperationAST(document)!)).toEqual({ type, field });
});
