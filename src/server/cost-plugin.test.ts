import { buildSchema, execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import type { FairTurns } from '../platform/turns/fair-turns.ts';
import { OperationLine } from '../schema/cost/operation-line.ts';
import { createCostPlugin } from './cost-plugin.ts';

const schema = buildSchema('type Query { me: Int } type Mutation { touch: Int }');

/** What the caller's address is charged for an operation. */
async function chargedFor(text: string): Promise<number[]> {
  const charged: number[] = [];
  const fair = { charge: (_caller: string, time_ms: number) => charged.push(time_ms) } as unknown as FairTurns;
  const plugin = createCostPlugin({
    fair,
    line: new OperationLine({ maxCost: 1_000_000, maxWaiting: 10 } as never),
    onRefused: () => undefined,
  });
  let executed = execute as unknown as (args: object) => Promise<unknown>;
  plugin.onExecute!({
    executeFn: execute,
    setExecuteFn: (given: typeof executed) => {
      executed = given;
    },
  } as never);
  await executed({ schema, document: parse(text), contextValue: { address: '192.0.2.1' } });
  return charged;
}

it('charges for each change of an operation beyond its first, also in fragments', async () => {
  expect(await chargedFor('mutation { a: touch b: touch ...More } fragment More on Mutation { c: touch }')).toEqual([
    2,
  ]);
});

it.each(['mutation { touch }', '{ a: me b: me }'])('charges nothing more than its request for %s', async (text) => {
  expect(await chargedFor(text)).toEqual([]);
});
