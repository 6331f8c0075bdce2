import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import type { Refund } from '../../src/modules/refunds/refund.ts';
import { RefundNotPossibleError } from '../../src/modules/refunds/refunds.errors.ts';
import { newId } from '../../src/platform/ids.ts';
import { postgresErrorCode } from '../../src/platform/postgres/database.ts';
import { NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { bookOn } from '../kit/product/paying.ts';

const TOTAL = 5_000;

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 1, rows: 2, seats: 40 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

/** A booking of two seats that cost 50.00, paid with that token. */
async function paid(token = 'tok_ok'): Promise<{ buyer: Principal; booking: Booking }> {
  const { buyer, booking } = await bookOn(office, show.id, show.nextSeats(2));
  expect(booking.total).toBe(TOTAL);
  await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: token });
  return { buyer, booking };
}

const refund = (bookingId: string, amount: number, idempotencyKey?: string): Promise<Refund> =>
  office.services.refunds.refundBooking(ORGANISER, { bookingId, amount, idempotencyKey });

const cancel = (bookingId: string) => office.services.bookings.cancelBooking(ORGANISER, { bookingId });

/** Runs the refund worker until nothing is due. */
async function refundAll(): Promise<void> {
  const worker = office.worker('refund worker');
  worker.start();
  await worker.idle();
}

/** How the booking stands by the API, and what was paid and went back by its refunds. */
async function standingOf({ id }: Booking) {
  const booking = (await office.services.bookings.getFreshBooking(ORGANISER, id))!;
  const refunds = await office.services.refunds.refundsOf(id);
  const [payment] = await office.services.payments.paymentsOf(id);
  const { paid, refunded } = await office.services.refunds.sumsOf(id);
  return {
    status: shownStatus(booking),
    payment: payment!.status,
    paid,
    refunded,
    refunds: refunds.map(({ amount, status }) => `${amount} ${status}`),
  };
}

async function eventsOf(key: string): Promise<{ type: string; refunded: number | null; returned: number | null }[]> {
  return await office.database.query(
    `SELECT type, (payload #>> '{refunded,amount}')::int AS refunded, (payload #>> '{returned,amount}')::int AS returned
       FROM outbox WHERE key = $1 ORDER BY id`,
    [key],
  );
}

const validTickets = async ({ id }: Booking) =>
  (await office.services.bookings.ticketsOf(id)).filter(({ voidedAt }) => voidedAt === null).length;

