import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../basics/until.ts';
import { bookSeats, lockSeats, payBooking, queriedImage, storedImage, watchSeatMap } from '../callers/buyer.ts';
import {
  CreateBooking,
  GetBooking,
  GetSeatLock,
  GetSeatMap,
  PayBooking,
  ReleaseLock,
  WatchBooking,
  WatchSeatLock,
  WhoAmI,
} from '../callers/operations.graphql.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { mailOf } from '../product/mails.ts';
import { openHallShow } from '../shows/hall-show.ts';

/** Long enough to hold, book and pay in, on a busy machine too. */
const TTL_MS = 8_000;

/** What happens to holds that nobody uses. The tests wait side by side: each has seats of its own. */
export function lockExpirySuite(mode: AppMode): void {
  let app: TestApp;
  let showId: string;

  beforeAll(async () => {
    app = await startTestApp({ mode, env: { SEAT_LOCK_TTL_MS: String(TTL_MS) } });
    showId = app.demoShowId;
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  /** How soon after it is measured by the benchmark P13: here, only that it was not before. */
  function expectOver(deadline: string): void {
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(deadline));
  }

  it.concurrent('frees an abandoned lock’s seats on every open map at the deadline, though nobody asks', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watchers = [
      await watchSeatMap(app.client(), showId),
      await watchSeatMap(other, showId, { over: 'sse' }),
      await watchSeatMap(app.organiser, showId, { zones: ['Block D'] }),
    ];
    const seatIds = ['D-14-1', 'D-14-2'];
    const lock = await lockSeats(buyer, showId, seatIds);
    await using lockWatcher = buyer.subscribe(WatchSeatLock, { id: lock.id });
    await Promise.all(watchers.map((watcher) => watcher.untilAll(seatIds, 'LOCKED')));

    await Promise.all(
      watchers.map(async (watcher) => {
        await watcher.untilAll(seatIds, 'AVAILABLE');
        expectOver(lock.expiresAt);
      }),
    );
    const { seatLock: last } = await until(lockWatcher, ({ seatLock }) => seatLock.status !== 'ACTIVE');
    expectOver(lock.expiresAt);
    expect(last).toMatchObject({ status: 'EXPIRED', remainingSeconds: 0 });
    await expect(lockWatcher.next()).rejects.toThrow('The subscription has ended.');

    const { seatLock } = await buyer.data(GetSeatLock, { id: lock.id });
    expect(seatLock).toMatchObject({ status: 'EXPIRED', remainingSeconds: 0, booking: null });
    expect((await buyer.data(WhoAmI)).viewer.activeLocks).toEqual([]);
    await lockSeats(other, showId, seatIds);
  });

  it.concurrent('refuses to book or release a lock that has expired', async () => {
    const buyer = await app.guest();
    const lock = await lockSeats(buyer, showId, ['D-13-1']);
    await using lockWatcher = buyer.subscribe(WatchSeatLock, { id: lock.id });
    await until(lockWatcher, ({ seatLock }) => seatLock.status === 'EXPIRED');

    const customer = { name: 'Ada', email: 'ada@example.org' };
    const { createBooking } = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer } });
    expect(createBooking).toMatchObject({ __typename: 'LockNotActiveError', lockStatus: 'EXPIRED' });
    const { releaseLock } = await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
    expect(releaseLock).toMatchObject({ __typename: 'LockNotActiveError', lockStatus: 'EXPIRED' });
  });

  it.concurrent('expires a booking that is not paid in time, and frees its seats', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(other, showId);
    const seatIds = ['E-14-1', 'E-14-2'];
    const booking = await bookSeats(buyer, showId, seatIds);
    await using bookingWatcher = buyer.subscribe(WatchBooking, { id: booking.id });
    await watcher.untilAll(seatIds, 'LOCKED');

    await watcher.untilAll(seatIds, 'AVAILABLE');
    expectOver(booking.expiresAt!);
    await until(bookingWatcher, (event) => event.booking.status === 'EXPIRED');
    const { payBooking: refusal } = await buyer.data(PayBooking, {
      input: { bookingId: booking.id, paymentToken: 'tok_ok' },
    });
    expect(refusal).toMatchObject({ __typename: 'BookingNotPayableError', bookingStatus: 'EXPIRED' });
    expect((await buyer.data(GetBooking, { id: booking.id })).booking).toMatchObject({
      status: 'EXPIRED',
      expiresAt: null,
      payments: [],
      tickets: [],
    });
    await mailOf(app.dataDir, 'expiry', booking.reference);
    await lockSeats(other, showId, seatIds);
  });

  it.concurrent('gives money back that comes after the seats are gone (tok_late)', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const seatIds = ['F-14-1', 'F-14-2'];
    const watcher = await watchSeatMap(other, showId);
    const booking = await bookSeats(buyer, showId, seatIds);
    await using bookingWatcher = buyer.subscribe(WatchBooking, { id: booking.id });
    const pending = await payBooking(buyer, booking.id, 'tok_late');
    expect(pending).toMatchObject({ status: 'PENDING_PAYMENT', payments: [{ status: 'PENDING' }] });

    await until(bookingWatcher, (event) => event.booking.status === 'EXPIRED');
    await watcher.untilAll(seatIds, 'LOCKED');
    await watcher.untilAll(seatIds, 'AVAILABLE');
    await payBooking(other, (await bookSeats(other, showId, seatIds)).id);

    const refunded = await until(bookingWatcher, (event) => event.booking.status === 'REFUNDED');
    expect(refunded.booking).toMatchObject({ payments: [{ status: 'REFUNDED' }], tickets: [] });
    await mailOf(app.dataDir, 'refund', booking.reference);
    await watcher.untilAll(seatIds, 'BOOKED');
    const charges = await app.database.query(
      `SELECT refunded_at IS NOT NULL AS refunded FROM sandbox_charges c JOIN payments p ON p.id = c.payment_id
        WHERE p.booking_id = $1`,
      [booking.id],
    );
    expect(charges).toEqual([{ refunded: true }]);
  });

  it.concurrent('ends many locks, each at its own deadline', async () => {
    const hall = await openHallShow(app.organiser, { zones: 1, rows: 2, seats: 10 });
    const watcher = await watchSeatMap(app.client(), hall);
    const { seatMap } = (await app.client().data(GetSeatMap, { id: hall })).show!;
    const seatIds = seatMap.seats.map((seat) => seat.seatId);
    // All locks at once, so that the last begins before the first ends.
    const guests = await Promise.all(seatIds.map(() => app.guest()));
    const locks = await Promise.all(seatIds.map((seatId, index) => lockSeats(guests[index]!, hall, [seatId])));
    await watcher.untilAll(seatIds, 'LOCKED');
    await watcher.untilAll(seatIds, 'AVAILABLE');
    const deadlines = locks.map((lock) => lock.expiresAt).sort();
    expectOver(deadlines.at(-1)!);
    // Locks that end at the same moment share a version.
    expect(watcher.image()).toEqual({ version: expect.any(Number), unavailable: [], areas: [] });
    expect(await storedImage(app.database, hall)).toEqual(watcher.image());
    expect(await queriedImage(app.client(), hall)).toEqual(watcher.image());
  });
}
