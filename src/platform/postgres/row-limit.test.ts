import { describe, expect, it } from 'vitest';
import { RowLimit } from './row-limit.ts';

describe('a row limit', () => {
  it('trims an owner’s rows at each step, and nobody else’s', async () => {
    const trimmed: string[] = [];
    const limit = new RowLimit({ step: 3, trim: async (ownerId) => void trimmed.push(ownerId) });
    for (let row = 0; row < 7; row += 1) await limit.added('a');
    await limit.added('b');
    expect(trimmed).toEqual(['a', 'a']);
  });

  it('lets who is above its step wait for the one trim that runs', async () => {
    const gate = Promise.withResolvers<void>();
    let trims = 0;
    const limit = new RowLimit({
      step: 2,
      async trim() {
        trims += 1;
        await gate.promise;
      },
    });
    const done: number[] = [];
    const rows = [1, 2, 3].map((row) => limit.added('a').then(() => done.push(row)));
    await rows[0];
    expect({ done, trims }).toEqual({ done: [1], trims: 1 });
    gate.resolve();
    await Promise.all(rows);
    // The third came while the first two were trimmed: it counts for the next step.
    await limit.added('a');
    expect(trims).toBe(2);
  });

  it('fails for nobody when the trim does, and tries again with the next row', async () => {
    let trims = 0;
    const limit = new RowLimit({
      step: 2,
      async trim() {
        trims += 1;
        if (trims === 1) throw new Error('away');
      },
    });
    for (let row = 0; row < 3; row += 1) await limit.added('a');
    expect(trims).toBe(2);
  });

  it('counts a bounded number of owners', async () => {
    const trimmed: string[] = [];
    const limit = new RowLimit({ step: 2, maxOwners: 2, trim: async (ownerId) => void trimmed.push(ownerId) });
    for (const owner of ['a', 'b', 'c', 'a', 'c']) await limit.added(owner);
    expect(trimmed).toEqual(['c']);
  });
});
