import { buildSchema, type ExecutionResult, execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { FairTurns } from '../platform/turns/fair-turns.ts';
import { MAX_SMALL_ANSWER_BYTES } from '../schema/cost/limits.ts';
import { OperationLine } from '../schema/cost/operation-line.ts';
import { bytesOfResult, isWritten } from '../schema/cost/written-result.ts';
import { createCostPlugin } from './cost-plugin.ts';

const schema = buildSchema('type Query { me: Int text: String } type Mutation { touch: Int text: String }');

/** What is answered to an operation, and what the caller's address is charged for it. `rootValue`: of its fields. */
async function answerTo(text: string, rootValue = {}): Promise<{ charged: number[]; result: ExecutionResult }> {
  const charged: number[] = [];
  const fair = { charge: (_caller: string, time_ms: number) => charged.push(time_ms) } as unknown as FairTurns;
  const plugin = createCostPlugin({
    fair,
    line: new OperationLine({ maxCost: 1_000_000, maxWaiting: 10 } as never),
    onRefused: () => undefined,
  });
  let executed = execute as unknown as (args: object) => Promise<ExecutionResult>;
  plugin.onExecute!({
    executeFn: execute,
    setExecuteFn: (given: typeof executed) => {
      executed = given;
    },
  } as never);
  const result = await executed({ schema, document: parse(text), rootValue, contextValue: { address: '192.0.2.1' } });
  return { charged, result };
}

const chargedFor = async (text: string) => (await answerTo(text)).charged;

it('charges for each change of an operation beyond its first, also in fragments', async () => {
  expect(await chargedFor('mutation { a: touch b: touch ...More } fragment More on Mutation { c: touch }')).toEqual([
    2,
  ]);
});

it.each(['mutation { touch }', '{ a: me b: me }'])('charges nothing more than its request for %s', async (text) => {
  expect(await chargedFor(text)).toEqual([]);
});

describe.each(['{', 'mutation {'])('an answer that is long for what it costs, to %s …', (begin) => {
  const text = 'x'.repeat(200_000);
  const asking = (times: number) => `${begin} ${Array.from({ length: times }, (_, n) => `a${n}: text`).join(' ')} }`;

  it('is refused where it is longer than the answer of so cheap an operation may be', async () => {
    const times = Math.ceil(MAX_SMALL_ANSWER_BYTES / text.length) + 1;
    const { result } = await answerTo(asking(times), { text });
    expect(result.data).toBeUndefined();
    expect(result.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining(`longer than ${MAX_SMALL_ANSWER_BYTES} bytes`) }),
    ]);
  });

  it('is written in slices, and charged for as it is long', async () => {
    const { result, charged } = await answerTo(asking(10), { text });
    expect(isWritten(result)).toBe(true);
    expect(JSON.parse(bytesOfResult(result).toString()).data.a9).toBe(text);
    expect(charged.at(-1)).toBeCloseTo(12, 1);
  });

  it('is written at once where that takes a moment', async () => {
    expect(isWritten((await answerTo(asking(1), { text })).result)).toBe(false);
  });
});
