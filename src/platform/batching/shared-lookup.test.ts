import { describe, expect, it } from 'vitest';
import { createSharedLookup } from './shared-lookup.ts';

function lookupOf(values: Record<string, string>, maxKeys = 10) {
  const reads: string[][] = [];
  const lookUp = createSharedLookup<string, string>({
    nameOf: (key) => key,
    maxKeys,
    async readAll(keys) {
      reads.push([...keys]);
      if (keys.includes('poison')) throw new Error('poisoned');
      return new Map(keys.flatMap((key) => (key in values ? [[key, values[key]!]] : [])));
    },
  });
  return { lookUp, reads };
}

describe('a shared lookup', () => {
  it('reads what is asked for in one turn at once, each key once', async () => {
    const { lookUp, reads } = lookupOf({ a: '1', b: '2' });
    expect(await Promise.all([lookUp('a'), lookUp('b'), lookUp('a'), lookUp('c')])).toEqual(['1', '2', '1', undefined]);
    expect(reads).toEqual([['a', 'b', 'c']]);
  });

  it('remembers nothing', async () => {
    const { lookUp, reads } = lookupOf({ a: '1' });
    await lookUp('a');
    await lookUp('a');
    expect(reads).toEqual([['a'], ['a']]);
  });

  it('has room for others while a key is asked for any number of times', async () => {
    const { lookUp, reads } = lookupOf({ a: '1', b: '2' }, 50_000);
    // More than may wait.
    const asked = Array.from({ length: 200_001 }, () => lookUp('a'));
    expect(await lookUp('b')).toBe('2');
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['1']));
    expect(reads).toEqual([['a', 'b']]);
  });

  it('reads at most so many keys at once, and again what was sent before', async () => {
    const { lookUp, reads } = lookupOf({ a: '1', b: '2', c: '3' }, 2);
    expect(await Promise.all(['a', 'b', 'c', 'a'].map(lookUp))).toEqual(['1', '2', '3', '1']);
    expect(reads).toEqual([
      ['a', 'b'],
      ['c', 'a'],
    ]);
  });

  it('reads again what is asked for after the turn, though the first read is under way', async () => {
    const gate = Promise.withResolvers<void>();
    let value = 'old';
    const lookUp = createSharedLookup<string, string>({
      nameOf: (key) => key,
      maxKeys: 10,
      async readAll(keys) {
        const read = value;
        await gate.promise;
        return new Map(keys.map((key) => [key, read]));
      },
    });
    const first = lookUp('a');
    await new Promise((resolve) => setImmediate(resolve));
    value = 'new';
    const second = lookUp('a');
    gate.resolve();
    expect(await Promise.all([first, second])).toEqual(['old', 'new']);
  });

  it('fails only for the key that makes a read fail', async () => {
    const { lookUp } = lookupOf({ a: '1', b: '2', c: '3' });
    const answers = await Promise.allSettled(['a', 'poison', 'b', 'c'].map(lookUp));
    expect(answers).toEqual([
      { status: 'fulfilled', value: '1' },
      { status: 'rejected', reason: new Error('poisoned') },
      { status: 'fulfilled', value: '2' },
      { status: 'fulfilled', value: '3' },
    ]);
  });

  it('refuse nobody for how many others ask in the same turn', async () => {
    const lookUp = createSharedLookup<number, number>({
      nameOf: String,
      readAll: async (keys) => new Map(keys.map((key) => [String(key), -key])),
      maxKeys: 5_000,
    });
    const found = await Promise.all(Array.from({ length: 30_001 }, (_, key) => lookUp(key)));
    expect(found[30_000]).toBe(-30_000);
  });
});
