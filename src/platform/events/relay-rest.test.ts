import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutboxSession } from './outbox-session.ts';
import { RelayRest } from './relay-rest.ts';
import { Signal } from './signal.ts';

let calls: string[];
let mayFallAsleep: boolean;
let news: Signal;
let stopped: AbortController;
let rest: RelayRest;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  mayFallAsleep = true;
  news = new Signal();
  stopped = new AbortController();
  const session = {
    news,
    async fallAsleep() {
      calls.push('fall asleep');
      return mayFallAsleep;
    },
    async wakeUp() {
      calls.push('wake up');
    },
  } as Partial<OutboxSession> as OutboxSession;
  rest = new RelayRest(session, { pollInterval_ms: 1_000, stopped: stopped.signal });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether the rest is over after that time. */
async function isOverAfter(ms: number, resting: Promise<void>): Promise<boolean> {
  let isOver = false;
  void resting.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return isOver;
}

describe('a relay that has nothing to publish', () => {
  it('falls asleep, looks once more, and sleeps until there is news or its time is over', async () => {
    expect(await isOverAfter(0, rest.take(0))).toBe(true);
    const sleeping = rest.take(0);
    expect(await isOverAfter(999, sleeping)).toBe(false);
    expect(await isOverAfter(1, sleeping)).toBe(true);
    const told = rest.take(news.count);
    expect(await isOverAfter(10, told)).toBe(false);
    news.raise();
    expect(await isOverAfter(0, told)).toBe(true);
    // Of news since the look it does not sleep at all.
    expect(await isOverAfter(0, rest.take(0))).toBe(true);
    expect(calls).toEqual(['fall asleep']);
  });

  it('looks again soon, and less and less soon, while it may not fall asleep', async () => {
    mayFallAsleep = false;
    const soon = rest.take(0);
    expect(await isOverAfter(0, soon)).toBe(false);
    expect(await isOverAfter(5, soon)).toBe(true);
    for (let look = 0; look < 10; look += 1) {
      const later = rest.take(0);
      await vi.advanceTimersByTimeAsync(30);
      await later;
    }
    const late = rest.take(0);
    expect(await isOverAfter(5, late)).toBe(false);
    expect(await isOverAfter(25, late)).toBe(true);
    // A batch in between, and it is soon again.
    await rest.over();
    expect(await isOverAfter(5, rest.take(0))).toBe(true);
    mayFallAsleep = true;
    expect(await isOverAfter(0, rest.take(0))).toBe(true);
    expect(new Set(calls)).toEqual(new Set(['fall asleep']));
  });

  it('ends its rest when it is stopped', async () => {
    await rest.take(0);
    const sleeping = rest.take(0);
    stopped.abort();
    expect(await isOverAfter(0, sleeping)).toBe(true);
  });
});

describe('a relay that is asleep', () => {
  beforeEach(async () => {
    await rest.take(0);
    calls = [];
  });

  it('stays so for one batch, and wakes up for the second in a row', async () => {
    await rest.over();
    expect(calls).toEqual([]);
    await rest.over();
    expect(calls).toEqual(['wake up']);
    await rest.over();
    expect(calls).toEqual(['wake up']);
    await rest.take(0);
    expect(calls).toEqual(['wake up', 'fall asleep']);
  });

  it('counts the batches from its last rest on', async () => {
    await rest.over();
    news.raise();
    await rest.take(0);
    await rest.over();
    expect(calls).toEqual([]);
  });
});
