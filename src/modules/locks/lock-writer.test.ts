import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../platform/postgres/database.ts';
import type { Held } from '../inventory/holds.ts';
import { SeatsChangedError } from '../inventory/seen-seats.ts';
import { createLockWriter, type LockRecord, type LockWriter } from './lock-writer.ts';

const expiresAt = new Date('2099-01-01T00:00:00Z');

function violation(constraint: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('duplicate key', 0, 'error'), { code: '23505', constraint });
}

function away(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}

function lock(lockId: string, showId = 'show_1'): LockRecord {
  return { lockId, showId, ownerId: 'guest_1', seatIds: [`seat of ${lockId}`], token: 1, total: 100, ttl_ms: 1_000 };
}

/** The locks, or ends, of each statement. */
let statements: string[][];
/** What the locks of each statement that makes some were judged by. */
let seen: unknown[][];
/** Thrown for a statement that has this lock. */
let failures: Map<string, Error>;
let onSale: boolean;
/** A statement that fails is the last one of the sale. */
let goesOffSale: boolean;
/** Locks that run. */
let running: Set<string>;
let writer: LockWriter;

beforeEach(() => {
  statements = [];
  seen = [];
  failures = new Map();
  onSale = true;
  goesOffSale = false;
  running = new Set();
  const database = {
    async query(_statement: unknown, values: readonly unknown[]) {
      if (values[2] === 'RELEASED') {
        const lockIds = values[4] as string[];
        statements.push([...lockIds]);
        return lockIds
          .filter((lockId) => running.has(lockId))
          .map((lock_id, index) => ({ lock_ids: [lock_id], seat_ids: [`seat of ${lock_id}`], version: index + 1 }));
      }
      const wanted = JSON.parse(values[2] as string) as { id: string; position: number }[];
      statements.push(wanted.map(({ id }) => id));
      seen.push(JSON.parse(values[4] as string) as unknown[]);
      for (const { id } of wanted) {
        if (!failures.has(id)) continue;
        if (goesOffSale) onSale = false;
        throw failures.get(id);
      }
      return onSale ? wanted.map(({ position }) => ({ version: 10 + position, expiresAt })) : [];
    },
  } as Partial<Database> as Database;
  writer = createLockWriter(database);
});

/** What comes of a lock that made that version. */
function held(lockId: string, version: number): Held {
  const seat_ids = [`seat of ${lockId}`];
  const event = { event_type: 'seat.locked', show_id: 'show_1', version, seat_ids, lock_id: lockId } as const;
  return { event, expiresAt };
}

/** The first one runs at once, by itself; those that come meanwhile are together. */
async function record(...lockIds: string[]) {
  const [, ...together] = await Promise.allSettled(['first', ...lockIds].map((lockId) => writer.record(lock(lockId))));
  expect(statements.shift()).toEqual(['first']);
  return together;
}

describe('locks of one show', () => {
  it('that come together are written in one statement, and each gets its own version', async () => {
    expect(await record('a', 'b', 'c')).toEqual(
      ['a', 'b', 'c'].map((lockId, index) => ({ status: 'fulfilled', value: held(lockId, 11 + index) })),
    );
    expect(statements).toEqual([['a', 'b', 'c']]);
  });

  it('are nothing while it is not on sale', async () => {
    onSale = false;
    for (const outcome of await record('a', 'b')) expect(outcome).toEqual({ status: 'fulfilled', value: null });
  });

  it('of which one can not be written are written in halves, so that it alone fails', async () => {
    failures.set('b', violation('seat_states_pkey'));
    expect(await record('a', 'b', 'c')).toEqual([
      { status: 'fulfilled', value: held('a', 11) },
      { status: 'rejected', reason: failures.get('b') },
      { status: 'fulfilled', value: held('c', 11) },
    ]);
    expect(statements).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a'], ['b'], ['c']]);
  });

  it('of which one can not be written are nothing when the show goes off sale meanwhile', async () => {
    failures.set('b', violation('seat_states_pkey'));
    goesOffSale = true;
    expect(await record('a', 'b')).toEqual([
      { status: 'fulfilled', value: null },
      { status: 'rejected', reason: failures.get('b') },
    ]);
  });

  it('all fail when PostgreSQL is away, and are not tried again', async () => {
    failures.set('b', away());
    for (const outcome of await record('a', 'b', 'c')) {
      expect(outcome).toEqual({ status: 'rejected', reason: failures.get('b') });
    }
    expect(statements).toEqual([['a', 'b', 'c']]);
  });

  it('fail at once when they come alone', async () => {
    failures.set('a', violation('seat_states_pkey'));
    expect(await record('a')).toEqual([{ status: 'rejected', reason: failures.get('a') }]);
    expect(statements).toEqual([['a']]);
  });

  it('have nothing to do with those of another', async () => {
    failures.set('b', away());
    const [one, other] = await Promise.allSettled([writer.record(lock('a')), writer.record(lock('b', 'show_2'))]);
    expect([one!.status, other!.status]).toEqual(['fulfilled', 'rejected']);
  });
});

