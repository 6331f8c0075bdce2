import { describe, expect, it } from 'vitest';
import { WeighedCache } from './weighed-cache.ts';

describe('a weighed cache', () => {
  it('drops what was used longest ago when the weight is too much', () => {
    const cache = new WeighedCache<string>({ maxWeight: 10 });
    cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    expect(cache.get('a')).toBe('A');
    cache.set('c', 'C', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
    expect(cache.weight).toBe(8);
    cache.set('d', 'D', 9);
    expect([cache.size, cache.weight]).toEqual([1, 9]);
  });

  it('keeps nothing that is heavier than the whole, and forgets what it had by that key', () => {
    const cache = new WeighedCache<string>({ maxWeight: 10 });
    cache.set('a', 'A', 10);
    cache.set('a', 'larger', 11);
    expect([cache.get('a'), cache.weight]).toEqual([undefined, 0]);
  });

  it('counts a value once that takes the place of another', () => {
    const cache = new WeighedCache<string>({ maxWeight: 10 });
    cache.set('a', 'A', 6);
    cache.set('a', 'B', 8);
    expect([cache.get('a'), cache.weight]).toEqual(['B', 8]);
    expect(cache.delete('a')).toBe(true);
    expect(cache.delete('a')).toBe(false);
    expect(cache.weight).toBe(0);
  });
});
