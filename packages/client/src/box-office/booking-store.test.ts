import { describe, expect, it } from 'vitest';
import { createBookingStore } from './booking-store.ts';
import type { BoxOffice } from './box-office-types.ts';
import type { FollowSink } from './follower.ts';
import type { Booking, BookingStatus } from './outcome.ts';

describe('a followed booking', () => {
  it.each<[BookingStatus[]]>([
    // Money that came too late goes back.
    [['PENDING_PAYMENT', 'EXPIRED', 'REFUNDED']],
    // The bank has sent back what was refunded.
    [['CONFIRMED', 'CANCELLED', 'REFUNDED', 'REFUND_FAILED', 'REFUNDED']],
  ])('is followed through %j, until nobody listens', (statuses) => {
    const followed: string[] = [];
    const ended: string[] = [];
    let sink: FollowSink<Booking> | undefined;
    const boxOffice = {
      now: () => Date.now(),
      openBooking: async () => null,
      followBooking(id: string, to: FollowSink<Booking>) {
        followed.push(id);
        sink = to;
        return { end: () => void ended.push(id), reconnect: () => undefined };
      },
    } as unknown as BoxOffice;
    const store = createBookingStore(boxOffice, { bookingId: 'booking_1' });
    const leave = store.subscribe(() => undefined);
    for (const bookingStatus of statuses) {
      sink!.next({ id: 'booking_1', bookingStatus, payableUntil: null } as Booking);
      expect(store.getState().status).toBe(bookingStatus);
      expect([followed, ended]).toEqual([['booking_1'], []]);
    }
    leave();
    expect(ended).toEqual(['booking_1']);
  });
});
