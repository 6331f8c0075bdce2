import { describe, expect, it } from 'vitest';
import type { BookingStatus } from './booking.ts';
import { BOOKING_TRANSITIONS, EVENT_OF_STATUS, holdsSeats, mayBecome } from './booking-states.ts';

const STATUSES: BookingStatus[] = ['PENDING_PAYMENT', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED'];

const LEGAL = new Set([
  'PENDING_PAYMENT CONFIRMED',
  'PENDING_PAYMENT CANCELLED',
  'PENDING_PAYMENT EXPIRED',
  'CONFIRMED CANCELLED',
  'CANCELLED REFUNDED',
  'EXPIRED REFUNDED',
]);

describe('a booking', () => {
  it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))('from %s to %s', (from, to) => {
    expect(mayBecome(from, to)).toBe(LEGAL.has(`${from} ${to}`));
  });

  it('never gets seats back that it gave up', () => {
    for (const from of STATUSES) {
      if (!holdsSeats(from)) expect(BOOKING_TRANSITIONS[from].filter(holdsSeats)).toEqual([]);
    }
  });

  it('ends from everywhere, and tells of each status that it comes to', () => {
    for (const status of STATUSES) {
      const reached = new Set([status]);
      for (const from of reached) for (const to of BOOKING_TRANSITIONS[from]) reached.add(to);
      expect([...reached].some((end) => BOOKING_TRANSITIONS[end].length === 0)).toBe(true);
    }
    expect(Object.entries(EVENT_OF_STATUS)).toEqual(
      STATUSES.slice(1).map((status) => [status, `booking.${status.toLowerCase()}`]),
    );
  });
});
