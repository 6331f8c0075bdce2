import { describe, expect, it } from 'vitest';
import { createTurnBatcher } from './turn-batcher.ts';

const fulfilled = <T>(value: T): PromiseFulfilledResult<T> => ({ status: 'fulfilled', value });

describe('a turn batcher', () => {
  it('runs together what is submitted in a turn, in its order, and answers each', async () => {
    const runs: [string, number[]][] = [];
    const batcher = createTurnBatcher<number, number>({
      maxWeight: 10,
      weigh: () => 1,
      async run(key, items) {
        runs.push([key, items]);
        return items.map((item) =>
          item < 0 ? { status: 'rejected', reason: new Error('negative') } : fulfilled(item * 2),
        );
      },
    });
    const results = await Promise.allSettled([
      batcher.submit('a', 1),
      batcher.submit('b', 2),
      Promise.resolve().then(() => batcher.submit('a', -3)),
      batcher.submit('a', 4),
    ]);
    expect(results).toEqual([
      fulfilled(2),
      fulfilled(4),
      { status: 'rejected', reason: new Error('negative') },
      fulfilled(8),
    ]);
    expect(runs).toEqual([
      ['a', [1, 4, -3]],
      ['b', [2]],
    ]);
  });

  it('waits for no run, and lets a full batch go at once', async () => {
    const runs: { items: number[]; answer(): void }[] = [];
    const batcher = createTurnBatcher<number, number>({
      maxWeight: 2,
      weigh: () => 1,
      run: (_key, items) =>
        new Promise((resolve) => runs.push({ items, answer: () => resolve(items.map((item) => fulfilled(item))) })),
    });
    const first = [1, 2, 3].map((item) => batcher.submit('a', item));
    expect(runs.map(({ items }) => items)).toEqual([[1, 2]]);
    await new Promise(setImmediate);
    const second = [4, 5, 6, 7].map((item) => batcher.submit('a', item));
    expect(runs.map(({ items }) => items)).toEqual([[1, 2], [3], [4, 5], [6, 7]]);
    await new Promise(setImmediate);
    expect(runs).toHaveLength(4);
    for (const { answer } of runs.toReversed()) answer();
    expect(await Promise.all([...first, ...second])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('lets nothing get heavier than is allowed, but for one that is so by itself', async () => {
    const runs: number[][] = [];
    const batcher = createTurnBatcher<number, number>({
      maxWeight: 10,
      weigh: (item) => item,
      async run(_key, items) {
        runs.push(items);
        return items.map((item) => fulfilled(item));
      },
    });
    const items = [6, 3, 2, 8, 50, 1];
    expect(await Promise.all(items.map((item) => batcher.submit('a', item)))).toEqual(items);
    expect(runs).toEqual([[6, 3], [2, 8], [50], [1]]);
  });

  it('gives an outage to all of a run, any other failure to whose it is, and goes on', async () => {
    let failure: Error | null = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const batcher = createTurnBatcher<number, number>({
      maxWeight: 10,
      weigh: () => 1,
      async run(_key, items) {
        if (failure && items.includes(2)) throw failure;
        return items.map((item) => fulfilled(item));
      },
    });
    const statuses = async () => {
      const answers = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit('a', item)));
      return answers.map(({ status }) => status);
    };
    expect(await statuses()).toEqual(['rejected', 'rejected', 'rejected']);
    failure = new Error('poison');
    expect(await statuses()).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    failure = null;
    expect(await statuses()).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('refuses more than may be under way, and takes as many again when they are answered', async () => {
    const batcher = createTurnBatcher<number, number>({
      maxWeight: 1,
      weigh: () => 1,
      maxWaiting: 2,
      run: async (_key, items) => items.map((item) => fulfilled(item)),
    });
    const statuses = async () => {
      const answers = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit('a', item)));
      return answers.map(({ status }) => status);
    };
    expect(await statuses()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await statuses()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });
});
