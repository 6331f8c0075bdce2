import { expect, it, vi } from 'vitest';
import { Slices } from './slices.ts';

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
  const slices = new Slices(5);
  await slices.turn();
  expect(slices.isOver).toBe(false);
  work(6);
  expect(slices.isOver).toBe(true);
});

it('rests twice as long as it works while there is short work, and has just been', async () => {
  const slices = new Slices(20);
  const { promise, resolve } = Promise.withResolvers<void>();
  const short = slices.besides(() => promise);
  await slices.turn();
  const before_ms = performance.now();
  await slices.turn();
  expect(performance.now() - before_ms).toBeGreaterThanOrEqual(39);
  resolve();
  await short;
  const soon_ms = performance.now();
  await slices.turn();
  expect(performance.now() - soon_ms).toBeGreaterThanOrEqual(19);
  work(51);
  await slices.turn();
  await slices.turn();
  const rests = vi.spyOn(globalThis, 'setTimeout');
  await slices.turn();
  expect(rests).not.toHaveBeenCalled();
  rests.mockRestore();
});

it('begins again after a rest', async () => {
  const slices = new Slices();
  await slices.turn();
  await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
  await slices.turn();
  expect(slices.isOver).toBe(false);
});
