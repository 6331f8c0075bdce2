import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import type { RefundTerms } from '../../src/modules/bookings/refund-requests.ts';
import { readPreview } from '../../src/modules/cancellations/booking-cancellation.ts';
import type { Refund } from '../../src/modules/refunds/refund.ts';
import { ForbiddenError, IllegalStateError, InvalidInputError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
} from '../kit/product/box-office.ts';
import { fakeProvider, paymentsWith } from '../kit/product/paying.ts';
import { openPricedShow, type PricedShow } from '../kit/shows/priced-show.ts';
import { createCode } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const REASON = 'The singer is ill';
/** An adult in the stalls: 45.50, a tenth of it for service, and 3.90 for shipping. */
const ADULT = 4_550;
const FEES = 455 + 390;

async function book(show: PricedShow, index: number, type = 'Adult', code?: string) {
  const buyer = guest();
  const seats = [{ seatId: show.stalls[index]!, ticketTypeId: show.typeId(type) }];
  const { id: lockId } = await office.services.locks.lockSeats(buyer, {
    showId: show.id,
    seats,
    ...(code && { code }),
  });
  return { buyer, booking: await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER }) };
}

async function sell(
  show: PricedShow,
  index: number,
  token = 'tok_ok',
  type = 'Adult',
  code?: string,
): Promise<Booking> {
  const { buyer, booking } = await book(show, index, type, code);
  return await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: token });
}

/** For one of the same price. */
async function exchangeSeat(booking: Booking, toSeatId: string): Promise<void> {
  await office.settled();
  const { changes, bookings } = office.services;
  const [ticket] = await bookings.ticketsOf(booking.id);
  const exchange = [{ ticketId: ticket!.id, toSeatId }];
  const { id: quoteId } = await changes.quote(ORGANISER, { bookingId: booking.id, exchange });
  await changes.apply(ORGANISER, { quoteId });
}

async function run(...names: string[]): Promise<void> {
  for (const name of names) {
    const worker = office.worker(name);
    worker.start();
    await worker.idle();
  }
}

const cancel = (showId: string, refund: RefundTerms, by: Principal = ORGANISER) =>
  office.services.cancellations.cancelShow(by, { showId, reason: REASON, refund });

/** Those that others are at just then come a moment later. */
async function endBookings(showId: string): Promise<void> {
  await eventually(async () => {
    await run('booking cancellation worker');
    const { bookings, cancelled } = (await progressOf(showId))!;
    expect(cancelled).toBe(bookings);
  });
}

/** All of it: bookings, refunds, and what is told at the end. */
async function cancelAll(showId: string, refund: RefundTerms) {
  await cancel(showId, refund);
  await endBookings(showId);
  await run('refund worker', 'booking cancellation worker');
  await office.settled();
}

const showOf = async (showId: string) => (await office.services.shows.getShow(showId))!;
const progressOf = async (showId: string) =>
  await office.services.cancellations.progressOf(ORGANISER, await showOf(showId));
const previewOf = async (showId: string, refund: RefundTerms) =>
  await office.services.cancellations.previewOf(ORGANISER, await showOf(showId), refund);
const statementOf = async (showId: string) =>
  await office.services.ledger.statementOf(ORGANISER, await showOf(showId), { from: null, to: null });
const bookingOf = async ({ id }: Booking) => (await office.services.bookings.getFreshBooking(ORGANISER, id))!;
const refundsOf = async ({ id }: Booking): Promise<Refund[]> => await office.services.refunds.refundsOf(id);

async function standingOf(booking: Booking) {
  const { status, refundState, cancelReason } = await bookingOf(booking);
  const tickets = await office.services.bookings.ticketsOf(booking.id);
  return {
    status,
    refundState,
    cancelReason,
    ...(await office.services.refunds.sumsOf(booking.id)),
    validTickets: tickets.filter(({ voidedAt }) => voidedAt === null).length,
  };
}

