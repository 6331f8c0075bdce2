import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../basics/eventually.ts';
import { until } from '../basics/until.ts';
import { bookSeats, CUSTOMER, lockSeats, payBooking, storedImage, watchSeatMap } from '../callers/buyer.ts';
import {
  CancelBooking,
  CreateBooking,
  GetBooking,
  GetShowMetrics,
  LockSeats,
  PayBooking,
  ReleaseLock,
  WatchBooking,
  WhoAmI,
} from '../callers/operations.graphql.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { mailOf, mailsOf } from '../product/mails.ts';
import { openHallShow } from '../shows/hall-show.ts';

/** Money and seats agree, whatever the provider says and however often a buyer asks. */
export function paymentsSuite(mode: AppMode): void {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ mode, env: { DEMO: 'false' } });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const charges = (bookingId: string) =>
    app.database.query<{ refunded: boolean }>(
      `SELECT c.refunded_at IS NOT NULL AS refunded FROM sandbox_charges c JOIN payments p ON p.id = c.payment_id
        WHERE p.booking_id = $1`,
      [bookingId],
    );
  const eventTypes = async (bookingId: string) =>
    (
      await app.database.query<{ type: string }>(
        `SELECT type FROM outbox WHERE payload ->> 'booking_id' = $1 AND topic <> 'seat-events' ORDER BY id`,
        [bookingId],
      )
    ).map((row) => row.type);

  describe.concurrent('the sandbox’s tokens', () => {
    it.each([
      ['tok_declined', 'card_declined'],
      ['tok_insufficient_funds', 'insufficient_funds'],
    ])('%s: declined, the seats stay held, another card is welcome', async (paymentToken, failureCode) => {
      const showId = await openHallShow(app.organiser);
      const buyer = await app.guest();
      const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-2-1']);
      const { payBooking: answer } = await buyer.data(PayBooking, { input: { bookingId: booking.id, paymentToken } });
      expect(answer).toMatchObject({ __typename: 'PaymentDeclinedError', failureCode });
      expect((await buyer.data(GetBooking, { id: booking.id })).booking).toMatchObject({
        status: 'PENDING_PAYMENT',
        expiresAt: booking.expiresAt,
        payments: [{ status: 'FAILED', failureCode }],
        seats: [{ state: 'LOCKED' }, { state: 'LOCKED' }],
      });
      expect((await payBooking(buyer, booking.id)).status).toBe('CONFIRMED');
    });

    it('tok_timeout: the answer never comes, the webhook confirms', async () => {
      const showId = await openHallShow(app.organiser);
      const buyer = await app.guest();
      const booking = await bookSeats(buyer, showId, ['Z1-1-1']);
      await using watcher = buyer.subscribe(WatchBooking, { id: booking.id });
      await watcher.next();
      const answer = await payBooking(buyer, booking.id, 'tok_timeout');
      expect(answer).toMatchObject({ status: 'PENDING_PAYMENT', payments: [{ status: 'PENDING' }], tickets: [] });
      const { payBooking: again } = await buyer.data(PayBooking, {
        input: { bookingId: booking.id, paymentToken: 'tok_ok' },
      });
      expect(again).toMatchObject({ __typename: 'PaymentInProgressError' });

      const confirmed = await until(watcher, (event) => event.booking.status === 'CONFIRMED');
      expect(confirmed.booking).toMatchObject({ payments: [{ status: 'SUCCEEDED' }], tickets: [{}] });
      await mailOf(app.dataDir, 'ticket', booking.reference);
    });

    it('tok_twice: the webhook comes twice, everything happens once', async () => {
      const showId = await openHallShow(app.organiser);
      const buyer = await app.guest();
      const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
      const paid = await payBooking(buyer, booking.id, 'tok_twice');
      expect(paid).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
      await eventually(async () => {
        const [row] = await app.database.query(
          `SELECT c.webhooks_left FROM sandbox_charges c JOIN payments p ON p.id = c.payment_id WHERE p.booking_id = $1`,
          [booking.id],
        );
        expect(row).toEqual({ webhooks_left: 0 });
      });
      const { booking: after } = await buyer.data(GetBooking, { id: booking.id });
      expect(after).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
      expect(after!.tickets.map((ticket) => ticket.id)).toEqual(paid.tickets.map((ticket) => ticket.id));
      expect(await eventTypes(booking.id)).toEqual([
        'booking.created',
        'payment.initiated',
        'payment.succeeded',
        'booking.confirmed',
      ]);
      await mailOf(app.dataDir, 'ticket', booking.reference);
    });

    it('refuses a second payment of what is paid', async () => {
      const showId = await openHallShow(app.organiser);
      const buyer = await app.guest();
      const booking = await bookSeats(buyer, showId, ['Z1-1-1']);
      await payBooking(buyer, booking.id);
      const { payBooking: answer } = await buyer.data(PayBooking, {
        input: { bookingId: booking.id, paymentToken: 'tok_ok' },
      });
      expect(answer).toMatchObject({ __typename: 'BookingNotPayableError', bookingStatus: 'CONFIRMED' });
      expect(await charges(booking.id)).toHaveLength(1);
    });
  });

  describe('cancelling', () => {
    it('frees the seats of a booking that waits for payment', async () => {
      const showId = await openHallShow(app.organiser);
      const [buyer, other] = [await app.guest(), await app.guest()];
      const watcher = await watchSeatMap(other, showId);
      const seatIds = ['Z1-1-1', 'Z1-1-2'];
      const booking = await bookSeats(buyer, showId, seatIds);
      await watcher.untilAll(seatIds, 'LOCKED');
      const { cancelBooking } = await buyer.data(CancelBooking, { input: { bookingId: booking.id, reason: 'ill' } });
      expect(cancelBooking).toMatchObject({ booking: { id: booking.id, status: 'CANCELLED' } });
      await watcher.untilAll(seatIds, 'AVAILABLE');
      await mailOf(app.dataDir, 'cancellation', booking.reference);
      await bookSeats(other, showId, seatIds);

      const { payBooking: refusal } = await buyer.data(PayBooking, {
        input: { bookingId: booking.id, paymentToken: 'tok_ok' },
      });
      expect(refusal).toMatchObject({ __typename: 'BookingNotPayableError', bookingStatus: 'CANCELLED' });
      const { cancelBooking: again } = await buyer.data(CancelBooking, { input: { bookingId: booking.id } });
      expect(again).toMatchObject({ booking: { status: 'CANCELLED' } });
    });

    it('gives the money back, voids the tickets and frees the seats of a paid one', async () => {
      const showId = await openHallShow(app.organiser);
      const [buyer, other] = [await app.guest(), await app.guest()];
      const watcher = await watchSeatMap(other, showId);
      const seatIds = ['Z1-1-1', 'Z1-1-2'];
      const booking = await bookSeats(buyer, showId, seatIds);
      await payBooking(buyer, booking.id);
      await watcher.untilAll(seatIds, 'BOOKED');

      await using bookingWatcher = buyer.subscribe(WatchBooking, { id: booking.id });
      await bookingWatcher.next();
      const { cancelBooking } = await buyer.data(CancelBooking, { input: { bookingId: booking.id } });
      expect(cancelBooking).toMatchObject({ __typename: 'CancelBookingSuccess' });
      const refunded = await until(bookingWatcher, (event) => event.booking.status === 'REFUNDED');
      expect(refunded.booking.payments).toMatchObject([{ status: 'REFUNDED' }]);
      await watcher.untilAll(seatIds, 'AVAILABLE');

      const { booking: after } = await buyer.data(GetBooking, { id: booking.id });
      expect(after!.tickets).toHaveLength(seatIds.length);
      for (const ticket of after!.tickets) expect(ticket.voidedAt).not.toBeNull();
      expect(await charges(booking.id)).toEqual([{ refunded: true }]);
      await mailOf(app.dataDir, 'cancellation', booking.reference);
      await mailOf(app.dataDir, 'refund', booking.reference);
      await eventually(async () => {
        const { show } = await app.organiser.data(GetShowMetrics, { id: showId });
        expect(show!.metrics).toEqual({
          bookingsCreated: 1,
          bookingsConfirmed: 1,
          bookingsCancelled: 1,
          bookingsExpired: 0,
          bookingsRefunded: 1,
          seatsSold: 0,
          revenue: { amount: 0, currency: 'EUR' },
        });
      });
      await payBooking(other, (await bookSeats(other, showId, seatIds)).id);
      await watcher.untilAll(seatIds, 'BOOKED');
      expect(watcher.image()).toEqual(await storedImage(app.database, showId));
    });
  });

  describe('idempotency keys', () => {
    const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));

    it('give retries of each step the first answer, also at the same time', async () => {
      const showId = await openHallShow(app.organiser);
      const buyer = await app.guest();
      const lockInput = { showId, seatIds: ['Z1-1-1', 'Z1-1-2'], idempotencyKey: randomUUID() };
      const locked = await times(4, () => buyer.data(LockSeats, { input: lockInput }));
      const lockIds = locked.map(({ lockSeats: answer }) => 'lock' in answer && answer.lock.id);
      expect(new Set(lockIds).size).toBe(1);
      expect((await buyer.data(WhoAmI)).viewer.activeLocks).toHaveLength(1);

      const bookInput = { lockId: lockIds[0] as string, customer: CUSTOMER, idempotencyKey: randomUUID() };
      const booked = await times(4, () => buyer.data(CreateBooking, { input: bookInput }));
      const bookingIds = booked.map(({ createBooking: answer }) => 'booking' in answer && answer.booking.id);
      expect(new Set(bookingIds).size).toBe(1);
      const bookingId = bookingIds[0] as string;

      const payInput = { bookingId, paymentToken: 'tok_ok', idempotencyKey: randomUUID() };
      const paid = await times(4, () => buyer.data(PayBooking, { input: payInput }));
      for (const { payBooking: answer } of paid) expect(answer).toMatchObject({ booking: { status: 'CONFIRMED' } });
      expect(await charges(bookingId)).toHaveLength(1);
      expect((await eventTypes(bookingId)).filter((type) => type === 'booking.confirmed')).toHaveLength(1);

      const cancelInput = { bookingId, idempotencyKey: randomUUID() };
      const cancelled = await times(4, () => buyer.data(CancelBooking, { input: cancelInput }));
      for (const { cancelBooking: answer } of cancelled) expect(answer.__typename).toBe('CancelBookingSuccess');
      expect((await eventTypes(bookingId)).filter((type) => type === 'booking.cancelled')).toHaveLength(1);

      const { lockSeats: late } = await buyer.data(LockSeats, { input: lockInput });
      expect(late).toMatchObject({ lock: { id: lockIds[0] } });
    });

    it('repeat a refusal, too', async () => {
      const showId = await openHallShow(app.organiser);
      const [buyer, other] = [await app.guest(), await app.guest()];
      const lock = await lockSeats(other, showId, ['Z1-1-1']);
      const input = { showId, seatIds: ['Z1-1-1'], idempotencyKey: randomUUID() };
      const { lockSeats: refusal } = await buyer.data(LockSeats, { input });
      expect(refusal).toMatchObject({ message: 'Seat already locked by another user' });
      await other.data(ReleaseLock, { input: { lockId: lock.id } });
      const { lockSeats: repeated } = await buyer.data(LockSeats, { input });
      expect(repeated).toMatchObject({
        __typename: 'SeatsUnavailableError',
        message: 'Seat already locked by another user',
        conflicts: [{ seatId: 'Z1-1-1', reason: 'LOCKED_BY_OTHER' }],
      });
      await lockSeats(buyer, showId, ['Z1-1-1']);
    });

    it('are refused with another input, and are each caller’s own', async () => {
      const showId = await openHallShow(app.organiser);
      const [buyer, other] = [await app.guest(), await app.guest()];
      const idempotencyKey = randomUUID();
      const input = { showId, seatIds: ['Z1-1-1'], idempotencyKey };
      const { lockSeats: first } = await buyer.data(LockSeats, { input });
      expect(first.__typename).toBe('LockSeatsSuccess');
      const before = await storedImage(app.database, showId);
      const { lockSeats: conflict } = await buyer.data(LockSeats, { input: { ...input, seatIds: ['Z1-1-2'] } });
      expect(conflict).toMatchObject({ __typename: 'IdempotencyConflictError', code: 'IDEMPOTENCY_CONFLICT' });
      expect(await storedImage(app.database, showId)).toEqual(before);
      const { lockSeats: others } = await other.data(LockSeats, { input: { ...input, seatIds: ['Z1-1-2'] } });
      expect(others.__typename).toBe('LockSeatsSuccess');
    });
  });

  it('mails each step once', async () => {
    const showId = await openHallShow(app.organiser);
    const buyer = await app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1']);
    await payBooking(buyer, booking.id);
    // Tickets that were cancelled before they could be mailed are not.
    await mailOf(app.dataDir, 'ticket', booking.reference);
    await buyer.data(CancelBooking, { input: { bookingId: booking.id } });
    // The last one: mails of a booking go out in their order.
    await mailOf(app.dataDir, 'refund', booking.reference);
    const kinds = ['order', 'ticket', 'cancellation', 'refund', 'expiry'] as const;
    const counts = await Promise.all(
      kinds.map(async (kind) => [kind, (await mailsOf(app.dataDir, kind, booking.reference)).length] as const),
    );
    expect(Object.fromEntries(counts)).toEqual({ order: 1, ticket: 1, cancellation: 1, refund: 1, expiry: 0 });
  });
}
