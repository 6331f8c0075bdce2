import { beforeEach, describe, expect, it } from 'vitest';
import { PENDING_BOOKING as booking } from '../../../test/fixtures/pending-booking.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingStatus } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { changeStatus, recordBooking } from './booking-record.ts';
import { BOOKING_TRANSITIONS } from './booking-states.ts';
import { BookingNotCancellableError, BookingNotPayableError } from './bookings.errors.ts';

/** What was done, in order. */
let done: string[];
let inserted: number;

beforeEach(() => {
  done = [];
  inserted = 1;
});

const tx = {
  async query(statement: string | { text: string }) {
    const text = typeof statement === 'string' ? statement : statement.text;
    done.push(text.trim().split(/\s+/).slice(0, 2).join(' '));
    return Array.from({ length: inserted }, () => ({ id: booking.id }));
  },
} as Querier;

const cache = {
  async expectRevision(bookingId: string, revision: number) {
    done.push(`expect ${bookingId} ${revision}`);
  },
} as Partial<BookingCache> as BookingCache;

const STATUSES = Object.keys(BOOKING_TRANSITIONS) as BookingStatus[];
const transitions = STATUSES.flatMap((from) =>
  STATUSES.flatMap((to) => (to === 'PENDING_PAYMENT' ? [] : [[from, to] as const])),
);

describe('a status of a booking', () => {
  it.each(transitions)(
    'from %s to %s is changed when it may be, and nothing is touched otherwise',
    async (from, to) => {
      const change = changeStatus(tx, cache, { ...booking, status: from, cancelReason: 'Ill' }, { to, reason: 'Late' });
      if (!BOOKING_TRANSITIONS[from].includes(to)) {
        await expect(change).rejects.toThrow(`booking booking_1 can't go from ${from} to ${to}`);
        expect(done).toEqual([]);
        return;
      }
      expect(await change).toEqual({
        ...booking,
        status: to,
        revision: 2,
        expiresAt: null,
        cancelReason: to === 'CANCELLED' ? 'Late' : 'Ill',
      });
      const givesSeatsUp = (from === 'PENDING_PAYMENT' && to !== 'CONFIRMED') || from === 'CONFIRMED';
      expect(done).toEqual([
        // Before anything is written: so that no node puts the old one back.
        'expect booking_1 2',
        'UPDATE bookings',
        ...(givesSeatsUp ? ['WITH places'] : []),
        'INSERT INTO',
      ]);
    },
  );
});

describe('the record of a booking', () => {
  const record = {
    ...booking,
    bookingId: booking.id,
    planId: 'plan_1',
    customer: { name: 'Ada', email: 'ada@example.org', phone: null, locale: 'en' },
    seats: [{ seatId: 'A-1', tierId: 'tier_1', tierName: 'Stalls', price: 2_500, discount: 0, ticketTypeId: null }],
    areas: [],
    lines: null,
    code: null,
    codeTickets: 0,
    ticketTypeIds: [],
    pricesVersion: 1,
  };

  it('is there when a row was written, and is not when the lock did not run', async () => {
    expect(await recordBooking(tx, record)).toBe(true);
    inserted = 0;
    expect(await recordBooking(tx, record)).toBe(false);
  });
});

describe('a refusal', () => {
  it.each([
    ['PENDING_PAYMENT', 'The booking is past its time to pay.'],
    ['CONFIRMED', 'The booking is confirmed already.'],
    ['CANCELLED', 'The booking is cancelled.'],
    ['EXPIRED', 'The booking is expired.'],
    ['REFUNDED', 'The booking is refunded.'],
  ] as const)('of a booking that is %s says so', (status, message) => {
    expect(new BookingNotPayableError(status)).toMatchObject({ code: 'BOOKING_NOT_PAYABLE', status, message });
    expect(new BookingNotCancellableError(status)).toMatchObject({
      ...{ code: 'BOOKING_NOT_CANCELLABLE', status, message, obstacle: 'ENDED', refund: null },
    });
  });
});