async function expectNothingWrong(showId: string): Promise<void> {
  await expectLedgerBalanced(office.database, { showId });
  await expectConsistent(office.database, showId);
  expect((await office.services.seatMap.readTruth(showId)).unavailable).toEqual([]);
}

describe('a show that is cancelled with its bookings', () => {
  it('in full gives back all that was paid and is not back yet: paid, in part refunded, unpaid and free', async () => {
    const show = await openPricedShow(office);
    await createCode(office, show.id, { code: 'FREE', discount: { percent: 100 } });
    const paid = await sell(show, 0);
    const partly = await sell(show, 1);
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: partly.id, amount: 1_000 });
    await run('refund worker');
    const unpaid = (await book(show, 2)).booking;
    const free = (await book(show, 3, 'Adult', 'FREE')).booking;
    const total = ADULT + FEES;
    expect(await previewOf(show.id, 'FULL')).toEqual({
      bookings: 4,
      unpaid: 1,
      refunds: 2,
      amount: 2 * total - 1_000,
      refundsByHand: 0,
      amountByHand: 0,
      disputed: 0,
      kept: 0,
    });

    await cancelAll(show.id, 'FULL');

    expect(await standingOf(paid)).toEqual({
      status: 'REFUNDED',
      refundState: null,
      cancelReason: REASON,
      paid: total,
      refunded: total,
      lostDisputes: 0,
      validTickets: 0,
    });
    expect((await refundsOf(paid)).map(({ ticketIds }) => ticketIds.length)).toEqual([1]);
    expect(await standingOf(partly)).toMatchObject({ status: 'REFUNDED', paid: total, refunded: total });
    expect((await refundsOf(partly)).map(({ amount }) => amount)).toEqual([1_000, total - 1_000]);
    for (const one of [unpaid, free]) {
      expect(await standingOf(one)).toMatchObject({ status: 'CANCELLED', paid: 0, refunded: 0, validTickets: 0 });
    }
    expect(await statementOf(show.id)).toMatchObject({
      sold: 2 * total,
      refunded: 2 * total,
      tax: 0,
      ticketsCancelled: 3,
    });
    expect(await progressOf(show.id)).toMatchObject({
      refund: 'FULL',
      reason: REASON,
      bookings: 4,
      cancelled: 4,
      refundsPending: 0,
      refundsSucceeded: 2,
      refundsFailed: 0,
      refunded: 2 * total - 1_000,
      finishedAt: expect.any(Date),
    });
    await expectNothingWrong(show.id);
  });

  it('without fees keeps these, and the statement has nothing else', async () => {
    const show = await openPricedShow(office);
    await createCode(office, show.id, { code: 'HALF', discount: { percent: 50 } });
    const whole = await sell(show, 0);
    const reduced = await sell(show, 1, 'tok_ok', 'Adult', 'HALF');
    const child = await sell(show, 2, 'tok_ok', 'Child');
    const keptOf = { [whole.id]: FEES, [reduced.id]: 228 + 390, [child.id]: 200 + 390 };
    const kept = FEES + 228 + 390 + 200 + 390;
    const amount = ADULT + 2_275 + 2_000;
    expect(await previewOf(show.id, 'WITHOUT_FEES')).toMatchObject({ refunds: 3, amount, kept });

    await cancelAll(show.id, 'WITHOUT_FEES');

    for (const one of [whole, reduced, child]) {
      expect(await standingOf(one)).toMatchObject({
        status: 'CANCELLED',
        refundState: null,
        refunded: one.total - keptOf[one.id]!,
      });
    }
    const statement = await statementOf(show.id);
    expect(statement).toMatchObject({ refunded: amount, fees: kept, discounts: 0 });
    expect(statement.sold - statement.refunded).toBe(kept);
    for (const row of statement.tickets)
      expect({ ...row, sold: row.sold - row.refunded }).toMatchObject({ sold: 0, tax: 0 });
    expect(await progressOf(show.id)).toMatchObject({ refunded: amount, finishedAt: expect.any(Date) });
    await expectNothingWrong(show.id);
    // A gesture afterwards is of the fees: nothing else is left.
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: whole.id, amount: FEES });
    await run('refund worker');
    expect((await statementOf(show.id)).fees).toBe(kept - FEES);
    expect(await standingOf(whole)).toMatchObject({ status: 'REFUNDED' });
    await expectNothingWrong(show.id);
  });

  it.each([
    { order: 'before', of: 'a booking as it was sold', isChanged: false },
    { order: 'after', of: 'a booking as it was sold', isChanged: false },
    { order: 'before', of: 'one that was exchanged', isChanged: true },
    { order: 'after', of: 'one that was exchanged', isChanged: true },
  ])(
    'without fees leaves nothing but fees where a gesture that was under way is made $order its own refund, of $of',
    async ({ order, isChanged }) => {
      const show = await openPricedShow(office);
      const booking = await sell(show, 0);
      if (isChanged) await exchangeSeat(booking, show.stalls[1]!);
      // By nobody but this test: workers of earlier ones run still.
      const setPace = (until: string) =>
        office.database.query(`UPDATE refund_pace SET spent_until = now() + $1::interval`, [until]);
      await setPace('1 hour');
      await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_001 });
      const feesBack = Math.floor((FEES * 1_001) / (ADULT + FEES));
      await cancel(show.id, 'WITHOUT_FEES');
      await endBookings(show.id);
      const [gesture, own] = await refundsOf(booking);
      expect(own!.amount).toBe(ADULT + FEES - 1_001 - (FEES - feesBack));
      const settled = { status: 'SUCCEEDED', reference: null, failureCode: null } as const;
      for (const { id } of order === 'before' ? [gesture!, own!] : [own!, gesture!]) {
        await office.refundOutcomes.settle(id, settled);
      }
      const { sold, refunded, fees, tickets } = await statementOf(show.id);
      expect([sold - refunded, fees]).toEqual([FEES - feesBack, FEES - feesBack]);
      expect(tickets.map((row) => row.sold - row.refunded)).toEqual([0]);
      await expectLedgerBalanced(office.database, { showId: show.id });
      // Its money comes back: what it had moved is there again.
      await office.refundOutcomes.settle(own!.id, { status: 'FAILED', reference: null, failureCode: 'account_closed' });
      expect((await statementOf(show.id)).tickets.map((row) => row.sold - row.refunded)).toEqual([own!.amount]);
      await expectLedgerBalanced(office.database, { showId: show.id });
      await setPace('0');
    },
  );

  it('with nothing back keeps all of it, and says so', async () => {
    const show = await openPricedShow(office);
    const paid = await sell(show, 0);
    const back = await sell(show, 1);
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: back.id, amount: back.total });
    await run('refund worker');
    expect(await previewOf(show.id, 'NONE')).toMatchObject({ bookings: 2, refunds: 0, amount: 0, kept: paid.total });
    await cancelAll(show.id, 'NONE');
    expect(await standingOf(paid)).toMatchObject({
      status: 'CANCELLED',
      paid: paid.total,
      refunded: 0,
      validTickets: 0,
    });
    expect(await refundsOf(paid)).toEqual([]);
    // All of it had gone back before.
    expect(await standingOf(back)).toMatchObject({ status: 'REFUNDED' });
    expect(await statementOf(show.id)).toMatchObject({ sold: 2 * paid.total, refunded: paid.total });
    expect(await progressOf(show.id)).toMatchObject({
      cancelled: 2,
      refundsSucceeded: 0,
      finishedAt: expect.any(Date),
    });
    await expectNothingWrong(show.id);
  });

  it('lists what was paid at the box office, for its organiser to hand over', async () => {
    const show = await openPricedShow(office);
    const sellAtDoor = (index: number, method: 'CASH' | 'CARD_TERMINAL' | 'FREE') =>
      office.services.doorSales.sell(ORGANISER, {
        showId: show.id,
        method,
        seats: [{ seatId: show.stalls[index]!, ticketTypeId: show.typeId('Adult') }],
      });
    const online = await sell(show, 0);
    const cash = await sellAtDoor(1, 'CASH');
    const card = await sellAtDoor(2, 'CARD_TERMINAL');
    const free = await sellAtDoor(3, 'FREE');
    const byHand = { refundsByHand: 2, amountByHand: cash.total + card.total };
    expect(await previewOf(show.id, 'FULL')).toMatchObject({ bookings: 4, refunds: 3, ...byHand });
    await cancelAll(show.id, 'FULL');
    expect(await progressOf(show.id)).toMatchObject({ refundsSucceeded: 3, ...byHand });
    const page = { limit: 10, olderThan: null, newerThan: null, fromOldest: false };
    const listed = await office.services.refunds.listOfShow(
      ORGANISER,
      await showOf(show.id),
      { status: null, byHand: true },
      page,
    );
    expect(listed.map(({ bookingId }) => bookingId).toSorted()).toEqual([cash.id, card.id].toSorted());
    const others = { status: null, byHand: false };
    expect(await office.services.refunds.countOfShow(ORGANISER, await showOf(show.id), others, 10)).toBe(1);
    for (const one of [online, cash, card]) expect(await standingOf(one)).toMatchObject({ status: 'REFUNDED' });
    expect(await standingOf(free)).toMatchObject({ status: 'CANCELLED', validTickets: 0 });
    expect((await statementOf(show.id)).methodRows.map(({ received, paidBack }) => received - paidBack)).toEqual([
      0, 0, 0, 0,
    ]);
    await expectNothingWrong(show.id);
  });

  it('waits with money that the bank is asked for, until the organiser has it tried; a won dispute is none', async () => {
    const show = await openPricedShow(office);
    const [open, won] = [await sell(show, 0), await sell(show, 1)];
    for (const [booking, status] of [
      [open, 'NEEDS_RESPONSE'],
      [won, 'WON'],
    ] as const) {
      const [payment] = await office.services.payments.paymentsOf(booking.id);
      await office.database.query(
        `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
         VALUES ($1, $2, $3, $1, $4, 'EUR', 'fraudulent', $5)`,
        [`dispute_${booking.id}`, payment!.id, booking.id, booking.total, status],
      );
    }
    expect(await previewOf(show.id, 'FULL')).toMatchObject({ refunds: 2, disputed: 1 });
    await cancelAll(show.id, 'FULL');
    expect(await standingOf(won)).toMatchObject({ status: 'REFUNDED' });
    expect(await standingOf(open)).toMatchObject({ status: 'CANCELLED', refundState: 'REFUND_FAILED', refunded: 0 });
    const [held] = await refundsOf(open);
    expect(held).toMatchObject({ status: 'FAILED', failureCode: 'disputed', amount: open.total });
    expect(await progressOf(show.id)).toMatchObject({ refundsFailed: 1, finishedAt: expect.any(Date) });
    await office.services.refunds.retryRefund(ORGANISER, { refundId: held!.id });
    expect(await progressOf(show.id)).toMatchObject({ refundsFailed: 0, refundsPending: 1, finishedAt: null });
    await run('refund worker');
    expect(await standingOf(open)).toMatchObject({ status: 'REFUNDED', refunded: open.total });
    await expectNothingWrong(show.id);
  });

  it('tells each change of a booking with a revision of its own, several of whose payments the bank is asked for', async () => {
    const show = await openPricedShow(office);
    const { buyer, booking } = await book(show, 0, 'Child');
    await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    await office.settled();
    const { changes, bookings, payments } = office.services;
    const [ticket] = await bookings.ticketsOf(booking.id);
    const exchange = [{ ticketId: ticket!.id, toSeatId: show.stalls[0]!, ticketTypeId: show.typeId('Adult') }];
    await office.services.shows.updateShow(ORGANISER, {
      showId: show.id,
      changeRules: { exchangesUntil: new Date('2099-05-01T17:00:00Z') },
    });
    const { id: quoteId } = await changes.quote(buyer, { bookingId: booking.id, exchange });
    await changes.apply(buyer, { quoteId, paymentToken: 'tok_ok' });
    const paid = await payments.paymentsOf(booking.id);
    expect(paid).toHaveLength(2);
    for (const { id, amount } of paid) {
      await office.database.query(
        `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
         VALUES ($1, $2, $3, $1, $4, 'EUR', 'fraudulent', 'NEEDS_RESPONSE')`,
        [`dispute_${id}`, id, booking.id, amount],
      );
    }
    await cancelAll(show.id, 'FULL');
    expect(await refundsOf(booking)).toMatchObject([{ failureCode: 'disputed' }, { failureCode: 'disputed' }]);
    const told = await office.database.query<{ type: string; revision: number }>(
      `SELECT payload ->> 'event_type' AS type, (payload ->> 'revision')::int AS revision FROM outbox
        WHERE topic = 'booking-events' AND key = $1 ORDER BY id`,
      [booking.id],
    );
    expect(told.map(({ type }) => type).slice(-3)).toEqual([
      'booking.cancelled',
      'booking.refund_failed',
      'booking.refund_failed',
    ]);
    expect(told.map(({ revision }) => revision)).toEqual(told.map((_, index) => index + 1));
    expect((await bookingOf(booking)).revision).toBe(told.length);
    await expectNothingWrong(show.id);
  });

  it.each(['NONE', 'FULL'] as const)('sends money back in full that was under way for days (%s)', async (refund) => {
    const show = await openPricedShow(office);
    const { buyer, booking } = await book(show, 0);
    const provider = fakeProvider({
      createPayment: async () => ({ status: 'PENDING', pendingReason: 'PROCESSING', reference: 'r' }),
    });
    await paymentsWith(provider, office).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    const pending = await sell(show, 1, 'tok_timeout');
    expect(pending.status).toBe('PENDING_PAYMENT');
    await cancelAll(show.id, refund);
    for (const one of [booking, pending]) {
      expect(await standingOf(one)).toMatchObject({ status: 'CANCELLED', validTickets: 0 });
      const [payment] = await office.services.payments.paymentsOf(one.id);
      await office.settlement.settle(payment!.id, { status: 'SUCCEEDED', reference: 'r' });
      expect(await refundsOf(one)).toMatchObject([{ isSurplus: true, amount: one.total, status: 'PENDING' }]);
    }
    expect((await progressOf(show.id))!.finishedAt).toBeNull();
    await expectLedgerBalanced(office.database, { showId: show.id });
  });

  it('is told how a refund fails, which is tried again', async () => {
    const show = await openPricedShow(office);
    const booking = await sell(show, 0, 'tok_refund_fails');
    await cancelAll(show.id, 'WITHOUT_FEES');
    expect(await standingOf(booking)).toMatchObject({ status: 'CANCELLED', refundState: 'REFUND_FAILED' });
    expect(await progressOf(show.id)).toMatchObject({ refundsFailed: 1, finishedAt: expect.any(Date) });
    const [failed] = await refundsOf(booking);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: failed!.id });
    await run('refund worker');
    expect(await standingOf(booking)).toMatchObject({ status: 'CANCELLED', refundState: null, refunded: ADULT });
    expect((await statementOf(show.id)).fees).toBe(FEES);
    await expectNothingWrong(show.id);
  });
});

