import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';

const fulfilled = <T>(value: T): PromiseFulfilledResult<T> => ({ status: 'fulfilled', value });

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

  it('gives each item its own failure, and a failed run to all, and goes on', async () => {
    let isBroken = false;
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      async run(_key, items) {
        if (isBroken) throw new Error('away');
        return items.map((item) =>
          item < 0 ? { status: 'rejected', reason: new Error('negative') } : fulfilled(item),
        );
      },
    });
    await expect(batcher.submit('a', -1)).rejects.toThrow('negative');
    isBroken = true;
    await expect(batcher.submit('a', 1)).rejects.toThrow('away');
    isBroken = false;
    expect(await batcher.submit('a', 1)).toBe(1);
  });
});
