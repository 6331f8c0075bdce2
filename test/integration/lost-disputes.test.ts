import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import { createDisputes } from '../../src/modules/payments/disputes.ts';
import type { DisputeStatus } from '../../src/modules/payments/payment-provider.ts';
import { postponeRefund } from '../../src/modules/refunds/due-refunds.ts';
import { countFailedRefunds } from '../../src/modules/refunds/refund.ts';
import { RefundNotPossibleError } from '../../src/modules/refunds/refunds.errors.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { postgresErrorCode } from '../../src/platform/postgres/database.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import {
  createTestBoxOffice,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { bookOn, fakeProvider, paymentsWith } from '../kit/product/paying.ts';

// What a bank gives to a buyer by a lost dispute is gone without a refund: it is in the ledger, and nobody refunds it another time.

const TOTAL = 5_000;
const logger = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 1, rows: 2, seats: 80 });
});
afterAll(async () => {
  await expectLedgerBalanced(office.database, { showId: show.id });
  await office?.[Symbol.asyncDispose]();
});

const book = () => bookOn(office, show.id, show.nextSeats(2));
const paymentOf = async ({ id }: Booking) => (await office.services.payments.paymentsOf(id)).at(-1)!;
const refundsOf = async ({ id }: Booking) =>
  (await office.services.refunds.refundsOf(id)).map(({ amount, status, failureCode, isSurplus }) =>
    [amount, status, failureCode, isSurplus && 'surplus'].filter((one) => one).join(' '),
  );
const statusOf = async ({ id }: Booking) => shownStatus((await office.services.bookings.readBooking(id))!);
const cancel = ({ id }: Booking) => office.services.bookings.cancelBooking(ORGANISER, { bookingId: id });
const refund = ({ id }: Booking, amount: number) =>
  office.services.refunds.refundBooking(ORGANISER, { bookingId: id, amount });

async function paid(token = 'tok_ok'): Promise<{ buyer: Principal; booking: Booking }> {
  const booked = await book();
  await office.services.payments.payBooking(booked.buyer, { bookingId: booked.booking.id, paymentToken: token });
  return booked;
}

/** On a node of its own, which stops then: what is asked for afterwards waits. */
async function run(name: string): Promise<void> {
  await using node = await createTestBoxOffice(office.database);
  const worker = node.worker(name);
  worker.start();
  await worker.idle();
  await worker.stop();
}

/** The provider says how the dispute of the booking's payment stands. */
async function dispute(booking: Booking, status: DisputeStatus, amount = TOTAL, reference = 'dp'): Promise<void> {
  const { id: paymentId } = await paymentOf(booking);
  const known = { reference, paymentId, amount: { amount, currency: 'EUR' }, reason: 'fraudulent', status };
  const { database, services, refundRequests: refunds } = office;
  const provider = fakeProvider({ lookupDispute: async () => known });
  const { bookings, shows } = services;
  await createDisputes({ database, provider, bookings, shows, refunds, logger }).review(reference);
}

/** What the ledger has of the booking's money, and of what was lost, by kind. */
async function postedOf({ id }: Booking): Promise<string[]> {
  const rows = await office.database.query<{ kind: string; account: string; amount: number }>(
    `SELECT t.kind, e.account, e.amount FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE t.booking_id = $1 AND e.account IN ('PROVIDER', 'LOST_DISPUTES', 'SURPLUS') ORDER BY t.id, e.position`,
    [id],
  );
  await expectLedgerBalanced(office.database, { bookingId: id });
  return rows.map(({ kind, account, amount }) => `${kind} ${account} ${amount}`);
}

const SALE = `SALE PROVIDER ${TOTAL}`;
const LOST = [`LOST_DISPUTE PROVIDER ${-TOTAL}`, `LOST_DISPUTE LOST_DISPUTES ${TOTAL}`];
/** Of money that paid for nothing: it came, and the bank has taken it. */
const LATE = [`SURPLUS PROVIDER ${TOTAL}`, `SURPLUS SURPLUS ${-TOTAL}`];
const TAKEN = [`LOST_DISPUTE PROVIDER ${-TOTAL}`, `LOST_DISPUTE SURPLUS ${TOTAL}`];

