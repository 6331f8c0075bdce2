import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalyticsService, createAnalyticsService } from '../../src/modules/analytics/analytics.service.ts';
import { createAnalyticsHandler } from '../../src/modules/analytics/analytics-handler.ts';
import type { BookingEvent } from '../../src/modules/events/events.ts';
import type { Show } from '../../src/modules/shows/show.ts';
import { voidTickets } from '../../src/modules/tickets/tickets.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { insertBooking } from '../kit/shows/booking-fixture.ts';

const ADMIN: Principal = { id: 'admin', role: 'admin', email: null };

describe('analytics', () => {
  const handle = createAnalyticsHandler();
  let db: TestDatabase;
  let analytics: AnalyticsService;

  beforeAll(async () => {
    db = await createTestDatabase();
    analytics = createAnalyticsService({ database: db.database });
  });
  afterAll(() => db[Symbol.asyncDispose]());

  const metricsOf = (id: string) => analytics.showMetrics(ADMIN, { id } as Show);
  const consume = (event: BookingEvent) => db.database.transaction((tx) => handle([{ payload: event }], tx));

  it('is all zero before the first booking', async () => {
    expect(await metricsOf('show_none')).toEqual({
      showId: 'show_none',
      bookingsCreated: 0,
      bookingsConfirmed: 0,
      bookingsCancelled: 0,
      bookingsExpired: 0,
      bookingsRefunded: 0,
      seatsSold: 0,
      revenue: 0,
      updatedAt: null,
    });
  });

  it('follows a booking from its creation to its refund', async () => {
    const booking = await insertBooking(db.database, { status: 'CONFIRMED', tickets: true });
    await consume(booking.event('booking.created', 1));
    await consume(booking.event('booking.confirmed', 2));
    expect(await metricsOf(booking.showId)).toMatchObject({
      bookingsCreated: 1,
      bookingsConfirmed: 1,
      seatsSold: 2,
      revenue: 9_100,
      updatedAt: expect.any(Date),
    });
    await db.database.transaction((tx) => voidTickets(tx, [booking.bookingId]));
    await consume(booking.event('booking.cancelled', 3));
    expect(await metricsOf(booking.showId)).toMatchObject({
      bookingsCancelled: 1,
      seatsSold: 0,
      revenue: 9_100,
    });
    await consume(booking.event('booking.refunded', 4));
    expect(await metricsOf(booking.showId)).toMatchObject({
      bookingsRefunded: 1,
      seatsSold: 0,
      revenue: 0,
    });
  });

  it('comes to the same whatever the order in which events arrive', async () => {
    const booking = await insertBooking(db.database, { status: 'REFUNDED', tickets: true });
    const types = ['booking.refunded', 'booking.cancelled', 'booking.confirmed', 'booking.created'] as const;
    for (const type of types) await consume(booking.event(type, 1));
    expect(await metricsOf(booking.showId)).toMatchObject({
      bookingsCreated: 1,
      bookingsConfirmed: 1,
      bookingsCancelled: 1,
      bookingsRefunded: 1,
      seatsSold: 0,
      revenue: 0,
    });
  });

  it('takes nothing back for bookings that were never confirmed', async () => {
    const booking = await insertBooking(db.database, { status: 'EXPIRED' });
    await consume(booking.event('booking.created', 1));
    await consume(booking.event('booking.expired', 2));
    await consume(booking.event('booking.refunded', 3));
    await consume(booking.event('booking.cancelled', 3));
    expect(await metricsOf(booking.showId)).toMatchObject({
      bookingsExpired: 1,
      bookingsRefunded: 1,
      bookingsCancelled: 1,
      seatsSold: 0,
      revenue: 0,
    });
  });

  it('counts every event of bookings that are consumed at the same time', async () => {
    const booking = await insertBooking(db.database, { status: 'CONFIRMED', tickets: true });
    await Promise.all(Array.from({ length: 20 }, () => consume(booking.event('booking.confirmed', 2))));
    expect(await metricsOf(booking.showId)).toMatchObject({ bookingsConfirmed: 20, seatsSold: 40 });
  });

  it('counts events of several shows that come together, each into its own', async () => {
    const [one, other] = [await insertBooking(db.database), await insertBooking(db.database)];
    const events = [one, other, one].map((booking, at) => ({ payload: booking.event('booking.created', at + 1) }));
    await db.database.transaction((tx) => handle([...events, { payload: other.event('booking.expired', 4) }], tx));
    expect(await metricsOf(one.showId)).toMatchObject({ bookingsCreated: 2, bookingsExpired: 0 });
    expect(await metricsOf(other.showId)).toMatchObject({ bookingsCreated: 1, bookingsExpired: 1 });
  });

  it('refuses a payload that is not a booking event', async () => {
    const booking = await insertBooking(db.database);
    const event = { ...booking.event('booking.created', 1), seat_ids: 'B-12-1' };
    await expect(db.database.transaction((tx) => handle([{ payload: event }], tx))).rejects.toThrow(/seat_ids/);
    expect(await metricsOf(booking.showId)).toMatchObject({ bookingsCreated: 0 });
  });
});
