import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import type { ProviderFact } from '../../src/modules/payments/payment-provider.ts';
import { createProviderNews } from '../../src/modules/payments/provider-news.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import {
  createTestBoxOffice,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { bookOn } from '../kit/product/paying.ts';
import { importPricedHall, openPricedShow, PRICING } from '../kit/shows/priced-show.ts';
import { createSurvival } from './crash-survival.ts';
import { letTimePass, runWorkers } from './ledger-history.ts';

// Each operation that talks to the payment provider, on a node that dies, for good, before the first of its statements, commits and calls of
// the provider, before the second, and so on, until one does not die any more. The sandbox keeps its book in the same database: its
// statements are the calls. Then another node goes on by itself, and each of these bookings must have all of it, or nothing.

/** Those of the last row are cheap, and those of the row before are dear. */
const SEATS_OF_ROW = 100;
const HALL = { zones: 1, rows: 16, seats: SEATS_OF_ROW };
/** For each ticket that a buyer gives back. */
const RETURN_FEE = 650;
const TEST_TIMEOUT_MS = 240_000;

const logger = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
let show: TestShow;
/** Buyers may cancel, and are charged for it. */
let ruledShow: TestShow;
let planId: string;
const cancelledShows: string[] = [];

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow(HALL);
  ruledShow = await office.createShow({ ...HALL, rows: 2 });
  const changeRules = { returnsUntil: new Date('2099-01-01T00:00:00Z'), returnFee: RETURN_FEE, feeTaxRate: 19 };
  await office.services.shows.updateShow(ORGANISER, { showId: ruledShow.id, changeRules });
  planId = await importPricedHall(office);
});
afterAll(() => office?.[Symbol.asyncDispose]());

interface Sold {
  buyer: Principal;
  booking: Booking;
}

const { survive } = createSurvival({ office: () => office });

const book = (seats = 1) => bookOn(office, show.id, show.nextSeats(seats));
let exchanged = 0;
/** A cheap seat, and a dear one that is free: from the last two rows, then from the two before, and so on. */
function seatsToExchange(): { from: string; to: string } {
  const cheap = show.seatIds.length - SEATS_OF_ROW - 2 * SEATS_OF_ROW * Math.floor(exchanged / SEATS_OF_ROW);
  const seat = exchanged % SEATS_OF_ROW;
  exchanged += 1;
  return { from: show.seatIds[cheap + seat]!, to: show.seatIds[cheap - SEATS_OF_ROW + seat]! };
}

const payWith = (node: TestBoxOffice, { buyer, booking }: Sold, paymentToken: string) =>
  node.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken });

async function paid(seats = 1, token = 'tok_ok'): Promise<Sold> {
  const sold = await book(seats);
  await payWith(office, sold, token);
  return sold;
}

const statusOf = async ({ booking }: Sold) => shownStatus((await office.services.bookings.readBooking(booking.id))!);
const paymentsOf = ({ booking }: Sold) => office.services.payments.paymentsOf(booking.id);
const refundsOf = ({ booking }: Sold) => office.services.refunds.refundsOf(booking.id);
const goodTickets = async ({ booking }: Sold) =>
  (await office.services.bookings.ticketsOf(booking.id)).filter(({ voidedAt }) => voidedAt === null);

/** What the provider has of the booking's payments: charged and refunded, the first one first. */
async function chargesOf({
  booking,
}: Sold): Promise<{ paymentId: string; amount: number; refunded: number; reference: string }[]> {
  return await office.database.query(
    `SELECT p.id AS "paymentId", c.amount, c.refunded, c.reference FROM payments p JOIN sandbox_charges c ON c.payment_id = p.id
      WHERE p.booking_id = $1 AND c.outcome = 'SUCCEEDED' ORDER BY p.created_at, p.id`,
    [booking.id],
  );
}

/** The ledger balances, and we say of each payment what the provider says. */
async function expectBooks(sold: Sold): Promise<void> {
  await expectLedgerBalanced(office.database, { bookingId: sold.booking.id });
  const taken = (await paymentsOf(sold)).filter(({ status }) => status === 'SUCCEEDED' || status === 'REFUNDED');
  expect(taken.map(({ id, refunded }) => `${id} ${refunded}`).toSorted()).toEqual(
    (await chargesOf(sold)).map(({ paymentId, refunded }) => `${paymentId} ${refunded}`).toSorted(),
  );
}

