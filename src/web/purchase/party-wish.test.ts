import { describe, expect, it } from 'vitest';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import { ANYWHERE, changedWish, freeOfWish, type PartyWish, withChoice } from './party-wish.ts';

const COUPLE: PartyWish = { ...ANYWHERE, quantity: 2, accessible: 0, companions: 0 };
const TEN = { seats: 10, wheelchairPlaces: 10, companionSeats: 10 };

describe('a changed wish', () => {
  it('has one companion for each wheelchair place, as far as the party goes', () => {
    expect(changedWish({ ...COUPLE, quantity: 4 }, { accessible: 1 }, TEN)).toMatchObject({
      accessible: 1,
      companions: 1,
    });
    expect(changedWish({ ...COUPLE, quantity: 3 }, { accessible: 2 }, TEN)).toMatchObject({
      accessible: 2,
      companions: 1,
    });
  });

  it('keeps the number of companions that was said, until there are no wheelchair places', () => {
    const wish = { ...ANYWHERE, quantity: 4, accessible: 1, companions: 3 };
    expect(changedWish(wish, { maxPrice: 4_000 }, TEN)).toEqual({ ...wish, maxPrice: 4_000 });
    expect(changedWish(wish, { accessible: 0 }, TEN)).toMatchObject({ accessible: 0, companions: 0 });
  });

  it('has no more of anything than the party, the limit and the hall have', () => {
    const wish = { ...ANYWHERE, quantity: 4, accessible: 3, companions: 1 };
    expect(changedWish(wish, { quantity: 2 }, TEN)).toMatchObject({ quantity: 2, accessible: 2, companions: 0 });
    expect(changedWish(COUPLE, { quantity: 8 }, { ...TEN, seats: 6 })).toMatchObject({ quantity: 6 });
    const few = { seats: 10, wheelchairPlaces: 2, companionSeats: 1 };
    expect(changedWish({ ...COUPLE, quantity: 6 }, { accessible: 3 }, few)).toMatchObject({
      accessible: 2,
      companions: 1,
    });
  });
});

describe('what is free of a wish', () => {
  const seat = (id: string, given: object = {}) => ({
    id,
    zoneIndex: 0,
    tier: { id: 'dear', price: { amount: 4_000 } },
    accessible: false,
    companion: false,
    ...given,
  });
  const cheap = { tier: { id: 'cheap', price: { amount: 3_000 } }, zoneIndex: 1 };
  const hall = {
    zones: [{ key: 'Floor' }, { key: 'Circle' }],
    seats: [seat('a'), seat('b', cheap), seat('w', { accessible: true }), seat('c', { companion: true })],
  } as unknown as Hall;
  const free = (change: Partial<PartyWish>, ...taken: string[]) =>
    freeOfWish(hall, { ...COUPLE, quantity: 3, ...change }, (id) => taken.includes(id));

  it('costs at most the highest price, and is of the tiers and zones that were chosen', () => {
    expect(free({ maxPrice: 3_999 }).available).toBe(1);
    expect(free({ tierIds: ['cheap'] }).available).toBe(1);
    expect(free({ tierIds: ['cheap', 'dear'] }).available).toBe(2);
    expect(free({ zones: ['Circle'] }).available).toBe(1);
    expect(free({ zones: ['Circle'], tierIds: ['dear'] }).available).toBe(0);
  });

  it('is wheelchair places and companion seats only for those who asked for some', () => {
    expect(free({})).toEqual({ available: 2, wheelchairs: 0 });
    expect(free({ quantity: 4, accessible: 1, companions: 1 })).toEqual({ available: 4, wheelchairs: 1 });
    // The places in their stead are for others.
    expect(free({ accessible: 2 })).toEqual({ available: 2, wheelchairs: 1 });
    expect(free({ accessible: 1, companions: 1 }, 'w')).toEqual({ available: 2, wheelchairs: 0 });
  });
});

describe('the choices of a filter', () => {
  it('come and go, and none is any', () => {
    expect(withChoice(null, 'a', true)).toEqual(['a']);
    expect(withChoice(['a'], 'b', true)).toEqual(['a', 'b']);
    expect(withChoice(['a', 'b'], 'a', false)).toEqual(['b']);
    expect(withChoice(['a'], 'a', false)).toBeNull();
  });
});
