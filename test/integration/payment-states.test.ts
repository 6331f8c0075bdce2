import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { BookingNotPayableError } from '../../src/modules/bookings/bookings.errors.ts';
import { createDisputes } from '../../src/modules/payments/disputes.ts';
import type { Payment } from '../../src/modules/payments/payment.ts';
import type {
  KnownRefund,
  PaymentKey,
  PaymentProvider,
  PaymentState,
} from '../../src/modules/payments/payment-provider.ts';
import { createPaymentReview } from '../../src/modules/payments/payment-review.ts';
import { PaymentInProgressError } from '../../src/modules/payments/payments.errors.ts';
import { createPaymentReconciler } from '../../src/modules/payments/reconciler.ts';
import { createRefundNews } from '../../src/modules/refunds/refund-news.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { ForbiddenError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { bookOn, fakeProvider, paymentsWith } from '../kit/product/paying.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ rows: 4, seats: 50 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const book = () => bookOn(office, show.id, show.nextSeats(2));
const bookingOf = async ({ id }: Booking) => (await office.services.bookings.getFreshBooking(ORGANISER, id)) as Booking;
const paymentOf = async ({ id }: Booking) => (await office.services.payments.paymentsOf(id)).at(-1) as Payment;
const ticketsOf = async ({ id }: Booking) => await office.services.bookings.ticketsOf(id);

async function eventsOf(key: string): Promise<string[]> {
  const rows = await office.database.query<{ type: string }>('SELECT type FROM outbox WHERE key = $1 ORDER BY id', [
    key,
  ]);
  return rows.map(({ type }) => type);
}

/** A booking whose payment is pending, for that reason. */
async function pending(pendingReason: 'REQUIRES_ACTION' | 'PROCESSING') {
  const provider = fakeProvider({ createPayment: async () => ({ status: 'PENDING', pendingReason, reference: 'r' }) });
  const { buyer, booking } = await book();
  await paymentsWith(provider, office).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
  return { buyer, booking, payment: await paymentOf(booking) };
}

/** Asks such a provider how a payment stands. */
async function review(paymentId: string, more: Partial<PaymentProvider>) {
  const { database, settlement } = office;
  const reviewing = createPaymentReview({ database, provider: fakeProvider(more), settlement, logger });
  return await reviewing.review(paymentId);
}

const saying = (state: PaymentState) => ({ lookup: async () => state });

