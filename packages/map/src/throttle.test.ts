import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Throttle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs at once, then at most once in its time, with one more run for all that was asked meanwhile', async () => {
  const runs: number[] = [];
  const throttle = new Throttle(1_000, async () => void runs.push(performance.now()));
  const begin = performance.now();
  for (let at = 0; at < 2_500; at += 100) {
    throttle.ask();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs.map((at) => Math.round(at - begin))).toEqual([0, 1_000, 2_000, 3_000]);
});

it('never runs twice at a time, however long it takes', async () => {
  let [running, most] = [0, 0];
  const throttle = new Throttle(100, async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 350));
    running -= 1;
  });
  for (let at = 0; at < 20; at += 1) {
    throttle.ask();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(most).toBe(1);
  throttle.end();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(running).toBe(0);
});
