import { describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

describe('a reading that is made one at a time', () => {
  it('is the same for all who ask while it is under way, and another one afterwards', async () => {
    const readings: PromiseWithResolvers<string>[] = [];
    const read = oneAtATime(() => {
      const reading = Promise.withResolvers<string>();
      readings.push(reading);
      return reading.promise;
    });
    const asked = [read(), read()];
    readings[0]!.resolve('first');
    expect(await Promise.all(asked)).toEqual(['first', 'first']);
    const next = read();
    readings[1]!.resolve('second');
    expect(await next).toBe('second');
    expect(readings).toHaveLength(2);
  });

  it('is made again after one that failed', async () => {
    const failures = [new Error('away'), null];
    const read = oneAtATime(async () => {
      const failure = failures.shift();
      if (failure) throw failure;
      return 'there';
    });
    await expect(read()).rejects.toThrow('away');
    expect(await read()).toBe('there');
  });
});
