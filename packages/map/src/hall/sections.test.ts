import { describe, expect, it } from 'vitest';
import { bowlPlan } from '../../../../bench/bowl-plan.ts';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { createHall } from './hall.ts';
import type { PriceTier } from './price-tier.ts';
import { sectionsOf } from './sections.ts';

const tier = (category: string): PriceTier => ({
  id: category,
  name: category,
  category,
  price: { amount: 1_000, currency: 'EUR', exponent: 2 },
});

describe('sections of a hall', () => {
  it('are none in a small hall, and none in one without zones', () => {
    expect(
      sectionsOf(createHall(hallPlan({ zones: 2, rows: 3, seats: 5 }), [tier('Stalls'), tier('Balcony')])),
    ).toEqual([]);
    expect(sectionsOf(createHall(hallPlan({ rows: 40, seats: 40 }), [tier('Stalls'), tier('Balcony')]))).toEqual([]);
  });

  it('cover their rows, part by part of a category', () => {
    const hall = createHall(hallPlan({ zones: 2, rows: 30, seats: 40 }), [tier('Stalls'), tier('Balcony')]);
    const [first, second] = sectionsOf(hall);
    expect(first!.parts.map(({ category, lines }) => [category, lines.length])).toEqual([
      ['Stalls', 15],
      ['Balcony', 15],
    ]);
    expect(first!.parts[0]!.lines[0]!.at(0)).toEqual({ x: 0, y: 0 });
    expect(first!.parts[0]!.lines[0]!.at(-1)).toEqual({ x: 390, y: 0 });
    // Rows are 10 apart: no gap is left between their lines.
    expect(first!.thickness).toBeGreaterThan(10);
    expect(first!.thickness).toBeLessThan(15);
    expect(first!.angle).toBe(0);
    expect(second!.middle.zone).toBe('Zone 2');
    expect([1_190, 1_200]).toContain(second!.middle.x);
  });

  it('leave aisles free', () => {
    const plan = hallPlan({ zones: 2, rows: 30, seats: 40 });
    for (const { seats } of plan.zones[0]!.rows) for (const seat of seats.slice(20)) seat.position.x += 60;
    const hall = createHall(plan, [tier('Stalls'), tier('Balcony')]);
    expect(sectionsOf(hall)[0]!.parts[0]!.lines).toHaveLength(30);
  });

  it('of a bowl have their middle among their own seats', () => {
    const hall = createHall(bowlPlan(20_000), ['Lower tier', 'Middle tier', 'Upper tier'].map(tier));
    for (const { zone, middle } of sectionsOf(hall)) expect(middle.zone).toBe(zone.name);
  });
});
