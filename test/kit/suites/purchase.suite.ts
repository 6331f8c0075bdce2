import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SeatState } from '../../../src/generated/graphql/graphql.ts';
import { eventually } from '../basics/eventually.ts';
import { until } from '../basics/until.ts';
import {
  CUSTOMER,
  createBooking,
  lockSeats,
  payBooking,
  queriedImage,
  storedImage,
  watchSeatMap,
} from '../callers/buyer.ts';
import {
  GetBooking,
  GetSeatLock,
  GetSeatMap,
  GetShow,
  GetShowMetrics,
  ListShows,
  LockSeats,
  PayBooking,
  ReleaseLock,
  WatchBooking,
  WatchSeatLock,
  WhoAmI,
} from '../callers/operations.graphql.ts';
import { type AppMode, startTestApp, type TestApp, type TestAppOptions } from '../product/app.ts';
import { mailOf, mailsOf } from '../product/mails.ts';

const SEATS_IN_THE_DEMO_HALL = 1_252;

/** From a guest session to the tickets, over plain HTTP, WebSocket and server-sent events. */
export function purchaseSuite(mode: AppMode, options: () => Pick<TestAppOptions, 'pooler'> = () => ({})): void {
  let app: TestApp;
  let showId: string;

  beforeAll(async () => {
    app = await startTestApp({ mode, ...options() });
    showId = app.demoShowId;
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('shows anyone the demo show and its 1,252 seats', async () => {
    const visitor = app.client();
    const { shows } = await visitor.data(ListShows, { first: 10 });
    expect(shows.edges.map(({ node }) => node)).toMatchObject([{ id: showId, status: 'ON_SALE' }]);

    const { show } = await visitor.data(GetShow, { id: showId });
    expect(show).toMatchObject({ plan: { seatCount: SEATS_IN_THE_DEMO_HALL }, currency: 'EUR' });
    expect(show!.availability).toMatchObject({ total: SEATS_IN_THE_DEMO_HALL });
    expect(show!.plan.zones.reduce((sum, zone) => sum + zone.seatCount, 0)).toBe(SEATS_IN_THE_DEMO_HALL);

    const { show: withSeats } = await visitor.data(GetSeatMap, { id: showId });
    const { seats } = withSeats!.seatMap;
    expect(new Set(seats.map((seat) => seat.seatId)).size).toBe(SEATS_IN_THE_DEMO_HALL);
    const tiers = new Map(show!.priceTiers.map((tier) => [tier.id, tier.price]));
    for (const seat of seats) expect(seat.price).toEqual(tiers.get(seat.tier.id));

    const plan = await fetch(new URL(show!.plan.url, app.url));
    expect(plan.status).toBe(200);
    expect(plan.headers.get('cache-control')).toContain('immutable');
    expect(JSON.stringify(await plan.json())).toContain('"seat_guid":"D-14-1"');
  });

  it('knows a guest by the token, over HTTP', async () => {
    const guest = await app.guest();
    const { viewer } = await guest.data(WhoAmI);
    expect(viewer).toMatchObject({ id: guest.id, role: 'CUSTOMER', activeLocks: [], bookings: { edges: [] } });
  });

  it('refuses seats that are held with every conflict and its reason, and offers others', async () => {
    const [first, second] = [await app.guest(), await app.guest()];
    const held = ['D-13-1', 'D-13-2', 'D-13-3', 'D-13-4'];
    await lockSeats(first, showId, held);
    const mine = await lockSeats(second, showId, ['D-13-6']);
    const before = await storedImage(app.database, showId);

    const seatIds = ['D-13-5', ...held, 'D-13-6', 'no-such-seat'];
    const { lockSeats: answer } = await second.data(LockSeats, { input: { showId, seatIds } });
    if (answer.__typename !== 'SeatsUnavailableError') throw new Error(JSON.stringify(answer));
    expect(answer.message).toBe('Seat already locked by another user');
    expect(answer.code).toBe('SEATS_UNAVAILABLE');
    expect(answer.conflicts).toEqual([
      ...held.map((seatId) => ({ seatId, reason: 'LOCKED_BY_OTHER' })),
      { seatId: 'D-13-6', reason: 'LOCKED_BY_YOU' },
      { seatId: 'no-such-seat', reason: 'UNKNOWN_SEAT' },
    ]);
    expect(await storedImage(app.database, showId)).toEqual(before);

    const { lockSeats: refusal } = await second.data(LockSeats, { input: { showId, seatIds: held } });
    if (refusal.__typename !== 'SeatsUnavailableError') throw new Error(JSON.stringify(refusal));
    expect(refusal.alternatives.length).toBeGreaterThan(0);
    const taken = new Map(before.unavailable);
    for (const group of refusal.alternatives) {
      expect(group.seatIds).toHaveLength(held.length);
      for (const seatId of group.seatIds) expect(taken.has(seatId)).toBe(false);
    }
    await lockSeats(second, showId, refusal.alternatives[0]!.seatIds);

    const { viewer } = await second.data(WhoAmI);
    expect(viewer.activeLocks.map((lock) => lock.id)).toContain(mine.id);
    expect(viewer.activeLocks).toHaveLength(2);
  });

  it('gives released seats back to everyone at once', async () => {
    const [first, second] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(app.client(), showId);
    const seatIds = ['F-14-1', 'F-14-2'];
    const lock = await lockSeats(first, showId, seatIds);
    await using lockWatcher = first.subscribe(WatchSeatLock, { id: lock.id });
    expect((await lockWatcher.next()).seatLock.status).toBe('ACTIVE');
    await watcher.untilAll(seatIds, 'LOCKED');

    const { releaseLock } = await first.data(ReleaseLock, { input: { lockId: lock.id } });
    expect(releaseLock).toMatchObject({ lock: { status: 'RELEASED' } });
    await watcher.untilAll(seatIds, 'AVAILABLE');
    await until(lockWatcher, ({ seatLock }) => seatLock.status === 'RELEASED');
    await expect(lockWatcher.next()).rejects.toThrow('The subscription has ended.');
    await lockSeats(second, showId, seatIds);
  });

  it('carries four seats from the lock to the tickets, before the eyes of every subscriber', async () => {
    const [buyer, visitor] = [await app.guest(), app.client()];
    const organiser = app.organiser;
    const seatIds = ['F-13-1', 'F-13-2', 'F-13-3', 'F-13-4'];
    const watchers = [
      await watchSeatMap(visitor, showId),
      await watchSeatMap(visitor, showId, { over: 'sse' }),
      await watchSeatMap(organiser, showId),
    ];
    const everyoneSees = (state: SeatState) => Promise.all(watchers.map((watcher) => watcher.untilAll(seatIds, state)));
    const { show: before } = await organiser.data(GetShowMetrics, { id: showId });

    const lock = await lockSeats(buyer, showId, seatIds);
    expect(lock).toMatchObject({ status: 'ACTIVE', seats: seatIds.map((seatId) => ({ seatId, state: 'LOCKED' })) });
    expect(lock.remainingSeconds).toBeGreaterThan(290);
    expect(lock.remainingSeconds).toBeLessThanOrEqual(300);
    await everyoneSees('LOCKED');

    const booking = await createBooking(buyer, lock.id);
    expect(booking).toMatchObject({ status: 'PENDING_PAYMENT', expiresAt: lock.expiresAt, total: lock.total });
    const { seatLock } = await buyer.data(GetSeatLock, { id: lock.id });
    expect(seatLock).toMatchObject({ status: 'CONFIRMED', remainingSeconds: 0, booking: { id: booking.id } });
    await using bookingWatcher = buyer.subscribe(WatchBooking, { id: booking.id });
    expect((await bookingWatcher.next()).booking.status).toBe('PENDING_PAYMENT');

    const declined = await buyer.data(PayBooking, { input: { bookingId: booking.id, paymentToken: 'tok_declined' } });
    expect(declined.payBooking).toMatchObject({ __typename: 'PaymentDeclinedError', failureCode: 'card_declined' });
    const { booking: unpaid } = await buyer.data(GetBooking, { id: booking.id });
    expect(unpaid).toMatchObject({
      status: 'PENDING_PAYMENT',
      seats: seatIds.map((seatId) => ({ seatId, state: 'LOCKED' })),
    });
    expect(unpaid!.payments).toMatchObject([{ status: 'FAILED', failureCode: 'card_declined' }]);
    expect(unpaid!.tickets).toEqual([]);

    const paid = await payBooking(buyer, booking.id);
    expect(paid.status).toBe('CONFIRMED');
    expect(paid.tickets.map((ticket) => ticket.seatId).sort()).toEqual(seatIds);
    await everyoneSees('BOOKED');
    const { booking: told } = await until(bookingWatcher, (event) => event.booking.status === 'CONFIRMED');
    expect(told.payments.map((payment) => payment.status)).toEqual(['FAILED', 'SUCCEEDED']);
    expect(told.tickets).toHaveLength(seatIds.length);

    const image = await storedImage(app.database, showId);
    for (const seatId of seatIds) expect(image.unavailable).toContainEqual([seatId, 'BOOKED']);
    expect(await queriedImage(visitor, showId)).toEqual(image);
    for (const watcher of watchers) expect(watcher.image()).toEqual(image);
    const booked = await app.database.query<{ seat_id: string }>(
      'SELECT seat_id FROM booked_seats WHERE booking_id = $1 AND active ORDER BY seat_id',
      [booking.id],
    );
    expect(booked.map((row) => row.seat_id)).toEqual(seatIds);

    const order = await mailOf(app.dataDir, 'order', booking.reference);
    expect(order.to).toMatchObject([{ address: CUSTOMER.email, name: CUSTOMER.name }]);
    const tickets = await mailOf(app.dataDir, 'ticket', booking.reference);
    const qrCodes = tickets.attachments.filter((attachment) => attachment.mimeType === 'image/png');
    expect(qrCodes).toHaveLength(seatIds.length);
    for (const { code } of paid.tickets) expect(tickets.text).toContain(code);
    expect(await mailsOf(app.dataDir, 'ticket', booking.reference)).toHaveLength(1);

    const { metrics: was } = before!;
    await eventually(async () => {
      const { show } = await organiser.data(GetShowMetrics, { id: showId });
      expect(show!.metrics).toMatchObject({
        bookingsCreated: was!.bookingsCreated + 1,
        bookingsConfirmed: was!.bookingsConfirmed + 1,
        seatsSold: was!.seatsSold + seatIds.length,
        revenue: { amount: was!.revenue.amount + booking.total.amount },
      });
    });
  });

  it('refuses sold seats as BOOKED', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(other, showId);
    const lock = await lockSeats(buyer, showId, ['E-14-1']);
    await payBooking(buyer, (await createBooking(buyer, lock.id)).id);
    await watcher.untilAll(['E-14-1'], 'BOOKED');
    for (const client of [buyer, other]) {
      const { lockSeats: answer } = await client.data(LockSeats, { input: { showId, seatIds: ['E-14-1'] } });
      expect(answer).toMatchObject({
        __typename: 'SeatsUnavailableError',
        message: 'Seat already booked',
        conflicts: [{ seatId: 'E-14-1', reason: 'BOOKED' }],
      });
    }
  });
}
