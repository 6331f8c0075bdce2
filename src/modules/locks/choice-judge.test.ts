import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import type { HeldSeatState } from '../inventory/seat-state.ts';
import type { SeatRules } from '../shows/seat-rules.ts';
import type { Show } from '../shows/show.ts';
import { createChoiceJudge, type SeatChoice } from './choice-judge.ts';
import { OrphanSeatsError } from './locks.errors.ts';

const BUYER: Principal = { id: 'guest_1', role: 'customer', email: null };
const ORGANISER: Principal = { id: 'organiser', role: 'organiser', email: null };
const STRICT: SeatRules = { orphanRule: 'STRICT', minimumRun: 2, endsAt: null };

interface Situation {
  rules?: Partial<SeatRules>;
  /** The seats that are not free: whose, and in which state. */
  held?: Record<string, { state: HeldSeatState; ownerId: string | null; allotmentId?: string }>;
  hasChoice?: boolean;
  /** What the lock leaves for want of another choice. */
  excused?: string[];
}

/** A row of eight seats; the wheelchair place is in a row of its own. */
const plan = planModel([8, 1], { accessible: ['2-1'] });

function judgeIn({ rules = {}, held = {}, hasChoice = false, excused = [] }: Situation, principal = BUYER) {
  const asked: string[][] = [];
  const database = {
    async query(statement: string, [, seatIds]: [string, string[]]) {
      if (statement.includes('excused_ids')) return [{ excused }];
      if (statement.includes('unnest(l.seat_ids)')) {
        return Object.entries(held).flatMap(([seatId, { ownerId }]) => (ownerId === principal.id ? [{ seatId }] : []));
      }
      asked.push(seatIds);
      return seatIds.flatMap((seatId) => (held[seatId] ? [{ seatId, allotmentId: null, ...held[seatId] }] : []));
    },
  } as unknown as Database;
  const asGoodAsFree: string[][] = [];
  const alternatives = {
    async hasChoice(_show: Show, _wantedIds: readonly string[], heldIds: readonly string[]) {
      asGoodAsFree.push([...new Set(heldIds)].sort());
      return hasChoice;
    },
  };
  const judge = createChoiceJudge({ database, alternatives });
  const show = {
    id: 'show_1',
    status: 'ON_SALE',
    organiserId: 'organiser',
    seatRules: { ...STRICT, ...rules },
  } as Show;
  return {
    asked,
    asGoodAsFree,
    of(change: Partial<SeatChoice>) {
      const { added = [], removed = [], seatIds = added, lockId = null } = change;
      return judge.judgeOf(principal, { show, plan, lockId, seatIds, added, removed });
    },
  };
}

