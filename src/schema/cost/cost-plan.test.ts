import { getIntrospectionQuery, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import { createSchema } from '../../app/schema.ts';
import { costPlanOf } from './cost-plan.ts';
import { evaluate, type Valuation } from './expression.ts';
import { MAX_COST, MAX_SUBSCRIPTION_COST } from './limits.ts';

const schema = createSchema({ subgraph: true, sandbox: true });

interface Known {
  variables?: Record<string, unknown> | null;
  /** Of the hall that is asked for, in two zones of half as many. */
  seats?: number;
  otherHall?: number;
}

function costOf(text: string, { variables = {}, seats = 0, otherHall }: Known = {}): number {
  const document = parse(text);
  const plan = costPlanOf(schema, document, getOperationAST(document)!);
  const hall = { seats, seatsIn: (zones: readonly unknown[]) => (zones.length * seats) / 2 };
  const valuation: Valuation = {
    variables,
    halls: new Map(plan.halls.map((reference) => [reference, hall])),
    otherHall: otherHall ?? null,
    longestLists: otherHall !== undefined,
    memory: new Map(),
  };
  return evaluate(plan.cost, valuation);
}

const SEATS = `seats { id zone row number x y tier { id name category price { amount currency } }
  price { amount currency } accessible state }`;
const MAP = `seatMap { cursor version ${SEATS} }`;

describe('the cost of an operation', () => {
  it('has what a field reads of the database, of a mutation as well', () => {
    const open = 'openAllotment(input: { showId: "x", code: "y" }) { __typename }';
    expect(costOf(`mutation { ${open} }`)).toBeGreaterThan(200);
  });

  it('counts a text by its length: that of the subgraph', () => {
    const once = costOf('{ _service { sdl } }');
    expect(once).toBeGreaterThan(1_000);
    const fields = (count: number) => Array.from({ length: count }, (_, n) => `s${n}: sdl`).join(' ');
    expect(costOf(`{ _service { ${fields(49)} } }`)).toBe(49 * once - 48);
    expect(costOf(`{ a: _service { ${fields(490)} } b: _service { ${fields(490)} } }`)).toBeGreaterThan(MAX_COST);
  });

  it('counts each entry of a list in an input object, wherever a variable stands', () => {
    const states = (count: number) => Array.from({ length: count }, (_, n) => ({ seatId: `A-${n}`, state: 'BOOKED' }));
    const create = (input: string) => `mutation ($given: X) { sandboxCreateShow(input: ${input}) { __typename } }`;
    const none = costOf(create('{}'));
    const literal = (count: number) => `{ states: [${'{ seatId: "A-1", state: BOOKED } '.repeat(count)}] }`;
    const each = costOf(create(literal(1))) - none;
    expect(each).toBeGreaterThan(100);
    expect(costOf(create(literal(7))) - none).toBe(7 * each);
    expect(costOf(create('$given'), { variables: { given: { states: states(500) } } }) - none).toBe(500 * each);
    expect(costOf(create('{ states: $given }'), { variables: { given: states(500) } }) - none).toBe(500 * each);
  });

  it('counts each value once, and long aliases for more', () => {
    expect(costOf('{ viewer { id role } }')).toBe(3);
    expect(costOf(`{ viewer { ${'a'.repeat(100)}: id __typename } }`)).toBe(1 + 4 + 1);
  });

  it('counts what is below a map as often as the hall has seats', () => {
    const query = '{ show(id: "x") { seatMap { seats { id state } } } }';
    const [small, large] = [costOf(query, { seats: 1_000 }), costOf(query, { seats: 20_000 })];
    expect(large - small).toBeCloseTo(19_000 * (3 + 0.1));
  });

  it('counts the seats of the zones that are asked for', () => {
    const query = 'query ($zones: [String!]) { show(id: "x") { seatMap(zones: $zones) { seats { id } } } }';
    const whole = costOf(query, { seats: 20_000 });
    expect(costOf(query, { seats: 20_000, variables: { zones: null } })).toBe(whole);
    expect(costOf(query, { seats: 20_000, variables: { zones: ['Stalls'] } })).toBeLessThan(whole * 0.6);
    expect(costOf(query.replace('$zones)', '[])'), { seats: 20_000, variables: {} })).toBeLessThan(1_000);
  });

  it('takes a page to be as long as its variable says, or its default, or else 20', () => {
    const query = 'query ($n: Int) { viewer { bookings(first: $n) { edges { node { id total { amount } } } } } }';
    const base = costOf(query, { variables: { n: 0 } });
    const entry = costOf(query, { variables: { n: 1 } }) - base;
    expect(entry).toBeGreaterThan(3);
    expect(costOf(query, { variables: { n: 7 } })).toBe(base + 7 * entry);
    expect(costOf(query)).toBe(base + 20 * entry);
    expect(costOf(query.replace('$n: Int', '$n: Int = 5'))).toBe(base + 5 * entry);
    expect(costOf(query.replace('$n: Int', '$n: Int = 5'), { variables: { n: 3 } })).toBe(base + 3 * entry);
    const nodes = costOf(query.replace('edges { node { id total { amount } } }', 'nodes { id total { amount } }'));
    expect(nodes).toBe(base + 20 * (entry - 1));
    // Longer pages are refused by their field.
    expect(costOf(query, { variables: { n: 1e9 } })).toBe(base + 100 * entry);
  });

  it('counts a text that shows are searched for, however it is given', () => {
    const query = 'query ($f: ShowFilter, $t: String) { shows(filter: FILTER, first: 1) { pageInfo { endCursor } } }';
    const cost = (filter: string, variables: Record<string, unknown> | null = {}) =>
      costOf(query.replace('FILTER', filter), { variables });
    const base = cost('null');
    expect(base).toBeLessThan(1_000);
    for (const plain of [
      cost('$f'),
      cost('$f', { f: { mine: true } }),
      cost('{ text: $t }', { t: null }),
      cost('{ text: $t }', null),
    ]) {
      expect(plain).toBe(base);
    }
    const searched = base + 60_000;
    expect(cost('{ text: "hall" }')).toBe(searched);
    expect(cost('{ mine: false, text: $t }', { t: 'hall' })).toBe(searched);
    expect(cost('$f', { f: { text: 'hall' } })).toBe(searched);
    expect(costOf(query.replace('FILTER', '$f').replace(': ShowFilter', ': ShowFilter = { text: "hall" }'))).toBe(
      searched,
    );
  });

  it('leaves out what directives leave out', () => {
    const query = `query ($map: Boolean = false, $not: Boolean!) {
      show(id: "x") { ${MAP.replace('{', '@include(if: $map) {')} ...M @skip(if: $not) } } fragment M on Show { ${MAP} }`;
    const one = costOf(query, { seats: 1_000, variables: { not: false } });
    expect(costOf(query, { seats: 1_000, variables: { not: true } })).toBe(1);
    expect(costOf(query, { seats: 1_000, variables: { not: false, map: true } })).toBe(2 * one - 1);
  });

  it('counts of the members of a union the dearest', () => {
    const subscription = (members: string) => `subscription { seatMap(showId: "x") { ${members} } }`;
    const snapshot = '... on SeatMapSnapshot { seats { seatId state } }';
    const delta = '... on SeatMapDelta { changes { seatId } }';
    const known = { seats: 20_000, otherHall: 0 };
    expect(costOf(subscription(`${snapshot} ${delta}`), known)).toBe(costOf(subscription(snapshot), known));
    expect(costOf(subscription(delta), known)).toBeGreaterThan(20_000);
  });

  it('takes what is done to tell of the largest hall', () => {
    const mutation = `mutation { lockSeats(input: { showId: "x", seatIds: [] }) {
      ... on LockSeatsSuccess { lock { show { ${MAP} } } } } }`;
    expect(costOf(mutation, { otherHall: 20_000 })).toBeGreaterThan(300_000);
  });
});

describe('what may be asked for', () => {
  it.each([
    ['the map of 60,000 seats', `query { show(id: "x") { id title ${MAP} } }`, MAX_COST],
    [
      'all that changes in them',
      'subscription { seatMap(showId: "x") { ... on SeatMapSnapshot { cursor seats { seatId state } } } }',
      MAX_SUBSCRIPTION_COST,
    ],
  ])('includes %s', (_what, query, limit) => {
    expect(costOf(query, { seats: 60_000, otherHall: 60_000 })).toBeLessThan(limit);
  });

  it('includes what tools ask about the schema, and little more', () => {
    const usual = costOf(getIntrospectionQuery());
    expect(usual).toBeGreaterThan(MAX_COST / 20);
    expect(usual).toBeLessThan(MAX_COST / 2);
    const often = Array.from({ length: 100 }, (_, n) => `f${n}: fields { name args { name } }`).join(' ');
    expect(costOf(`{ __schema { types { ${often} } } }`)).toBeGreaterThan(MAX_COST);
    expect(
      costOf('query ($t: String!) { __type(name: $t) { fields { name } } }', { variables: { t: 'Show' } }),
    ).toBeGreaterThan(300);
  });
});

describe('documents that were not validated', () => {
  it.each([
    ['unknown fields', '{ nothing { like: this(first: 3) { is } } show { known: title } }'],
    ['fragments in a circle', '{ ...A } fragment A on Query { viewer { id } ...B } fragment B on Query { ...A ...A }'],
    ['fragments on nothing', '{ ...A ...C ... on Nothing { a } } fragment A on Nothing { a }'],
    ['circles about the schema', '{ __schema { types { ...T } } } fragment T on __Type { ofType { ...T ...T } ...T }'],
    [
      'arguments that make no sense',
      '{ shows(first: "many", last: {a: 1}) { edges { node { id } } } show(id: [1]) { title } }',
    ],
  ])('may have %s', (_what, text) => {
    expect(costOf(text)).toBeGreaterThanOrEqual(0);
    expect(costOf(text, { variables: null })).toBeGreaterThanOrEqual(0);
  });

  it('are priced in linear time, however fragments spread each other', () => {
    const fragments = Array.from(
      { length: 1_000 },
      (_, n) => `fragment F${n} on Show { ...F${n + 1} ...F${n + 1} @include(if: $v) }`,
    );
    const text = `query ($v: Boolean) { show(id: "x") { ...F0 } } ${fragments.join(' ')} fragment F1000 on Show { title }`;
    const start = threadTime_ms();
    expect(costOf(text, { variables: { v: true } })).toBeGreaterThan(1e300);
    expect(threadTime_ms() - start).toBeLessThan(1_000);
  });
});