describe('a dispute that is lost', () => {
  it('is posted once, and leaves the booking as it is', async () => {
    const { booking } = await paid();
    for (const status of ['NEEDS_RESPONSE', 'LOST', 'LOST'] as const) await dispute(booking, status);
    expect(await postedOf(booking)).toEqual([SALE, ...LOST]);
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: TOTAL, refunded: 0, lostDisputes: TOTAL });
    expect(await statusOf(booking)).toBe('CONFIRMED');
    expect(await paymentOf(booking)).toMatchObject({ status: 'SUCCEEDED', lost: TOTAL });
  });

  it('is taken back when the bank decides otherwise, and follows its amount', async () => {
    const { booking } = await paid();
    await dispute(booking, 'LOST', 3_000);
    await dispute(booking, 'LOST', 2_000);
    expect((await office.services.refunds.sumsOf(booking.id)).lostDisputes).toBe(2_000);
    await dispute(booking, 'WON', 2_000);
    expect((await office.services.refunds.sumsOf(booking.id)).lostDisputes).toBe(0);
    expect(await postedOf(booking)).toEqual([
      SALE,
      'LOST_DISPUTE PROVIDER -3000',
      'LOST_DISPUTE LOST_DISPUTES 3000',
      'LOST_DISPUTE_REVERSAL PROVIDER 1000',
      'LOST_DISPUTE_REVERSAL LOST_DISPUTES -1000',
      'LOST_DISPUTE_REVERSAL PROVIDER 2000',
      'LOST_DISPUTE_REVERSAL LOST_DISPUTES -2000',
    ]);
    await refund(booking, TOTAL);
    await run('refund worker');
    expect((await office.services.refunds.sumsOf(booking.id)).refunded).toBe(TOTAL);
  });

  it('counts with others of the same payment, and is not counted in another currency', async () => {
    const { booking } = await paid();
    await dispute(booking, 'LOST', 1_000, 'first');
    await dispute(booking, 'LOST', 500, 'second');
    const { id } = await paymentOf(booking);
    await office.database.query(
      `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
       VALUES ('dispute_dollars', $1, $2, 'third', 700, 'USD', 'fraudulent', 'LOST')`,
      [id, booking.id],
    );
    expect((await office.services.refunds.sumsOf(booking.id)).lostDisputes).toBe(1_500);
    expect((await postedOf(booking)).filter((one) => one.startsWith('LOST'))).toHaveLength(4);
  });

  it('is not refunded: what is left is what was not lost', async () => {
    const { booking } = await paid();
    await dispute(booking, 'LOST', 2_000);
    await expect(refund(booking, 3_001)).rejects.toEqual(new RefundNotPossibleError(3_000, 'EUR'));
    await refund(booking, 1_000);
    await cancel(booking);
    await run('refund worker');
    expect((await refundsOf(booking)).toSorted()).toEqual(['1000 SUCCEEDED', '2000 SUCCEEDED']);
    expect(await office.services.refunds.sumsOf(booking.id)).toMatchObject({ refunded: 3_000, lostDisputes: 2_000 });
    expect(await postedOf(booking)).toContain('LOST_DISPUTE LOST_DISPUTES 2000');
  });

  it('leaves nothing to go back of a booking that is cancelled afterwards', async () => {
    const { booking } = await paid();
    await dispute(booking, 'LOST');
    await cancel(booking);
    expect(await refundsOf(booking)).toEqual([]);
    expect(await statusOf(booking)).toBe('CANCELLED');
    await expect(refund(booking, 1)).rejects.toEqual(new RefundNotPossibleError(0, 'EUR'));
    expect(await postedOf(booking)).toEqual([SALE, ...LOST]);
  });

  it('may still come to be lost: the money of a booking that its organiser cancels waits for them', async () => {
    const { booking } = await paid();
    await dispute(booking, 'NEEDS_RESPONSE');
    await cancel(booking);
    await run('refund worker');
    expect(await refundsOf(booking)).toEqual([`${TOTAL} FAILED disputed`]);
    expect(await statusOf(booking)).toBe('REFUND_FAILED');
    await dispute(booking, 'WON');
    const [held] = await office.services.refunds.refundsOf(booking.id);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: held!.id });
    await run('refund worker');
    expect(await refundsOf(booking)).toEqual([`${TOTAL} SUCCEEDED`]);
    expect(await statusOf(booking)).toBe('REFUNDED');
  });

  it('withholds what was held while the bank looked into it and was tried again too early', async () => {
    const { booking } = await paid();
    await dispute(booking, 'NEEDS_RESPONSE');
    await cancel(booking);
    const [held] = await office.services.refunds.refundsOf(booking.id);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: held!.id });
    expect(await refundsOf(booking)).toEqual([`${TOTAL} PENDING disputed`]);
    await dispute(booking, 'LOST');
    await run('refund worker');
    expect(await refundsOf(booking)).toEqual([`${TOTAL} FAILED disputed`]);
    expect(await office.services.refunds.sumsOf(booking.id)).toMatchObject({ refunded: 0, lostDisputes: TOTAL });
  });

  it('withholds refunds that nobody was asked for yet, for good', async () => {
    const { booking } = await paid();
    await refund(booking, 1_500);
    await refund(booking, 2_500);
    await dispute(booking, 'LOST', 3_000);
    expect((await refundsOf(booking)).toSorted()).toEqual(['1500 PENDING', '2500 FAILED disputed']);
    await run('refund worker');
    const [, withheld] = (await office.services.refunds.refundsOf(booking.id)).toSorted((a, b) => a.amount - b.amount);
    await expect(office.services.refunds.retryRefund(ORGANISER, { refundId: withheld!.id })).rejects.toEqual(
      new RefundNotPossibleError(500, 'EUR'),
    );
    // Nobody can see to it: no one is called for it.
    expect(await countFailedRefunds(office.database)).toBe(0);
    expect(await office.services.refunds.sumsOf(booking.id)).toMatchObject({ refunded: 1_500, lostDisputes: 3_000 });
    await dispute(booking, 'WON', 3_000);
    expect(await countFailedRefunds(office.database)).toBe(1);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: withheld!.id });
    await run('refund worker');
    expect(await office.services.refunds.sumsOf(booking.id)).toMatchObject({ refunded: 4_000, lostDisputes: 0 });
    await postedOf(booking);
  });

  it.each(['has not answered', 'is at work on it'])(
    'is for the provider to say of a refund that it was asked for before, and %s',
    async (answer) => {
      const { booking } = await paid();
      await refund(booking, TOTAL);
      await office.database.query('UPDATE refunds SET attempts = 1 WHERE booking_id = $1', [booking.id]);
      if (answer === 'is at work on it') {
        const [asked] = await office.services.refunds.refundsOf(booking.id);
        await postponeRefund(office.database, asked!.id, { reason: null, retryIn_ms: 0 });
      }
      await dispute(booking, 'LOST');
      expect(await refundsOf(booking)).toEqual([`${TOTAL} PENDING`]);
      await run('refund worker');
      // This one had made it: the buyer has the money twice, and the books say so.
      expect(await office.services.refunds.sumsOf(booking.id)).toEqual({
        paid: TOTAL,
        refunded: TOTAL,
        lostDisputes: TOTAL,
      });
      expect((await postedOf(booking)).filter((one) => one.includes('PROVIDER'))).toEqual([
        SALE,
        `LOST_DISPUTE PROVIDER ${-TOTAL}`,
        `REFUND PROVIDER ${-TOTAL}`,
      ]);
    },
  );

  it('is refused as a refund by PostgreSQL, whoever asks', async () => {
    const { booking } = await paid();
    await dispute(booking, 'LOST');
    const { id } = await paymentOf(booking);
    const asked = office.database.query(
      `INSERT INTO refunds (id, payment_id, booking_id, amount, currency, due_at) VALUES ('refund_no', $1, $2, 1, 'EUR', now())`,
      [id, booking.id],
    );
    expect(postgresErrorCode(await asked.catch((error: unknown) => error))).toBe('23514');
  });

  it('can not be given back by a change', async () => {
    const { booking } = await paid();
    await dispute(booking, 'LOST', 4_000);
    const { changes, bookings } = office.services;
    const [ticket] = await bookings.ticketsOf(booking.id);
    const asked = (async () => {
      const { id: quoteId } = await changes.quote(ORGANISER, { bookingId: booking.id, cancelTicketIds: [ticket!.id] });
      await changes.apply(ORGANISER, { quoteId });
    })();
    await expect(asked).rejects.toEqual(new RefundNotPossibleError(1_000, 'EUR'));
    expect(await postedOf(booking)).toHaveLength(3);
  });
});

