import { expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { createHall } from '../hall/hall.ts';
import type { PriceTier } from '../hall/price-tier.ts';
import type { MapTheme, SeatLook } from './seat-look.ts';
import { SectionCounts } from './section-counts.ts';
import { SectionPainter } from './section-painter.ts';

const tier = (category: string): PriceTier => ({
  id: category,
  name: category,
  category,
  price: { amount: 1_000, currency: 'EUR', exponent: 2 },
});
const hall = createHall(hallPlan({ zones: 2, rows: 2, seats: 2 }), [tier('Stalls'), tier('Balcony')]);

it('sections are counted anew when their seats change, and tell when they are sold out or free again', () => {
  const looks = new Map<string, SeatLook>();
  const counts = new SectionCounts(hall, (seat) => looks.get(seat.id) ?? 'available');
  expect([counts.free(0), counts.free(1)]).toEqual([4, 4]);
  const first = hall.zones[0]!.rows.flatMap(({ seats }) => seats);
  looks.set(first[0]!.id, 'booked');
  expect(counts.refresh([first[0]!])).toBe(false);
  expect(counts.free(0)).toBe(3);
  for (const seat of first) looks.set(seat.id, 'held');
  expect(counts.refresh(first)).toBe(true);
  expect([counts.state(0), counts.state(1)]).toEqual(['soldOut', 'free']);
});

it('a section whose states are on their way is drawn in its colour, and not as one that is sold out', () => {
  const counts = new SectionCounts(hall, () => 'unknown');
  expect([counts.state(0), counts.free(0)]).toEqual(['unknown', null]);
  const theme = { background: '#ffffff', ink: '#000000', faint: '#999999' } as MapTheme;
  const fillAs = (state: 'unknown' | 'soldOut' | 'free') =>
    new SectionPainter({ sections: [], theme, colors: new Map([['Stalls', '#c0392b']]), stateOf: () => state }).fillOf(
      0,
      'Stalls',
    );
  expect(fillAs('free')).toBe('#c0392b');
  expect(fillAs('unknown')).not.toBe(fillAs('soldOut'));
  const [red, green] = [1, 3].map((at) => Number.parseInt(fillAs('unknown').slice(at, at + 2), 16));
  expect(red! - green!).toBeGreaterThan(50);
});
