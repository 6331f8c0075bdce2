import { describe, expect, it } from 'vitest';
import { ExpiringMap } from './expiring-map.ts';

describe('ExpiringMap', () => {
  it('ends entries at their deadline', () => {
    let now = 0;
    const map = new ExpiringMap<string>({ now: () => now });
    map.set('key', 'value', 10);
    now = 9;
    expect(map.get('key')).toBe('value');
    expect(map.timeLeft_ms('key')).toBe(1);
    now = 10;
    expect(map.timeLeft_ms('key')).toBe(0);
    expect(map.get('key')).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it('does not grow with entries that nobody asks for again', () => {
    let now = 0;
    const map = new ExpiringMap<number>({ now: () => now });
    for (let i = 0; i < 100_000; i += 1) {
      now = i;
      map.set(`key ${i}`, i, 100);
    }
    expect(map.size).toBeLessThan(300);
  });

  it('drops the entry that was not used for the longest time when it is full', () => {
    const map = new ExpiringMap<number>({ now: () => 0, maxWeight: 3 });
    for (const key of ['a', 'b', 'c']) map.set(key, 1, 100);
    map.get('a');
    map.set('b', 2, 100);
    map.set('d', 1, 100);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([1, 2, undefined, 1]);
    expect(map.size).toBe(3);
  });

  it('drops as many as it takes to make room for a heavy one', () => {
    const map = new ExpiringMap<number>({ now: () => 0, maxWeight: 10, weigh: (value) => value });
    for (const key of ['a', 'b', 'c']) map.set(key, 3, 100);
    map.delete('a');
    map.set('d', 7, 100);
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([undefined, undefined, 3, 7]);
  });
});
