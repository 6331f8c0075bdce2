import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Signal } from './signal.ts';

const FOR_EVER = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether the promise is settled, once what is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return settled;
}

describe('a signal', () => {
  it('wakes all who wait, once each', async () => {
    const signal = new Signal();
    const waits = [signal.next(0, 1_000, FOR_EVER), signal.next(0, 1_000, FOR_EVER)];
    expect(await isSettled(Promise.race(waits))).toBe(false);
    signal.raise();
    await Promise.all(waits);
    expect(signal.count).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    const next = signal.next(signal.count, 1_000, FOR_EVER);
    expect(await isSettled(next)).toBe(false);
    signal.raise();
    await next;
  });

  it('does not let anyone sleep over what has happened since the look', async () => {
    const signal = new Signal();
    const seen = signal.count;
    signal.raise();
    await signal.next(seen, 1_000, FOR_EVER);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends the wait after its time', async () => {
    const signal = new Signal();
    const wait = signal.next(0, 1_000, FOR_EVER);
    await vi.advanceTimersByTimeAsync(999);
    expect(await isSettled(wait)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await wait;
  });

  it('ends the wait when it is cancelled, or was before', async () => {
    const signal = new Signal();
    const controller = new AbortController();
    const wait = signal.next(0, 1_000, controller.signal);
    expect(await isSettled(wait)).toBe(false);
    controller.abort();
    await wait;
    expect(vi.getTimerCount()).toBe(0);
    await signal.next(0, 1_000, controller.signal);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps nothing of a wait that has ended', async () => {
    const signal = new Signal();
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const wait = signal.next(0, 1_000, controller.signal);
    signal.raise();
    await wait;
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
    // Nobody is woken twice.
    signal.raise();
    expect(removed).toHaveBeenCalledTimes(1);
  });
});
