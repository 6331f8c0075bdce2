import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryCache } from '../../src/embedded/memory-cache.ts';
import { createAllotmentAccess } from '../../src/modules/allotments/allotment-access.ts';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { createBookingCache } from '../../src/modules/bookings/booking-cache.ts';
import { BookingNotCancellableError } from '../../src/modules/bookings/bookings.errors.ts';
import { createBookingsService } from '../../src/modules/bookings/bookings.service.ts';
import { BuyerCancellations } from '../../src/modules/changes/buyer-cancellations.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { IdempotencyConflictError, InvalidInputError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { NO_LIMITS } from '../kit/product/no-limits.ts';

const silent = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ rows: 2, seats: 20 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function book(buyer: Principal = guest()): Promise<Booking> {
  const { locks, bookings } = office.services;
  const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(1) });
  return await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
}

describe('cancelBooking', () => {
  const cancelBooking = (principal: Principal, bookingId: string, reason?: string) =>
    office.services.bookings.cancelBooking(principal, { bookingId, reason });

  it('ends a booking that waits for payment, with the reason for the record', async () => {
    const buyer = guest();
    const booking = await book(buyer);
    const cancelled = await cancelBooking(buyer, booking.id, 'Plans changed');
    expect(cancelled).toEqual({
      ...booking,
      status: 'CANCELLED',
      revision: 2,
      expiresAt: null,
      cancelReason: 'Plans changed',
    });
    expect(await office.services.bookings.getFreshBooking(buyer, booking.id)).toEqual(cancelled);
    const event = await office.lastEvent(booking.id);
    // What the customer typed stays in PostgreSQL, where it can be erased.
    expect(event).not.toHaveProperty('reason');
    expect(event).toMatchObject({
      event_type: 'booking.cancelled',
      booking_id: booking.id,
      lock_id: booking.lockId,
      seat_ids: booking.seats.map(({ seatId }) => seatId),
      total: { amount: booking.total, currency: 'EUR' },
      revision: 2,
    });
    const seats = await office.database.query('SELECT active FROM booked_seats WHERE booking_id = $1', [booking.id]);
    expect(seats).toEqual([{ active: false }]);
    // Again: it stays as it is, and nothing is told.
    expect(await cancelBooking(buyer, booking.id, 'Other words')).toEqual(cancelled);
    expect(await office.lastEvent(booking.id)).toMatchObject({ revision: 2 });
    expect(await office.services.payments.paymentsOf(booking.id)).toEqual([]);
  });

  it('needs no reason, and takes none that is no plain text', async () => {
    const buyer = guest();
    const { id } = await book(buyer);
    await expect(cancelBooking(buyer, id, 'x'.repeat(501))).rejects.toThrow(InvalidInputError);
    expect(await cancelBooking(buyer, id)).toMatchObject({ status: 'CANCELLED', cancelReason: null });
  });

  it('gives the money back of one that is paid, and voids its tickets', async () => {
    const buyer = guest();
    const { id } = await book(buyer);
    await office.services.payments.payBooking(buyer, { bookingId: id, paymentToken: 'tok_ok' });
    expect(await cancelBooking(buyer, id)).toMatchObject({ status: 'CANCELLED', revision: 3 });
    expect(await office.services.bookings.ticketsOf(id)).toMatchObject([{ voidedAt: expect.any(Date) }]);
    expect(await office.services.payments.paymentsOf(id)).toMatchObject([
      { status: 'SUCCEEDED', refunding: expect.any(Number), refunded: 0 },
    ]);
    const refunds = office.worker('refund worker');
    refunds.start();
    await refunds.idle();
    expect(await office.services.bookings.getFreshBooking(buyer, id)).toMatchObject({ status: 'REFUNDED' });
    expect(await office.services.payments.paymentsOf(id)).toMatchObject([{ status: 'REFUNDED' }]);
    // Given back already: it stays so.
    expect(await cancelBooking(buyer, id)).toMatchObject({ status: 'REFUNDED' });
  });

  it('has the money sent back at once, as soon as it is committed', async () => {
    const { database, idempotency, services } = office;
    const requested: ReturnType<typeof services.refunds.refundsOf>[] = [];
    const bookings = createBookingsService({
      database,
      idempotency,
      limits: NO_LIMITS,
      locks: services.locks,
      shows: services.shows,
      allotments: createAllotmentAccess(database),
      cache: createBookingCache({
        history: { epoch: { number: 1, id: 'epoch001' } },
        cache: createMemoryCache(),
        keys: createRedisKeys(''),
        logger: silent,
      }),
      defaultLocale: 'en',
      refunds: { ...office.refundRequests, wake: () => requested.push(services.refunds.refundsOf(id)) },
      rules: new BuyerCancellations({ database, defaultLocale: 'en' }),
    });
    const buyer = guest();
    const { id } = await book(buyer);
    await services.payments.payBooking(buyer, { bookingId: id, paymentToken: 'tok_ok' });
    await bookings.cancelBooking(buyer, { bookingId: id });
    expect(requested).toHaveLength(1);
    expect(await requested[0]).toMatchObject([{ status: 'PENDING' }]);
  });

  it('is refused for one that has expired', async () => {
    const buyer = guest();
    const { id } = await book(buyer);
    await office.makeOverdue('bookings', id);
    await office.sweep();
    const refused = cancelBooking(buyer, id);
    await expect(refused).rejects.toThrow(BookingNotCancellableError);
    await expect(refused).rejects.toMatchObject({ status: 'EXPIRED', message: 'The booking is expired.' });
  });

  it('is for its owner and organisers, with a path to what was not found', async () => {
    const { id } = await book();
    for (const [principal, bookingId] of [
      [guest(), id],
      [guest(), newId('booking')],
    ] as const) {
      const refused = cancelBooking(principal, bookingId);
      await expect(refused).rejects.toThrow(NotFoundError);
      await expect(refused).rejects.toMatchObject({ path: 'input.bookingId', message: 'Booking not found.' });
    }
    expect(await cancelBooking(ORGANISER, id)).toMatchObject({ status: 'CANCELLED' });
  });

  it('is left to organisers once the show has begun', async () => {
    await using before = await openTestBoxOffice();
    const { id: showId, seatIds } = await before.createShow();
    const buyer = guest();
    const { id: lockId } = await before.services.locks.lockSeats(buyer, { showId, seatIds: [seatIds[0]!] });
    const { id } = await before.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    await before.database.query('UPDATE shows SET starts_at = now() WHERE id = $1', [showId]);
    // A node that has not read the show before: others keep it for a second.
    await using after = await createTestBoxOffice(before.database);
    const refused = after.services.bookings.cancelBooking(buyer, { bookingId: id });
    await expect(refused).rejects.toMatchObject({ status: 'PENDING_PAYMENT', message: 'The show has begun.' });
    expect(await after.services.bookings.cancelBooking(ORGANISER, { bookingId: id })).toMatchObject({
      status: 'CANCELLED',
    });
  });

  it('answers a key as the first time, also once the booking has gone on', async () => {
    const buyer = guest();
    const { id: bookingId } = await book(buyer);
    const input = { bookingId, reason: 'Plans changed', idempotencyKey: newId('event') };
    const { cancelBooking: cancel } = office.services.bookings;
    const answers = await Promise.all([1, 2, 3].map(() => cancel(buyer, input)));
    for (const answer of answers) expect(answer).toMatchObject({ status: 'CANCELLED', revision: 2 });
    const other = cancel(buyer, { ...input, reason: 'Ill' });
    await expect(other).rejects.toThrow(IdempotencyConflictError);
    // A key is used for one operation.
    const booked = office.services.bookings.createBooking(buyer, {
      ...input,
      lockId: newId('lock'),
      customer: CUSTOMER,
    });
    await expect(booked).rejects.toThrow(IdempotencyConflictError);
  });
});

