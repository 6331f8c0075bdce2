import { expect, it } from 'vitest';
import { hallPlan } from '../../../test/fixtures/hall-plan.ts';
import type { PriceTier } from '../api/box-office-types.ts';
import { createHall } from '../hall/hall.ts';
import { indexSeats } from '../hall/seat-index.ts';
import { Obstacles } from './obstacles.ts';

const tier = (category: string): PriceTier => ({
  id: category,
  name: category,
  category,
  price: { amount: 1_000, currency: 'EUR', exponent: 2 },
});

it('a stage and seats are in the way of a name; the floor below the seats is not, but for its words', () => {
  const plan = hallPlan({ zones: 2, rows: 3, seats: 5 });
  Object.assign(plan.zones[0]!, {
    areas: [
      { width: 40, height: 20, position: { x: 0, y: -60 }, text: 'Stage' },
      {
        width: 60,
        height: 300,
        position: { x: -10, y: -10 },
        text: { text: 'Floor', position: { x: 30, y: 200 }, size: 10 },
      },
    ],
  });
  const hall = createHall(plan, [tier('Stalls'), tier('Balcony')]);
  const obstacles = new Obstacles(hall, indexSeats(hall));
  const around = (x: number, y: number, half = 3) => ({
    left: x - half,
    right: x + half,
    top: y - half,
    bottom: y + half,
  });
  expect(obstacles.hasDrawing(around(20, -50))).toBe(true);
  expect(obstacles.hasDrawing(around(20, 100))).toBe(false);
  expect(obstacles.hasDrawing(around(20, 190))).toBe(true);
  expect(obstacles.hasSeat(around(20, 10))).toBe(true);
  expect(obstacles.hasSeat(around(20, 10), 0)).toBe(false);
  expect(obstacles.hasSeat(around(1_020, 10), 0)).toBe(true);
  expect(obstacles.isOn(0, { x: 22, y: 12 }, 5)).toBe(true);
  expect(obstacles.isOn(1, { x: 22, y: 12 }, 5)).toBe(false);
});
