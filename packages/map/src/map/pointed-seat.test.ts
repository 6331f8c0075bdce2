import { expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { createHall, type HallSeat } from '../hall/hall.ts';
import { PointedSeat } from './pointed-seat.ts';

const tiers = ['Stalls', 'Balcony'].map((name) => {
  return { id: name, name, category: name, price: { amount: 1_000, currency: 'EUR', exponent: 2 } };
});
const [first, second] = createHall(hallPlan(), tiers).seats as readonly [HallSeat, HallSeat];

function open() {
  const marked: (string | null)[] = [];
  const told: string[] = [];
  const pointed = new PointedSeat({
    mark: (seat) => void marked.push(seat?.id ?? null),
    onPoint: (seat, { x, y }, by) => void told.push(`${by}: ${seat ? `${seat.id} at ${x}, ${y}` : 'none'}`),
  });
  return { pointed, marked, told };
}

it('is told where it is drawn, and goes at the first step of the map below the pointer', () => {
  const { pointed, marked, told } = open();
  pointed.hover(first, { x: 10, y: 20 });
  for (let step = 0; step < 5; step += 1) pointed.leave();
  expect(told).toEqual([`pointer: ${first.id} at 10, 20`, 'pointer: none']);
  expect(marked).toEqual([first.id, null]);
  pointed.hover(second, { x: 30, y: 20 });
  expect(told.at(-1)).toBe(`pointer: ${second.id} at 30, 20`);
});

it('tells nothing of a pointer at nothing, whatever the map does', () => {
  const { pointed, told } = open();
  pointed.hover(null);
  pointed.leave();
  pointed.hover(null);
  pointed.moveCursor(null);
  expect(told).toEqual([]);
});

it('gives the mark back to where the keyboard is when the map moves', () => {
  const { pointed, marked, told } = open();
  pointed.moveCursor(first);
  expect(told).toEqual([]);
  pointed.tellCursor({ x: 1, y: 2 });
  pointed.hover(second, { x: 30, y: 20 });
  pointed.leave();
  expect(marked).toEqual([first.id, second.id, first.id]);
  expect(told).toEqual([`keyboard: ${first.id} at 1, 2`, `pointer: ${second.id} at 30, 20`, 'pointer: none']);
  expect(pointed.cursor).toBe(first);
  pointed.moveCursor(null);
  expect(marked.at(-1)).toBeNull();
});