describe('bookings that are not paid in time', () => {
  it('expire, all that are overdue and no others, and tell it', async () => {
    await using own = await openTestBoxOffice();
    const hall = await own.createShow({ rows: 11, seats: 20 });
    const booked = await Promise.all(
      hall.seatIds.map(async (seatId) => {
        const buyer = guest();
        const held = await own.services.locks.lockSeats(buyer, { showId: hall.id, seatIds: [seatId] });
        return await own.services.bookings.createBooking(buyer, { lockId: held.id, customer: CUSTOMER });
      }),
    );
    const [running, ...late] = booked.map(({ id }) => id);
    await own.database.query(`UPDATE bookings SET expires_at = now() - interval '1 second' WHERE id = ANY($1)`, [late]);
    const sweeper = own.worker('booking sweeper');
    sweeper.start();
    await sweeper.idle();
    const rows = await own.database.query<{ id: string; status: string; revision: number; expires_at: Date | null }>(
      'SELECT id, status, revision, expires_at FROM bookings',
    );
    for (const { id, ...row } of rows) {
      if (id === running) expect(row).toMatchObject({ status: 'PENDING_PAYMENT', revision: 1 });
      else expect(row).toEqual({ status: 'EXPIRED', revision: 2, expires_at: null });
    }
    const told = await own.database.query<{ key: string }>(
      `SELECT key FROM outbox WHERE type = 'booking.expired' AND topic = 'booking-events'`,
    );
    expect(told.map(({ key }) => key).toSorted()).toEqual(late.toSorted());
    const active = await own.database.query('SELECT booking_id FROM booked_seats WHERE active');
    expect(active).toEqual([{ booking_id: running }]);
  });

  it('that another node works on are left to it', async () => {
    // Apart from the others: their sweeper runs already, and would end both before the transaction begins.
    await using own = await openTestBoxOffice();
    const hall = await own.createShow();
    const buyer = guest();
    const { createBooking, getFreshBooking } = own.services.bookings;
    const booked: Booking[] = [];
    for (const seatId of hall.nextSeats(2)) {
      const { id: lockId } = await own.services.locks.lockSeats(buyer, { showId: hall.id, seatIds: [seatId] });
      booked.push(await createBooking(buyer, { lockId, customer: CUSTOMER }));
    }
    const [one, other] = booked as [Booking, Booking];
    for (const { id } of booked) await own.makeOverdue('bookings', id);
    await own.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM bookings WHERE id = $1 FOR NO KEY UPDATE', [one.id]);
      await own.sweep();
      expect(await getFreshBooking(buyer, one.id)).toMatchObject({ status: 'PENDING_PAYMENT' });
      expect(await getFreshBooking(buyer, other.id)).toMatchObject({ status: 'EXPIRED' });
    });
    await own.sweep();
    expect(await getFreshBooking(buyer, one.id)).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('all of it', () => {
  it('leaves the books in order once the seat service has heard of it', async () => {
    await office.startEvents();
    await office.settled();
    await expectConsistent(office.database, show.id);
  });
});
