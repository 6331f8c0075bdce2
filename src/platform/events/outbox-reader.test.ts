import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutboxReader } from './outbox-reader.ts';
import type { OutboxBatch, OutboxSession } from './outbox-session.ts';
import { Signal } from './signal.ts';

const MINUTE_MS = 60_000;

/** What the session was asked, in order. */
let calls: string[];
let allDeleted: boolean;
let deleteFails: boolean;
let isConnected: boolean;
let failures: number;
let markFails: boolean;
let marked: number;
let news: Signal;
let reader: OutboxReader;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  calls = [];
  allDeleted = true;
  deleteFails = false;
  isConnected = true;
  failures = 0;
  markFails = false;
  marked = 0;
  news = new Signal();
  const session = {
    news,
    async readBatch(limit: number, inFlight: readonly string[]) {
      calls.push(`read ${limit} in flight ${inFlight}`);
      news.raise();
      return batchOf('next');
    },
    async markPublished(ids: readonly string[]) {
      calls.push(`mark ${ids}`);
      if (markFails) throw new Error('the connection is lost');
    },
    async deleteOld() {
      calls.push('delete');
      if (deleteFails) throw new Error('canceling statement due to statement timeout');
      return allDeleted;
    },
    async expectConnection() {
      if (!isConnected) throw new Error('the connection is lost');
    },
  } as Partial<OutboxSession> as OutboxSession;
  reader = new OutboxReader(session, {
    batchSize: 10,
    onMarked: () => (marked += 1),
    onCleaningFailed: () => (failures += 1),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function batchOf(...ids: string[]): OutboxBatch {
  return { ids, records: [] };
}

describe('the outbox reader', () => {
  it('looks for the next events, and says how much news there had been before', async () => {
    news.raise();
    expect(await reader.next()).toEqual({ seen: 1, batch: batchOf('next') });
    expect(calls).toEqual(['read 10 in flight ']);
  });

  it('marks what the log has taken, once, before it reads what follows the batch in flight', async () => {
    await reader.mark();
    expect(calls).toEqual([]);
    reader.appended(batchOf('1', '2'));
    expect(marked).toBe(0);
    expect(await reader.prefetch(batchOf('3', '4'))).toEqual({ seen: 0, batch: batchOf('next') });
    expect(calls).toEqual(['mark 1,2', 'read 10 in flight 3,4']);
    expect(marked).toBe(1);
    await reader.mark();
    expect(calls).toHaveLength(2);
    expect(marked).toBe(1);
  });

  it('marks again what could not be marked', async () => {
    reader.appended(batchOf('1'));
    markFails = true;
    await expect(reader.mark()).rejects.toThrow('the connection is lost');
    expect(marked).toBe(0);
    markFails = false;
    await reader.mark();
    expect(calls).toEqual(['mark 1', 'mark 1']);
    expect(marked).toBe(1);
  });

  it('cleans up at once, then every ten minutes, and every second as long as there is more', async () => {
    const cleanedAfter = async (ms: number): Promise<boolean> => {
      vi.advanceTimersByTime(ms);
      calls = [];
      await reader.cleanUp();
      return calls.length === 1;
    };
    expect(await cleanedAfter(0)).toBe(true);
    expect(await cleanedAfter(10 * MINUTE_MS - 1)).toBe(false);
    allDeleted = false;
    expect(await cleanedAfter(1)).toBe(true);
    expect(await cleanedAfter(999)).toBe(false);
    allDeleted = true;
    expect(await cleanedAfter(1)).toBe(true);
    expect(await cleanedAfter(MINUTE_MS)).toBe(false);
  });

  it('goes on when it could not clean up, and tries again later', async () => {
    deleteFails = true;
    await reader.cleanUp();
    expect(failures).toBe(1);
    deleteFails = false;
    await reader.cleanUp();
    expect(calls).toEqual(['delete']);
    vi.advanceTimersByTime(10 * MINUTE_MS);
    await reader.cleanUp();
    expect(calls).toEqual(['delete', 'delete']);
  });

  it('tells of no cleaning that failed with the connection: that is told by itself', async () => {
    [deleteFails, isConnected] = [true, false];
    await expect(reader.cleanUp()).rejects.toThrow('the connection is lost');
    expect(failures).toBe(0);
  });
});
