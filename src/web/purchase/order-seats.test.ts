import { expect, it } from 'vitest';
import type { Booking, BookingSummary } from '../api/box-office-types.ts';
import { ownSeatIds } from './order-seats.ts';

const seatsOf = (...ids: string[]) => ids.map((id) => ({ id }));
const summaries = [
  { id: 'booking_1', status: 'CONFIRMED', seats: seatsOf('A-1', 'A-2') },
  { id: 'booking_2', status: 'CONFIRMED', seats: seatsOf('B-1') },
] as unknown as BookingSummary[];
const shown = (status: string) =>
  ({ id: 'booking_1', status, payments: [], seats: seatsOf('A-1', 'A-2') }) as unknown as Booking;

it('counts the seats of the booking at hand and of the others as the buyer’s', () => {
  const own = ownSeatIds({ lock: null, booking: shown('CONFIRMED') }, summaries);
  expect([...own].sort()).toEqual(['A-1', 'A-2', 'B-1']);
});

it('counts none of a booking that was cancelled, though the list still has it as confirmed', () => {
  for (const status of ['CANCELLED', 'REFUNDED']) {
    expect([...ownSeatIds({ lock: null, booking: shown(status) }, summaries)]).toEqual(['B-1']);
  }
});