describe('a refund by amount', () => {
  it('gives a part back, and another, and leaves the booking with its tickets', async () => {
    const { booking } = await paid();
    const first = await refund(booking.id, 1_000);
    expect(first).toMatchObject({ status: 'PENDING', amount: 1_000, ticketIds: [] });
    await refundAll();
    await refund(booking.id, 500);
    await refundAll();
    expect(await standingOf(booking)).toEqual({
      status: 'PARTLY_REFUNDED',
      payment: 'SUCCEEDED',
      paid: TOTAL,
      refunded: 1_500,
      refunds: ['1000 SUCCEEDED', '500 SUCCEEDED'],
    });
    expect(await validTickets(booking)).toBe(2);
    expect((await eventsOf(booking.id)).slice(2)).toEqual([
      { type: 'booking.partly_refunded', refunded: 1_000, returned: null },
      { type: 'booking.partly_refunded', refunded: 500, returned: null },
    ]);
    expect((await eventsOf(first.paymentId)).map(({ type }) => type).slice(2)).toEqual([
      'refund.requested',
      'refund.succeeded',
      'refund.requested',
      'refund.succeeded',
    ]);
  });

  it('is never of more than is left, and says how much that is', async () => {
    const { booking } = await paid();
    await refund(booking.id, 4_000);
    const tooMuch = refund(booking.id, 1_001);
    await expect(tooMuch).rejects.toThrow(RefundNotPossibleError);
    await expect(tooMuch).rejects.toMatchObject({ refundable: 1_000, currency: 'EUR' });
    await refund(booking.id, 1_000);
    await expect(refund(booking.id, 1)).rejects.toMatchObject({ refundable: 0 });
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({
      status: 'PARTLY_REFUNDED',
      payment: 'REFUNDED',
      refunded: TOTAL,
    });
    expect(await validTickets(booking)).toBe(2);
  });

  it('is never of more than was paid, whoever asks at the same time', async () => {
    const { booking } = await paid();
    const asked = Array.from({ length: 10 }, () => refund(booking.id, 1_500));
    const outcomes = await Promise.allSettled([...asked, cancel(booking.id)]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ reason: expect.any(RefundNotPossibleError) });
    }
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ status: 'REFUNDED', payment: 'REFUNDED', refunded: TOTAL });
  });

  it('is refused by PostgreSQL itself beyond what was paid, and of another payment or sum than it was made', async () => {
    const { booking } = await paid();
    const { id, paymentId } = await refund(booking.id, TOTAL);
    const insert = (amount: number, currency = 'EUR') =>
      office.database.query(
        `INSERT INTO refunds (id, payment_id, booking_id, amount, currency, due_at) VALUES ($1, $2, $3, $4, $5, now())`,
        [newId('refund'), paymentId, booking.id, amount, currency],
      );
    const change = (what: string) => office.database.query(`UPDATE refunds SET ${what} WHERE id = $1`, [id]);
    for (const write of [() => insert(1), () => insert(1, 'USD')]) {
      expect(await write().catch(postgresErrorCode)).toBe('23514');
    }
    expect(await change('amount = 1').catch(postgresErrorCode)).toBe('23001');
    await refundAll();
  });

  it('with the same key is one refund', async () => {
    const { booking } = await paid();
    const key = newId('event');
    const refunds = await Promise.all(Array.from({ length: 5 }, () => refund(booking.id, 700, key)));
    expect(new Set(refunds.map(({ id }) => id)).size).toBe(1);
    // The node died between the work and the storing of its answer.
    await office.database.query(`UPDATE idempotency_keys SET answer = NULL, lease_expires_at = now() WHERE key = $1`, [
      key,
    ]);
    expect((await refund(booking.id, 700, key)).id).toBe(refunds[0]!.id);
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ refunded: 700 });
  });

  it('is for the organiser of the show, not for the buyer', async () => {
    const { buyer, booking } = await paid();
    const another: Principal = { id: 'another', role: 'organiser', email: null };
    const { refunds } = office.services;
    for (const principal of [buyer, another]) {
      await expect(refunds.refundBooking(principal, { bookingId: booking.id, amount: 1 })).rejects.toThrow(
        NotFoundError,
      );
    }
    const { id } = await refund(booking.id, 100);
    await expect(refunds.retryRefund(buyer, { refundId: id })).rejects.toThrow(NotFoundError);
    expect(await refunds.getRefund(buyer, id)).toMatchObject({ id });
    expect(await refunds.getRefund(another, id)).toBeNull();
  });

  it('is not of a booking that was not paid', async () => {
    const { booking } = await bookOn(office, show.id, show.nextSeats(2));
    await expect(refund(booking.id, 1)).rejects.toMatchObject({ refundable: 0 });
  });
});

describe('the refund of a cancelled booking', () => {
  it('is of what is left, and of its tickets', async () => {
    const { booking } = await paid();
    await refund(booking.id, 1_200);
    await refundAll();
    await cancel(booking.id);
    await refundAll();
    expect(await standingOf(booking)).toEqual({
      status: 'REFUNDED',
      payment: 'REFUNDED',
      paid: TOTAL,
      refunded: TOTAL,
      refunds: ['1200 SUCCEEDED', '3800 SUCCEEDED'],
    });
    const [, rest] = await office.services.refunds.refundsOf(booking.id);
    expect(rest!.ticketIds).toHaveLength(2);
    expect((await eventsOf(booking.id)).slice(2)).toEqual([
      { type: 'booking.partly_refunded', refunded: 1_200, returned: null },
      { type: 'booking.cancelled', refunded: null, returned: null },
      { type: 'booking.refunded', refunded: 3_800, returned: null },
    ]);
  });

  it('is there already when all of it went back before', async () => {
    const { booking } = await paid();
    await refund(booking.id, TOTAL);
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ status: 'PARTLY_REFUNDED' });
    await cancel(booking.id);
    expect(await standingOf(booking)).toMatchObject({ status: 'REFUNDED', refunded: TOTAL });
  });
});

