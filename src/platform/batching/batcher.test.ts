import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createBatcher, QueueFullError } from './batcher.ts';

const fulfilled = <T>(value: T): PromiseFulfilledResult<T> => ({ status: 'fulfilled', value });

function away(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}

describe('a batcher', () => {
  it('runs a lone item at once, and those that come meanwhile together, in their order', async () => {
    const runs: number[][] = [];
    const gate = Promise.withResolvers<void>();
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      async run(_key, items) {
        runs.push(items);
        await gate.promise;
        return items.map((item) => fulfilled(item * 2));
      },
    });
    const results = [1, 2, 3].map((item) => batcher.submit('a', item));
    gate.resolve();
    expect(await Promise.all(results)).toEqual([2, 4, 6]);
    expect(runs).toEqual([[1], [2, 3]]);
  });

  it('keeps keys apart and batches within the limit', async () => {
    const runs: string[] = [];
    const batcher = createBatcher<number, null>({
      maxItems: 2,
      async run(key, items) {
        runs.push(`${key}${items.length}`);
        return items.map(() => fulfilled(null));
      },
    });
    await Promise.all([
      ...[1, 2, 3, 4].map((item) => batcher.submit('a', item)),
      ...[1].map((item) => batcher.submit('b', item)),
    ]);
    expect(runs.toSorted()).toEqual(['a1', 'a1', 'a2', 'b1']);
  });

  it('gives each item its own failure, and an outage to all, and goes on', async () => {
    let isAway = false;
    const runs: number[] = [];
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      async run(_key, items) {
        runs.push(items.length);
        if (isAway) throw away();
        return items.map((item) =>
          item < 0 ? { status: 'rejected', reason: new Error('negative') } : fulfilled(item),
        );
      },
    });
    await expect(batcher.submit('a', -1)).rejects.toThrow('negative');
    isAway = true;
    const failed = await Promise.allSettled([1, 2, 3, 4].map((item) => batcher.submit('a', item)));
    expect(failed.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(runs).toEqual([1, 1, 3]);
    isAway = false;
    expect(await batcher.submit('a', 1)).toBe(1);
  });

  it('fails a run’s failure only for the item whose it is, in few runs', async () => {
    let runs = 0;
    const batcher = createBatcher<number, number>({
      maxItems: 200,
      async run(_key, items) {
        runs += 1;
        if (items.includes(77)) throw new Error('poison');
        return items.map(fulfilled);
      },
    });
    const answers = await Promise.allSettled(Array.from({ length: 201 }, (_, item) => batcher.submit('a', item)));
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([answers[77]]);
    expect(runs).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(200)));
  });

  it('asks a server no more that goes away while a failed run is tried again', async () => {
    const runs: number[][] = [];
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      async run(_key, items) {
        runs.push(items);
        if (items.length === 4) throw new Error('poison');
        if (items.includes(3)) throw away();
        return items.map(fulfilled);
      },
    });
    const answers = await Promise.allSettled([0, 1, 2, 3, 4].map((item) => batcher.submit('a', item)));
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(runs).toEqual([[0], [1, 2, 3, 4], [1, 2], [3, 4]]);
  });

  it('runs again, as it is, what PostgreSQL rolled back for another transaction', async () => {
    const runs: number[][] = [];
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      async run(_key, items) {
        runs.push(items);
        if (runs.length < 3) throw Object.assign(new pg.DatabaseError('deadlock', 0, 'error'), { code: '40P01' });
        return items.map(fulfilled);
      },
    });
    expect(await batcher.submit('a', 1)).toBe(1);
    expect(runs).toEqual([[1], [1], [1]]);
  });

  it('refuses more than may wait, and takes as many again when they are done', async () => {
    const gate = Promise.withResolvers<void>();
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      maxWaiting: 3,
      async run(_key, items) {
        await gate.promise;
        return items.map(fulfilled);
      },
    });
    const waiting = ['a', 'a', 'b'].map((key, item) => batcher.submit(key, item));
    await expect(batcher.submit('c', 3)).rejects.toThrow(QueueFullError);
    gate.resolve();
    expect(await Promise.all(waiting)).toEqual([0, 1, 2]);
    expect(await Promise.all(['a', 'b', 'c'].map((key, item) => batcher.submit(key, item)))).toEqual([0, 1, 2]);
  });
});