describe('a payment whose money is under way', () => {
  it('keeps its booking and its seats past the deadline, and gets tickets when it has come', async () => {
    const { booking, payment } = await pending('PROCESSING');
    expect(payment).toMatchObject({ status: 'PENDING', pendingReason: 'PROCESSING', providerReference: 'r' });
    expect(await eventsOf(payment.id)).toEqual(['payment.initiated', 'payment.processing']);
    await office.database.query(`UPDATE seat_locks SET expires_at = now() - interval '1 day' WHERE id = $1`, [
      booking.lockId,
    ]);
    await office.sweep();
    expect(await bookingOf(booking)).toMatchObject({ status: 'PENDING_PAYMENT', expiresAt: null });
    const seatIds = booking.seats.map(({ seatId }) => seatId);
    await expect(office.services.locks.lockSeats(guest(), { showId: show.id, seatIds })).rejects.toMatchObject({
      code: 'SEATS_UNAVAILABLE',
    });
    expect(await ticketsOf(booking)).toEqual([]);
    await review(payment.id, saying({ status: 'SUCCEEDED', reference: 'r' }));
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED' });
    expect(await paymentOf(booking)).toMatchObject({ status: 'SUCCEEDED', pendingReason: null });
    expect(await ticketsOf(booking)).toHaveLength(2);
  });

  it('lets the booking expire by its former deadline when it has not come', async () => {
    const { booking, payment } = await pending('PROCESSING');
    const failed = { status: 'FAILED', reference: 'r', failureCode: 'debit_not_authorized' } as const;
    await review(payment.id, saying(failed));
    expect(await bookingOf(booking)).toMatchObject({ status: 'PENDING_PAYMENT', expiresAt: booking.expiresAt });
    await office.makeOverdue('bookings', booking.id);
    await office.sweep();
    expect(await bookingOf(booking)).toMatchObject({ status: 'EXPIRED' });
  });

  it('is ended where the provider would have the buyer pay in another way, days later', async () => {
    const { booking, payment } = await pending('PROCESSING');
    const ended: PaymentKey[] = [];
    await review(payment.id, {
      lookup: async () => ({
        status: 'PENDING',
        pendingReason: 'REQUIRES_ACTION',
        reference: 'r',
        failureCode: 'debit_failed',
      }),
      async cancelPayment(key) {
        ended.push(key);
        return { status: 'FAILED', reference: 'r', failureCode: 'canceled' };
      },
    });
    expect(ended).toEqual([{ paymentId: payment.id, reference: 'r' }]);
    expect(await paymentOf(booking)).toMatchObject({ status: 'FAILED', failureCode: 'debit_failed' });
  });

  it('is not taken for one that waits for the buyer, by what was said before', async () => {
    const { booking, payment } = await pending('PROCESSING');
    const older = { status: 'PENDING', pendingReason: 'REQUIRES_ACTION', reference: 'r' } as const;
    await office.settlement.settle(payment.id, older);
    await office.settlement.settle(payment.id, { status: 'PENDING', pendingReason: 'PROCESSING', reference: 'r' });
    expect(await paymentOf(booking)).toMatchObject({ pendingReason: 'PROCESSING' });
    expect((await bookingOf(booking)).expiresAt).toBeNull();
    expect(await eventsOf(payment.id)).toEqual(['payment.initiated', 'payment.processing']);
  });

  it('goes back when the booking was cancelled meanwhile', async () => {
    const { buyer, booking, payment } = await pending('PROCESSING');
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await review(payment.id, saying({ status: 'SUCCEEDED', reference: 'r' }));
    expect(await office.services.refunds.refundsOf(booking.id)).toMatchObject([{ isSurplus: true, status: 'PENDING' }]);
    expect(await ticketsOf(booking)).toEqual([]);
  });

  it('refuses another payment of the booking', async () => {
    const { buyer, booking } = await pending('PROCESSING');
    const input = { bookingId: booking.id };
    const { payments } = office.services;
    await expect(payments.payBooking(buyer, { ...input, paymentToken: 'tok_ok' })).rejects.toThrow(
      PaymentInProgressError,
    );
    await expect(payments.startPayment(buyer, input)).rejects.toThrow(PaymentInProgressError);
  });
});

describe('a payment that waits for the buyer', () => {
  it('keeps the booking’s deadline, and is ended when that is over', async () => {
    const { booking, payment } = await pending('REQUIRES_ACTION');
    expect(payment).toMatchObject({ status: 'PENDING', pendingReason: 'REQUIRES_ACTION' });
    expect((await bookingOf(booking)).expiresAt).toEqual(booking.expiresAt);
    const ended: string[] = [];
    const provider = fakeProvider({
      lookup: async () => ({ status: 'PENDING', pendingReason: 'REQUIRES_ACTION', reference: 'r' }),
      async cancelPayment({ paymentId }) {
        ended.push(paymentId);
        return { status: 'FAILED', reference: 'r', failureCode: 'canceled' };
      },
    });
    const { database, settlement } = office;
    await database.query(`UPDATE payments SET created_at = now() - interval '1 minute' WHERE id = $1`, [payment.id]);
    const reviewing = createPaymentReview({ database, provider, settlement, logger });
    const reconciler = createPaymentReconciler({ database, review: reviewing, settlement, logger });
    reconciler.start();
    await reconciler.idle();
    expect(ended).not.toContain(payment.id);
    await office.makeOverdue('bookings', booking.id);
    await office.sweep();
    await reconciler.idle();
    await reconciler.stop();
    expect(ended).toContain(payment.id);
    expect(await paymentOf(booking)).toMatchObject({ status: 'FAILED', failureCode: 'canceled' });
  });

  it('that was paid at the last moment is not ended, and goes back', async () => {
    const { buyer, booking, payment } = await pending('REQUIRES_ACTION');
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    const { database, settlement } = office;
    const provider = fakeProvider({
      lookup: async () => ({ status: 'PENDING', pendingReason: 'REQUIRES_ACTION', reference: 'r' }),
      cancelPayment: async () => ({ status: 'SUCCEEDED', reference: 'r' }),
    });
    await createPaymentReview({ database, provider, settlement, logger }).review(payment.id, { isOver: true });
    expect(await paymentOf(booking)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await office.services.refunds.refundsOf(booking.id)).toMatchObject([{ isSurplus: true }]);
  });
});

