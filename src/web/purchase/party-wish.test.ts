import { describe, expect, it } from 'vitest';
import type { HallSeat } from '../hall/hall.ts';
import { changedWish, isWished, type PartyWish } from './party-wish.ts';

const COUPLE: PartyWish = { quantity: 2, maxPrice: null, accessible: 0, companions: 0 };

describe('a changed wish', () => {
  it('has one companion for each wheelchair place, as far as the party goes', () => {
    expect(changedWish({ ...COUPLE, quantity: 4 }, { accessible: 1 }, 10)).toMatchObject({
      accessible: 1,
      companions: 1,
    });
    expect(changedWish({ ...COUPLE, quantity: 3 }, { accessible: 2 }, 10)).toMatchObject({
      accessible: 2,
      companions: 1,
    });
  });

  it('keeps the number of companions that was said, until there are no wheelchair places', () => {
    const wish = { quantity: 4, maxPrice: null, accessible: 1, companions: 3 };
    expect(changedWish(wish, { maxPrice: 4_000 }, 10)).toEqual({ ...wish, maxPrice: 4_000 });
    expect(changedWish(wish, { accessible: 0 }, 10)).toMatchObject({ accessible: 0, companions: 0 });
  });

  it('has no more of anything than the party and the limit have', () => {
    const wish = { quantity: 4, maxPrice: null, accessible: 3, companions: 1 };
    expect(changedWish(wish, { quantity: 2 }, 10)).toMatchObject({ quantity: 2, accessible: 2, companions: 0 });
    expect(changedWish(COUPLE, { quantity: 8 }, 6)).toMatchObject({ quantity: 6 });
  });
});

describe('the seats of a wish', () => {
  const seat = (given: object) =>
    ({ tier: { price: { amount: 4_000 } }, accessible: false, companion: false, ...given }) as unknown as HallSeat;

  it('cost at most the highest price', () => {
    expect(isWished({ ...COUPLE, maxPrice: 4_000 }, seat({}))).toBe(true);
    expect(isWished({ ...COUPLE, maxPrice: 3_999 }, seat({}))).toBe(false);
  });

  it('are wheelchair places and companion seats only for those who asked for some', () => {
    expect(isWished(COUPLE, seat({ accessible: true }))).toBe(false);
    expect(isWished(COUPLE, seat({ companion: true }))).toBe(false);
    const wish = { ...COUPLE, accessible: 1, companions: 1 };
    expect(isWished(wish, seat({ accessible: true }))).toBe(true);
    expect(isWished(wish, seat({ companion: true }))).toBe(true);
  });
});
