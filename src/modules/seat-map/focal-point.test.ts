import { describe, expect, it } from 'vitest';
import { planModel, twoTiers } from '../../../test/fixtures/plan-model.ts';
import { focalPointOf } from './focal-point.ts';

describe('the focal point of a show', () => {
  it('is the centre of the seats of the dearest tier', () => {
    // Rows 1 and 3 are the dearer ones.
    expect(focalPointOf({ ...twoTiers }, planModel([3, 9, 5]))).toEqual({ x: (3 * 1 + 5 * 2) / 8, y: (5 * 2) / 8 });
  });

  it('is the centre of all tiers of the highest price', () => {
    const priceTiers = twoTiers.priceTiers.map((tier) => ({ ...tier, price: { amount: 0, currency: 'EUR' } }));
    expect(focalPointOf({ ...twoTiers, priceTiers }, planModel([3, 3]))).toEqual({ x: 1, y: 0.5 });
  });

  it('is not that of a category without seats, however dear', () => {
    const boxes = { ...twoTiers.priceTiers[0]!, category: 'Boxes', price: { amount: 9_900, currency: 'EUR' } };
    const priceTiers = [boxes, ...twoTiers.priceTiers];
    expect(focalPointOf({ priceTiers }, planModel([3, 3]))).toEqual({ x: 1, y: 0 });
  });

  it('costs one look at the seats of a plan, however many shows are on it', () => {
    const plan = planModel([3, 9, 5]);
    let looks = 0;
    const { seats } = plan;
    const counted = Object.defineProperty({ ...plan }, 'seats', { get: () => [looks++, seats][1] });
    for (let show = 0; show < 5; show += 1) focalPointOf({ ...twoTiers }, counted);
    expect(looks).toBe(1);
  });

  it('is where the plan says', () => {
    const plan = { ...planModel([3]), focalPoint: { x: -5, y: 70 } };
    expect(focalPointOf({ ...twoTiers }, plan)).toEqual({ x: -5, y: 70 });
  });
});
