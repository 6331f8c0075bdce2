import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import { BookingNotCancellableError } from '../../src/modules/bookings/bookings.errors.ts';
import { createDisputes } from '../../src/modules/payments/disputes.ts';
import type { ChangeRulesInput } from '../../src/modules/shows/change-rules.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent, expectTruth, statesOf } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
} from '../kit/product/box-office.ts';
import { fakeProvider } from '../kit/product/paying.ts';
import { openPricedShow, type PricedShow } from '../kit/shows/priced-show.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const UNTIL = new Date('2099-04-30T17:00:00Z');
/** Two adults in the stalls: 9,100, with fees of 10 % each and 3.90 for all. */
const TICKETS = 2 * 4_550;
const FEES = 2 * 455 + 390;
const TOTAL = TICKETS + FEES;

async function sellPair(token = 'tok_ok'): Promise<{ show: PricedShow; buyer: Principal; booking: Booking }> {
  const show = await openPricedShow(office);
  const buyer = guest();
  const { bookings, locks, payments } = office.services;
  const seats = show.stalls.slice(0, 2).map((seatId) => ({ seatId, ticketTypeId: show.typeId('Adult') }));
  const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seats });
  const { id } = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  await payments.payBooking(buyer, { bookingId: id, paymentToken: token });
  await office.settled();
  return { show, buyer, booking: (await bookings.getFreshBooking(buyer, id))! };
}

const allow = ({ id: showId }: Pick<PricedShow, 'id'>, changeRules: ChangeRulesInput) =>
  office.services.shows.updateShow(ORGANISER, { showId, changeRules });

const cancel = (who: Principal, { id: bookingId }: Pick<Booking, 'id'>, minimumRefund?: number) =>
  office.services.bookings.cancelBooking(who, { bookingId, minimumRefund });

const termsOf = (who: Principal, booking: Booking) => office.services.changes.cancellationTermsOf(who, booking);

/** By a node of its own, which stops then: what is asked for afterwards waits. */
async function refundAll(): Promise<void> {
  await using node = await createTestBoxOffice(office.database);
  const worker = node.worker('refund worker');
  worker.start();
  await worker.idle();
  await worker.stop();
  await office.settled();
}

const sumsOf = ({ id }: Pick<Booking, 'id'>) => office.services.refunds.sumsOf(id);

async function expectKept(
  { show, buyer, booking }: Awaited<ReturnType<typeof sellPair>>,
  kept: number,
  status = kept === 0 ? 'REFUNDED' : 'CANCELLED',
) {
  await refundAll();
  expect(await sumsOf(booking)).toEqual({ paid: TOTAL, refunded: TOTAL - kept, lostDisputes: 0 });
  const after = (await office.services.bookings.getFreshBooking(buyer, booking.id))!;
  expect(shownStatus(after)).toBe(status);
  expect(await statesOf(office, show.id, show.stalls.slice(0, 2))).toEqual(['AVAILABLE', 'AVAILABLE']);
  await expectTruth(office, show.id);
}

const statementOf = ({ id }: Pick<PricedShow, 'id'>) =>
  office.services.shows
    .getShow(id)
    .then((show) => office.services.ledger.statementOf(ORGANISER, show!, { from: null, to: null }));

