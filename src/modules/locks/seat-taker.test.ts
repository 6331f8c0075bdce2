import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { LimitExceededError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Held } from '../inventory/holds.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { SeatsChangedError, type SeenSeats } from '../inventory/seen-seats.ts';
import type { ChangeBudget } from '../limits/change-budget.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import type { LockRecord, LockWriter } from './lock-writer.ts';
import { OrphanSeatsError } from './locks.errors.ts';
import type { AcquireOutcome, AcquireRequest, ReleasedInStore, SeatLockStore } from './seat-lock-store.ts';
import { createSeatTaker, type SeatTaker } from './seat-taker.ts';

const BUYER = { maxLocks: 2, maxSeats: 6 };
const TTL_MS = 300_000;
const wanted = {
  lockId: 'lock_1',
  showId: 'show_1',
  ownerId: 'guest_1',
  seatIds: ['A-1', 'A-2'],
  total: 5_000,
  origin: null,
};
const locked: MapEvent = {
  event_type: 'seat.locked',
  show_id: 'show_1',
  version: 3,
  seat_ids: wanted.seatIds,
  lock_id: 'lock_1',
};
const acquired: AcquireOutcome = { outcome: 'ACQUIRED', token: 7, lapsed: 0 };
const missing: AcquireOutcome = { outcome: 'MAP_MISSING' };
const expiresAt = new Date('2099-01-01T00:00:00Z');

/** As PostgreSQL says that another row has the key. */
function violation(constraint: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('duplicate key', 0, 'error'), { code: '23505', constraint });
}

/** What the parts were asked to do, in order. */
let calls: string[];
let acquires: AcquireRequest[];
let releases: ReleasedInStore[];
let recorded: LockRecord[];
/** The store's answers; the last one stays. */
let outcomes: AcquireOutcome[];
/** What writing the lock comes to; the last one stays. */
let writes: (() => Promise<Held | null>)[];
let releaseFails: boolean;
/** What the store says of changes; the last one stays. */
let waits_ms: number[];
/** Overdue locks that PostgreSQL ends when it is asked to, and who holds the seats then. */
let overdue: number;
let holders: { seatId: string; state: string; ownerId: string | null }[];
/** The lock as it was written before. */
let written: { status: string; seatIds: readonly string[] } | null;
let taker: SeatTaker;
/** For what limits of addresses something was refused. */
let reported: string[];
const reports = { report: (limit: string) => reported.push(limit), listen: () => {} };

const next = <T>(answers: T[]): T => (answers.length > 1 ? answers.shift()! : answers[0]!);

beforeEach(() => {
  calls = [];
  reported = [];
  acquires = [];
  releases = [];
  recorded = [];
  outcomes = [acquired];
  writes = [async () => ({ event: locked, expiresAt })];
  releaseFails = false;
  waits_ms = [0];
  overdue = 0;
  holders = [];
  written = null;
  const store = {
    async acquire(request: AcquireRequest) {
      calls.push('acquire');
      acquires.push(request);
      return next(outcomes);
    },
    async release(held: ReleasedInStore) {
      calls.push(`release ${held.lockId} ${held.seatIds}`);
      releases.push(held);
      if (releaseFails) throw new Error('the store is away');
    },
    async giveBack({ address, amount_ms }: { address: string; amount_ms: number }) {
      calls.push(`give back ${amount_ms} ms to ${address}`);
      if (releaseFails) throw new Error('the store is away');
    },
    async dropMap() {
      calls.push('drop map');
    },
    async takeChange({ changes }: { changes: ChangeBudget }) {
      calls.push(`take change of ${changes.caller}`);
      return next(waits_ms);
    },
  } as Partial<SeatLockStore> as SeatLockStore;
  const writer = {
    async record(lock: LockRecord) {
      calls.push('record');
      recorded.push(lock);
      return await next(writes)();
    },
  } as Partial<LockWriter> as LockWriter;
  const seatMap = {
    async rebuild() {
      calls.push('rebuild');
    },
    async apply(event: MapEvent) {
      calls.push(`apply ${event.event_type} ${event.version} ${event.seat_ids}`);
    },
  } as Partial<SeatMapService> as SeatMapService;
  const database = {
    async query(statement: string | { text: string }) {
      const text = typeof statement === 'string' ? statement : statement.text;
      if (text.includes('SKIP LOCKED')) {
        return Array.from({ length: overdue }, (_, index) => ({
          lock_ids: [`late_${index}`],
          seat_ids: ['A-1'],
          version: 9,
        }));
      }
      if (text.includes('FROM seat_states')) return holders;
      return written ? [written] : [];
    },
  } as Partial<Database> as Database;
  const shows = {
    whyNotHad: async () =>
      new ShowNotOnSaleError({ status: 'PAUSED', startsAt: new Date(), salesStartAt: null, salesEndAt: null }),
  } as Partial<ShowsService> as ShowsService;
  const settings = { ttl_ms: TTL_MS, buyer: BUYER };
  taker = createSeatTaker({ database, store, writer, seatMap, shows, settings, reports });
});

