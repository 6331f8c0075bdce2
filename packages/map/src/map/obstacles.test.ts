import { expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { createHall } from '../hall/hall.ts';
import type { PriceTier } from '../hall/price-tier.ts';
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
  const around = (x: number, y: number, half = 3) => ({ x, y, width: 2 * half, height: 2 * half, angle: 0 });
  expect(obstacles.hasDrawing(around(20, -50))).toBe(true);
  expect(obstacles.hasDrawing(around(20, 100))).toBe(false);
  expect(obstacles.hasDrawing(around(20, 190))).toBe(true);
  expect(obstacles.hasSeat(around(20, 10))).toBe(true);
  // A seat is as wide as its room: its edge is in the way, too.
  expect(obstacles.hasSeat(around(20, 27))).toBe(true);
  expect(obstacles.hasSeat(around(20, 29))).toBe(false);
  expect(obstacles.hasSeat({ ...around(30, 36), width: 24, height: 1 })).toBe(false);
  expect(obstacles.hasSeat({ ...around(30, 36), width: 24, height: 1, angle: Math.PI / 2 })).toBe(true);
  expect(obstacles.isNearestTo(0, { x: 22, y: 50 }, 100)).toBe(true);
  expect(obstacles.isNearestTo(1, { x: 22, y: 50 }, 100)).toBe(false);
  expect(obstacles.takenWithin(0, { left: 0, right: 1_000, top: 0, bottom: 0 }, 5)).toContainEqual({
    x: 1_000,
    y: 0,
    radius: 5,
  });
});

it('a row’s name is in the way where it is drawn, from the size of seats on at which it can be read', () => {
  const hall = createHall(hallPlan({ rows: 3, seats: 5 }), [tier('Stalls'), tier('Balcony')]);
  const obstacles = new Obstacles(hall, indexSeats(hall));
  const beside = { x: -11.5, y: 0, width: 2, height: 2, angle: 0 };
  expect(obstacles.hasRowName(beside, 2)).toBe(true);
  expect(obstacles.hasRowName(beside, 1)).toBe(false);
  expect(obstacles.hasRowName({ ...beside, x: -30 }, 2)).toBe(false);
});