describe('a dispute that is lost when a ticket was given back', () => {
  const HALF = TOTAL / 2;
  const RETURN = `RETURN SURPLUS ${-HALF}`;

  async function givenBack() {
    const { booking } = await paid();
    const { changes, bookings } = office.services;
    const [ticket] = await bookings.ticketsOf(booking.id);
    const { id: quoteId } = await changes.quote(ORGANISER, { bookingId: booking.id, cancelTicketIds: [ticket!.id] });
    await changes.apply(ORGANISER, { quoteId });
    expect(await postedOf(booking)).toEqual([SALE, RETURN]);
    return booking;
  }
  /** What of the booking's money is to go back, and what is lost. */
  async function balancesOf({ id }: Booking) {
    const [sums] = await office.database.query<{ surplus: number; lost: number }>(
      `SELECT coalesce(-sum(e.amount) FILTER (WHERE e.account = 'SURPLUS'), 0)::int AS surplus,
              coalesce(sum(e.amount) FILTER (WHERE e.account = 'LOST_DISPUTES'), 0)::int AS lost
         FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id WHERE t.booking_id = $1`,
      [id],
    );
    await expectLedgerBalanced(office.database, { bookingId: id });
    return sums;
  }
  /** The provider says what became of the refund of the change. */
  const settle = async (booking: Booking, status: 'SUCCEEDED' | 'FAILED', failureCode: string | null = null) => {
    const [asked] = await office.services.refunds.refundsOf(booking.id);
    await office.refundOutcomes.settle(asked!.id, { status, reference: 'r', failureCode });
  };

  it('gives its money, which is not to go back any more, and is a loss of the rest', async () => {
    const booking = await givenBack();
    await dispute(booking, 'LOST');
    expect(await refundsOf(booking)).toEqual([`${HALF} FAILED disputed`]);
    expect((await postedOf(booking)).slice(2)).toEqual([
      `LOST_DISPUTE PROVIDER ${-TOTAL}`,
      `LOST_DISPUTE SURPLUS ${HALF}`,
      `LOST_DISPUTE LOST_DISPUTES ${HALF}`,
    ]);
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: HALF });
    await dispute(booking, 'WON');
    expect(await balancesOf(booking)).toEqual({ surplus: HALF, lost: 0 });
    const [withheld] = await office.services.refunds.refundsOf(booking.id);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: withheld!.id });
    await run('refund worker');
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 0 });
  });

  it('leaves what the bank did not take to the ticket that is kept', async () => {
    const booking = await givenBack();
    await dispute(booking, 'LOST', 3_000);
    expect(await refundsOf(booking)).toEqual([`${HALF} FAILED disputed`]);
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 3_000 - HALF });
    // The buyer has the money of the one that was given back: what is left is of the other.
    await expect(refund(booking, 2_001)).rejects.toEqual(new RefundNotPossibleError(2_000, 'EUR'));
    await refund(booking, 2_000);
    await run('refund worker');
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 500 });
    await cancel(booking);
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 500 });
  });

  it('is a loss again as far as the provider gives the same money back after all', async () => {
    const booking = await givenBack();
    await settle(booking, 'FAILED', 'given_up');
    expect(await balancesOf(booking)).toEqual({ surplus: HALF, lost: 0 });
    await dispute(booking, 'LOST', 2_000);
    expect(await balancesOf(booking)).toEqual({ surplus: HALF - 2_000, lost: 0 });
    await settle(booking, 'SUCCEEDED');
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 2_000 });
    expect((await postedOf(booking)).filter((one) => one.startsWith('REFUND'))).toEqual([
      `REFUND PROVIDER ${-HALF}`,
      `REFUND SURPLUS ${HALF}`,
    ]);
    await settle(booking, 'FAILED', 'account_closed');
    expect(await balancesOf(booking)).toEqual({ surplus: HALF - 2_000, lost: 0 });
  });

  it('has nothing more to give where all of it went with the cancellation', async () => {
    const booking = await givenBack();
    await settle(booking, 'FAILED', 'account_closed');
    await cancel(booking);
    await run('refund worker');
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 0 });
    await dispute(booking, 'LOST', 1_000);
    expect(await balancesOf(booking)).toEqual({ surplus: 0, lost: 1_000 });
  });
});

