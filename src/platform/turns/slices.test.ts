import { afterEach, expect, it, vi } from 'vitest';
import { Slices } from './slices.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('gives one worker its turn at a time, and others the event loop in between', async () => {
  const slices = new Slices(1);
  const events: string[] = [];
  const worker = async (name: string) => {
    for (let slice = 1; slice <= 2; slice += 1) {
      await slices.turn();
      events.push(`${name}${slice}`);
      setImmediate(() => events.push('other'));
      while (!slices.isOver) work(0.1);
    }
  };
  await Promise.all([worker('a'), worker('b')]);
  expect(events.filter((event) => event !== 'other')).toEqual(['a1', 'b1', 'a2', 'b2']);
  // Between two slices the loop has gone round.
  expect(events.join(' ')).not.toMatch(/[ab]\d [ab]\d [ab]\d/);
});

it('says when a slice is over', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const slices = new Slices(5);
  await slices.turn();
  clock.mockReturnValue(1_004);
  expect(slices.isOver).toBe(false);
  clock.mockReturnValue(1_005);
  expect(slices.isOver).toBe(true);
});

it('rests twice as long as it works while there is short work, and has just been', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const rests_ms = () => timers.mock.calls.map(([, ms]) => ms);
  const slices = new Slices(20);
  const { promise, resolve } = Promise.withResolvers<void>();
  const short = slices.besides(() => promise);
  await slices.turn();
  await slices.turn();
  expect(rests_ms()).toEqual([40]);
  resolve();
  await short;
  clock.mockReturnValue(1_050);
  await slices.turn();
  expect(rests_ms()).toEqual([40, 40]);
  clock.mockReturnValue(1_051);
  await slices.turn();
  await slices.turn();
  expect(rests_ms()).toEqual([40, 40]);
});

it('rests for the short work of others, too, and waits for none of their long work', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const others = new Slices(20);
  const slices = new Slices(20, others);
  const { promise, resolve } = Promise.withResolvers<void>();
  const short = others.besides(() => promise);
  let turnsOfOthers = 0;
  const long = Array.from({ length: 10 }, () => others.turn().then(() => (turnsOfOthers += 1)));
  await slices.turn();
  expect(turnsOfOthers).toBeLessThan(2);
  await slices.turn();
  expect(timers).toHaveBeenCalledWith(expect.any(Function), 40);
  resolve();
  await Promise.all([short, ...long]);
});

it('begins again after a rest', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const slices = new Slices(5);
  await slices.turn();
  await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
  clock.mockReturnValue(2_000);
  expect(slices.isOver).toBe(true);
  await slices.turn();
  expect(slices.isOver).toBe(false);
});