/** What its fees come to in the ledger, with their tax: income is negative there. */
async function feesOf({ booking }: Sold): Promise<number> {
  const [row] = await office.database.query<{ fees: number }>(
    `SELECT coalesce(-sum(e.amount), 0)::int AS fees FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE t.booking_id = $1 AND (e.account = 'FEES' OR e.account = 'TAX' AND e.tax_rate = 19000)`,
    [booking.id],
  );
  return row!.fees;
}

/** A webhook is taken by that node. */
const hear = (node: TestBoxOffice, fact: ProviderFact) =>
  createProviderNews({
    review: node.paymentReview,
    refundNews: node.refundNews,
    disputes: node.disputes,
    logger,
    onUnknownCapture: () => undefined,
  })(fact);

const hearOfPayment = async (node: TestBoxOffice, sold: Sold) => {
  const [charge] = await chargesOf(sold);
  const { paymentId, reference } = charge!;
  await hear(node, { kind: 'payment', paymentId, reference, status: 'SUCCEEDED' });
};

const hearOfRefund = (node: TestBoxOffice, reference: string) =>
  hear(node, { kind: 'refund', reference, status: 'SUCCEEDED' });

const hearOfDispute = async (node: TestBoxOffice, sold: Sold) => {
  const [charge] = await chargesOf(sold);
  await hear(node, { kind: 'dispute', reference: `${charge!.reference}_dispute`, status: 'LOST' });
};

/** Until nothing of it is due, or the node has died: the caller waits for that as well. */
async function work(node: TestBoxOffice, ...names: string[]): Promise<void> {
  for (const name of names) await runWorkers(node, name);
}

