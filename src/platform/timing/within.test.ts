import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { within } from './within.ts';

const late = () => new Error('late');

describe('work within a time limit', () => {
  it('comes to what it comes to when it is in time, and leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      expect(await within(1_000, Promise.resolve('done'), late)).toBe('done');
      await expect(within(1_000, Promise.reject(new Error('broken')), late)).rejects.toThrow('broken');
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is given up after that, and may fail later without a word', async () => {
    const work = delay(20).then(() => {
      throw new Error('broken');
    });
    await expect(within(1, work, late)).rejects.toThrow('late');
    await expect(work).rejects.toThrow('broken');
  });
});
