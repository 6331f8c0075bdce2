import { expect, it } from 'vitest';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { News } from './news.ts';
import { Picking } from './picking.ts';

const SEATS = ['A', 'B', 'C'].map((id, index) => ({ id, index }) as HallSeat);
const [A, B, C] = SEATS as [HallSeat, HallSeat, HallSeat];

function open({ maxSeats = 10 as number | (() => number), taken = new Set<string>() } = {}) {
  const news: News[] = [];
  const picking = new Picking({
    showId: 'show',
    hall: { byId: new Map(SEATS.map((seat) => [seat.id, seat])), saleAreas: [] } as unknown as Hall,
    maxSeats: typeof maxSeats === 'number' ? () => maxSeats : maxSeats,
    lookOf: (seatId) => (taken.has(seatId) ? 'booked' : 'available'),
    isMine: () => false,
    onAllFree: () => {},
    onNews: (it) => news.push(it),
    onChange: () => {},
  });
  return { picking, news };
}

it('takes as many seats as one order may have, and says so at the next', () => {
  const { picking } = open({ maxSeats: 2 });
  expect([A, B, C].map((seat) => picking.toggle(seat))).toEqual(['picked', 'picked', 'full']);
  expect(picking.toggle(A)).toBe('unpicked');
  expect(picking.toggle(C)).toBe('picked');
  expect(picking.selection.seats).toEqual([B, C]);
});

it('takes as many as the show allows by now, and no more than the server has said meanwhile', () => {
  let allowed = 3;
  const { picking } = open({ maxSeats: () => allowed });
  picking.refuseMoreThan(1);
  expect([A, B].map((seat) => picking.toggle(seat))).toEqual(['picked', 'full']);
  allowed = 2;
  expect([B, C].map((seat) => picking.toggle(seat))).toEqual(['picked', 'full']);
  expect(picking.maxSeats).toBe(2);
});

it('says that a seat is taken rather than that the order is full', () => {
  const { picking } = open({ maxSeats: 1, taken: new Set(['B']) });
  picking.toggle(A);
  expect(picking.toggle(B)).toBe('refused');
});

it('tells once that picked seats were taken, and that they are free again', () => {
  const taken = new Set<string>();
  const { picking, news } = open({ taken });
  picking.toggle(A);
  taken.add('A').add('B');
  picking.findTaken(['A', 'B']);
  picking.findTaken(['A']);
  taken.clear();
  picking.findFreed(['A', 'B']);
  expect(news).toEqual([
    { kind: 'taken', seats: [A] },
    { kind: 'freed', seats: [A] },
  ]);
});