describe('a change of a booking whose payment is contested', () => {
  const HALF = TOTAL / 2;
  const giveBack = async (booking: Booking, who: Principal = ORGANISER) => {
    const { changes, bookings } = office.services;
    const ticket = (await bookings.ticketsOf(booking.id)).find(({ voidedAt }) => voidedAt === null);
    const { id: quoteId } = await changes.quote(who, { bookingId: booking.id, cancelTicketIds: [ticket!.id] });
    return await changes.apply(who, { quoteId });
  };
  const surplusOf = async (booking: Booking) =>
    (await postedOf(booking))
      .flatMap((one) => (one.includes(' SURPLUS ') ? [Number(one.split(' ').at(-1))] : []))
      .reduce((sum, one) => sum + one, 0);

  it('is made, and its money waits for the bank; then the organiser has it go back', async () => {
    const { booking } = await paid();
    await dispute(booking, 'NEEDS_RESPONSE');
    expect(await giveBack(booking)).toMatchObject({ status: 'CONFIRMED', total: HALF });
    expect(await refundsOf(booking)).toEqual([`${HALF} FAILED disputed`]);
    await run('refund worker');
    expect(await office.services.refunds.sumsOf(booking.id)).toMatchObject({ refunded: 0 });
    expect(await surplusOf(booking)).toBe(-HALF);
    await dispute(booking, 'WON');
    expect(await countFailedRefunds(office.database)).toBeGreaterThan(0);
    const [held] = await office.services.refunds.refundsOf(booking.id);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: held!.id });
    await run('refund worker');
    expect(await refundsOf(booking)).toEqual([`${HALF} SUCCEEDED`]);
    expect(await surplusOf(booking)).toBe(0);
  });

  it('is paid by the bank where the dispute is lost, and nobody gives it back another time', async () => {
    const { booking } = await paid();
    await dispute(booking, 'UNDER_REVIEW');
    await giveBack(booking);
    await dispute(booking, 'LOST');
    const [held] = await office.services.refunds.refundsOf(booking.id);
    const again = office.services.refunds.retryRefund(ORGANISER, { refundId: held!.id });
    await expect(again).rejects.toEqual(new RefundNotPossibleError(0, 'EUR'));
    expect((await postedOf(booking)).filter((one) => one.startsWith('LOST'))).toEqual([
      `LOST_DISPUTE PROVIDER ${-TOTAL}`,
      `LOST_DISPUTE SURPLUS ${HALF}`,
      `LOST_DISPUTE LOST_DISPUTES ${HALF}`,
    ]);
    expect(await surplusOf(booking)).toBe(0);
  });

  it('holds what goes back to a buyer who cancels by the rules of the show, too', async () => {
    const { booking, buyer } = await paid();
    const changeRules = { returnsUntil: new Date('2099-01-01T00:00:00Z'), returnFee: 500 };
    await office.services.shows.updateShow(ORGANISER, { showId: show.id, changeRules });
    await dispute(booking, 'UNDER_REVIEW');
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await office.services.shows.updateShow(ORGANISER, { showId: show.id, changeRules: { returnsUntil: null } });
    expect(await refundsOf(booking)).toEqual([`${TOTAL - 1_000} FAILED disputed`]);
    expect(await statusOf(booking)).toBe('REFUND_FAILED');
    expect(await surplusOf(booking)).toBe(1_000 - TOTAL);
  });
});