describe('releases', () => {
  it('that come together are one statement; each gets the event of its lock, or null', async () => {
    running = new Set(['a', 'c']);
    const release = (lockId: string) => writer.release({ lockId, showId: 'show_1', actor: 'guest_1' });
    const [, ...together] = await Promise.all(['first', 'a', 'b', 'c'].map(release));
    expect(together).toEqual([
      { event_type: 'seat.unlocked', show_id: 'show_1', lock_id: 'a', seat_ids: ['seat of a'], version: 1 },
      null,
      { event_type: 'seat.unlocked', show_id: 'show_1', lock_id: 'c', seat_ids: ['seat of c'], version: 2 },
    ]);
    expect(statements).toEqual([['first'], ['a', 'b', 'c']]);
  });

  it('of which the second statement fails are told of those that the first one ended', async () => {
    const broken = new Error('broken');
    const answers: (() => unknown[])[] = [
      () => [],
      () => [
        { lock_ids: ['a'], seat_ids: ['seat of a'], version: 1 },
        // Its seats were exchanged while the statement ran: left alone, to be asked for again.
        { lock_ids: ['b'], seat_ids: null, version: null },
      ],
      () => {
        throw broken;
      },
    ];
    const database = { query: async () => answers.shift()!() } as Partial<Database> as Database;
    const failing = createLockWriter(database);
    const release = (lockId: string) => failing.release({ lockId, showId: 'show_1', actor: 'guest_1' });
    const [, a, b] = await Promise.allSettled(['first', 'a', 'b'].map(release));
    expect(a).toMatchObject({ status: 'fulfilled', value: { lock_id: 'a' } });
    expect(b).toEqual({ status: 'rejected', reason: broken });
    expect(answers).toEqual([]);
  });
});

describe('locks that were judged by the seats beside them', () => {
  const judged = (
    lockId: string,
    seatId: string,
    beside: string[],
    others: { taken?: string[]; own?: string[] } = {},
  ) => ({
    ...lock(lockId),
    seatIds: [seatId],
    seen: { buyerId: 'guest_1', seatIds: [seatId, ...beside], taken: [], own: [], excused: [], ...others },
  });

  it('are not written together with one before them that takes such a seat: they are to be judged again', async () => {
    const results = await Promise.allSettled([
      writer.record(lock('lock_0')),
      writer.record(judged('lock_1', 'A-1', ['A-2'])),
      writer.record(judged('lock_2', 'A-2', ['A-1', 'A-3'])),
      // Beside a seat that nobody takes.
      writer.record(judged('lock_3', 'A-4', ['A-3'])),
      writer.record(lock('lock_4')),
      // Beside a seat of the same buyer, which it takes for somebody else's.
      writer.record(judged('lock_5', 'A-5', ['A-4'], { taken: ['A-4'] })),
    ]);
    expect(statements).toEqual([['lock_0'], ['lock_1', 'lock_3', 'lock_4']]);
    expect(results.flatMap((result, index) => (result.status === 'rejected' ? [[index, result.reason]] : []))).toEqual([
      [2, expect.any(SeatsChangedError)],
      [5, expect.any(SeatsChangedError)],
    ]);
    expect(results[3]).toMatchObject({ value: { event: { lock_id: 'lock_3' } } });
  });

  it('are written together with one before them whose seats they count as taken, which are free until then', async () => {
    const other = judged('lock_2', 'A-2', ['A-1', 'A-3'], { taken: ['A-1', 'A-3'] });
    other.seen.buyerId = 'guest_2';
    await Promise.all([
      writer.record(lock('lock_0')),
      writer.record(judged('lock_1', 'A-1', ['A-2'])),
      writer.record({ ...other, ownerId: 'guest_2' }),
      writer.record(judged('lock_4', 'A-4', ['A-1', 'A-2', 'A-3'], { taken: ['A-2', 'A-3'], own: ['A-1'] })),
    ]);
    expect(statements).toEqual([['lock_0'], ['lock_1', 'lock_2', 'lock_4']]);
    expect(seen.at(-1)).toMatchObject([
      { seat_ids: ['A-1', 'A-2'], taken: [], own: [] },
      { seat_ids: ['A-2', 'A-1', 'A-3'], taken: ['A-3'], own: [] },
      { seat_ids: ['A-4', 'A-1', 'A-2', 'A-3'], taken: ['A-3'], own: [] },
    ]);
  });
});
