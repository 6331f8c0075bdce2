import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import type { ProposedGroup } from '../api/box-office-types.ts';
import { RateLimited } from '../api/graphql.ts';
import { BestSeats } from './best-seats.ts';
import { ANYWHERE, type PartyWish } from './party-wish.ts';

const SEATS = ['A', 'B', 'C', 'D', 'E', 'F'].map(
  (id, index) => ({ id, index, accessible: false, companion: false, tier: { price: { amount: 4_000 } } }) as HallSeat,
);

const pair = (...seatIds: string[]): ProposedGroup => ({
  seatIds,
  closeness: 'TOGETHER',
  total: { amount: 8_000, currency: 'EUR', exponent: 2 },
});
const [AB, CD, EF] = [pair('A', 'B'), pair('C', 'D'), pair('E', 'F')];

/** A search whose answers are given one by one. */
function open({ answers = [] as (ProposedGroup[] | Error)[], isStrict = false } = {}) {
  const taken = new Set<string>();
  const asked: PartyWish[] = [];
  const onProposed = vi.fn();
  const best = new BestSeats({
    hall: {
      seats: SEATS,
      zones: [],
      wheelchairPlaces: 10,
      companionSeats: 10,
      byId: new Map(SEATS.map((seat) => [seat.id, seat])),
    } as unknown as Hall,
    maxSeats: () => 10,
    async propose(wish) {
      asked.push(wish);
      const answer = answers.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    isStrict: () => isStrict,
    isTaken: (id) => taken.has(id),
    onChange: () => {},
    onProposed,
  });
  const take = (...ids: string[]) => {
    for (const id of ids) taken.add(id);
    best.onSeatsChanged(ids);
  };
  return { best, taken, take, asked, answers, onProposed };
}

describe('the best seats', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows the best proposal, and another one when it is chosen', async () => {
    const { best, asked, onProposed } = open({ answers: [[AB, CD]] });
    best.openWhere(true);
    await best.ask();
    expect(best.isWhereOpen).toBe(false);
    expect(asked).toEqual([{ ...ANYWHERE, quantity: 2, accessible: 0, companions: 0 }]);
    expect(best.shown).toBe(AB);
    expect(['A', 'B', 'C'].map((id) => best.isShown(id))).toEqual([true, true, false]);
    best.show(CD);
    expect(['A', 'B', 'C'].map((id) => best.isShown(id))).toEqual([false, false, true]);
    expect(onProposed).toHaveBeenCalledTimes(1);
  });

  it('shows the next when others take the shown, says so, and lets nobody hold it before a look', async () => {
    const { best, take, onProposed } = open({ answers: [[AB, CD]] });
    await best.ask();
    take('B');
    expect(best.shown).toBe(CD);
    expect(best.notice).toEqual({ kind: 'quicker', why: 'taken' });
    expect(best.isJustReplaced).toBe(true);
    expect(onProposed).toHaveBeenCalledTimes(2);
    vi.runAllTimers();
    expect(best.isJustReplaced).toBe(false);
  });

  it('drops another proposal that others take in silence', async () => {
    const { best, take } = open({ answers: [[AB, CD, EF]] });
    await best.ask();
    take('D');
    expect(best.groups).toEqual([AB, EF]);
    expect(best.shown).toBe(AB);
    expect(best.notice).toBeNull();
  });

  it('asks anew when others have taken all of them', async () => {
    const { best, take } = open({ answers: [[AB, CD], [EF]] });
    await best.ask();
    take('A', 'C');
    await eventually(() => expect(best.shown).toBe(EF));
    expect(best.notice).toEqual({ kind: 'quicker', why: 'taken' });
  });

  it('drops what the server refused to hold, whether the map has heard of it already or not', async () => {
    for (const isMapFirst of [true, false]) {
      const { best, taken, take } = open({ answers: [[AB, CD, EF]] });
      await best.ask();
      if (isMapFirst) taken.add('A').add('C');
      best.lose(AB, 'taken');
      if (!isMapFirst) take('A', 'C');
      expect(best.shown).toBe(EF);
      expect(best.groups).toEqual([EF]);
    }
  });

  it('shows nothing that the map knows to be taken, also when the answer is older than the map’s news', async () => {
    const { best, taken } = open({ answers: [[AB, CD]] });
    taken.add('A');
    await best.ask();
    expect(best.groups).toEqual([CD]);
  });

  it('asks again when the map contradicts all of an answer, and believes the server in the end', async () => {
    const { best, taken, asked } = open({ answers: [[AB], [AB], [AB]] });
    taken.add('A');
    const asking = best.ask();
    await vi.runAllTimersAsync();
    await asking;
    expect(asked.length).toBe(3);
    expect(best.shown).toBe(AB);
  });

  it('takes no answer to a wish that was changed meanwhile', async () => {
    const { best } = open({ answers: [[AB]] });
    const asking = best.ask();
    best.change({ quantity: 3 });
    await asking;
    expect(best.shown).toBeNull();
    expect(best.isAsking).toBe(false);
  });

  it('tells how many such seats are free where there are not enough', async () => {
    const { best, taken } = open({ answers: [[]] });
    for (const id of ['A', 'B', 'C', 'D', 'E']) taken.add(id);
    await best.ask();
    expect(best.shown).toBeNull();
    expect(best.notice).toEqual({ kind: 'notEnough', available: 1, wheelchairs: 0 });
  });

  it('says which parties can have seats where no choice of as many may be made, though they are free', async () => {
    const { best, asked } = open({ answers: [[], [], [AB], []], isStrict: true });
    await best.ask();
    expect(asked.map(({ quantity }) => quantity)).toEqual([2, 3, 4, 1]);
    expect(best.notice).toEqual({ kind: 'ruled', nearest: [4] });
  });

  it('says so when it is the server that found none to hold', async () => {
    const { best } = open({ answers: [[AB], [AB]], isStrict: true });
    await best.tellNotEnough({ available: 1, wheelchairs: 0 });
    expect(best.notice).toEqual({ kind: 'ruled', nearest: [3, 1] });
  });

  it('does not say so of seats that are not free', async () => {
    const { best, taken } = open({ answers: [[]], isStrict: true });
    for (const id of ['A', 'B', 'C', 'D', 'E']) taken.add(id);
    await best.ask();
    expect(best.notice).toEqual({ kind: 'notEnough', available: 1, wheelchairs: 0 });
  });

  it('says of a proposal that it would leave orphans by now', async () => {
    const { best } = open({ answers: [[AB, CD]] });
    await best.ask();
    best.lose(AB, 'orphans');
    expect(best.shown).toBe(CD);
    expect(best.notice).toEqual({ kind: 'quicker', why: 'orphans' });
  });

  it('tells why there was no answer', async () => {
    const { best } = open({ answers: [new RateLimited('Slow down.', 3)] });
    await best.ask();
    expect(best.notice).toEqual({ kind: 'failed', problem: { kind: 'tooMany', retryAfterSeconds: 3 } });
    expect(best.isAsking).toBe(false);
  });
});
