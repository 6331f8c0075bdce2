import { expect, it } from 'vitest';
import { createLoadingCache } from './loading-cache.ts';

function countingCache(options: { maxWeight?: number; ttl_ms?: number; now?: () => number } = {}) {
  const loads: string[] = [];
  const cache = createLoadingCache<string>({
    load: async (key) => {
      loads.push(key);
      return key === 'none' ? null : key.toUpperCase();
    },
    maxWeight: 3,
    weigh: (value) => value.length,
    ...options,
  });
  return { cache, loads };
}

it('loads once, also for callers at the same time', async () => {
  const { cache, loads } = countingCache();
  expect(await Promise.all([cache.get('a'), cache.get('a')])).toEqual(['A', 'A']);
  expect(await cache.get('a')).toBe('A');
  expect(loads).toEqual(['a']);
});

it('remembers neither nothing nor failures', async () => {
  const { cache, loads } = countingCache();
  expect([await cache.get('none'), await cache.get('none')]).toEqual([null, null]);
  expect(loads).toHaveLength(2);
  let fails = true;
  const failing = createLoadingCache({
    load: async () => {
      if (fails) throw new Error('away');
      return 1;
    },
    maxWeight: 1,
  });
  await expect(failing.get('a')).rejects.toThrow('away');
  fails = false;
  expect(await failing.get('a')).toBe(1);
});

it('forgets what was used longest ago when it grows too heavy', async () => {
  const { cache, loads } = countingCache();
  for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await cache.get(key);
  expect(loads).toEqual(['a', 'b', 'c', 'd', 'b']);
});

it('hands out what is heavier than itself, and keeps the rest', async () => {
  const { cache, loads } = countingCache();
  for (const key of ['a', 'heavy', 'a', 'heavy']) await cache.get(key);
  expect(loads).toEqual(['a', 'heavy', 'heavy']);
});

it('counts the age from the start of the load', async () => {
  let now = 0;
  const { cache, loads } = countingCache({ ttl_ms: 1_000, now: () => now });
  const loading = cache.get('a');
  now = 500;
  await loading;
  now = 999;
  await cache.get('a');
  expect(loads).toHaveLength(1);
  now = 1_000;
  await cache.get('a');
  expect(loads).toHaveLength(2);
});

it('does not keep what was loading when it was invalidated', async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let calls = 0;
  const cache = createLoadingCache({ load: () => answers[calls++]!.promise, maxWeight: 1 });
  const stale = cache.get('a');
  cache.invalidate('a');
  const fresh = cache.get('a');
  answers[1]!.resolve('new');
  expect(await fresh).toBe('new');
  answers[0]!.resolve('old');
  expect(await stale).toBe('old');
  expect(await cache.get('a')).toBe('new');
});
