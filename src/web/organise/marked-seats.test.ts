import { expect, it } from 'vitest';
import { createHall } from '../../../packages/map/src/hall/hall.ts';
import { hallPlan } from '../../../test/fixtures/hall-plan.ts';
import { MarkedSeats } from './marked-seats.ts';
import { countHall, countStates, sumOfCounts } from './seat-counts.ts';

const price = { amount: 1_000, currency: 'EUR', exponent: 2 };
const hall = createHall(hallPlan({ rows: 1, seats: 4 }), [{ id: 't', name: 'Stalls', category: 'Stalls', price }]);

it('selects what is not selected yet, and takes out what is', () => {
  const marked = new MarkedSeats();
  const [a, b, c] = hall.seats as [never, never, never];
  expect(marked.toggle([b])).toBe('added');
  expect(marked.toggle([a, b])).toBe('added');
  expect(marked.seats.map(({ number }) => number)).toEqual(['1', '2']);
  marked.add([c, a]);
  expect(marked.size).toBe(3);
  expect(marked.toggle([a, b])).toBe('removed');
  expect(marked.seats.map(({ number }) => number)).toEqual(['3']);
  marked.clear();
  expect(marked.size).toBe(0);
});

it('counts a hall and some of its seats by state', () => {
  const states = new Map([
    ['Z1-1-1', 'BOOKED'],
    ['Z1-1-2', 'LOCKED'],
  ] as const);
  const seatState = (id: string) => states.get(id as 'Z1-1-1') ?? 'AVAILABLE';
  expect(countHall(4, states)).toEqual({ AVAILABLE: 2, LOCKED: 1, BOOKED: 1, BLOCKED: 0 });
  expect(countStates(hall.seats.slice(1, 3), { seatState })).toEqual({
    AVAILABLE: 1,
    LOCKED: 1,
    BOOKED: 0,
    BLOCKED: 0,
  });
});

it('adds up seats and places of areas', () => {
  const places = { AVAILABLE: 1_990, LOCKED: 3, BOOKED: 7, BLOCKED: 0 };
  const seats = { AVAILABLE: 19_000, LOCKED: 100, BOOKED: 800, BLOCKED: 100 };
  expect(sumOfCounts([seats, places])).toEqual({ AVAILABLE: 20_990, LOCKED: 103, BOOKED: 807, BLOCKED: 100 });
  expect(sumOfCounts([])).toEqual({ AVAILABLE: 0, LOCKED: 0, BOOKED: 0, BLOCKED: 0 });
});
