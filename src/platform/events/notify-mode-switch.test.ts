import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotifyModeSwitch } from './notify-mode-switch.ts';
import type { OutboxSession } from './outbox-session.ts';
import { Signal } from './signal.ts';

let calls: string[];
let canEnableNotify: boolean;
let news: Signal;
let stopped: AbortController;
let mode: NotifyModeSwitch;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  canEnableNotify = true;
  news = new Signal();
  stopped = new AbortController();
  const session = {
    news,
    async enableNotify() {
      calls.push('enable notify');
      return canEnableNotify;
    },
    async disableNotify() {
      calls.push('disable notify');
    },
  } as Partial<OutboxSession> as OutboxSession;
  mode = new NotifyModeSwitch(session, { pollInterval_ms: 1_000, stopped: stopped.signal });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether the wait is over after that time. */
async function isOverAfter(ms: number, waiting: Promise<void>): Promise<boolean> {
  let isOver = false;
  void waiting.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return isOver;
}

describe('a relay that has nothing to publish', () => {
  it('enables notifications, reads once more, and waits for a notification or the poll interval', async () => {
    expect(await isOverAfter(0, mode.waitForEvents(0))).toBe(true);
    const quiet = mode.waitForEvents(0);
    expect(await isOverAfter(999, quiet)).toBe(false);
    expect(await isOverAfter(1, quiet)).toBe(true);
    const notified = mode.waitForEvents(news.count);
    expect(await isOverAfter(10, notified)).toBe(false);
    news.raise();
    expect(await isOverAfter(0, notified)).toBe(true);
    // A notification since the read ends the wait at once.
    expect(await isOverAfter(0, mode.waitForEvents(0))).toBe(true);
    expect(calls).toEqual(['enable notify']);
  });

  it('polls with growing pauses while notifications can not be enabled', async () => {
    canEnableNotify = false;
    const soon = mode.waitForEvents(0);
    expect(await isOverAfter(0, soon)).toBe(false);
    expect(await isOverAfter(5, soon)).toBe(true);
    for (let read = 0; read < 10; read += 1) {
      const later = mode.waitForEvents(0);
      await vi.advanceTimersByTimeAsync(30);
      await later;
    }
    const late = mode.waitForEvents(0);
    expect(await isOverAfter(5, late)).toBe(false);
    expect(await isOverAfter(25, late)).toBe(true);
    // A batch in between makes the pauses short again.
    await mode.batchPublished();
    expect(await isOverAfter(5, mode.waitForEvents(0))).toBe(true);
    canEnableNotify = true;
    expect(await isOverAfter(0, mode.waitForEvents(0))).toBe(true);
    expect(new Set(calls)).toEqual(new Set(['enable notify']));
  });

  it('ends its wait when it is stopped', async () => {
    await mode.waitForEvents(0);
    const quiet = mode.waitForEvents(0);
    stopped.abort();
    expect(await isOverAfter(0, quiet)).toBe(true);
  });
});

describe('a relay that is notified', () => {
  beforeEach(async () => {
    await mode.waitForEvents(0);
    calls = [];
  });

  it('stays so for one batch, and polls from the second in sequence on', async () => {
    await mode.batchPublished();
    expect(calls).toEqual([]);
    await mode.batchPublished();
    expect(calls).toEqual(['disable notify']);
    await mode.batchPublished();
    expect(calls).toEqual(['disable notify']);
    await mode.waitForEvents(0);
    expect(calls).toEqual(['disable notify', 'enable notify']);
  });

  it('counts batches since it last waited', async () => {
    await mode.batchPublished();
    news.raise();
    await mode.waitForEvents(0);
    await mode.batchPublished();
    expect(calls).toEqual([]);
  });
});
