import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import {
  acquired,
  BUYER,
  expiresAt,
  missing,
  next,
  SeatTakerParts,
  TTL_MS,
  violation,
  wanted,
} from '../../../test/kit/product/seat-taker-parts.ts';
import { LimitExceededError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { ChangeBudget } from '../limits/change-budget.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';

let parts: SeatTakerParts;
beforeEach(() => {
  parts = new SeatTakerParts();
});

describe('taking seats', () => {
  it('asks the store, writes the lock with its token, tells the map', async () => {
    expect(await parts.taker.take(wanted)).toEqual({
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
    expect(parts.calls).toEqual(['acquire', 'record', 'apply seat.locked 3 A-1,A-2']);
    expect(parts.acquires).toEqual([{ ...wanted, ttl_ms: TTL_MS, limits: BUYER }]);
    expect(parts.recorded).toEqual([{ ...wanted, token: 7, ttl_ms: TTL_MS }]);
  });

  it('is refused by the store with its conflicts, and nothing is written', async () => {
    const conflicts = [{ seatId: 'A-2', reason: 'BOOKED' as const }];
    parts.outcomes = [{ outcome: 'REFUSED', conflicts }];
    await expect(parts.taker.take(wanted)).rejects.toThrow(SeatsUnavailableError);
    await expect(parts.taker.take(wanted)).rejects.toMatchObject({
      showId: 'show_1',
      seatIds: wanted.seatIds,
      conflicts,
    });
    expect(parts.calls).toEqual(['acquire', 'acquire']);
  });

  it.each([
    ['LOCKS', 2, 'One buyer may have at most 2 seat locks in a show at a time.'],
    ['SEATS', 6, 'One buyer may have at most 6 held seats and places in a show at a time.'],
  ] as const)('is refused over the limit of %s', async (limit, max, message) => {
    parts.outcomes = [{ outcome: 'LIMIT_EXCEEDED', limit, max: 99, held: 1 }];
    const refused = parts.taker.take(wanted);
    await expect(refused).rejects.toThrow(LimitExceededError);
    await expect(refused).rejects.toMatchObject({ limit: max, message });
    expect(parts.calls).toEqual(['acquire']);
  });

  it.each([
    ['ADDRESS_SEATS', 200_000, 10, 'At most 9 seats of a show may be held from one network address at a time.'],
    ['ADDRESS_SEATS', 2_500, 3, 'At most 9 seats of a show may be held from one network address at a time.'],
    ['ADDRESS_HOLDS', 200_000, 200, 'Too many seats of this show were held from your network address and not paid.'],
  ] as const)('is refused over the limit %s with when to try again, and reports it', async (...refusal) => {
    const [limit, retryAfter_ms, retryAfterSeconds, message] = refusal;
    parts.outcomes = [{ outcome: 'LIMIT_EXCEEDED', limit, max: 9, held: 9, retryAfter_ms }];
    const refused = parts.taker.take(wanted);
    await expect(refused).rejects.toThrow(LimitExceededError);
    const told = `${message} Try again in ${retryAfterSeconds} s.`;
    await expect(refused).rejects.toMatchObject({ limit: 9, retryAfterSeconds, message: told });
    expect(parts.reported).toEqual([limit.toLowerCase()]);
    expect(parts.calls).toEqual(['acquire']);
  });

  it('gives the address back what seats cost that it did not get', async () => {
    const origin = { address: '192.0.2.1', maxSeats: 9, seat_ms: 1_000, budget_ms: 60_000, lasts_ms: TTL_MS };
    for (const fails of [false, true]) {
      parts.calls = [];
      parts.releaseFails = fails;
      parts.writes = [async () => null];
      await expect(parts.taker.take({ ...wanted, origin })).rejects.toThrow(ShowNotOnSaleError);
      expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2', 'give back 2000 ms to 192.0.2.1']);
    }
    // Seats that come to a lock of which half the time is left.
    parts.calls = [];
    const half = { ttl_ms: TTL_MS / 2, givenBack: 0 };
    expect(await parts.taker.takeMore({ ...wanted, origin }, half, async () => null)).toBeNull();
    expect(parts.acquires.at(-1)).toMatchObject({ origin: { seat_ms: 500 } });
    expect(parts.calls).toEqual(['acquire', 'release lock_1 A-1,A-2', 'give back 1000 ms to 192.0.2.1']);
  });

  it('rebuilds a missing map, and gives up when it stays missing', async () => {
    parts.outcomes = [missing, missing, acquired];
    await parts.taker.take(wanted);
    expect(parts.calls.slice(0, 6)).toEqual(['acquire', 'rebuild', 'acquire', 'rebuild', 'acquire', 'record']);
    parts.outcomes = [missing];
    parts.calls = [];
    await expect(parts.taker.take(wanted)).rejects.toThrow(ServiceUnavailableError);
    expect(parts.calls).toEqual(['acquire', 'rebuild', 'acquire', 'rebuild', 'acquire', 'rebuild']);
  });

  it('gives the seats back when the show is not on sale any more', async () => {
    parts.writes = [async () => null];
    await expect(parts.taker.take(wanted)).rejects.toThrow(ShowNotOnSaleError);
    expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
  });

  it('gives the seats back when writing fails, also when the store can not be told', async () => {
    parts.writes = [() => Promise.reject(new Error('PostgreSQL is away'))];
    for (const fails of [false, true]) {
      parts.releaseFails = fails;
      parts.calls = [];
      await expect(parts.taker.take(wanted)).rejects.toThrow('PostgreSQL is away');
      expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
    }
  });

  it('answers a retry whose first try was written, and keeps its hold while it runs', async () => {
    parts.writes = [() => Promise.reject(violation('seat_locks_pkey'))];
    parts.written = { status: 'ACTIVE', seatIds: wanted.seatIds };
    expect(await parts.taker.take(wanted)).toBe(parts.written);
    expect(parts.calls).toEqual(['acquire', 'record']);
    parts.written = { status: 'RELEASED', seatIds: wanted.seatIds };
    parts.calls = [];
    expect(await parts.taker.take(wanted)).toBe(parts.written);
    expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
  });

  it('gives back what a retry took besides the seats of its first try', async () => {
    parts.writes = [() => Promise.reject(violation('seat_locks_pkey'))];
    parts.written = { status: 'ACTIVE', seatIds: ['A-2', 'B-7'] };
    expect(await parts.taker.take(wanted)).toBe(parts.written);
    expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1']);
  });

  it('begins a new epoch when the store gives tokens that were given before', async () => {
    const recordedOnce = parts.writes[0]!;
    parts.writes = [() => Promise.reject(violation('seat_locks_token_unique')), recordedOnce];
    expect(await parts.taker.take(wanted)).toMatchObject({ id: 'lock_1' });
    expect(parts.calls.slice(0, 5)).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2', 'drop map', 'acquire']);
  });

  it('ends overdue locks that stand in its way, and tries again', async () => {
    const recordedOnce = parts.writes[0]!;
    parts.writes = [() => Promise.reject(violation('seat_states_pkey')), recordedOnce];
    parts.overdue = 1;
    expect(await parts.taker.take(wanted)).toMatchObject({ id: 'lock_1' });
    expect(parts.calls.slice(0, 5)).toEqual([
      'acquire',
      'record',
      'release lock_1 A-1,A-2',
      'apply seat.unlocked 9 A-1',
      'acquire',
    ]);
  });

  it("is refused with PostgreSQL's conflicts where the store knew of none, and has its map made anew", async () => {
    parts.writes = [() => Promise.reject(violation('seat_states_pkey'))];
    parts.holders = [{ seatId: 'A-2', state: 'LOCKED', ownerId: 'guest_2' }];
    await expect(parts.taker.take(wanted)).rejects.toMatchObject({
      seatIds: wanted.seatIds,
      conflicts: [{ seatId: 'A-2', reason: 'LOCKED_BY_OTHER' }],
    });
    expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2', 'drop map']);
    // With overdue locks ended, the store was right in its way: its map stays.
    parts.overdue = 1;
    parts.calls = [];
    await expect(parts.taker.take(wanted)).rejects.toThrow(SeatsUnavailableError);
    expect(parts.calls).not.toContain('drop map');
  });

  it("is refused with PostgreSQL's conflicts where a hold lapsed in the store alone, whose map is right and stays", async () => {
    parts.outcomes = [{ ...acquired, lapsed: 1 }];
    parts.writes = [() => Promise.reject(violation('seat_states_pkey'))];
    parts.holders = [{ seatId: 'A-2', state: 'LOCKED', ownerId: 'guest_2' }];
    await expect(parts.taker.take(wanted)).rejects.toThrow(SeatsUnavailableError);
    expect(parts.calls).toEqual(['acquire', 'record', 'release lock_1 A-1,A-2']);
  });

  it('gives up when the seats keep changing hands', async () => {
    parts.writes = [() => Promise.reject(violation('seat_states_pkey'))];
    const refused = parts.taker.take(wanted);
    await expect(refused).rejects.toThrow(ServiceUnavailableError);
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(parts.calls.filter((call) => call === 'record')).toHaveLength(3);
  });
});

describe('taking more seats for a lock', () => {
  const terms = { ttl_ms: 1_000, givenBack: 2 };

  it('holds them until its deadline; what is given back does not count', async () => {
    expect(await parts.taker.takeMore(wanted, terms, async () => 'written')).toBe('written');
    expect(parts.acquires).toEqual([{ ...wanted, ttl_ms: 1_000, limits: { maxLocks: 2, maxSeats: 8 } }]);
    expect(parts.calls).toEqual(['acquire']);
  });

  it('lets an account have them too in place of as many, whichever limit it holds by', async () => {
    const account = { address: 'account 1', isAccount: true, maxSeats: 6, seat_ms: 0, budget_ms: 1, lasts_ms: TTL_MS };
    await parts.taker.takeMore({ ...wanted, origin: account }, terms, async () => 'written');
    expect(parts.acquires.at(-1)).toMatchObject({ limits: { maxSeats: 8 }, origin: { ...account, maxSeats: 8 } });
    // It holds more than the show's limit, which was lowered since.
    const exceeded = {
      outcome: 'LIMIT_EXCEEDED',
      limit: 'ADDRESS_SEATS',
      max: 8,
      held: 9,
      retryAfter_ms: 5_000,
    } as const;
    parts.outcomes = [exceeded, acquired];
    expect(await parts.taker.takeMore({ ...wanted, origin: account }, terms, async () => 'written')).toBe('written');
    expect(parts.acquires.at(-1)).toMatchObject({ origin: { ...account, maxSeats: 11 } });
    // For more than is given back it is refused, by the limit that holds.
    parts.outcomes = [exceeded];
    const more = parts.taker.takeMore(
      { ...wanted, origin: account },
      { ...terms, givenBack: 1 },
      async () => 'written',
    );
    await expect(more).rejects.toMatchObject({ limit: 6 });
    // Many share a network address: nothing is beyond its limit.
    const there = { ...account, isAccount: false, address: '192.0.2.1' };
    parts.outcomes = [acquired];
    await parts.taker.takeMore({ ...wanted, origin: there }, terms, async () => 'written');
    expect(parts.acquires.at(-1)).toMatchObject({ origin: there });
  });

  it('says the limit that holds, not the one with what is given back', async () => {
    parts.outcomes = [{ outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: 8, held: 6 }];
    await expect(parts.taker.takeMore(wanted, terms, async () => 'written')).rejects.toMatchObject({ limit: 6 });
  });

  it('gives them back when nothing was written', async () => {
    expect(await parts.taker.takeMore(wanted, terms, async () => null)).toBeNull();
    expect(parts.calls).toEqual(['acquire', 'release lock_1 A-1,A-2']);
  });

  it('gives them back when writing fails, also when the store can not be told', async () => {
    for (const fails of [false, true]) {
      parts.releaseFails = fails;
      parts.calls = [];
      const failed = parts.taker.takeMore(wanted, terms, () => Promise.reject(violation('seat_locks_pkey')));
      await expect(failed).rejects.toThrow('duplicate key');
      expect(parts.calls).toEqual(['acquire', 'release lock_1 A-1,A-2']);
    }
  });

  it('tries again when one of them was held by a lock that is over, and no more than three times', async () => {
    const held = () => Promise.reject(violation('seat_states_pkey'));
    const tries = [held, async () => 'written'];
    parts.overdue = 1;
    expect(await parts.taker.takeMore(wanted, terms, () => next<() => Promise<string>>(tries)())).toBe('written');
    parts.calls = [];
    await expect(parts.taker.takeMore(wanted, terms, held)).rejects.toThrow(ServiceUnavailableError);
    expect(parts.calls.filter((call) => call === 'acquire')).toHaveLength(3);
    parts.holders = [{ seatId: 'A-1', state: 'BOOKED', ownerId: null }];
    await expect(parts.taker.takeMore(wanted, terms, held)).rejects.toMatchObject({
      conflicts: [{ seatId: 'A-1', reason: 'BOOKED' }],
    });
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
    parts.taker.assertMayChange('show_1', one);
    await parts.taker.countChange('show_1', one);
    parts.waits_ms = [29_500];
    await expect(parts.taker.countChange('show_1', one)).rejects.toMatchObject({ limit: 20, retryAfterSeconds: 30 });
    parts.calls = [];
    expect(() => parts.taker.assertMayChange('show_1', one)).toThrow(LimitExceededError);
    parts.taker.assertMayChange('show_2', one);
    parts.taker.assertMayChange('show_1', other);
    expect(parts.calls).toEqual([]);
    expect(parts.reported).toEqual(['lock_changes', 'lock_changes']);
  });

  it('lets the caller try when the time has come', async () => {
    parts.waits_ms = [1];
    const changes = changesOf('192.0.2.1');
    await expect(parts.taker.countChange('show_1', changes)).rejects.toThrow(LimitExceededError);
    await eventually(() => parts.taker.assertMayChange('show_1', changes));
  });
});
