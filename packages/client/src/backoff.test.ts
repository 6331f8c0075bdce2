import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

describe('backoff', () => {
  it('doubles up to its longest wait, and begins anew after a success', () => {
    const backoff = new Backoff({ first_ms: 100, max_ms: 500, random: () => 1 });
    expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([100, 200, 400, 500, 500]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  it('spreads the waits over nearly all of the time', () => {
    expect(new Backoff({ first_ms: 100, max_ms: 500, random: () => 0 }).next()).toBe(10);
  });
});