describe('the judge of a choice of seats', () => {
  it('is nobody, who asks nothing, while the rule is off or has ended', () => {
    expect(judgeIn({ rules: { orphanRule: 'OFF' } }).of({ added: ['1-2'] })).toBeNull();
    expect(judgeIn({ rules: { endsAt: new Date(Date.now() - 1) } }).of({ added: ['1-2'] })).toBeNull();
    expect(judgeIn({ rules: { endsAt: new Date(Date.now() + 60_000) } }).of({ added: ['1-2'] })).not.toBeNull();
  });

  it('is nobody for the show’s organiser, and for a lock with a wheelchair place', () => {
    expect(judgeIn({}, ORGANISER).of({ added: ['1-2'] })).toBeNull();
    expect(judgeIn({}, { ...ORGANISER, id: 'another' }).of({ added: ['1-2'] })).not.toBeNull();
    expect(judgeIn({}).of({ added: ['1-2', '2-1'] })).toBeNull();
    expect(judgeIn({}).of({ added: ['1-2'], seatIds: ['2-1', '1-2'] })).toBeNull();
  });

  it('judges all that is left of a lock that gives its last wheelchair place back', async () => {
    const mine = { state: 'LOCKED', ownerId: 'guest_1' } as const;
    const { of } = judgeIn({ held: { '1-2': mine, '1-3': mine, '2-1': mine } });
    const judged = of({ removed: ['2-1'], seatIds: ['1-2', '1-3'] })!();
    await expect(judged).rejects.toMatchObject({ orphanIds: ['1-1'] });
    const others = judgeIn({ held: { '1-1': mine, '1-2': mine, '2-1': mine } });
    await expect(others.of({ removed: ['2-1'], seatIds: ['1-1', '1-2'] })!()).resolves.toBeDefined();
  });

  it('has seen the run that the choice is in and the seats at its ends, whose they are, and none of the others', async () => {
    const held = {
      '1-1': { state: 'BOOKED', ownerId: 'guest_1' },
      '1-2': { state: 'LOCKED', ownerId: 'guest_2' },
      '1-3': { state: 'LOCKED', ownerId: 'guest_1' },
      '1-7': { state: 'BLOCKED', ownerId: null },
    } as const;
    const { asked, of } = judgeIn({ held });
    expect(await of({ added: ['1-4'] })!()).toEqual({
      buyerId: 'guest_1',
      seatIds: ['1-2', '1-3', '1-4', '1-5', '1-6', '1-7'],
      taken: ['1-2', '1-7'],
      own: ['1-3'],
      excused: [],
    });
    expect(asked).toEqual([['1-1', '1-2', '1-3', '1-4', '1-5', '1-6', '1-7', '1-8']]);
  });

  it('judges the same whatever becomes of the seats that it has not named', async () => {
    const letter = fc.constantFrom('.', '.', 'x', 'h');
    const row = fc.array(letter, { minLength: 8, maxLength: 8 });
    const pick = fc.subarray([...Array(8).keys()]);
    const idOf = (place: number) => `1-${place + 1}`;
    const heldIn = (letters: readonly string[]) =>
      Object.fromEntries(
        letters.flatMap((each, place) =>
          each === '.'
            ? []
            : [[idOf(place), { state: 'LOCKED' as const, ownerId: each === 'h' ? 'guest_1' : 'guest_2' }]],
        ),
      );
    let narrowed = 0;
    await fc.assert(
      fc.asyncProperty(row, row, pick, pick, pick, async (before, other, wanted, given, excusedPlaces) => {
        const added = wanted.filter((place) => before[place] === '.').map(idOf);
        const removed = given.filter((place) => before[place] === 'h').map(idOf);
        const kept = before.flatMap((each, place) => (each === 'h' && !given.includes(place) ? [idOf(place)] : []));
        fc.pre(added.length + removed.length > 0);
        const excused = excusedPlaces.filter((place) => before[place] === '.').map(idOf);
        const change = { lockId: 'lock_1', seatIds: [...kept, ...added], added, removed };
        const judged = (letters: readonly string[]) =>
          judgeIn({ held: heldIn(letters), excused }).of(change)!().then(
            (seen) => ({ seen, refused: null }),
            (error: OrphanSeatsError) => ({ seen: null, refused: error.orphanIds }),
          );
        const { seen } = await judged(before);
        fc.pre(seen !== null);
        const changed = before.map((each, place) => (seen!.seatIds.includes(idOf(place)) ? each : other[place]!));
        if (changed.join() !== before.join()) narrowed += 1;
        expect(await judged(changed)).toEqual({ seen, refused: null });
      }),
      { numRuns: 2_000 },
    );
    expect(narrowed).toBeGreaterThan(100);
  });

  it('counts what others are about to take of these seats as taken', async () => {
    const others = { buyerId: 'guest_2', seatIds: ['1-5', '1-6', '2-1'] };
    const mine = { buyerId: 'guest_1', seatIds: ['1-1', '1-2'] };
    const { of } = judgeIn({});
    expect(await of({ added: ['1-3', '1-4'] })!(() => [others, mine])).toEqual({
      buyerId: 'guest_1',
      seatIds: ['1-1', '1-2', '1-3', '1-4', '1-5'],
      taken: ['1-5'],
      own: ['1-1', '1-2'],
      excused: [],
    });
    await expect(of({ added: ['1-3'] })!(() => [others])).rejects.toMatchObject({ orphanIds: ['1-4'] });
    // It may come out differently: nothing is excused for it.
    const lenient = judgeIn({ rules: { orphanRule: 'LENIENT' } });
    await expect(lenient.of({ added: ['1-3'] })!(() => [others])).rejects.toMatchObject({ orphanIds: ['1-4'] });
    expect(lenient.asGoodAsFree).toEqual([]);
  });

  it('refuses what leaves an orphan, and names the seats that the lock has and was to have', async () => {
    const held = {
      '1-1': { state: 'LOCKED', ownerId: 'guest_1' },
      '1-2': { state: 'LOCKED', ownerId: 'guest_1' },
    } as const;
    const change = { added: ['1-4'], removed: ['1-1'], seatIds: ['1-2', '1-4'] };
    const refused = judgeIn({ held }).of(change)!();
    await expect(refused).rejects.toThrow(OrphanSeatsError);
    await expect(refused).rejects.toMatchObject({
      seatIds: ['1-2', '1-4'],
      heldIds: ['1-2', '1-1'],
      orphanIds: ['1-1', '1-3'],
    });
  });

  it('leaves what can not be had to those who refuse it for that', async () => {
    const held = { '1-2': { state: 'LOCKED', ownerId: 'guest_2' } } as const;
    await expect(judgeIn({ held }).of({ added: ['1-2', '1-4'] })!()).resolves.toMatchObject({ taken: ['1-2'] });
  });

  it('excuses under LENIENT a party that has no other choice', async () => {
    const lenient = { rules: { orphanRule: 'LENIENT' as const } };
    await expect(judgeIn({ ...lenient, hasChoice: true }).of({ added: ['1-2'] })!()).rejects.toThrow(OrphanSeatsError);
    await expect(judgeIn(lenient).of({ added: ['1-2'] })!()).resolves.toMatchObject({ taken: [], excused: ['1-1'] });
    await expect(judgeIn(lenient).of({ added: ['1-1'] })!()).resolves.toMatchObject({ excused: [] });
  });

  it('takes all that the buyer holds for as good as free when it looks for another choice', async () => {
    const mine = { state: 'LOCKED', ownerId: 'guest_1' } as const;
    const { of, asGoodAsFree } = judgeIn({ rules: { orphanRule: 'LENIENT' }, held: { '1-7': mine, '1-8': mine } });
    await of({ added: ['1-2'] })!();
    expect(asGoodAsFree).toEqual([['1-7', '1-8']]);
  });

  it('judges what was excused anew with each change of the lock, and leaves alone what stands there for another reason', async () => {
    const mine = { state: 'LOCKED', ownerId: 'guest_1' } as const;
    const held = { '1-2': mine, '1-3': mine, '1-4': mine };
    const change = { lockId: 'lock_1', removed: ['1-4'], seatIds: ['1-2', '1-3'] };
    const lenient = { rules: { orphanRule: 'LENIENT' as const }, held };
    await expect(judgeIn({ ...lenient, hasChoice: true }).of(change)!()).resolves.toMatchObject({ excused: [] });
    const excused = ['1-1'];
    const refused = judgeIn({ ...lenient, excused, hasChoice: true }).of(change)!();
    await expect(refused).rejects.toMatchObject({ orphanIds: ['1-1'] });
    await expect(judgeIn({ ...lenient, excused }).of(change)!()).resolves.toMatchObject({ excused });
    // Also where the change is in another row.
    const elsewhere = { lockId: 'lock_1', removed: ['2-1'], seatIds: ['1-2', '1-3', '1-4'] };
    const withPlain = judgeIn({ ...lenient, excused, hasChoice: true });
    await expect(withPlain.of(elsewhere)!()).rejects.toMatchObject({ orphanIds: ['1-1'] });
  });
});
