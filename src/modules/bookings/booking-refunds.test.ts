import { describe, expect, it } from 'vitest';
import { PENDING_BOOKING } from '../../../test/fixtures/pending-booking.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingEvent } from '../events/events.ts';
import type { Booking, BookingStatus } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { noteRefund, type RefundNews } from './booking-refunds.ts';
import { shownStatus } from './booking-states.ts';

const MADE: RefundNews = {
  ...{ outcome: 'SUCCEEDED', amount: 700, isSurplus: false },
  ...{ isOwed: true, hasFailed: false, isPartlyBack: true },
};

/** What the booking's row and its event become; null: nothing is written. */
async function after(status: BookingStatus, news: Partial<RefundNews>) {
  const written: unknown[][] = [];
  const tx = {
    async query(_statement: unknown, values: unknown[]) {
      written.push(values);
      return [{ id: PENDING_BOOKING.id }];
    },
  } as Querier;
  const expected: number[] = [];
  const cache = { expectRevision: async (_id: string, revision: number) => void expected.push(revision) };
  const booking: Booking = { ...PENDING_BOOKING, status };
  await noteRefund(tx, cache as Partial<BookingCache> as BookingCache, booking, { ...MADE, ...news });
  if (written.length === 0) return null;
  const event = JSON.parse((written.at(-1)![4] as string[])[0]!) as BookingEvent;
  expect(expected).toEqual([2]);
  expect(event.revision).toBe(2);
  const state = written[0]![1] as Booking['refundState'] | BookingStatus;
  return { state, type: event.event_type, refunded: event.refunded?.amount, returned: event.returned?.amount };
}

describe('a refund', () => {
  it.each<[string, BookingStatus, Partial<RefundNews>, Awaited<ReturnType<typeof after>>]>([
    [
      'of a part has a confirmed booking partly refunded',
      'CONFIRMED',
      {},
      { state: 'PARTLY_REFUNDED', type: 'booking.partly_refunded', refunded: 700, returned: undefined },
    ],
    [
      'of the whole leaves a confirmed booking partly refunded',
      'CONFIRMED',
      { isOwed: false },
      { state: 'PARTLY_REFUNDED', type: 'booking.partly_refunded', refunded: 700, returned: undefined },
    ],
    [
      'that fails leaves a confirmed booking as it was',
      'CONFIRMED',
      { outcome: 'FAILED', amount: 0, hasFailed: true, isPartlyBack: false },
      { state: null, type: 'booking.refund_failed', refunded: undefined, returned: 0 },
    ],
    ['of a second payment does not concern a confirmed booking', 'CONFIRMED', { isSurplus: true, amount: 0 }, null],
    [
      'with which all is back has a cancelled booking refunded',
      'CANCELLED',
      { isOwed: false },
      { state: 'REFUNDED', type: 'booking.refunded', refunded: 700, returned: undefined },
    ],
    [
      'of late money has an expired booking refunded, and was none of its price',
      'EXPIRED',
      { isOwed: false, isSurplus: true, amount: 0 },
      { state: 'REFUNDED', type: 'booking.refunded', refunded: 0, returned: undefined },
    ],
    [
      'before the last leaves a cancelled booking as it is',
      'CANCELLED',
      {},
      { state: null, type: 'booking.partly_refunded', refunded: 700, returned: undefined },
    ],
    [
      'that fails is told of a cancelled booking',
      'CANCELLED',
      { outcome: 'FAILED', amount: 0, hasFailed: true },
      { state: 'REFUND_FAILED', type: 'booking.refund_failed', refunded: undefined, returned: 0 },
    ],
    [
      'that comes back has a refunded booking owe again',
      'REFUNDED',
      { outcome: 'FAILED', hasFailed: true },
      { state: 'REFUND_FAILED', type: 'booking.refund_failed', refunded: undefined, returned: 700 },
    ],
    [
      'that is made again settles it',
      'REFUNDED',
      { isOwed: false },
      { state: null, type: 'booking.partly_refunded', refunded: 700, returned: undefined },
    ],
  ])('%s', async (_what, status, news, expected) => {
    expect(await after(status, news)).toEqual(expected);
  });
});

it('the status that clients are told is that of the refunds, where they have made one', () => {
  expect(shownStatus({ status: 'CONFIRMED', refundState: null })).toBe('CONFIRMED');
  expect(shownStatus({ status: 'REFUNDED', refundState: 'REFUND_FAILED' })).toBe('REFUND_FAILED');
});
