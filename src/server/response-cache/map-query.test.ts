import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../app/schema.ts';
import { mapQueryOf } from './map-query.ts';

const schema = createSchema();

function look(text: string, operationName?: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return mapQueryOf(schema, document, operationName);
}

describe('a query whose answer follows from the map', () => {
  it.each([
    'query ($id: ID!) { show(id: $id) { seatMap { version unavailable { seatId state } } } }',
    `query ($id: ID!, $zones: [String!]) { map: show(id: $id) { __typename id title venue { city } plan { url zones { name } }
       priceTiers { price { amount } } seatMap(zones: $zones) { ...Seats } availability { tiers { tier { id } available } } } }
     fragment Seats on SeatMap { seats { id row tier { name } price { currency } state @skip(if: false) } }`,
  ])('is recognised: %s', (text) => {
    expect(look(text)?.showIdOf({ id: 'show_1' })).toBe('show_1');
    expect(look(text)?.showIdOf({})).toBeNull();
  });

  it('may name its show itself, and stand beside others', () => {
    const text = 'query A { viewer { id } } query B { show(id: "show_2") { seatMap { version } } }';
    expect(look(text, 'B')?.showIdOf(null)).toBe('show_2');
    expect(look(text, 'A')).toBeNull();
    expect(look(text)).toBeNull();
  });

  it.each([
    ['it has no map', '{ show(id: "x") { title } }'],
    ['there is more than the show', '{ show(id: "x") { seatMap { version } } viewer { id } }'],
    ['it looks by node', '{ node(id: "x") { ... on Show { seatMap { version } } } }'],
    ['something of it depends on who asks', '{ show(id: "x") { seatMap { version } metrics { __typename } } }'],
    [
      'it is asked for under a condition',
      'query ($c: Boolean!) { show(id: "x") @include(if: $c) { seatMap { version } } }',
    ],
    ['it is a subscription', 'subscription { seatMap(showId: "x") { __typename } }'],
  ])('is none when %s', (_why, text) => expect(look(text)).toBeNull());
});