describe('a buyer who cancels a booking that is paid', () => {
  it('has all of it back until the show begins, where the show gives no rules', async () => {
    const sold = await sellPair();
    expect(await termsOf(sold.buyer, sold.booking)).toEqual({
      until: new Date('2099-05-01T18:00:00Z'),
      refund: TOTAL,
      kept: 0,
      lines: [],
    });
    expect(await cancel(sold.buyer, sold.booking)).toMatchObject({ status: 'CANCELLED' });
    await expectKept(sold, 0);
  });

  it('has no more back than its organiser has chosen for a show that is being cancelled with its bookings', async () => {
    const sold = await sellPair();
    const { show, buyer, booking } = sold;
    await office.services.cancellations.cancelShow(ORGANISER, { showId: show.id, refund: 'NONE' });
    // Before a worker has come to this booking.
    expect(await termsOf(buyer, booking)).toBeNull();
    await expect(cancel(buyer, booking)).rejects.toMatchObject({ obstacle: 'SHOW_CANCELLED' });
    expect((await office.services.bookings.getFreshBooking(buyer, booking.id))!.status).toBe('CONFIRMED');
    expect(await sumsOf(booking)).toEqual({ paid: TOTAL, refunded: 0, lostDisputes: 0 });
  });

  it('is bound by the rules that the show has now, and not by those that a node remembers', async () => {
    const { show, buyer, booking } = await sellPair();
    await allow(show, { returnsUntil: UNTIL });
    expect(await office.services.shows.getShow(show.id)).toMatchObject({ changeRules: { returnsUntil: UNTIL } });
    // As by another node.
    await office.database.query(`UPDATE shows SET returns_until = now() - interval '1 second' WHERE id = $1`, [
      show.id,
    ]);
    await expect(cancel(buyer, booking)).rejects.toThrow(/too late/);
  });

  it('is told beforehand what goes back, and has that, with the fees kept in the books by their names', async () => {
    const sold = await sellPair();
    const { show, buyer, booking } = sold;
    await allow(show, { returnsUntil: UNTIL, returnFee: 500, feeTaxRate: 19 });
    const terms = await termsOf(buyer, booking);
    expect(terms).toMatchObject({ until: UNTIL, refund: TICKETS - 1_000, kept: FEES + 1_000 });
    expect(terms!.lines.map(({ description, total }) => `${description} ${total}`)).toEqual([
      'Service fee 910',
      'Shipping 390',
      'Cancellation fee 1000',
    ]);
    expect(await termsOf(ORGANISER, booking)).toMatchObject({ until: null, refund: TOTAL, kept: 0 });
    expect(await cancel(buyer, booking, terms!.refund)).toMatchObject({ status: 'CANCELLED', total: TOTAL });
    expect(await termsOf(buyer, (await office.services.bookings.getFreshBooking(buyer, booking.id))!)).toBeNull();
    const [refund] = await office.services.refunds.refundsOf(booking.id);
    const tickets = await office.services.bookings.ticketsOf(booking.id);
    expect(refund!.ticketIds).toEqual(tickets.map(({ id }) => id));
    expect(tickets.every(({ voidedAt }) => voidedAt !== null)).toBe(true);
    await office.settled();
    await expectConsistent(office.database, show.id);
    await expectKept(sold, FEES + 1_000);
    const statement = await statementOf(show);
    expect(statement).toMatchObject({ fees: FEES + 1_000, surplus: 0, ticketsSold: 2, ticketsCancelled: 2 });
    expect(statement.feeRows.map(({ name, sold: of, refunded }) => [name, of - refunded])).toEqual(
      expect.arrayContaining([
        ['Service fee', 910],
        ['Shipping', 390],
        ['Cancellation fee', 1_000],
      ]),
    );
    expect(statement.sold - statement.refunded).toBe(FEES + 1_000);
    expect(statement.tickets.map(({ sold: of, refunded }) => of - refunded)).toEqual([0]);
    expect(statement.tax).toBe(145 + 62 + 160);
  });

  it('has the fees back, too, where the show gives them back, and all of it where nothing is kept', async () => {
    const sold = await sellPair();
    await allow(sold.show, { returnsUntil: UNTIL, returnFee: 500, keepsFees: false });
    await cancel(sold.buyer, sold.booking);
    await expectKept(sold, 1_000);
    const other = await sellPair();
    await allow(other.show, { returnsUntil: UNTIL, keepsFees: false });
    await cancel(other.buyer, other.booking);
    await expectKept(other, 0);
  });

  it('gets nothing back where tickets cost no more than giving them back', async () => {
    const sold = await sellPair();
    await allow(sold.show, { returnsUntil: UNTIL, returnFee: 10_000 });
    expect(await termsOf(sold.buyer, sold.booking)).toMatchObject({ refund: 0, kept: TOTAL });
    await cancel(sold.buyer, sold.booking);
    expect(await office.services.refunds.refundsOf(sold.booking.id)).toEqual([]);
    await expectKept(sold, TOTAL);
    expect((await statementOf(sold.show)).fees).toBe(TOTAL);
  });

  it('is refused when it is too late, and where the show offers exchanges only; its organiser is not', async () => {
    const { show, buyer, booking } = await sellPair();
    await allow(show, { returnsUntil: new Date('2026-01-01T00:00:00Z') });
    const late = await cancel(buyer, booking).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(BookingNotCancellableError);
    expect(late).toMatchObject({
      status: 'CONFIRMED',
      obstacle: 'TOO_LATE',
      refund: null,
      message: expect.stringContaining('too late'),
    });
    expect(await termsOf(buyer, booking)).toBeNull();
    await allow(show, { returnsUntil: null, exchangesUntil: UNTIL });
    await expect(cancel(buyer, booking)).rejects.toMatchObject({ obstacle: 'NOT_OFFERED' });
    expect(await termsOf(buyer, booking)).toBeNull();
    expect(await statesOf(office, show.id, show.stalls.slice(0, 2))).toEqual(['BOOKED', 'BOOKED']);
    await cancel(ORGANISER, booking);
    await expectKept({ show, buyer, booking }, 0);
  });

  it('cancels nothing where less goes back than was told', async () => {
    const sold = await sellPair();
    const { show, buyer, booking } = sold;
    const { refund } = (await termsOf(buyer, booking))!;
    await allow(show, { returnsUntil: UNTIL, returnFee: 500 });
    await expect(cancel(buyer, booking, refund)).rejects.toMatchObject({
      ...{ message: 'Less goes back than that.', status: 'CONFIRMED', obstacle: 'LESS_GOES_BACK' },
      refund: { amount: TICKETS - 1_000, currency: 'EUR' },
    });
    expect((await office.services.bookings.getFreshBooking(buyer, booking.id))!.status).toBe('CONFIRMED');
    await cancel(buyer, booking, TICKETS - 1_000);
    await expectKept(sold, FEES + 1_000);
  });

  it('has the same answer to the same call again, also where the refund was made or what was kept is given back', async () => {
    const sold = await sellPair();
    const { show, buyer, booking } = sold;
    await allow(show, { returnsUntil: UNTIL, returnFee: 500 });
    const refund = TICKETS - 1_000;
    await cancel(buyer, booking, refund);
    const again = async (status: Booking['status']) => {
      await cancel(buyer, booking, refund);
      await cancel(buyer, booking);
      expect(await office.services.bookings.getFreshBooking(buyer, booking.id)).toMatchObject({ status });
      const less = cancel(buyer, booking, refund + 1);
      await expect(less).rejects.toMatchObject({ status, message: 'Less goes back than that.' });
    };
    await again('CANCELLED');
    await refundAll();
    await again('CANCELLED');
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: FEES + 1_000 });
    await refundAll();
    await again('REFUNDED');
  });

  it('is told that all goes back of what the organiser has cancelled already, and nothing of what was not paid', async () => {
    const { show, buyer, booking } = await sellPair();
    await allow(show, { returnsUntil: UNTIL, returnFee: 500 });
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 400 });
    await cancel(ORGANISER, booking, TOTAL - 400);
    expect(await cancel(buyer, booking, TOTAL - 400)).toMatchObject({ status: 'CANCELLED' });
    await expect(cancel(buyer, booking, TOTAL)).rejects.toThrow('Less goes back than that.');
    const { bookings, locks } = office.services;
    const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [show.stalls[2]!] });
    const unpaid = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    await expect(cancel(buyer, unpaid, 1)).rejects.toThrow('Less goes back than that.');
    await cancel(buyer, unpaid, 0);
    expect(await cancel(buyer, unpaid, 0)).toMatchObject({ status: 'CANCELLED' });
    await expect(cancel(buyer, unpaid, 1)).rejects.toThrow('Less goes back than that.');
  });

  it('is bound by them with the last ticket, after others were given back for a fee', async () => {
    const sold = await sellPair();
    const { show, buyer, booking } = sold;
    await allow(show, { returnsUntil: UNTIL, returnFee: 500, keepsFees: false });
    const { changes, bookings } = office.services;
    const [first] = await bookings.ticketsOf(booking.id);
    const { id: quoteId } = await changes.quote(buyer, { bookingId: booking.id, cancelTicketIds: [first!.id] });
    await changes.apply(buyer, { quoteId });
    await cancel(buyer, booking);
    await expectKept(sold, 1_000);
    expect((await statementOf(show)).fees).toBe(1_000);
  });

  it('pays or gives back nothing for what is free or unpaid, and for a cancelled show', async () => {
    const { show, buyer, booking } = await sellPair();
    await allow(show, { returnsUntil: UNTIL, returnFee: 500 });
    const { bookings, locks } = office.services;
    const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [show.stalls[2]!] });
    const unpaid = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    await allow(show, { returnsUntil: new Date('2026-01-01T00:00:00Z') });
    expect(await termsOf(buyer, unpaid)).toMatchObject({ refund: 0, kept: 0 });
    expect(await cancel(buyer, unpaid)).toMatchObject({ status: 'CANCELLED' });
    const child = [{ seatId: show.balcony[0]!, ticketTypeId: show.typeId('Child') }];
    const { id: freeLock } = await locks.lockSeats(buyer, { showId: show.id, seats: child });
    const free = await bookings.createBooking(buyer, { lockId: freeLock, customer: CUSTOMER });
    expect(free).toMatchObject({ status: 'CONFIRMED', total: 0 });
    expect(await cancel(buyer, free)).toMatchObject({ status: 'CANCELLED' });
    await office.services.cancellations.cancelShow(ORGANISER, { showId: show.id });
    await cancel(buyer, booking);
    await refundAll();
    expect(await sumsOf(booking)).toMatchObject({ refunded: TOTAL });
    await expectTruth(office, show.id);
  });

  it('keeps to the books where money went back before, is on its way, failed, or was taken by the bank', async () => {
    const sold = await sellPair('tok_refund_fails');
    const { show, buyer, booking } = sold;
    await allow(show, { returnsUntil: UNTIL, returnFee: 500 });
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 700 });
    // Its first refund fails, and is not made up for.
    await refundAll();
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_000 });
    await refundAll();
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 333 });
    const terms = (await termsOf(buyer, booking))!;
    expect(terms).toMatchObject({ refund: TICKETS - 1_000 - 1_333, kept: FEES + 1_000 });
    await cancel(buyer, booking, terms.refund);
    await office.settled();
    await expectConsistent(office.database, show.id);
    // One of its refunds has failed, and was not made since.
    await expectKept(sold, FEES + 1_000, 'REFUND_FAILED');
    expect(await statementOf(show)).toMatchObject({ surplus: 0 });

    const other = await sellPair();
    await allow(other.show, { returnsUntil: UNTIL, returnFee: 500 });
    const [payment] = await office.services.payments.paymentsOf(other.booking.id);
    const { database, services, refundRequests: refunds } = office;
    const amount = { amount: 2_000, currency: 'EUR' };
    const dispute = { reference: 'dp', paymentId: payment!.id, amount, reason: 'fraudulent', status: 'LOST' as const };
    const provider = fakeProvider({ lookupDispute: async () => dispute });
    await createDisputes({ ...services, database, provider, refunds, logger }).review('dp');
    await cancel(other.buyer, other.booking);
    await refundAll();
    expect(await sumsOf(other.booking)).toEqual({
      paid: TOTAL,
      refunded: TICKETS - 1_000 - 2_000,
      lostDisputes: 2_000,
    });
    await expectConsistent(database, other.show.id);
    // What was kept can be given back by the organiser after all.
    await office.services.refunds.refundBooking(ORGANISER, { bookingId: other.booking.id, amount: FEES + 1_000 });
    await refundAll();
    await expectConsistent(database, other.show.id);
  });

  describe('while an earlier refund is under way', () => {
    const EARLIER = 1_000;
    const KEPT = FEES + 1_000;

    /** Cancelled before the provider has heard of a refund that the organiser had asked for. */
    async function cancelledMeanwhile() {
      const sold = await sellPair();
      const { show, buyer, booking } = sold;
      await allow(show, { returnsUntil: UNTIL, returnFee: 500, feeTaxRate: 19 });
      const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: EARLIER });
      await cancel(buyer, booking, TICKETS - 1_000 - EARLIER);
      const refunds = await office.services.refunds.refundsOf(booking.id);
      return { sold, earlier: id, ofEnding: refunds.find((refund) => refund.id !== id)!.id };
    }
    const settle = (refundId: string, status: 'SUCCEEDED' | 'FAILED', failureCode: string | null = null) =>
      office.refundOutcomes.settle(refundId, { status, reference: `re_${refundId}`, failureCode });

    async function expectFeesKept({ show }: Awaited<ReturnType<typeof sellPair>>, tickets = 0) {
      const statement = await statementOf(show);
      expect(statement.feeRows.map(({ name, sold: of, refunded }) => [name, of - refunded]).toSorted()).toEqual([
        ['Cancellation fee', 1_000],
        ['Service fee', 910],
        ['Shipping', 390],
      ]);
      expect(statement.tickets.reduce((sum, { sold: of, refunded }) => sum + of - refunded, 0)).toBe(tickets);
      return statement;
    }

    it.each([['first'], ['last']])('names what was kept by its fees, with that refund settled %s', async (when) => {
      const { sold, earlier, ofEnding } = await cancelledMeanwhile();
      const [first, second] = when === 'first' ? [earlier, ofEnding] : [ofEnding, earlier];
      await settle(first, 'SUCCEEDED');
      await expectFeesKept(sold, when === 'first' ? 0 : EARLIER);
      await settle(second, 'SUCCEEDED');
      expect(await expectFeesKept(sold)).toMatchObject({ surplus: 0, fees: KEPT, tax: 145 + 62 + 160 });
      // What came back is of what it was taken from.
      await settle(earlier, 'FAILED', 'account_closed');
      await expectFeesKept(sold, EARLIER);
      await expectConsistent(office.database, sold.show.id);
    });

    it.each([['first'], ['last']])(
      'names it so, too, when that refund fails %s and is made after all',
      async (when) => {
        const { sold, earlier, ofEnding } = await cancelledMeanwhile();
        if (when === 'last') await settle(ofEnding, 'SUCCEEDED');
        await settle(earlier, 'FAILED', 'account_closed');
        expect(await expectFeesKept(sold, EARLIER)).toMatchObject({ surplus: when === 'last' ? 0 : TICKETS - 2_000 });
        if (when === 'first') await settle(ofEnding, 'SUCCEEDED');
        await expectFeesKept(sold, EARLIER);
        await office.services.refunds.retryRefund(ORGANISER, { refundId: earlier });
        await settle(earlier, 'SUCCEEDED');
        expect(await expectFeesKept(sold)).toMatchObject({ surplus: 0, fees: KEPT });
        await expectConsistent(office.database, sold.show.id);
      },
    );

    it('takes what the organiser gives back of the fees from them, as soon as nothing else is left', async () => {
      const { sold, earlier, ofEnding } = await cancelledMeanwhile();
      const { id } = await office.services.refunds.refundBooking(ORGANISER, {
        bookingId: sold.booking.id,
        amount: KEPT,
      });
      for (const refundId of [id, ofEnding, earlier]) await settle(refundId, 'SUCCEEDED');
      expect(await statementOf(sold.show)).toMatchObject({ surplus: 0, fees: 0, tax: 0 });
      await expectKept(sold, 0);
    });
  });

  it('cancels once, whoever asks at the same time', async () => {
    const sold = await sellPair();
    await allow(sold.show, { returnsUntil: UNTIL, returnFee: 500 });
    await Promise.all([1, 2, 3].map(() => cancel(sold.buyer, sold.booking)));
    await expectKept(sold, FEES + 1_000);
  });
});