describe('a session of the provider’s form', () => {
  const start = (buyer: Principal, bookingId: string, idempotencyKey?: string) =>
    office.services.payments.startPayment(buyer, { bookingId, idempotencyKey });

  it('is one for the booking, however often and at once it is started, and no key keeps its secret', async () => {
    const { buyer, booking } = await book();
    const key = newId('event');
    const started = await Promise.all([
      ...Array.from({ length: 4 }, () => start(buyer, booking.id, key)),
      ...Array.from({ length: 4 }, () => start(buyer, booking.id)),
    ]);
    expect(new Set(started.map(({ id }) => id)).size).toBe(1);
    const [{ session, ...payment }] = started as [(typeof started)[0]];
    expect(session).toEqual({
      provider: 'sandbox',
      publishableKey: null,
      clientSecret: `${payment.providerReference}_secret`,
    });
    expect(payment).toMatchObject({ status: 'PENDING', pendingReason: 'REQUIRES_ACTION' });
    const stored = await office.database.query('SELECT FROM idempotency_keys k WHERE k::text LIKE $1', [
      `%${session.clientSecret}%`,
    ]);
    expect(stored).toEqual([]);
  });

  it('is paid by what comes of it later, and is not started again then', async () => {
    const { buyer, booking } = await book();
    const { id } = await start(buyer, booking.id);
    await office.database.query(
      'UPDATE sandbox_charges SET settled_at = now() - make_interval(secs => 1) WHERE payment_id = $1',
      [id],
    );
    // The provider has decided, and its webhook is on its way.
    await expect(start(buyer, booking.id)).rejects.toThrow(PaymentInProgressError);
    await office.paymentReview.review(id);
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED' });
    await expect(start(buyer, booking.id)).rejects.toThrow(BookingNotPayableError);
  });

  it('is nobody’s but the buyer’s', async () => {
    const { booking } = await book();
    await expect(start(guest(), booking.id)).rejects.toThrow(NotFoundError);
  });

  it('has slow methods only where the show is far enough away', async () => {
    const asked: unknown[] = [];
    const provider = fakeProvider({
      async createPayment({ method }) {
        asked.push(method);
        return { status: 'PENDING', pendingReason: 'REQUIRES_ACTION', reference: 'r' };
      },
      openSession: async () => ({ provider: 'fake', publishableKey: 'pk', clientSecret: 's' }),
    });
    const payments = paymentsWith(provider, office);
    const far = await book();
    await payments.startPayment(far.buyer, { bookingId: far.booking.id });
    const near = await book();
    const [{ startsAt }] = (await office.database.query<{ startsAt: Date }>(
      'SELECT starts_at AS "startsAt" FROM shows WHERE id = $1',
      [show.id],
    )) as [{ startsAt: Date }];
    const moveTo = (sql: string, ...values: unknown[]) =>
      office.database.query(`UPDATE shows SET starts_at = ${sql} WHERE id = $1`, [show.id, ...values]);
    await moveTo(`now() + interval '13 days'`);
    await payments.startPayment(near.buyer, { bookingId: near.booking.id });
    await moveTo('$2', startsAt);
    expect(asked).toEqual([
      { kind: 'session', allowsSlow: true },
      { kind: 'session', allowsSlow: false },
    ]);
  });
});

