import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AdaptiveTick } from './adaptive-tick.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When it ran, in ms from now. */
function record(work: () => Promise<void> = async () => undefined) {
  const started = performance.now();
  const runs: number[] = [];
  const tick = new AdaptiveTick(async () => {
    runs.push(performance.now() - started);
    await work();
  });
  return { tick, runs };
}

describe('an adaptive tick', () => {
  it('runs at once when it has been quiet, once for all that asked', async () => {
    const { tick, runs } = record();
    for (let asks = 0; asks < 10; asks += 1) tick.ask();
    await vi.advanceTimersByTimeAsync(200);
    tick.ask();
    await vi.advanceTimersByTimeAsync(200);
    expect(runs).toEqual([0, 200]);
  });

  it('grows to 50 ms while it is asked for all the time, and is quick again after a pause', async () => {
    const { tick, runs } = record();
    for (let ms = 0; ms < 400; ms += 1) {
      tick.ask();
      await vi.advanceTimersByTimeAsync(1);
    }
    const gaps = runs.slice(1).map((at, index) => at - runs[index]!);
    expect(gaps.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(gaps.slice(4).every((gap) => gap === 50)).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    tick.ask();
    await vi.advanceTimersByTimeAsync(0);
    const again = runs.length;
    tick.ask();
    await vi.advanceTimersByTimeAsync(5);
    expect(runs.length).toBe(again + 1);
  });

  it('never overlaps, and runs again for what was asked meanwhile', async () => {
    const first = Promise.withResolvers<void>();
    const { tick, runs } = record(() => first.promise);
    tick.ask();
    await vi.advanceTimersByTimeAsync(10);
    tick.ask();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toHaveLength(1);
    first.resolve();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toHaveLength(2);
  });

  it('begins no run after its stop', async () => {
    const { tick, runs } = record();
    tick.ask();
    tick.stop();
    await vi.advanceTimersByTimeAsync(100);
    tick.ask();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toEqual([]);
  });
});