describe('a node that dies before any of its statements, commits and calls of the provider', () => {
  it('has a booking paid, or leaves it to be paid', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive<Sold>({
      prepare: () => book(),
      act: (node, sold) => payWith(node, sold, 'tok_ok'),
      async check(sold) {
        const [charge] = await chargesOf(sold);
        expect(await statusOf(sold)).toBe(charge ? 'CONFIRMED' : 'PENDING_PAYMENT');
        expect(await goodTickets(sold)).toHaveLength(charge ? 1 : 0);
        await expectBooks(sold);
        // A buyer whose node has died tries again.
        if (!charge) await payWith(office, sold, 'tok_ok');
        expect(await statusOf(sold)).toBe('CONFIRMED');
        expect(await chargesOf(sold)).toHaveLength(1);
        return charge !== undefined;
      },
    });
    expect(points).toBeGreaterThan(5);
    expect(done).toBeGreaterThan(2);
  });

  it("has a booking paid in the provider's form, or leaves it to be paid", { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive<Sold>({
      prepare: () => book(),
      act: (node, { buyer, booking }) => node.services.payments.startPayment(buyer, { bookingId: booking.id }),
      async check(sold) {
        const [charge] = await chargesOf(sold);
        expect(await statusOf(sold)).toBe(charge ? 'CONFIRMED' : 'PENDING_PAYMENT');
        expect(await goodTickets(sold)).toHaveLength(charge ? 1 : 0);
        await expectBooks(sold);
        if (!charge) await payWith(office, sold, 'tok_ok');
        expect(await statusOf(sold)).toBe('CONFIRMED');
        expect(await chargesOf(sold)).toHaveLength(1);
        return charge !== undefined;
      },
    });
    expect(points).toBeGreaterThan(5);
    expect(done).toBeGreaterThan(2);
  });

  it('confirms a booking by a webhook', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points } = await survive<Sold>({
      async prepare() {
        const sold = await paid(1, 'tok_requires_action');
        await letTimePass(office.database, sold.booking.id);
        return sold;
      },
      act: hearOfPayment,
      repeat: hearOfPayment,
      async check(sold) {
        expect(await statusOf(sold)).toBe('CONFIRMED');
        expect(await goodTickets(sold)).toHaveLength(1);
        await expectBooks(sold);
        return true;
      },
    });
    expect(points).toBeGreaterThan(3);
  });

  it('gives money back that a webhook tells of too late', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points } = await survive<Sold>({
      async prepare() {
        const sold = await paid(1, 'tok_late');
        await office.services.bookings.cancelBooking(sold.buyer, { bookingId: sold.booking.id });
        await letTimePass(office.database, sold.booking.id);
        return sold;
      },
      async act(node, sold) {
        await hearOfPayment(node, sold);
        await work(node, 'refund worker');
      },
      repeat: hearOfPayment,
      async check(sold) {
        expect(await statusOf(sold)).toBe('REFUNDED');
        expect(await refundsOf(sold)).toMatchObject([
          { status: 'SUCCEEDED', isSurplus: true, amount: sold.booking.total },
        ]);
        await expectBooks(sold);
        return true;
      },
    });
    expect(points).toBeGreaterThan(12);
  });

  it('cancels a booking and refunds all of it, or leaves it as it is', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive<Sold>({
      prepare: () => paid(2),
      async act(node, { buyer, booking }) {
        await node.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
        await work(node, 'refund worker');
      },
      async check(sold) {
        const isDone = (await statusOf(sold)) === 'REFUNDED';
        if (!isDone) expect(await statusOf(sold)).toBe('CONFIRMED');
        expect(await goodTickets(sold)).toHaveLength(isDone ? 0 : 2);
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? sold.booking.total : 0 }]);
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(15);
    // The refund is made, and written down, by others where the node has died since.
    expect(done).toBeGreaterThan(8);
  });

  it('cancels a booking by the rules of its show, or leaves it as it is', { timeout: TEST_TIMEOUT_MS }, async () => {
    const refundOf = ({ booking }: Sold) => booking.total - 2 * RETURN_FEE;
    const { points, done } = await survive<Sold>({
      async prepare() {
        const sold = await bookOn(office, ruledShow.id, ruledShow.nextSeats(2));
        await payWith(office, sold, 'tok_ok');
        return sold;
      },
      async act(node, sold) {
        const { buyer, booking } = sold;
        await node.services.bookings.cancelBooking(buyer, { bookingId: booking.id, minimumRefund: refundOf(sold) });
        await work(node, 'refund worker');
      },
      async check(sold) {
        // What is kept of it is no refund that is missing.
        const isDone = (await statusOf(sold)) === 'CANCELLED';
        if (!isDone) expect(await statusOf(sold)).toBe('CONFIRMED');
        const refund = { status: 'SUCCEEDED', amount: refundOf(sold) };
        expect(await refundsOf(sold)).toMatchObject(isDone ? [refund] : []);
        expect(await goodTickets(sold)).toHaveLength(isDone ? 0 : 2);
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? refund.amount : 0 }]);
        expect(await feesOf(sold)).toBe(isDone ? 2 * RETURN_FEE : 0);
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(18);
    expect(done).toBeGreaterThan(8);
  });

  it('refunds a part of a booking, or nothing', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive<Sold>({
      prepare: () => paid(2),
      async act(node, { booking }) {
        await node.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_200 });
        await work(node, 'refund worker');
      },
      async check(sold) {
        const isDone = (await refundsOf(sold)).length > 0;
        if (isDone) expect(await refundsOf(sold)).toMatchObject([{ status: 'SUCCEEDED', amount: 1_200 }]);
        expect(await statusOf(sold)).toBe(isDone ? 'PARTLY_REFUNDED' : 'CONFIRMED');
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? 1_200 : 0 }]);
        expect(await goodTickets(sold)).toHaveLength(2);
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(12);
    expect(done).toBeGreaterThan(8);
  });

  it('tries a refund again that was refused', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points } = await survive<Sold & { refundId: string }>({
      async prepare() {
        const sold = await paid(1, 'tok_refund_fails');
        await office.services.bookings.cancelBooking(sold.buyer, { bookingId: sold.booking.id });
        await using node = await createTestBoxOffice(office.database);
        await work(node, 'refund worker');
        const [refused] = await refundsOf(sold);
        expect(refused).toMatchObject({ status: 'FAILED' });
        return { ...sold, refundId: refused!.id };
      },
      async act(node, { refundId }) {
        await node.services.refunds.retryRefund(ORGANISER, { refundId });
        await work(node, 'refund worker');
      },
      async check(sold) {
        const isDone = (await statusOf(sold)) === 'REFUNDED';
        expect(await refundsOf(sold)).toMatchObject([{ status: isDone ? 'SUCCEEDED' : 'FAILED' }]);
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? sold.booking.total : 0 }]);
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(12);
  });

  it('takes in a refund that was made at the provider', { timeout: TEST_TIMEOUT_MS }, async () => {
    const made = (sold: Sold) => `made_there_${sold.booking.id}`;
    const { points } = await survive<Sold>({
      async prepare() {
        const sold = await paid(2);
        const [charge] = await chargesOf(sold);
        await office.database.query(
          `INSERT INTO sandbox_refunds (id, payment_id, reference, amount, currency, outcome) VALUES ($1, $2, $1, 700, 'EUR', 'SUCCEEDED')`,
          [made(sold), charge!.paymentId],
        );
        await office.database.query('UPDATE sandbox_charges SET refunded = 700 WHERE payment_id = $1', [
          charge!.paymentId,
        ]);
        return sold;
      },
      act: (node, sold) => hearOfRefund(node, made(sold)),
      repeat: (node, sold) => hearOfRefund(node, made(sold)),
      async check(sold) {
        expect(await refundsOf(sold)).toMatchObject([{ status: 'SUCCEEDED', amount: 700, atProvider: true }]);
        expect(await statusOf(sold)).toBe('PARTLY_REFUNDED');
        await expectBooks(sold);
        return true;
      },
    });
    expect(points).toBeGreaterThan(8);
  });

  it('loses a dispute, and withholds what is not refunded yet', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points } = await survive<Sold>({
      async prepare() {
        const sold = await paid(2);
        await office.services.refunds.refundBooking(ORGANISER, { bookingId: sold.booking.id, amount: 1_200 });
        const [charge] = await chargesOf(sold);
        await office.database.query(
          `UPDATE sandbox_charges SET disputed_at = now() - make_interval(secs => 1), dispute_status = 'LOST', lost = amount WHERE payment_id = $1`,
          [charge!.paymentId],
        );
        return sold;
      },
      act: hearOfDispute,
      repeat: hearOfDispute,
      async check(sold) {
        expect(await office.services.refunds.sumsOf(sold.booking.id)).toEqual({
          paid: sold.booking.total,
          refunded: 0,
          lostDisputes: sold.booking.total,
        });
        expect(await refundsOf(sold)).toMatchObject([{ status: 'FAILED', failureCode: 'disputed' }]);
        expect(await statusOf(sold)).toBe('CONFIRMED');
        await expectBooks(sold);
        return true;
      },
    });
    expect(points).toBeGreaterThan(8);
  });

  it.each(['by token', "in the provider's form"] as const)(
    'charges a change %s and makes it, or leaves the booking as it is',
    { timeout: TEST_TIMEOUT_MS },
    async (way) => {
      type Quoted = Sold & { quoteId: string; charge: number; toSeatId: string };
      const { points, done } = await survive<Quoted>({
        async prepare() {
          const { from, to } = seatsToExchange();
          const sold = await bookOn(office, show.id, [from]);
          await payWith(office, sold, 'tok_ok');
          const [ticket] = await goodTickets(sold);
          const { id: quoteId, charge } = await office.services.changes.quote(ORGANISER, {
            bookingId: sold.booking.id,
            exchange: [{ ticketId: ticket!.id, toSeatId: to }],
          });
          expect(charge).toBe(1_000);
          return { ...sold, quoteId, charge, toSeatId: to };
        },
        act: ({ services }, { quoteId }) =>
          way === 'by token'
            ? services.changes.apply(ORGANISER, { quoteId, paymentToken: 'tok_ok' })
            : services.changes.startPayment(ORGANISER, { quoteId }),
        async check(sold) {
          const charged = (await chargesOf(sold)).find(({ amount }) => amount === sold.charge);
          const [ticket] = await goodTickets(sold);
          expect(ticket!.seatId === sold.toSeatId).toBe(charged !== undefined);
          expect(await statusOf(sold)).toBe('CONFIRMED');
          await expectBooks(sold);
          // The quote is good still.
          if (!charged)
            await office.services.changes.apply(ORGANISER, { quoteId: sold.quoteId, paymentToken: 'tok_ok' });
          expect((await goodTickets(sold)).map(({ seatId }) => seatId)).toEqual([sold.toSeatId]);
          return charged !== undefined;
        },
      });
      expect(points).toBeGreaterThan(8);
      expect(done).toBeGreaterThan(2);
    },
  );

  it('exchanges a ticket and refunds the difference, or leaves the booking as it is', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    const { points, done } = await survive<Sold & { quoteId: string; toSeatId: string }>({
      async prepare() {
        const { to: dear, from: toSeatId } = seatsToExchange();
        const sold = await bookOn(office, show.id, [dear]);
        await payWith(office, sold, 'tok_ok');
        const [ticket] = await goodTickets(sold);
        const exchange = [{ ticketId: ticket!.id, toSeatId }];
        const quoted = await office.services.changes.quote(ORGANISER, { bookingId: sold.booking.id, exchange });
        expect(quoted.refund).toBe(1_000);
        return { ...sold, quoteId: quoted.id, toSeatId };
      },
      async act(node, { quoteId }) {
        await node.services.changes.apply(ORGANISER, { quoteId });
        await work(node, 'refund worker');
      },
      async check(sold) {
        const [ticket, ...others] = await goodTickets(sold);
        const isDone = ticket!.seatId === sold.toSeatId;
        expect(others).toEqual([]);
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? 1_000 : 0 }]);
        expect(await statusOf(sold)).toBe(isDone ? 'PARTLY_REFUNDED' : 'CONFIRMED');
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(20);
    expect(done).toBeGreaterThan(8);
  });

  it('gives tickets back and refunds them, or leaves the booking as it is', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive<Sold & { quoteId: string; refund: number }>({
      async prepare() {
        const sold = await paid(2);
        const cancelTicketIds = (await goodTickets(sold)).slice(0, 1).map(({ id }) => id);
        const { changes } = office.services;
        const quoted = await changes.quote(ORGANISER, { bookingId: sold.booking.id, cancelTicketIds });
        return { ...sold, quoteId: quoted.id, refund: quoted.refund };
      },
      async act(node, { quoteId }) {
        await node.services.changes.apply(ORGANISER, { quoteId });
        await work(node, 'refund worker');
      },
      async check(sold) {
        const isDone = (await goodTickets(sold)).length === 1;
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? sold.refund : 0 }]);
        expect(await statusOf(sold)).toBe(isDone ? 'PARTLY_REFUNDED' : 'CONFIRMED');
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(20);
    expect(done).toBeGreaterThan(8);
  });

  it('cancels a show with its bookings, or leaves it on sale', { timeout: TEST_TIMEOUT_MS }, async () => {
    type Cancelled = { showId: string; sold: Sold; unpaid: Sold };
    const { points, done } = await survive<Cancelled>({
      async prepare() {
        const { id: showId, stalls, typeId } = await openPricedShow(office, PRICING, planId);
        const own = async (seatId: string): Promise<Sold> => {
          const buyer = guest();
          const seats = [{ seatId, ticketTypeId: typeId('Adult') }];
          const { id: lockId } = await office.services.locks.lockSeats(buyer, { showId, seats });
          const customer = { name: 'Ada Lovelace', email: 'ada@example.org' };
          return { buyer, booking: await office.services.bookings.createBooking(buyer, { lockId, customer }) };
        };
        const [sold, unpaid] = [await own(stalls[0]!), await own(stalls[1]!)];
        await payWith(office, sold, 'tok_ok');
        return { showId, sold, unpaid };
      },
      async act(node, { showId }) {
        await node.services.cancellations.cancelShow(ORGANISER, { showId, refund: 'WITHOUT_FEES' });
        await work(node, 'booking cancellation worker', 'refund worker');
      },
      async check({ showId, sold, unpaid }) {
        const { status } = (await office.services.shows.getShow(showId))!;
        const isDone = status === 'CANCELLED';
        expect(await statusOf(unpaid)).toBe(isDone ? 'CANCELLED' : 'PENDING_PAYMENT');
        expect(await statusOf(sold)).toBe(isDone ? 'CANCELLED' : 'CONFIRMED');
        expect(await chargesOf(sold)).toMatchObject([{ refunded: isDone ? 4_550 : 0 }]);
        expect(await goodTickets(sold)).toHaveLength(isDone ? 0 : 1);
        if (isDone) cancelledShows.push(showId);
        await expectBooks(sold);
        return isDone;
      },
    });
    expect(points).toBeGreaterThan(40);
    expect(done).toBeGreaterThan(20);
  });

  it('leaves maps and seats that agree with what became of the bookings', { timeout: TEST_TIMEOUT_MS }, async () => {
    await office.startEvents();
    await office.settled();
    for (const { id } of [show, ruledShow]) await expectConsistent(office.database, id);
    for (const showId of cancelledShows) await expectConsistent(office.database, showId);
  });
});