describe('what the provider says of refunds', () => {
  const TOTAL = 5_000;

  async function paid() {
    const { buyer, booking } = await book();
    await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    return { buyer, booking, payment: await paymentOf(booking) };
  }

  async function refundAll(): Promise<void> {
    const worker = office.worker('refund worker');
    worker.start();
    await worker.idle();
  }

  const refundsOf = async ({ id }: Booking) => await office.services.refunds.refundsOf(id);

  function newsOf(refund: Omit<KnownRefund, 'amount'> & { amount?: number }) {
    const known = { ...refund, amount: { amount: refund.amount ?? TOTAL, currency: 'EUR' } };
    const provider = fakeProvider({ lookupRefund: async () => known });
    return createRefundNews({ database: office.database, provider, outcomes: office.refundOutcomes, logger });
  }

  it('is taken in doubled and out of order: a refund that came back stays so', async () => {
    const { booking, payment } = await paid();
    const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_000 });
    await refundAll();
    const told = { reference: 'r', paymentId: payment.id, key: { refundId: id, round: 1 }, amount: 1_000 };
    const reversed = newsOf({ ...told, status: 'FAILED', failureCode: 'lost_or_stolen_card' });
    for (let time = 0; time < 2; time += 1) await reversed.review('r');
    await newsOf({ ...told, status: 'SUCCEEDED' }).review('r');
    expect(await refundsOf(booking)).toMatchObject([{ status: 'FAILED', failureCode: 'lost_or_stolen_card' }]);
    expect((await eventsOf(payment.id)).filter((type) => type === 'refund.failed')).toHaveLength(1);

    await office.services.refunds.retryRefund(ORGANISER, { refundId: id });
    // Late news of the first round.
    await reversed.review('r');
    await refundAll();
    expect(await refundsOf(booking)).toMatchObject([{ status: 'SUCCEEDED', round: 2 }]);
  });

  it('of one that was made at the provider is shown once, of an amount and of no tickets', async () => {
    const { booking, payment } = await paid();
    const told = { reference: 're_dashboard', paymentId: payment.id, key: null };
    await newsOf({ ...told, amount: 2_000, status: 'PENDING' }).review('re_dashboard');
    expect(await refundsOf(booking)).toMatchObject([{ status: 'PENDING', atProvider: true, ticketIds: [] }]);
    const news = newsOf({ ...told, amount: 2_000, status: 'SUCCEEDED' });
    await Promise.all(Array.from({ length: 4 }, () => news.review('re_dashboard')));
    expect(await refundsOf(booking)).toMatchObject([{ status: 'SUCCEEDED', amount: 2_000 }]);
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED', refundState: 'PARTLY_REFUNDED' });
    expect((await ticketsOf(booking)).every(({ voidedAt }) => voidedAt === null)).toBe(true);
    // What is left is what cancelling gives back.
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    expect((await refundsOf(booking)).map(({ amount }) => amount)).toEqual([2_000, TOTAL - 2_000]);
    expect(await bookingOf(booking)).toMatchObject({ status: 'REFUNDED' });
  });

  it('of one that was made there is looked up, and never asked for again', async () => {
    const { booking, payment } = await paid();
    const told = { reference: 're_slow', paymentId: payment.id, key: null, amount: 500 };
    await newsOf({ ...told, status: 'PENDING' }).review('re_slow');
    // The sandbox has no such refund: it has not made one.
    await refundAll();
    expect(await refundsOf(booking)).toMatchObject([{ status: 'FAILED', failureCode: 'unknown_refund' }]);
    expect(await office.database.query('SELECT FROM sandbox_refunds WHERE payment_id = $1', [payment.id])).toEqual([]);
  });

  it('of what is not ours is passed over, and of what is lost is refused', async () => {
    await newsOf({ reference: 'r', paymentId: null, key: null, status: 'SUCCEEDED' }).review('r');
    const lost = newsOf({ reference: 'r', paymentId: newId('payment'), key: null, status: 'SUCCEEDED' });
    await expect(lost.review('r')).rejects.toThrow(NotFoundError);
  });
});

describe('a dispute', () => {
  it('is noted with the booking, told with each change, and seen by the organiser alone', async () => {
    const { buyer, booking } = await book();
    await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    const payment = await paymentOf(booking);
    const noteAs = async (status: 'NEEDS_RESPONSE' | 'LOST') => {
      const amount = { amount: 5_000, currency: 'EUR' };
      const known = { reference: 'dp', paymentId: payment.id, amount, reason: 'fraudulent', status };
      const provider = fakeProvider({ lookupDispute: async () => known });
      const { database, services } = office;
      await createDisputes({
        database,
        provider,
        bookings: services.bookings,
        shows: services.shows,
        refunds: office.refundRequests,
        logger,
      }).review('dp');
    };
    for (const status of ['NEEDS_RESPONSE', 'NEEDS_RESPONSE', 'LOST'] as const) await noteAs(status);
    const { disputes } = office.services;
    const [dispute] = await disputes.disputesOf(ORGANISER, booking);
    expect(dispute).toMatchObject({ paymentId: payment.id, amount: 5_000, reason: 'fraudulent', status: 'LOST' });
    expect((await eventsOf(payment.id)).filter((type) => type === 'payment.disputed')).toHaveLength(2);
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED' });
    await expect(disputes.disputesOf(buyer, booking)).rejects.toThrow(ForbiddenError);
    expect(await disputes.getDispute(buyer, dispute!.id)).toBeNull();
    expect(await disputes.getDispute(ORGANISER, dispute!.id)).toEqual(dispute);
  });
});
