import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadingBudget } from './reading-budget.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const budget = (onRefused?: () => void) =>
  new ReadingBudget({ perSecond_ms: 100, ...(onRefused ? { onRefused } : {}) });

/** Uses up what the address has saved. */
function spend(reading: ReadingBudget, address: string): void {
  reading.charge(address, 200);
}

describe('the budget for reading', () => {
  it('lets everybody in who has something left, and whose address is not known', () => {
    const reading = budget();
    spend(reading, '192.0.2.1');
    expect(reading.turn('192.0.2.2', 1_000)).toBeNull();
    expect(reading.turn(null, 1_000)).toBeNull();
  });

  it('lets those wait whose address has used it up, one after the other as it comes back', async () => {
    const reading = budget();
    spend(reading, '192.0.2.1');
    reading.charge('192.0.2.1', 10);
    const order: number[] = [];
    for (const index of [0, 1]) {
      const turn = reading.turn('192.0.2.1', 100_000);
      expect(turn).toBeInstanceOf(Promise);
      void (turn as Promise<void>).then(() => order.push(index));
    }
    // Ten milliseconds too much, at a hundred a second: a tenth of a second.
    await vi.advanceTimersByTimeAsync(90);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(15);
    expect(order).toEqual([0]);
    // The first one's hundred kilobytes: 5.1 ms, which is another twentieth.
    await vi.advanceTimersByTimeAsync(35);
    expect(order).toEqual([0]);
    await vi.advanceTimersByTimeAsync(20);
    expect(order).toEqual([0, 1]);
  });

  it('refuses when eight wait, and says when to try again', () => {
    const onRefused = vi.fn();
    const reading = budget(onRefused);
    spend(reading, '192.0.2.1');
    reading.charge('192.0.2.1', 150);
    for (let waiting = 0; waiting < 8; waiting += 1) {
      expect(reading.turn('192.0.2.1', 0)).toBeInstanceOf(Promise);
    }
    expect(reading.turn('192.0.2.1', 0)).toEqual({ retryAfter_s: 2 });
    expect(onRefused).toHaveBeenCalledTimes(1);
  });

  it('tells of the time that it has measured, whatever becomes of the reading, and not of what it charges for bytes', () => {
    const onMeasured = vi.fn();
    let now_ms = 0;
    const reading = new ReadingBudget({ perSecond_ms: 100, onMeasured, now: () => now_ms });
    reading.turn('192.0.2.1', 1_000_000);
    reading.charge('192.0.2.1', 7);
    expect(onMeasured).not.toHaveBeenCalled();
    const read = () => {
      now_ms += 3;
      throw new Error('no document');
    };
    expect(() => reading.charging('192.0.2.1', read)).toThrow('no document');
    expect(onMeasured).toHaveBeenCalledExactlyOnceWith('192.0.2.1', 3);
  });

  it('charges no body more than a tenth of a second', () => {
    const reading = budget();
    expect(reading.turn('192.0.2.1', 64_000_000)).toBeNull();
    expect(reading.turn('192.0.2.1', 64_000_000)).toBeNull();
  });

  it('asks nothing of anybody when it is switched off', () => {
    const reading = new ReadingBudget({ perSecond_ms: 0 });
    reading.charge('192.0.2.1', 1_000_000);
    expect(reading.turn('192.0.2.1', 1_000_000)).toBeNull();
  });
});
