import { describe, expect, it } from 'vitest';
import { createSharedReads } from './shared-reads.ts';

/** Reads that end when they are told to, and count. */
function setUp() {
  const begun: { key: string; end(value: string): void; fail(error: Error): void }[] = [];
  const read = createSharedReads((key) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    begun.push({ key, end: resolve, fail: reject });
    return promise;
  });
  return { begun, read };
}

describe('shared reads', () => {
  it('begin one for all who ask while another is under way, after they have asked', async () => {
    const { begun, read } = setUp();
    const first = read('a');
    const others = [read('a'), read('a'), read('a')];
    expect(begun).toHaveLength(1);
    begun[0]!.end('old');
    expect(await first).toBe('old');
    expect(begun).toHaveLength(2);
    const last = read('a');
    begun[1]!.end('new');
    expect(await Promise.all(others)).toEqual(['new', 'new', 'new']);
    expect(begun).toHaveLength(3);
    begun[2]!.end('newest');
    expect(await last).toBe('newest');
  });

  it('fail those who share them, and nobody else', async () => {
    const { begun, read } = setUp();
    const first = read('a');
    const second = read('a');
    begun[0]!.fail(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    begun[1]!.end('there');
    expect(await second).toBe('there');
  });

  it('of other keys do not wait, and one that comes later reads anew', async () => {
    const { begun, read } = setUp();
    const both = [read('a'), read('b')];
    expect(begun.map(({ key }) => key)).toEqual(['a', 'b']);
    for (const { end } of begun) end('value');
    await Promise.all(both);
    void read('a');
    expect(begun).toHaveLength(3);
  });
});