describe('taking seats', () => {
  it('asks the store, writes the lock with its token, tells the map', async () => {
    expect(await taker.take(wanted)).toEqual({
      id: 'lock_1',
      areas: [],
      showId: 'show_1',
      ownerId: 'guest_1',
      seatIds: ['A-1', 'A-2'],
      ticketTypeIds: [],
      code: null,
      total: 5_000,
      status: 'ACTIVE',
      expiresAt,
      remaining_ms: TTL_MS,
      extensionsLeft: 1,
      bookingId: null,
    });
    expect(calls).toEqual(['acquire', 'record', 'apply seat.locked 3 A-1,A-2']);
    expect(acquires).toEqual([{ ...wanted, ttl_ms: TTL_MS, limits: BUYER }]);
    expect(recorded).toEqual([{ ...wanted, token: 7, ttl_ms: TTL_MS }]);
  });

  it('is refused by the store with its conflicts, and nothing is written', async () => {
    const conflicts = [{ seatId: 'A-2', reason: 'BOOKED' as const }];
    outcomes = [{ outcome: 'REFUSED', conflicts }];
    await expect(taker.take(wanted)).rejects.toThrow(SeatsUnavailableError);
    await expect(taker.take(wanted)).rejects.toMatchObject({ showId: 'show_1', seatIds: wanted.seatIds, conflicts });
    expect(calls).toEqual(['acquire', 'acquire']);
  });

  it.each([
    ['LOCKS', 2, 'One buyer may have at most 2 seat locks in a show at a time.'],
    ['SEATS', 6, 'One buyer may have at most 6 held seats in a show at a time.'],
  ] as const)('is refused over the limit of %s', async (limit, max, message) => {
    outcomes = [{ outcome: 'LIMIT_EXCEEDED', limit, max: 99, held: 1 }];
    const refused = taker.take(wanted);
    await expect(refused).rejects.toThrow(LimitExceededError);
    await expect(refused).rejects.toMatchObject({ limit: max, message });
    expect(calls).toEqual(['acquire']);
  });

  it.each([
    ['ADDRESS_SEATS', 200_000, 10, 'At most 9 seats of a show may be held from one network address at a time.'],
    ['ADDRESS_SEATS', 2_500, 3, 'At most 9 seats of a show may be held from one network address at a time.'],
    ['ADDRESS_HOLDS', 200_000, 200, 'Too many seats of this show were held from your network address and not paid.'],
  ] as const)('is refused over the limit %s with when to try again, and reports it', async (...refusal) => {
    const [limit, retryAfter_ms, retryAfterSeconds, message] = refusal;
    outcomes = [{ outcome: 'LIMIT_EXCEEDED', limit, max: 9, held: 9, retryAfter_ms }];
    const refused = taker.take(wanted);
    await expect(refused).rejects.toThrow(LimitExceededError);
    const told = `${message} Try again in ${retryAfterSeconds} s.`;
    await expect(refused).rejects.toMatchObject({ limit: 9, retryAfterSeconds, message: told });
    expect(reported).toEqual([limit.toLowerCase()]);
    expect(calls).toEqual(['acquire']);
  });

  it('gives the address back what seats cost that it did not get', async () => {
    const origin = { address: '192.0.2.1', maxSeats: 9, seat_ms: 1_000, budget_ms: 60_000, lasts_ms: TTL_MS };
    for (const fails of [false, true]) {
      calls = [];
      releaseFails = fails;
      writes = [async () => null];
      await expect(taker.take({ ...wanted, origin })).rejects.toThrow(ShowNotOnSaleError);
      expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2', 'give back 2000 ms to 192.0.2.1']);
    }
    // Seats that come to a lock of which half the time is left.
    calls = [];
    const half = { ttl_ms: TTL_MS / 2, givenBack: 0 };
    expect(await taker.takeMore({ ...wanted, origin }, half, async () => null)).toBeNull();
    expect(acquires.at(-1)).toMatchObject({ origin: { seat_ms: 500 } });
    expect(calls).toEqual(['acquire', 'release lock_1 A-1,A-2', 'give back 1000 ms to 192.0.2.1']);
  });

  it('rebuilds a missing map, and gives up when it stays missing', async () => {
    outcomes = [missing, missing, acquired];
    await taker.take(wanted);
    expect(calls.slice(0, 6)).toEqual(['acquire', 'rebuild', 'acquire', 'rebuild', 'acquire', 'record']);
    outcomes = [missing];
    calls = [];
    await expect(taker.take(wanted)).rejects.toThrow(ServiceUnavailableError);
    expect(calls).toEqual(['acquire', 'rebuild', 'acquire', 'rebuild', 'acquire', 'rebuild']);
  });

  it('gives the seats back when the show is not on sale any more', async () => {
    writes = [async () => null];
    await expect(taker.take(wanted)).rejects.toThrow(ShowNotOnSaleError);
    expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
  });

  it('gives the seats back when writing fails, also when the store can not be told', async () => {
    writes = [() => Promise.reject(new Error('PostgreSQL is away'))];
    for (const fails of [false, true]) {
      releaseFails = fails;
      calls = [];
      await expect(taker.take(wanted)).rejects.toThrow('PostgreSQL is away');
      expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
    }
  });

  it('answers a retry whose first try was written, and keeps its hold while it runs', async () => {
    writes = [() => Promise.reject(violation('seat_locks_pkey'))];
    written = { status: 'ACTIVE', seatIds: wanted.seatIds };
    expect(await taker.take(wanted)).toBe(written);
    expect(calls).toEqual(['acquire', 'record']);
    written = { status: 'RELEASED', seatIds: wanted.seatIds };
    calls = [];
    expect(await taker.take(wanted)).toBe(written);
    expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
  });

  it('gives back what a retry took besides the seats of its first try', async () => {
    writes = [() => Promise.reject(violation('seat_locks_pkey'))];
    written = { status: 'ACTIVE', seatIds: ['A-2', 'B-7'] };
    expect(await taker.take(wanted)).toBe(written);
    expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1']);
  });

  it('begins a new epoch when the store gives tokens that were given before', async () => {
    const recordedOnce = writes[0]!;
    writes = [() => Promise.reject(violation('seat_locks_token_unique')), recordedOnce];
    expect(await taker.take(wanted)).toMatchObject({ id: 'lock_1' });
    expect(calls.slice(0, 5)).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2', 'drop map', 'acquire']);
  });

  it('ends overdue locks that stand in its way, and tries again', async () => {
    const recordedOnce = writes[0]!;
    writes = [() => Promise.reject(violation('seat_states_pkey')), recordedOnce];
    overdue = 1;
    expect(await taker.take(wanted)).toMatchObject({ id: 'lock_1' });
    expect(calls.slice(0, 5)).toEqual([
      'acquire',
      'record',
      'release lock_1 A-1,A-2',
      'apply seat.unlocked 9 A-1',
      'acquire',
    ]);
  });

  it("is refused with PostgreSQL's conflicts where the store knew of none, and has its map made anew", async () => {
    writes = [() => Promise.reject(violation('seat_states_pkey'))];
    holders = [{ seatId: 'A-2', state: 'LOCKED', ownerId: 'guest_2' }];
    await expect(taker.take(wanted)).rejects.toMatchObject({
      seatIds: wanted.seatIds,
      conflicts: [{ seatId: 'A-2', reason: 'LOCKED_BY_OTHER' }],
    });
    expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2', 'drop map']);
    // With overdue locks ended, the store was right in its way: its map stays.
    overdue = 1;
    calls = [];
    await expect(taker.take(wanted)).rejects.toThrow(SeatsUnavailableError);
    expect(calls).not.toContain('drop map');
  });

  it("is refused with PostgreSQL's conflicts where a hold lapsed in the store alone, whose map is right and stays", async () => {
    outcomes = [{ ...acquired, lapsed: 1 }];
    writes = [() => Promise.reject(violation('seat_states_pkey'))];
    holders = [{ seatId: 'A-2', state: 'LOCKED', ownerId: 'guest_2' }];
    await expect(taker.take(wanted)).rejects.toThrow(SeatsUnavailableError);
    expect(calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
  });

  it('gives up when the seats keep changing hands', async () => {
    writes = [() => Promise.reject(violation('seat_states_pkey'))];
    const refused = taker.take(wanted);
    await expect(refused).rejects.toThrow(ServiceUnavailableError);
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(calls.filter((call) => call === 'record')).toHaveLength(3);
  });
});

describe('taking more seats for a lock', () => {
  const terms = { ttl_ms: 1_000, givenBack: 2 };

  it('holds them until its deadline; what is given back does not count', async () => {
    expect(await taker.takeMore(wanted, terms, async () => 'written')).toBe('written');
    expect(acquires).toEqual([{ ...wanted, ttl_ms: 1_000, limits: { maxLocks: 2, maxSeats: 8 } }]);
    expect(calls).toEqual(['acquire']);
  });

  it('says the limit that holds, not the one with what is given back', async () => {
    outcomes = [{ outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: 8, held: 6 }];
    await expect(taker.takeMore(wanted, terms, async () => 'written')).rejects.toMatchObject({ limit: 6 });
  });

  it('gives them back when nothing was written', async () => {
    expect(await taker.takeMore(wanted, terms, async () => null)).toBeNull();
    expect(calls).toEqual(['acquire', 'release lock_1 A-1,A-2']);
  });

  it('gives them back when writing fails, also when the store can not be told', async () => {
    for (const fails of [false, true]) {
      releaseFails = fails;
      calls = [];
      const failed = taker.takeMore(wanted, terms, () => Promise.reject(violation('seat_locks_pkey')));
      await expect(failed).rejects.toThrow('duplicate key');
      expect(calls).toEqual(['acquire', 'release lock_1 A-1,A-2']);
    }
  });

  it('tries again when one of them was held by a lock that is over, and no more than three times', async () => {
    const held = () => Promise.reject(violation('seat_states_pkey'));
    const tries = [held, async () => 'written'];
    overdue = 1;
    expect(await taker.takeMore(wanted, terms, () => next<() => Promise<string>>(tries)())).toBe('written');
    calls = [];
    await expect(taker.takeMore(wanted, terms, held)).rejects.toThrow(ServiceUnavailableError);
    expect(calls.filter((call) => call === 'acquire')).toHaveLength(3);
    holders = [{ seatId: 'A-1', state: 'BOOKED', ownerId: null }];
    await expect(taker.takeMore(wanted, terms, held)).rejects.toMatchObject({
      conflicts: [{ seatId: 'A-1', reason: 'BOOKED' }],
    });
  });
});

describe('taking other places of areas for a lock', () => {
  const full = Object.assign(new pg.DatabaseError('no places', 0, 'error'), {
    code: '23514',
    constraint: 'area_states_capacity',
  });
  const origin = { address: '192.0.2.1', maxSeats: 9, seat_ms: 1_000, budget_ms: 60_000, lasts_ms: TTL_MS };
  const area = (areaId: string, quantity: number) => ({ areaId, quantity, ticketTypeId: null });
  const places = (after: ReturnType<typeof area>[]) => {
    return { ...wanted, seatIds: [], areas: after, hadAreas: [area('front', 2)], origin };
  };
  const terms = { ttl_ms: TTL_MS, givenBack: 0 };

  it('tells the store how many it has, and gives the address back what more of them cost', async () => {
    const same = places([area('side', 2)]);
    expect(await taker.takeMore(same, terms, async () => null)).toBeNull();
    expect(acquires[0]).toMatchObject({ areas: [{ areaId: 'side', quantity: 2, more: 2 }], hadPlaces: 2 });
    // The entry of its places is that of those it has: only what was claimed is released.
    expect(releases).toEqual([{ showId: 'show_1', lockId: 'lock_1', seatIds: [], claimedOf: ['side'] }]);
    expect(calls).toEqual(['acquire', 'release lock_1 ']);
    calls = [];
    await taker.takeMore(places([area('side', 5)]), terms, async () => null);
    expect(calls).toEqual(['acquire', 'release lock_1 ', 'give back 3000 ms to 192.0.2.1']);
    calls = [];
    await taker.takeMore(places([area('side', 1)]), terms, async () => null);
    expect(calls).toEqual(['acquire', 'release lock_1 ']);
  });

  it('has the map made anew when the store gives them once more that PostgreSQL has not, and not before', async () => {
    const refuse = () => Promise.reject(full);
    await expect(taker.takeMore(places([area('side', 2)]), terms, refuse)).rejects.toThrow(SeatsUnavailableError);
    expect(calls).toEqual(['acquire', 'release lock_1 ', 'acquire', 'release lock_1 ', 'drop map']);
    calls = [];
    outcomes = [acquired, { outcome: 'REFUSED', conflicts: [], shortAreas: [{ areaId: 'side', available: 1 }] }];
    await expect(taker.takeMore(places([area('side', 2)]), terms, refuse)).rejects.toMatchObject({
      shortAreas: [{ areaId: 'side', available: 1 }],
    });
    expect(calls).toEqual(['acquire', 'release lock_1 ', 'acquire']);
  });

  it('has fewer counted for the address in place of those before, and gives back what they are fewer', async () => {
    const lock = { id: 'lock_1', showId: 'show_1', ownerId: 'guest_1', remaining_ms: TTL_MS / 2 };
    const before = [area('front', 5)];
    await taker.replacePlaces({ lock: { ...lock, areas: before }, after: [area('front', 3)], origin });
    expect(acquires).toMatchObject([{ areas: [{ quantity: 3, more: 0 }], hadPlaces: 5, origin }]);
    expect(releases).toMatchObject([{ areas: [{ areaId: 'front', quantity: 5 }], claimedOf: [] }]);
    expect(calls).toEqual(['acquire', 'release lock_1 ', 'give back 1000 ms to 192.0.2.1']);
    calls = [];
    await taker.replacePlaces({ lock: { ...lock, areas: before }, after: [area('front', 8)], origin });
    expect(calls).toEqual(['acquire', 'release lock_1 ']);
  });
});

describe('taking seats that are judged by those beside them', () => {
  const refusal = { showId: 'show_1', lockId: null, seatIds: wanted.seatIds, heldIds: [], orphanIds: ['A-3'] };
  const changed = async (): Promise<Held | null> => {
    throw new SeatsChangedError();
  };
  const recordedNow = async () => ({ event: locked, expiresAt });

  /** What is seen at each look; then the rule refuses. */
  function judgeOf(looks: SeenSeats[]) {
    return {
      async look() {
        calls.push('judge');
        const seen = looks.shift();
        if (!seen) throw new OrphanSeatsError(refusal);
        return seen;
      },
      write: <T>(work: () => Promise<T>) => work(),
    };
  }
  const seenWith = (...taken: string[]) => {
    const seatIds = ['A-1', 'A-2', 'A-3'];
    return { buyerId: 'guest_1', seatIds, taken, own: [], excused: [] };
  };

  it('is judged before the store is asked, and written with what was seen', async () => {
    await taker.take({ ...wanted, judge: judgeOf([seenWith()]) });
    expect(calls).toEqual(['judge', 'acquire', 'record', 'apply seat.locked 3 A-1,A-2']);
    expect(recorded[0]).toMatchObject({ seen: seenWith() });
  });

  it('is refused before anything is taken', async () => {
    await expect(taker.take({ ...wanted, judge: judgeOf([]) })).rejects.toThrow(OrphanSeatsError);
    expect(calls).toEqual(['judge']);
  });

  it('is judged again, its seats still held in the store, where those beside were taken meanwhile', async () => {
    writes = [changed, recordedNow];
    await taker.take({ ...wanted, judge: judgeOf([seenWith(), seenWith('A-3')]) });
    expect(calls).toEqual(['judge', 'acquire', 'record', 'judge', 'record', 'apply seat.locked 3 A-1,A-2']);
    expect(recorded[1]).toMatchObject({ seen: seenWith('A-3') });
  });

  it('gives the seats back to the store when it is refused then, be it a new lock or more seats for one', async () => {
    writes = [changed];
    await expect(taker.take({ ...wanted, judge: judgeOf([seenWith()]) })).rejects.toThrow(OrphanSeatsError);
    expect(calls).toEqual(['judge', 'acquire', 'record', 'judge', 'release lock_1 A-1,A-2']);
    calls = [];
    const more = { ttl_ms: TTL_MS, givenBack: 0 };
    const added = taker.takeMore({ ...wanted, judge: judgeOf([seenWith()]) }, more, changed);
    await expect(added).rejects.toThrow(OrphanSeatsError);
    expect(calls).toEqual(['judge', 'acquire', 'judge', 'release lock_1 A-1,A-2']);
  });

  it('gives up, and the seats back, when those beside change all the time', async () => {
    writes = [changed];
    const looks = Array.from({ length: 100 }, () => seenWith());
    await expect(taker.take({ ...wanted, judge: judgeOf(looks) })).rejects.toThrow(ServiceUnavailableError);
    expect(calls.filter((call) => call === 'judge')).toHaveLength(10);
    expect(calls.at(-1)).toBe('release lock_1 A-1,A-2');
  });
});

describe('counting changes of locks that take no seats', () => {
  const changesOf = (caller: string): ChangeBudget => ({
    caller,
    isAddress: true,
    change_ms: 30_000,
    budget_ms: 600_000,
  });

  it('asks the store, and not again for a caller who has to wait', async () => {
    const [one, other] = [changesOf('192.0.2.1'), changesOf('192.0.2.2')];
    taker.assertMayChange('show_1', one);
    await taker.countChange('show_1', one);
    waits_ms = [29_500];
    await expect(taker.countChange('show_1', one)).rejects.toMatchObject({ limit: 20, retryAfterSeconds: 30 });
    calls = [];
    expect(() => taker.assertMayChange('show_1', one)).toThrow(LimitExceededError);
    taker.assertMayChange('show_2', one);
    taker.assertMayChange('show_1', other);
    expect(calls).toEqual([]);
    expect(reported).toEqual(['lock_changes', 'lock_changes']);
  });

  it('lets the caller try when the time has come', async () => {
    waits_ms = [1];
    const changes = changesOf('192.0.2.1');
    await expect(taker.countChange('show_1', changes)).rejects.toThrow(LimitExceededError);
    await eventually(() => taker.assertMayChange('show_1', changes));
  });
});
