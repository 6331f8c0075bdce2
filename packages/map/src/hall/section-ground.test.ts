import { expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { createHall } from './hall.ts';
import type { PriceTier } from './price-tier.ts';
import { SectionGround } from './section-ground.ts';
import { sectionsOf } from './sections.ts';

const tiers = ['Stalls', 'Balcony'].map((name): PriceTier => {
  return { id: name, name, category: name, price: { amount: 1_000, currency: 'EUR', exponent: 2 } };
});
/** 390 wide and 290 high, from 0, 0 on; with half a row around it. */
const section = sectionsOf(createHall(hallPlan({ zones: 2, rows: 30, seats: 40 }), tiers))[0]!;

it('has room in its middle, and as far as its edge but not beyond', () => {
  const ground = new SectionGround({ section, angle: 0, taken: [] });
  expect(ground.placeFor(40, 20)).toEqual({ x: section.middle.x, y: section.middle.y });
  expect(ground.placeFor(340, 240)).not.toBeNull();
  expect(ground.placeFor(420, 20)).toBeNull();
  expect(ground.placeFor(20, 320)).toBeNull();
  expect(ground.placeFor(500, 20)).toBeNull();
});

it('is the same ground in any direction', () => {
  const upright = new SectionGround({ section, angle: Math.PI / 2, taken: [] });
  expect(upright.placeFor(270, 350)).not.toBeNull();
  expect(upright.placeFor(350, 270)).toBeNull();
  const place = upright.placeFor(40, 20)!;
  expect(place.x).toBeCloseTo(section.middle.x);
  expect(place.y).toBeCloseTo(section.middle.y);
});

it('has no room where something else is, and the nearest room beside it', () => {
  const { x, y } = section.middle;
  const ground = new SectionGround({ section, angle: 0, taken: [{ x, y, radius: 50 }] });
  const place = ground.placeFor(40, 20)!;
  const apart = Math.hypot(Math.max(0, Math.abs(place.x - x) - 20), Math.max(0, Math.abs(place.y - y) - 10));
  expect(apart).toBeGreaterThan(45);
  expect(apart).toBeLessThan(100);
  expect(ground.placeFor(300, 200)).toBeNull();
});
