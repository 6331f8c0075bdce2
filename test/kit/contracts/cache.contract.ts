import { expect, it } from 'vitest';
import type { Cache } from '../../../src/platform/caching/cache.ts';

export interface CacheHarness extends AsyncDisposable {
  cache: Cache;
  /** A key that no other test has. */
  key: string;
  /** Lets time pass, without waiting for it. */
  advance(ms: number): Promise<void>;
}

const TTL_MS = 60_000;

/** What every cache does. `open` returns an empty one. */
export function cacheContract(open: () => Promise<CacheHarness>): void {
  it('has nothing at first', async () => {
    await using harness = await open();
    expect(await harness.cache.get(harness.key)).toBeNull();
  });

  it.each([
    ['text', 'text'],
    ['nothing', ''],
    ['spaces', ' two  words '],
    ['any characters', '{"title":"Ränge – 😀"}\n'],
    ['long text', 'x'.repeat(100_000)],
  ])('gives back what was put: %s', async (_, value) => {
    await using harness = await open();
    expect(await harness.cache.put(harness.key, { version: 3, value }, TTL_MS)).toBe(true);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 3, value });
    expect(await harness.cache.get(`${harness.key}2`)).toBeNull();
  });

  it('keeps a value for its time to live', async () => {
    await using harness = await open();
    await harness.cache.put(harness.key, { version: 1, value: 'a' }, TTL_MS);
    await harness.advance(TTL_MS - 5_000);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 1, value: 'a' });
    await harness.cache.put(harness.key, { version: 1, value: 'b' }, TTL_MS);
    await harness.advance(TTL_MS - 5_000);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 1, value: 'b' });
    await harness.advance(5_000);
    expect(await harness.cache.get(harness.key)).toBeNull();
  });

  it('replaces a value by the same or a newer version, never by an older', async () => {
    await using harness = await open();
    await harness.cache.put(harness.key, { version: 9, value: 'nine' }, TTL_MS);
    expect(await harness.cache.put(harness.key, { version: 8, value: 'eight' }, TTL_MS)).toBe(false);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 9, value: 'nine' });
    expect(await harness.cache.put(harness.key, { version: 9, value: 'NINE' }, TTL_MS)).toBe(true);
    expect(await harness.cache.put(harness.key, { version: 10, value: 'ten' }, TTL_MS)).toBe(true);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 10, value: 'ten' });
  });

  it('forgets what was invalidated and refuses it from a slow reader', async () => {
    await using harness = await open();
    await harness.cache.put(harness.key, { version: 4, value: 'old' }, TTL_MS);
    await harness.cache.invalidate(harness.key, 5, TTL_MS);
    expect(await harness.cache.get(harness.key)).toBeNull();
    expect(await harness.cache.put(harness.key, { version: 4, value: 'old' }, TTL_MS)).toBe(false);
    expect(await harness.cache.get(harness.key)).toBeNull();
    expect(await harness.cache.put(harness.key, { version: 5, value: 'new' }, TTL_MS)).toBe(true);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 5, value: 'new' });
  });

  it('keeps a value that is as new as the invalidation', async () => {
    await using harness = await open();
    await harness.cache.put(harness.key, { version: 5, value: 'new' }, TTL_MS);
    await harness.cache.invalidate(harness.key, 5, TTL_MS);
    await harness.cache.invalidate(harness.key, 4, TTL_MS);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 5, value: 'new' });
  });

  it('refuses invalidated versions also after a newer value has ended', async () => {
    await using harness = await open();
    await harness.cache.invalidate(harness.key, 5, TTL_MS);
    await harness.cache.put(harness.key, { version: 6, value: 'six' }, 10_000);
    await harness.advance(15_000);
    expect(await harness.cache.put(harness.key, { version: 4, value: 'four' }, TTL_MS)).toBe(false);
    expect(await harness.cache.put(harness.key, { version: 5, value: 'five' }, TTL_MS)).toBe(true);
  });

  it('refuses invalidated versions for the time asked for', async () => {
    await using harness = await open();
    await harness.cache.invalidate(harness.key, 5, TTL_MS);
    await harness.advance(TTL_MS - 5_000);
    expect(await harness.cache.put(harness.key, { version: 4, value: 'four' }, TTL_MS)).toBe(false);
    await harness.advance(5_000);
    expect(await harness.cache.put(harness.key, { version: 4, value: 'four' }, TTL_MS)).toBe(true);
  });

  it('holds to the highest of several invalidations, for the longest of their times', async () => {
    await using harness = await open();
    await harness.cache.invalidate(harness.key, 7, 20_000);
    await harness.cache.invalidate(harness.key, 5, TTL_MS);
    await harness.cache.invalidate(harness.key, 6, 10_000);
    await harness.advance(TTL_MS - 5_000);
    expect(await harness.cache.put(harness.key, { version: 6, value: 'six' }, TTL_MS)).toBe(false);
    expect(await harness.cache.put(harness.key, { version: 7, value: 'seven' }, TTL_MS)).toBe(true);
  });

  it('compares versions as numbers, up to the largest whole one', async () => {
    await using harness = await open();
    await harness.cache.put(harness.key, { version: 10, value: 'ten' }, TTL_MS);
    expect(await harness.cache.put(harness.key, { version: 9, value: 'nine' }, TTL_MS)).toBe(false);
    const version = Number.MAX_SAFE_INTEGER;
    expect(await harness.cache.put(harness.key, { version, value: 'last' }, TTL_MS)).toBe(true);
    expect(await harness.cache.put(harness.key, { version: version - 1, value: 'before' }, TTL_MS)).toBe(false);
    await harness.cache.invalidate(harness.key, version - 1, TTL_MS);
    expect(await harness.cache.get(harness.key)).toEqual({ version, value: 'last' });
  });

  it('takes a version of 0', async () => {
    await using harness = await open();
    expect(await harness.cache.put(harness.key, { version: 0, value: 'first' }, TTL_MS)).toBe(true);
    expect(await harness.cache.get(harness.key)).toEqual({ version: 0, value: 'first' });
  });
}
