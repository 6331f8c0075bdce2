import { describe, expect, it } from 'vitest';
import { createBookingStore } from './booking-store.ts';
import type { BoxOffice } from './box-office-types.ts';
import type { FollowSink } from './follower.ts';
import type { Booking, BookingStatus, CancelBookingInput } from './outcome.ts';

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

  it('is corrected, and changed by a quote, which is told and kept nowhere', async () => {
    const asked: [string, object][] = [];
    const booking = { id: 'booking_1', bookingStatus: 'CONFIRMED', payableUntil: null } as Booking;
    const answer = (name: string, value: unknown) => async (input: object) => {
      asked.push([name, input]);
      return { ok: true, value } as const;
    };
    const boxOffice = {
      now: () => Date.now(),
      createBooking: answer('create', booking),
      updateBookingCustomer: answer('correct', booking),
      quoteBookingChange: answer('quote', { id: 'quote_1' }),
      applyBookingChange: answer('apply', { ...booking, total: { amount: 1 } }),
      startPayment: answer('start', { session: {} }),
    } as unknown as BoxOffice;
    const store = createBookingStore(boxOffice);
    expect(await store.quoteChange({ cancelTicketIds: ['a'] })).toMatchObject({ error: { code: 'NOTHING_TO_DO' } });
    await store.create({ lockId: 'lock_1', customer: { name: 'Ada', email: 'ada@example.org' } });
    await store.correct({ name: 'Ada Lovelace' });
    expect(await store.quoteChange({ cancelTicketIds: ['a'] })).toMatchObject({ ok: true, value: { id: 'quote_1' } });
    await store.startPayment();
    expect(store.getState().booking).toEqual(booking);
    await store.applyChange('quote_1', 'tok_ok');
    expect(store.getState()).toMatchObject({ booking: { total: { amount: 1 } }, pending: null });
    expect(asked.slice(1)).toEqual([
      ['correct', { bookingId: 'booking_1', name: 'Ada Lovelace' }],
      ['quote', { bookingId: 'booking_1', cancelTicketIds: ['a'] }],
      ['start', { bookingId: 'booking_1' }],
      ['apply', { quoteId: 'quote_1', paymentToken: 'tok_ok' }],
    ]);
  });

  it('says what cancelling it comes to, and is cancelled for what was shown or not at all', async () => {
    const asked: object[] = [];
    const booking = { id: 'booking_1', bookingStatus: 'CONFIRMED', payableUntil: null } as Booking;
    const money = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
    const terms = { until: null, refund: money(3_350), kept: money(650), lines: [] };
    const refusal = {
      __typename: 'BookingNotCancellableError',
      cancellationObstacle: 'LESS_GOES_BACK',
      refund: money(3_000),
    };
    const boxOffice = {
      now: () => Date.now(),
      createBooking: async () => ({ ok: true, value: booking }) as const,
      cancellationTerms: async (id: string) => ({ ok: true, value: id === booking.id ? terms : null }) as const,
      async cancelBooking(input: CancelBookingInput) {
        asked.push(input);
        return (input.minimumRefund ?? 0) > 3_000
          ? ({ ok: false, refusal, error: null } as const)
          : ({ ok: true, value: { ...booking, bookingStatus: 'CANCELLED' } } as const);
      },
    } as unknown as BoxOffice;
    const store = createBookingStore(boxOffice);
    expect(await store.cancellationTerms()).toMatchObject({ error: { code: 'NOTHING_TO_DO' } });
    await store.create({ lockId: 'lock_1', customer: { name: 'Ada', email: 'ada@example.org' } });
    expect(await store.cancellationTerms()).toEqual({ ok: true, value: terms });
    await store.cancel({ minimumRefund: terms.refund.amount });
    expect(store.getState()).toMatchObject({ status: 'CONFIRMED', refusal, pending: null });
    await store.cancel({ minimumRefund: refusal.refund.amount, reason: 'Ill' });
    expect(store.getState()).toMatchObject({ status: 'CANCELLED', refusal: null });
    await store.cancel('Ill');
    await store.cancel();
    const bookingId = booking.id;
    expect(asked).toEqual([
      { bookingId, minimumRefund: 3_350 },
      { bookingId, minimumRefund: 3_000, reason: 'Ill' },
      { bookingId, reason: 'Ill' },
      { bookingId },
    ]);
  });
});
