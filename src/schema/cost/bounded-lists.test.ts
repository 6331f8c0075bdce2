import { execute } from '@graphql-tools/executor';
import { buildSchema, type ExecutionResult, getOperationAST, parse } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { Slot } from '../../platform/load/slot.ts';
import { boundLists } from './bounded-lists.ts';
import { costPlanOf } from './cost-plan.ts';
import type { OperationLine } from './operation-line.ts';
import { OperationRun } from './operation-run.ts';

const schema = boundLists(
  buildSchema(`
    type Query { things(count: Int!): [Thing!] holes(count: Int!): [Thing] page(first: Int): Page! names(count: Int!): [String!]! }
    type Thing { id: Int! things(count: Int!): [Thing!] }
    type Page { edges: [Edge!]! pageInfo: Int }
    type Edge { node: Thing! }
  `),
);

interface Options {
  limit?: number;
  /** As of a mutation: counted before, not charged. */
  isCounted?: boolean;
  chargesExcess?: boolean;
  rootValue?: object;
}

async function run(
  query: string,
  { limit = 100_000, isCounted = false, chargesExcess = false, rootValue }: Options = {},
) {
  const document = parse(query);
  const made = vi.fn((id: number) => ({ id, things: thingsOf }));
  function thingsOf({ count }: { count: number }) {
    return Array.from({ length: count }, (_, id) => ({
      get id() {
        made(id);
        return id;
      },
      things: thingsOf,
    }));
  }
  const page = ({ first }: { first: number }) => ({ edges: thingsOf({ count: first }).map((node) => ({ node })) });
  const names = ({ count }: { count: number }) => Array.from({ length: count }, (_, n) => `${n}`);
  const operation = new OperationRun({
    plan: costPlanOf(schema, document, getOperationAST(document)!),
    valuation: { variables: {}, halls: new Map(), otherHall: null, longestLists: isCounted, memory: new Map() },
    limit,
    hasAllHalls: true,
    chargesExcess,
    line: null,
    caller: '',
    isGone: () => false,
  });
  const turn = vi.spyOn(operation, 'turn');
  const contextValue = { run: operation };
  const result = (await execute({
    schema,
    document,
    rootValue: rootValue ?? { things: thingsOf, page, names },
    contextValue,
  })) as ExecutionResult;
  return { result, operation, turns: turn.mock.calls.length, made: made.mock.calls.length };
}