describe('a dispute that is lost before its payment is known to be taken', () => {
  /** A booking whose payment is undecided, and disputed already. */
  async function early() {
    const provider = fakeProvider({ createPayment: async () => ({ status: 'PENDING', reference: 'r' }) });
    const { buyer, booking } = await book();
    await paymentsWith(provider, office).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    await dispute(booking, 'LOST');
    expect(await postedOf(booking)).toEqual([]);
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({ paid: 0, refunded: 0, lostDisputes: 0 });
    return { buyer, booking, payment: await paymentOf(booking) };
  }
  const succeed = (paymentId: string) => office.settlement.settle(paymentId, { status: 'SUCCEEDED', reference: 'r' });

  it('is posted with the sale', async () => {
    const { booking, payment } = await early();
    await succeed(payment.id);
    expect((await postedOf(booking)).toSorted()).toEqual([...LOST, SALE].toSorted());
    expect(await statusOf(booking)).toBe('CONFIRMED');
  });

  it('is posted when its money came too late, which nobody is asked to give back', async () => {
    const { buyer, booking, payment } = await early();
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await succeed(payment.id);
    expect(await refundsOf(booking)).toEqual([`${TOTAL} FAILED disputed surplus`]);
    expect(await postedOf(booking)).toEqual([...LATE, ...TAKEN]);
    expect(await statusOf(booking)).toBe('REFUND_FAILED');
    await run('refund worker');
    expect(await office.services.refunds.sumsOf(booking.id)).toMatchObject({ refunded: 0, lostDisputes: TOTAL });
  });

  it('is posted when the payment was given up and had been taken after all', async () => {
    const { booking, payment } = await early();
    await office.settlement.settle(payment.id, { status: 'FAILED', reference: 'r', failureCode: 'not_charged' });
    expect(await postedOf(booking)).toEqual([]);
    await succeed(payment.id);
    expect(await refundsOf(booking)).toEqual([`${TOTAL} FAILED disputed surplus`]);
    expect(await postedOf(booking)).toEqual([...LATE, ...TAKEN]);
  });

  it('is nothing that is to go back, nor a loss, whenever the bank takes late money', async () => {
    const { sumsOf } = office.services.refunds;
    const { buyer, booking, payment } = await early();
    await dispute(booking, 'WON');
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await succeed(payment.id);
    expect(await postedOf(booking)).toEqual(LATE);
    await dispute(booking, 'LOST', 2_000);
    const SOME = ['LOST_DISPUTE PROVIDER -2000', 'LOST_DISPUTE SURPLUS 2000'];
    expect(await postedOf(booking)).toEqual([...LATE, ...SOME]);
    await dispute(booking, 'LOST');
    await dispute(booking, 'WON');
    const BACK = [`LOST_DISPUTE_REVERSAL PROVIDER ${TOTAL}`, `LOST_DISPUTE_REVERSAL SURPLUS ${-TOTAL}`];
    expect((await postedOf(booking)).slice(4)).toEqual([
      'LOST_DISPUTE PROVIDER -3000',
      'LOST_DISPUTE SURPLUS 3000',
      ...BACK,
    ]);
    expect(await sumsOf(booking.id)).toMatchObject({ refunded: 0, lostDisputes: 0 });
  });

  it('is a loss as far as the provider gave the same late money back', async () => {
    const { buyer, booking, payment } = await early();
    await dispute(booking, 'WON');
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await succeed(payment.id);
    // The provider has it already when the bank decides.
    await office.database.query('UPDATE refunds SET attempts = 1 WHERE booking_id = $1', [booking.id]);
    await dispute(booking, 'LOST');
    expect(await postedOf(booking)).toEqual([...LATE, ...TAKEN]);
    const [asked] = await office.services.refunds.refundsOf(booking.id);
    const settle = (status: 'SUCCEEDED' | 'FAILED') =>
      office.refundOutcomes.settle(asked!.id, {
        status,
        reference: 'r',
        failureCode: status === 'FAILED' ? 'no' : null,
      });
    await settle('SUCCEEDED');
    const TWICE = [
      `REFUND PROVIDER ${-TOTAL}`,
      `REFUND SURPLUS ${TOTAL}`,
      `LOST_DISPUTE SURPLUS ${-TOTAL}`,
      `LOST_DISPUTE LOST_DISPUTES ${TOTAL}`,
    ];
    expect(await postedOf(booking)).toEqual([...LATE, ...TAKEN, ...TWICE]);
    await settle('FAILED');
    expect((await postedOf(booking)).slice(8)).toEqual([
      `REFUND_REVERSAL PROVIDER ${TOTAL}`,
      `REFUND_REVERSAL SURPLUS ${-TOTAL}`,
      `LOST_DISPUTE_REVERSAL SURPLUS ${TOTAL}`,
      `LOST_DISPUTE_REVERSAL LOST_DISPUTES ${-TOTAL}`,
    ]);
  });

  it('leaves the rest of late money to go back', async () => {
    const { buyer, booking, payment } = await early();
    await dispute(booking, 'LOST', 2_000);
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await succeed(payment.id);
    const [asked] = await office.services.refunds.refundsOf(booking.id);
    await office.refundOutcomes.settle(asked!.id, { status: 'SUCCEEDED', reference: 'r', failureCode: null });
    expect(await refundsOf(booking)).toEqual(['3000 SUCCEEDED surplus']);
    expect(await office.services.refunds.sumsOf(booking.id)).toEqual({
      paid: TOTAL,
      refunded: 3_000,
      lostDisputes: 2_000,
    });
    await postedOf(booking);
  });
});

