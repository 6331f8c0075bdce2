import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { locksOf, type MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { createLockSweeper, expireOverdueLocks } from './lock-sweeper.ts';

/** Far more than any of these tests needs: a sweeper that never rests gets an error, and rests after that. */
const MAX_STATEMENTS = 100;

/** The overdue locks of each show. */
let overdue: Map<string, string[]>;
/** The shows whose locks can't be ended, and why. */
let failing: Map<string, Error>;
/** The overdue locks can't be ended just now. */
let inOtherHands: boolean;
/** Until the next deadline of a lock that is not overdue. */
let next_ms: number | null;
/** What PostgreSQL was asked for, in order. */
let asked: ('deadline' | 'shows' | 'end')[];
/** What the lock store was told, in order; it takes it in when the gate lets it. */
let told: MapEvent[];
let gate: PromiseWithResolvers<void>;
let logged: unknown[];
let version: number;

const database = {
  async query(statement: string, values?: readonly unknown[]) {
    if (asked.length >= MAX_STATEMENTS) throw new Error('never at rest');
    if (values) return end(values[0] as string, values[4] as number);
    const isDeadline = statement.includes('next_ms');
    asked.push(isDeadline ? 'deadline' : 'shows');
    if (isDeadline) return [{ next_ms: overdue.size > 0 ? 0 : next_ms }];
    return [...overdue.keys()].map((showId) => ({ showId }));
  },
} as Partial<Database> as Database;

/** As expire does it: up to so many locks, a hundred to a version of the map. */
function end(showId: string, limit: number) {
  asked.push('end');
  if (failing.has(showId)) throw failing.get(showId);
  const lockIds = inOtherHands ? [] : (overdue.get(showId)?.splice(0, limit) ?? []);
  if (overdue.get(showId)?.length === 0) overdue.delete(showId);
  const rows = [];
  for (let start = 0; start < lockIds.length; start += 100) {
    const lock_ids = lockIds.slice(start, start + 100);
    version += 1;
    rows.push({ lock_ids, seat_ids: lock_ids.map((lockId) => `seat of ${lockId}`), version });
  }
  return rows;
}

const seatMap = {
  async apply(event: MapEvent) {
    told.push(event);
    await gate.promise;
  },
} as Partial<SeatMapService> as SeatMapService;

const keep = (line: unknown) => logged.push(line);
const logger = { info: keep, warn: keep, debug: keep, error: keep } as Partial<Logger> as Logger;

const locks = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`);
const toldLocks = () => told.flatMap(locksOf);

beforeEach(() => {
  overdue = new Map();
  failing = new Map();
  inOtherHands = false;
  next_ms = null;
  asked = [];
  told = [];
  gate = Promise.withResolvers();
  gate.resolve();
  logged = [];
  version = 0;
});

describe('expireOverdueLocks', () => {
  it('ends all of them, in as many statements as it takes, and counts them', async () => {
    const wanted = locks('lock', 2_300);
    overdue.set('show_1', [...wanted]).set('show_2', ['other']);
    expect(await expireOverdueLocks({ database, seatMap }, 'show_1')).toBe(2_300);
    expect(asked).toEqual(['end', 'end', 'end']);
    expect([...overdue.keys()]).toEqual(['show_2']);
    expect(toldLocks()).toEqual(wanted);
    expect(told.map((event) => event.version)).toEqual(told.map((_event, index) => index + 1));
  });

  it('is over when the store has been told', async () => {
    overdue.set('show_1', locks('lock', 2));
    gate = Promise.withResolvers();
    const count = vi.fn<(count: number) => void>();
    const ending = expireOverdueLocks({ database, seatMap }, 'show_1').then(count);
    await eventually(() => expect(told).not.toEqual([]));
    expect(count).not.toHaveBeenCalled();
    gate.resolve();
    await ending;
    expect(count).toHaveBeenCalledWith(2);
  });
});

describe('the lock sweeper', () => {
  let sweeper: DueWorker;

  beforeEach(() => {
    vi.useFakeTimers();
    sweeper = createLockSweeper({ database, seatMap, logger });
  });
  afterEach(async () => {
    gate.resolve();
    await sweeper.stop();
    vi.useRealTimers();
  });

  /** What is asked for within that time. */
  async function askedWithin(ms: number): Promise<typeof asked> {
    asked = [];
    await vi.advanceTimersByTimeAsync(ms);
    return asked;
  }

  /** What the first look asks for. */
  async function start(): Promise<typeof asked> {
    sweeper.start();
    await vi.advanceTimersByTimeAsync(0);
    return asked;
  }

  it('asks for the next deadline and for nothing more until it has come', async () => {
    next_ms = 50;
    expect(await start()).toEqual(['deadline']);
    expect(await askedWithin(49)).toEqual([]);
    expect(await askedWithin(1)).toEqual(['deadline']);
  });

  it.each([null, 60_000])('looks for shorter locks of others every 200 ms: next in %s', async (next) => {
    next_ms = next;
    expect(await start()).toEqual(['deadline']);
    expect(await askedWithin(199)).toEqual([]);
    expect(await askedWithin(1)).toEqual(['deadline']);
  });

  it.each([
    [50, 50],
    [null, 200],
    // Two deadlines within one look: the second waits for the next.
    [5, 20],
  ])('ends what is overdue in every show, and rests: next in %s ms, for %i ms', async (next, rest_ms) => {
    overdue.set('show_1', locks('one', 1_100)).set('show_2', locks('two', 3));
    next_ms = next;
    expect(await start()).toEqual(['deadline', 'shows', 'end', 'end', 'end', 'deadline']);
    expect(toldLocks()).toEqual([...locks('one', 1_100), ...locks('two', 3)]);
    expect(logged).toEqual([
      { showId: 'show_1', count: 1_100 },
      { showId: 'show_2', count: 3 },
    ]);
    expect(await askedWithin(rest_ms - 1)).toEqual([]);
    expect(await askedWithin(1)).toEqual(['deadline']);
  });

  it("looks again soon, but not at once, at what is in somebody else's hands, and says nothing of it", async () => {
    overdue.set('show_1', ['lock']);
    inOtherHands = true;
    expect(await start()).toEqual(['deadline', 'shows', 'end', 'deadline']);
    expect(await askedWithin(19)).toEqual([]);
    expect(await askedWithin(1)).toEqual(['deadline', 'shows', 'end', 'deadline']);
    expect([...told, ...logged]).toEqual([]);
    inOtherHands = false;
    await askedWithin(20);
    expect(toldLocks()).toEqual(['lock']);
  });

  it('ends the locks of the other shows when those of one can not be ended, and tries that one less and less often', async () => {
    overdue.set('show_1', ['poisoned']).set('show_2', ['honest']);
    failing.set('show_1', new Error('integer out of range'));
    expect(await start()).toEqual(['deadline', 'shows', 'end', 'end', 'deadline']);
    expect(toldLocks()).toEqual(['honest']);
    const tries = async (ms: number) => {
      let count = 0;
      // Looked at often, in case some show's locks can be ended.
      for (let passed_ms = 0; passed_ms < ms; passed_ms += 500) {
        count += (await askedWithin(500)).filter((what) => what === 'end').length;
      }
      return count;
    };
    expect(await tries(10_000)).toBeLessThanOrEqual(6);
    failing.clear();
    // By then the longest pause is over.
    await tries(90_000);
    expect(toldLocks()).toEqual(['honest', 'poisoned']);
  });

  it('stops at an outage, which is every show’s', async () => {
    overdue.set('show_1', ['one']).set('show_2', ['two']);
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    for (const showId of overdue.keys()) failing.set(showId, away);
    expect(await start()).toEqual(['deadline', 'shows', 'end']);
  });

  it('goes on ending locks while the store still takes in the last ones, and tells it of none of that show meanwhile', async () => {
    gate = Promise.withResolvers();
    const sweep = async (showId: string, lockId: string) => {
      overdue.set(showId, [lockId]);
      await vi.advanceTimersByTimeAsync(200);
      expect(overdue.size).toBe(0);
    };
    await start();
    await sweep('show_1', 'first');
    await sweep('show_1', 'second');
    await sweep('show_2', 'of another show');
    expect(toldLocks()).toEqual(['first', 'of another show']);
    gate.resolve();
    await sweep('show_1', 'third');
    expect(toldLocks()).toEqual(['first', 'of another show', 'third']);
  });
});