describe('a list', () => {
  it('is charged for each entry and what is selected on it', async () => {
    const { operation: one } = await run('{ things(count: 1) { id } }');
    const { operation: ten } = await run('{ things(count: 10) { id } }');
    expect(ten.total - one.total).toBe(9 * 2);
    const { operation: names } = await run('{ names(count: 10) }');
    expect(names.total).toBe(1 + 10);
    const { operation: nested } = await run('{ things(count: 10) { things(count: 10) { id } } }');
    expect(nested.total).toBe(1 + 10 * (1 + 1 + 10 * 2));
  });

  it('is not begun when that is too much', async () => {
    const { result, operation, made } = await run('{ things(count: 100) { id } }', { limit: 100 });
    expect(made).toBe(0);
    expect(operation.excess).toMatchObject({ reason: 'cost', extensions: { cost: { total: 201, limit: 100 } } });
    expect(result.errors).toHaveLength(1);
  });

  it('is not charged where it was counted as long as it may be', async () => {
    const { result, operation } = await run('{ things(count: 1000) { id } }', { limit: 100, isCounted: true });
    expect(operation).toMatchObject({ total: 1 + 10 * 2, excess: null });
    expect(result.data?.things).toHaveLength(1_000);
  });

  it('is charged for what is longer than it may be where that is a mutation’s, and is not begun when that is too much', async () => {
    const mutation = { isCounted: true, chargesExcess: true };
    const { operation } = await run('{ things(count: 15) { id } }', mutation);
    expect(operation.total).toBe(1 + 10 * 2 + 5 * 2);
    expect(await run('{ things(count: 1000) { id } }', { ...mutation, limit: 100 })).toMatchObject({
      made: 0,
      operation: { excess: { reason: 'cost' } },
    });
  });

  it('takes turns when it is long, and gives the same', async () => {
    const short = await run('{ things(count: 500) { id } }');
    expect(short.turns).toBe(0);
    const long = await run('{ things(count: 5000) { id } }');
    expect(long.turns).toBeGreaterThan(0);
    expect(long.result).toEqual({ data: { things: Array.from({ length: 5_000 }, (_, id) => ({ id })) } });
  });

  it('takes turns as a page whose entries have many fields', async () => {
    const fields = Array.from({ length: 50 }, (_, n) => `f${n}: id`).join(' ');
    const page = await run(`{ page(first: 100) { edges { node { ${fields} } } } }`);
    expect(page.turns).toBeGreaterThan(0);
    // Counted by its length before.
    expect(page.operation.total).toBe(1 + 100 * (1 + 1 + 50));
    expect(page.result.errors).toBeUndefined();
    expect((await run('{ page(first: 100) { edges { node { id } } } }')).turns).toBe(0);
  });

  it.each([
    ['made in turns', 100_000],
    ['too expensive', 100],
  ])('of promises that fail at once leaves none of them unhandled where it is %s', async (_name, limit) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const holes = () => Array.from({ length: 100 }, (_, index) => Promise.reject(new Error(`no ${index}`)));
      const fields = Array.from({ length: 60 }, (_, n) => `f${n}: __typename`).join(' ');
      const { result } = await run(`{ holes(count: 100) { ${fields} } }`, { rootValue: { holes }, limit });
      expect(result.errors?.length).toBeGreaterThan(0);
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it.each(['things', 'holes'])('that is made in turns leaves no failure of its entries unhandled: %s', async (name) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      // Each entry fails a moment later, and takes a whole slice of the event loop by then.
      const failing = Array.from({ length: 20 }, (_, index) => ({
        id: async () => {
          const until = performance.now() + 5;
          while (performance.now() < until);
          await null;
          if (index < 19) throw new Error(`no ${index}`);
          return index;
        },
      }));
      const fields = Array.from({ length: 60 }, (_, n) => `f${n}: __typename`).join(' ');
      const query = `{ ${name}(count: 20) { id ${fields} ${fields.replaceAll(/f(\d)/g, 'g$1')} } }`;
      const { result, turns } = await run(query, { rootValue: { [name]: () => failing } });
      expect(turns).toBeGreaterThan(1);
      expect(result.errors?.length).toBeGreaterThan(0);
      if (name === 'things') expect(result.data).toEqual({ things: null });
      else expect(result.data!.holes).toEqual([...Array(19).fill(null), expect.objectContaining({ id: 19 })]);
      // Node tells of them once nothing else is left to do.
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});

it('steps out of its slot once, for its turn among the large ones, and not at each turn that it takes', async () => {
  const document = parse('{ things(count: 60000) { id } }');
  const paused = vi.fn();
  const slot = new Slot(1, 0, { left: () => {}, paused, resumed: () => {} });
  const operation = new OperationRun({
    plan: costPlanOf(schema, document, getOperationAST(document)!),
    valuation: { variables: {}, halls: new Map(), otherHall: null, longestLists: false, memory: new Map() },
    limit: 1_000_000,
    hasAllHalls: true,
    chargesExcess: false,
    line: { enter: async () => () => {} } as unknown as OperationLine,
    caller: '',
    isGone: () => false,
  });
  const counted = vi.spyOn(operation, 'total', 'get').mockReturnValue(1_000_000);
  await slot.run(async () => {
    for (let turn = 0; turn < 5; turn += 1) await operation.turn();
  });
  counted.mockRestore();
  expect(paused).toHaveBeenCalledTimes(1);
});