describe('two reviews of a dispute at once', () => {
  /** The provider's answers, each of which a test lets go. */
  async function reviewTwice(known: Booking) {
    const { id: paymentId } = await paymentOf(known);
    const answers: ((status: DisputeStatus) => void)[] = [];
    const about = { reference: 'dp', paymentId, amount: { amount: TOTAL, currency: 'EUR' }, reason: 'fraudulent' };
    let asked = Promise.withResolvers<void>();
    const provider = fakeProvider({
      lookupDispute: async () => {
        const status = await new Promise<DisputeStatus>((resolve) => {
          answers.push(resolve);
          asked.resolve();
        });
        return { ...about, status };
      },
    });
    const { database, services, refundRequests: refunds } = office;
    const { bookings, shows } = services;
    const disputes = createDisputes({ database, provider, bookings, shows, refunds, logger });
    const next = () => {
      asked = Promise.withResolvers<void>();
      return asked.promise;
    };
    const begin = async () => {
      const isAsked = next();
      const reviewed = disputes.review('dp');
      await isAsked;
      return { reviewed };
    };
    return { begin, answers, next };
  }
  const tellsOf = async ({ id }: Booking) =>
    (
      await office.database.query<{ status: string }>(
        `SELECT payload ->> 'dispute_status' AS status FROM outbox
          WHERE payload ->> 'event_type' = 'payment.disputed' AND payload ->> 'booking_id' = $1 ORDER BY id`,
        [id],
      )
    ).map(({ status }) => status);

  it.each(['older', 'newer'] as const)(
    'leave the newest answer, also where the %s one is written last',
    async (last) => {
      const { booking } = await paid();
      await dispute(booking, 'NEEDS_RESPONSE');
      const { begin, answers, next } = await reviewTwice(booking);
      const [first, second] = [await begin(), await begin()];
      // Both have asked: the first was answered before the bank decided, the second after that.
      const [older, newer] = [
        { ...first, answer: () => answers[0]!('UNDER_REVIEW') },
        { ...second, answer: () => answers[1]!('LOST') },
      ];
      const [early, late] = last === 'older' ? [newer, older] : [older, newer];
      early.answer();
      await early.reviewed;
      const askedAgain = next();
      late.answer();
      // What was written meanwhile may be newer than its answer: it asks once more.
      await askedAgain;
      answers[2]!('LOST');
      await late.reviewed;
      expect(answers).toHaveLength(3);
      expect((await office.services.disputes.disputesOf(ORGANISER, booking)).map(({ status }) => status)).toEqual([
        'LOST',
      ]);
      expect(await tellsOf(booking)).toEqual(
        last === 'older' ? ['NEEDS_RESPONSE', 'LOST'] : ['NEEDS_RESPONSE', 'UNDER_REVIEW', 'LOST'],
      );
      expect(await postedOf(booking)).toEqual([SALE, ...LOST]);
    },
  );
});

describe('the sandbox', () => {
  it('loses the dispute of tok_dispute_lost, and refuses refunds of it', async () => {
    const { booking } = await paid('tok_dispute_lost');
    await refund(booking, TOTAL);
    await run('refund worker');
    expect(await refundsOf(booking)).toEqual([`${TOTAL} FAILED charge_disputed`]);
    const [charge] = await office.database.query<{ reference: string }>(
      `UPDATE sandbox_charges SET disputed_at = now() - make_interval(secs => 1) WHERE payment_id = $1 RETURNING reference`,
      [(await paymentOf(booking)).id],
    );
    await office.services.disputes.review(`${charge!.reference}_dispute`);
    expect(await postedOf(booking)).toEqual([SALE, ...LOST]);
    const statement = await office.services.ledger.statementOf(
      ORGANISER,
      (await office.services.shows.getShow(show.id))!,
      { from: null, to: null },
    );
    const { sold, refunded, surplus, lostDisputes, methodRows } = statement;
    expect(lostDisputes).toBeGreaterThanOrEqual(TOTAL);
    expect(methodRows.reduce((sum, { received, paidBack }) => sum + received - paidBack, 0)).toBe(
      sold - refunded + surplus - lostDisputes,
    );
  });
});
