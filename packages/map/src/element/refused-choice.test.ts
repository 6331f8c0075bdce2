import { expect, it } from 'vitest';
import type { HallSeat } from '../hall/hall.ts';
import type { SeatLook } from '../map/seat-look.ts';
import { refusedSeats } from './refused-choice.ts';

const LOOKS: Record<string, SeatLook> = {
  ...{ chosen: 'available', free: 'available', held: 'held', sold: 'booked', off: 'blocked' },
  ...{ dear: 'excluded', early: 'unknown' },
};
const byId = new Map(Object.keys(LOOKS).map((id) => [id, { id } as HallSeat]));

it('says of each seat that was not chosen why, once', () => {
  const refused = refusedSeats(
    [...byId.keys(), 'none', 'held'],
    { byId },
    {
      isChosen: (seatId) => seatId === 'chosen',
      lookOf: ({ id }) => LOOKS[id]!,
    },
  );
  expect(refused).toEqual([
    { seatId: 'free', reason: 'TOO_MANY' },
    { seatId: 'held', reason: 'LOCKED' },
    { seatId: 'sold', reason: 'BOOKED' },
    { seatId: 'off', reason: 'BLOCKED' },
    { seatId: 'dear', reason: 'EXCLUDED' },
    { seatId: 'early', reason: 'LOADING' },
    { seatId: 'none', reason: 'UNKNOWN' },
  ]);
});
