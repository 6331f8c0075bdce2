import { expect, it } from 'vitest';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { holdersOf } from './holders.ts';
import type { SeatHolding } from './organiser-office.ts';

const SEATS = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'].map((id) => ({ id }) as HallSeat);
const hall = { byId: new Map(SEATS.map((seat) => [seat.id, seat])) } as unknown as Hall;
const holding = (seatId: string, has: object = {}) =>
  ({ seatId, booking: null, lock: null, reason: null, ...has }) as unknown as SeatHolding;

it('has one holder for each booking, allotment and reason; seats of an allotment that are held are their buyer’s', () => {
  const holdings = [
    holding('A-1'),
    holding('A-2', { lock: { id: 'lock_1' } }),
    holding('A-3'),
    holding('A-4', { reason: 'Camera' }),
    holding('A-5'),
  ];
  const holders = holdersOf(holdings, hall, ({ id }) => (['A-1', 'A-2', 'A-3'].includes(id) ? 'Press' : null));
  expect(
    holders.map(({ seats, allotment, holding: { reason } }) => [seats.map(({ id }) => id), allotment, reason]),
  ).toEqual([
    [['A-1', 'A-3'], 'Press', null],
    [['A-2'], null, null],
    [['A-4'], null, 'Camera'],
    [['A-5'], null, null],
  ]);
});