describe('a refund that fails', () => {
  it('is told, and can be tried again', async () => {
    const { booking } = await paid('tok_refund_fails');
    await cancel(booking.id);
    await refundAll();
    expect(await standingOf(booking)).toEqual({
      status: 'REFUND_FAILED',
      payment: 'SUCCEEDED',
      paid: TOTAL,
      refunded: 0,
      refunds: [`${TOTAL} FAILED`],
    });
    const [failed] = await office.services.refunds.refundsOf(booking.id);
    expect(failed).toMatchObject({ failureCode: 'insufficient_balance' });
    expect((await eventsOf(failed!.paymentId)).at(-1)).toMatchObject({ type: 'refund.failed' });
    expect((await eventsOf(booking.id)).at(-1)).toEqual({ type: 'booking.refund_failed', refunded: null, returned: 0 });
    const ofShow = await office.services.refunds.listOfShow(
      ORGANISER,
      (await office.services.shows.getShow(show.id))!,
      { status: 'FAILED', byHand: null },
      { limit: 10, olderThan: null, newerThan: null, fromOldest: false },
    );
    expect(ofShow.map(({ id }) => id)).toEqual([failed!.id]);

    const again = await office.services.refunds.retryRefund(ORGANISER, { refundId: failed!.id });
    expect(again).toMatchObject({ id: failed!.id, status: 'PENDING' });
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ status: 'REFUNDED', payment: 'REFUNDED', refunded: TOTAL });
    // What is made is not made again.
    expect(await office.services.refunds.retryRefund(ORGANISER, { refundId: failed!.id })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  it('leaves a booking that stands as it is, and its money to be refunded otherwise', async () => {
    const { booking } = await paid('tok_refund_fails');
    const { id: refundId } = await refund(booking.id, 4_000);
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ status: 'CONFIRMED', refunds: ['4000 FAILED'] });
    await refund(booking.id, 4_500);
    await expect(office.services.refunds.retryRefund(ORGANISER, { refundId })).rejects.toMatchObject({
      refundable: 500,
    });
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ status: 'PARTLY_REFUNDED', refunded: 4_500 });
    await cancel(booking.id);
    await refundAll();
    expect(await standingOf(booking)).toMatchObject({ status: 'REFUNDED', refunded: TOTAL });
  });

  it('after it was made has its booking owe the money again', async () => {
    const { booking } = await paid();
    await cancel(booking.id);
    await refundAll();
    const [made] = (await office.services.refunds.refundsOf(booking.id)) as [Refund];
    const failed = { status: 'FAILED', reference: null, failureCode: 'account_closed' } as const;
    for (let time = 0; time < 2; time += 1) await office.refundOutcomes.settle(made.id, failed);
    expect(await standingOf(booking)).toMatchObject({ status: 'REFUND_FAILED', payment: 'SUCCEEDED', refunded: 0 });
    expect((await eventsOf(booking.id)).at(-1)).toMatchObject({ type: 'booking.refund_failed', returned: TOTAL });
    await office.services.refunds.retryRefund(ORGANISER, { refundId: made.id });
    await office.refundOutcomes.settle(made.id, { status: 'SUCCEEDED', reference: 'r', failureCode: null });
    expect(await standingOf(booking)).toMatchObject({ status: 'REFUNDED', payment: 'REFUNDED', refunded: TOTAL });
  });
});