describe('cancelling a show', () => {
  it('leaves bookings as they are without a refund, which may be chosen later, and once', async () => {
    const show = await openPricedShow(office);
    const booking = await sell(show, 0);
    await office.services.cancellations.cancelShow(ORGANISER, { showId: show.id });
    await run('booking cancellation worker');
    expect(await standingOf(booking)).toMatchObject({ status: 'CONFIRMED', validTickets: 1 });
    expect(await progressOf(show.id)).toBeNull();
    await cancelAll(show.id, 'WITHOUT_FEES');
    expect(await standingOf(booking)).toMatchObject({ status: 'CANCELLED', refunded: ADULT });
    await cancelAll(show.id, 'WITHOUT_FEES');
    await expect(cancel(show.id, 'FULL')).rejects.toThrow(IllegalStateError);
    await office.services.cancellations.cancelShow(ORGANISER, { showId: show.id });
    expect(await progressOf(show.id)).toMatchObject({ refund: 'WITHOUT_FEES', cancelled: 1, refundsSucceeded: 1 });
    await expectNothingWrong(show.id);
  });

  it('takes a reason with a refund only, and is its organiser’s business', async () => {
    const show = await openPricedShow(office);
    const { cancellations } = office.services;
    await expect(cancellations.cancelShow(ORGANISER, { showId: show.id, reason: REASON })).rejects.toThrow(
      InvalidInputError,
    );
    await expect(cancel(show.id, 'FULL', OTHER_ORGANISER)).rejects.toThrow(ForbiddenError);
    await expect(cancellations.progressOf(OTHER_ORGANISER, await showOf(show.id))).rejects.toThrow(ForbiddenError);
    await expect(cancellations.previewOf(guest(), await showOf(show.id), 'FULL')).rejects.toThrow(ForbiddenError);
    expect(await showOf(show.id)).toMatchObject({ status: 'ON_SALE' });
    expect(await readPreview(office.database, show.id, 'FULL')).toMatchObject({ bookings: 0, amount: 0, kept: 0 });
  });

  it('tells how far it is, and at last that nothing is left', async () => {
    const show = await openPricedShow(office);
    for (let index = 0; index < 3; index += 1) await sell(show, index);
    await cancelAll(show.id, 'FULL');
    const told = async () => {
      const rows = await office.database.query<{ payload: { cancellation: object; version: number } }>(
        `SELECT payload FROM outbox WHERE topic = 'show-events' AND key = $1 AND type = 'show.cancellation_progressed' ORDER BY id`,
        [show.id],
      );
      return rows.map(({ payload }) => payload);
    };
    await expect
      .poll(async () => (await told()).at(-1)!.cancellation)
      .toEqual({
        refund: 'FULL',
        bookings: 3,
        cancelled: 3,
        refunds_pending: 0,
        refunds_succeeded: 3,
        refunds_failed: 0,
      });
    office.services.shows.forget(show.id);
    expect((await showOf(show.id)).version).toBe((await told()).at(-1)!.version);
    await run('booking cancellation worker');
    const left = await office.database.query(
      'SELECT FROM booking_cancellations WHERE show_id = $1 AND due_at IS NOT NULL',
      [show.id],
    );
    expect(left).toEqual([]);
  });

  it('goes on beside a booking that can’t be cancelled, and with it once it can', async () => {
    const show = await openPricedShow(office);
    const [stuck, other] = [await sell(show, 0), await sell(show, 1)];
    await office.database.query(
      `CREATE OR REPLACE FUNCTION refuse_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$`,
    );
    await office.database.query(
      `CREATE OR REPLACE TRIGGER stuck BEFORE UPDATE ON bookings FOR EACH ROW WHEN (OLD.id = '${stuck.id}') EXECUTE FUNCTION refuse_end()`,
    );
    await cancel(show.id, 'FULL');
    await eventually(async () => {
      await run('booking cancellation worker');
      expect(await bookingOf(other)).toMatchObject({ status: 'CANCELLED' });
    });
    expect(await bookingOf(stuck)).toMatchObject({ status: 'CONFIRMED' });
    expect(await progressOf(show.id)).toMatchObject({ bookings: 2, cancelled: 1, finishedAt: null });
    await office.database.query('DROP TRIGGER stuck ON bookings');
    await expect
      .poll(async () => {
        await run('booking cancellation worker');
        return (await bookingOf(stuck)).status;
      })
      .toBe('CANCELLED');
    expect(await progressOf(show.id)).toMatchObject({ bookings: 2, cancelled: 2 });
  });
});
