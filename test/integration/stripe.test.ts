import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { createDisputes } from '../../src/modules/payments/disputes.ts';
import type { Payment } from '../../src/modules/payments/payment.ts';
import { type PaymentProvider, WebhookRefusedError } from '../../src/modules/payments/payment-provider.ts';
import { createPaymentReview } from '../../src/modules/payments/payment-review.ts';
import { PaymentDeclinedError } from '../../src/modules/payments/payments.errors.ts';
import { createProviderNews, type TakeNews } from '../../src/modules/payments/provider-news.ts';
import { createPaymentReconciler } from '../../src/modules/payments/reconciler.ts';
import { createStripeProvider } from '../../src/modules/payments/stripe-provider.ts';
import { createRefundNews } from '../../src/modules/refunds/refund-news.ts';
import { createRefundWorker } from '../../src/modules/refunds/refund-worker.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { FakeStripe } from '../kit/product/fake-stripe.ts';
import { bookOn, paymentsWith } from '../kit/product/paying.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const TOTAL = 5_000;

let office: TestBoxOffice;
let show: TestShow;
let stripe: FakeStripe;
let provider: PaymentProvider;
let takeNews: TakeNews;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ rows: 4, seats: 50 });
  stripe = await FakeStripe.start();
  provider = createStripeProvider(stripe.settings, logger);
  const { database, settlement, services, refundOutcomes: outcomes } = office;
  takeNews = createProviderNews({
    review: createPaymentReview({ database, provider, settlement, logger }),
    refundNews: createRefundNews({ database, provider, outcomes, logger }),
    disputes: createDisputes({
      database,
      provider,
      bookings: services.bookings,
      shows: services.shows,
      refunds: office.refundRequests,
      logger,
    }),
    logger,
    onUnknownCapture: () => undefined,
  });
});
beforeEach(() => {
  stripe.requests.splice(0);
  stripe.lost.clear();
  stripe.onRequest = async () => undefined;
  stripe.nextRefundStatus = 'succeeded';
});
afterAll(async () => {
  await stripe?.[Symbol.asyncDispose]();
  await office?.[Symbol.asyncDispose]();
});

const payments = () => paymentsWith(provider, office);
const book = () => bookOn(office, show.id, show.nextSeats(2));
const pay = (buyer: Principal, { id: bookingId }: Booking, paymentToken = 'pm_card_visa', idempotencyKey?: string) =>
  payments().payBooking(buyer, { bookingId, paymentToken, idempotencyKey });
const paymentOf = async ({ id }: Booking) => (await office.services.payments.paymentsOf(id)).at(-1) as Payment;
const refundsOf = async ({ id }: Booking) => await office.services.refunds.refundsOf(id);
const bookingOf = async ({ id }: Booking) => (await office.services.bookings.getFreshBooking(ORGANISER, id)) as Booking;
const ticketsOf = async ({ id }: Booking) => await office.services.bookings.ticketsOf(id);

/** A webhook as Stripe sends it: through the signature, to what follows from it. */
async function tell(type: string, object: object): Promise<void> {
  const fact = provider.parseWebhook(stripe.webhook(type, object));
  if (fact) await takeNews(fact);
}

/** Has the provider asked about payments of any age, as the reconciler does after a while. */
async function reconcile(): Promise<void> {
  const { database, settlement } = office;
  await database.query(`UPDATE payments SET created_at = created_at - interval '2 minutes' WHERE status = 'PENDING'`);
  const review = createPaymentReview({ database, provider, settlement, logger });
  const worker = createPaymentReconciler({ database, review, settlement, logger });
  worker.start();
  await worker.idle();
  await worker.stop();
}

async function refundAll(): Promise<void> {
  const { database, refundOutcomes: outcomes } = office;
  const worker = createRefundWorker({ database, provider, outcomes, logger, perSecond: 1_000 });
  worker.start();
  await worker.idle();
  await worker.stop();
}

async function started() {
  const { buyer, booking } = await book();
  const { session, ...payment } = await payments().startPayment(buyer, { bookingId: booking.id });
  return { buyer, booking, payment, session };
}

describe('a token', () => {
  it('is charged once, by an intent that is noted before it is confirmed', async () => {
    const { buyer, booking } = await book();
    const noted: (string | null)[] = [];
    stripe.onRequest = async (request) => {
      if (request.endsWith('/confirm')) noted.push((await paymentOf(booking)).providerReference);
    };
    expect(await pay(buyer, booking)).toMatchObject({ status: 'CONFIRMED' });
    const payment = await paymentOf(booking);
    expect(stripe.intentOf(payment.id)).toMatchObject({
      amount: TOTAL,
      currency: 'eur',
      status: 'succeeded',
      metadata: { paymentId: payment.id, bookingId: booking.id },
    });
    expect(noted).toEqual([payment.providerReference]);
    expect(await ticketsOf(booking)).toHaveLength(2);
  });

  it('that is declined leaves the booking to be paid with another', async () => {
    const { buyer, booking } = await book();
    const declined = pay(buyer, booking, 'pm_card_declined');
    await expect(declined).rejects.toThrow(PaymentDeclinedError);
    await expect(declined).rejects.toMatchObject({ failureCode: 'insufficient_funds' });
    expect(stripe.intentOf((await paymentOf(booking)).id).status).toBe('canceled');
    expect(await pay(buyer, booking)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('that Stripe does not know is declined, and what is none is refused without asking', async () => {
    const { buyer, booking } = await book();
    await expect(pay(buyer, booking, 'pm_unknown')).rejects.toMatchObject({ failureCode: 'unknown_payment_token' });
    stripe.requests.splice(0);
    await expect(pay(buyer, booking, 'tok_ok')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(stripe.requests).toEqual([]);
  });

  it('that the buyer has to confirm with the bank can be, in a session of the same intent', async () => {
    const { buyer, booking } = await book();
    expect(await pay(buyer, booking, 'pm_card_3ds')).toMatchObject({ status: 'PENDING_PAYMENT' });
    const payment = await paymentOf(booking);
    expect(payment).toMatchObject({ pendingReason: 'REQUIRES_ACTION' });
    const { session } = await payments().startPayment(buyer, { bookingId: booking.id });
    expect(session.clientSecret).toBe(stripe.intentOf(payment.id).client_secret);
    await tell('payment_intent.succeeded', stripe.become(payment.id, 'succeeded'));
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED' });
  });
});

describe('a session', () => {
  it('has what Stripe’s form needs, and excludes what takes days where the show is near', async () => {
    const { payment, session } = await started();
    const intent = stripe.intentOf(payment.id);
    expect(session).toEqual({ provider: 'stripe', publishableKey: 'pk_test_1', clientSecret: intent.client_secret });
    expect(intent.excluded_payment_method_types).toContain('oxxo');
    expect(intent.excluded_payment_method_types).not.toContain('sepa_debit');
  });

  it('is paid by what webhooks tell, doubled and in any order', async () => {
    const { booking, payment } = await started();
    const intent = stripe.become(payment.id, 'processing');
    const processing = { ...intent };
    stripe.become(payment.id, 'succeeded');
    await tell('payment_intent.succeeded', intent);
    for (let time = 0; time < 2; time += 1) await tell('payment_intent.processing', processing);
    await tell('payment_intent.succeeded', intent);
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED' });
    expect(await ticketsOf(booking)).toHaveLength(2);
  });

  it('that takes days keeps its seats, and gives them up when the debit fails', async () => {
    const { booking, payment } = await started();
    await tell('payment_intent.processing', stripe.become(payment.id, 'processing'));
    await office.database.query(`UPDATE seat_locks SET expires_at = now() - interval '1 day' WHERE id = $1`, [
      booking.lockId,
    ]);
    await office.sweep();
    expect(await bookingOf(booking)).toMatchObject({ status: 'PENDING_PAYMENT', expiresAt: null });
    const error = { code: 'debit_not_authorized' };
    await tell('payment_intent.payment_failed', stripe.become(payment.id, 'requires_payment_method', error));
    expect(await paymentOf(booking)).toMatchObject({ status: 'FAILED', failureCode: 'debit_not_authorized' });
    expect(stripe.intentOf(payment.id).status).toBe('canceled');
    await office.sweep();
    expect(await bookingOf(booking)).toMatchObject({ status: 'EXPIRED' });
  });

  it('in which a card was declined is open for another', async () => {
    const { buyer, booking, payment, session } = await started();
    const error = { code: 'card_declined' };
    await tell('payment_intent.payment_failed', stripe.become(payment.id, 'requires_payment_method', error));
    expect(await paymentOf(booking)).toMatchObject({ status: 'PENDING', pendingReason: 'REQUIRES_ACTION' });
    const again = await payments().startPayment(buyer, { bookingId: booking.id });
    expect([again.id, again.session]).toEqual([payment.id, session]);
  });

  it('is ended at Stripe when its booking is over', async () => {
    const { buyer, booking, payment } = await started();
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    await reconcile();
    expect(stripe.intentOf(payment.id).status).toBe('canceled');
    expect(await paymentOf(booking)).toMatchObject({ status: 'FAILED' });
  });
});

describe('a node that dies, or an answer that is lost', () => {
  /** A provider of a node that dies at that point of a payment, and says nothing any more. */
  function dyingAt(
    point: 'before Stripe' | 'before the note' | 'after the note' | 'after the charge',
  ): PaymentProvider {
    const never = () => new Promise<never>(() => undefined);
    return {
      ...provider,
      async createPayment(request) {
        if (point === 'before Stripe') return await died();
        const state = await provider.createPayment({
          ...request,
          async noteReference(reference) {
            if (point === 'before the note') await died();
            await request.noteReference(reference);
            if (point === 'after the note') await died();
          },
        });
        if (point === 'after the charge') return await died();
        return state;
      },
    };
    async function died(): Promise<never> {
      reached.resolve();
      return await never();
    }
  }

  let reached = Promise.withResolvers<void>();

  it.each([
    ['before Stripe', 'FAILED', 0],
    ['before the note', 'FAILED', 0],
    ['after the note', 'FAILED', 0],
    ['after the charge', 'SUCCEEDED', TOTAL],
  ] as const)('%s: the payment %s, and what was charged is %i', async (point, status, charged) => {
    reached = Promise.withResolvers<void>();
    const { buyer, booking } = await book();
    const input = { bookingId: booking.id, paymentToken: 'pm_card_visa' };
    void paymentsWith(dyingAt(point), office)
      .payBooking(buyer, input)
      .catch(() => undefined);
    await reached.promise;
    // An intent that nobody has confirmed is ended with its booking.
    if (point === 'after the note') await office.makeOverdue('bookings', booking.id).then(() => office.sweep());
    await reconcile();
    const payment = await paymentOf(booking);
    expect(payment.status).toBe(status);
    const intents = [...stripe.intents.values()].filter(({ metadata }) => metadata.paymentId === payment.id);
    const captured = intents.filter((intent) => intent.status === 'succeeded');
    expect(captured.reduce((sum, { amount }) => sum + amount, 0)).toBe(charged);
    expect(await ticketsOf(booking)).toHaveLength(charged > 0 ? 2 : 0);
  });

  it.each(['before the note', 'after the note', 'after the charge'] as const)(
    '%s: the buyer’s retry is the same payment, charged once',
    async (point) => {
      reached = Promise.withResolvers<void>();
      const { buyer, booking } = await book();
      const input = { bookingId: booking.id, paymentToken: 'pm_card_visa', idempotencyKey: `retry ${point}` };
      void paymentsWith(dyingAt(point), office)
        .payBooking(buyer, input)
        .catch(() => undefined);
      await reached.promise;
      await office.database.query('UPDATE idempotency_keys SET lease_expires_at = now() WHERE key = $1', [
        input.idempotencyKey,
      ]);
      expect(await payments().payBooking(buyer, input)).toMatchObject({ status: 'CONFIRMED' });
      const payment = await paymentOf(booking);
      const intents = [...stripe.intents.values()].filter(({ metadata }) => metadata.paymentId === payment.id);
      expect(intents.map(({ status }) => status)).toEqual(['succeeded']);
    },
  );

  it.each(['POST /v1/payment_intents$', 'POST .*/confirm$'])(
    '%s: it is asked again, and charged once',
    async (what) => {
      const { buyer, booking } = await book();
      // More than the client repeats by itself.
      stripe.lost.set(what, 2);
      expect(await pay(buyer, booking)).toMatchObject({ status: 'CONFIRMED' });
      const { id } = await paymentOf(booking);
      expect([...stripe.intents.values()].filter(({ metadata }) => metadata.paymentId === id)).toHaveLength(1);
    },
  );

  it('a payment that was given up meanwhile is not charged', async () => {
    const { buyer, booking } = await book();
    stripe.onRequest = async (request) => {
      if (request !== 'POST /v1/payment_intents') return;
      const { id } = await paymentOf(booking);
      await office.settlement.settle(id, { status: 'FAILED', reference: null, failureCode: 'not_charged' });
    };
    await expect(pay(buyer, booking)).rejects.toMatchObject({ failureCode: 'not_charged' });
    expect(stripe.requests.some((request) => request.endsWith('/confirm'))).toBe(false);
  });
});

describe('a refund', () => {
  async function paid() {
    const { buyer, booking } = await book();
    await pay(buyer, booking);
    return { buyer, booking, payment: await paymentOf(booking) };
  }

  it('names itself and its tickets at Stripe, and is made once though its answer is lost', async () => {
    const { booking, payment } = await paid();
    stripe.lost.set('POST /v1/refunds$', 2);
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    await refundAll();
    await office.database.query(
      `UPDATE refunds SET due_at = now() - make_interval(secs => 1) WHERE status = 'PENDING'`,
    );
    await refundAll();
    const [refund] = await refundsOf(booking);
    expect(refund).toMatchObject({ status: 'SUCCEEDED', amount: TOTAL });
    const made = [...stripe.refunds.values()].filter(
      ({ payment_intent }) => payment_intent === payment.providerReference,
    );
    const ticketIds = (await ticketsOf(booking)).map(({ id }) => id).sort();
    expect(made.map(({ metadata }) => metadata)).toEqual([
      { refundId: refund!.id, round: '1', ticketIds: ticketIds.join(',') },
    ]);
    expect(await bookingOf(booking)).toMatchObject({ status: 'REFUNDED' });
  });

  it('that fails days later is told, and tried again it is another one', async () => {
    const { booking } = await paid();
    stripe.nextRefundStatus = 'pending';
    const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 700 });
    await refundAll();
    expect(await refundsOf(booking)).toMatchObject([{ status: 'PENDING' }]);
    const made = [...stripe.refunds.values()].find(({ metadata }) => metadata.refundId === id)!;
    Object.assign(made, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
    for (const type of ['refund.updated', 'refund.failed', 'refund.failed']) await tell(type, made);
    expect(await refundsOf(booking)).toMatchObject([{ status: 'FAILED', failureCode: 'lost_or_stolen_card' }]);
    stripe.nextRefundStatus = 'succeeded';
    await office.services.refunds.retryRefund(ORGANISER, { refundId: id });
    await refundAll();
    await tell('refund.failed', made);
    expect(await refundsOf(booking)).toMatchObject([{ status: 'SUCCEEDED', round: 2 }]);
  });

  it('that was made in the dashboard is shown, and one of ours that it leaves nothing for fails', async () => {
    const { booking, payment } = await paid();
    const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 3_000 });
    const made = stripe.refundInDashboard(payment.id, 4_000);
    // There is no room for it beside what was asked for here.
    await expect(tell('refund.created', made)).rejects.toThrow();
    await refundAll();
    for (const type of ['refund.created', 'refund.updated']) await tell(type, made);
    const refunds = await refundsOf(booking);
    expect(refunds.find((refund) => refund.id === id)).toMatchObject({ status: 'FAILED' });
    expect(refunds.find(({ atProvider }) => atProvider)).toMatchObject({
      status: 'SUCCEEDED',
      amount: 4_000,
      ticketIds: [],
    });
    expect(refunds).toHaveLength(2);
    expect(await bookingOf(booking)).toMatchObject({ status: 'CONFIRMED', refundState: 'PARTLY_REFUNDED' });
  });
});

describe('a dispute', () => {
  it('is noted as it stands, whatever webhooks say', async () => {
    const { buyer, booking } = await book();
    await pay(buyer, booking);
    const { id } = await paymentOf(booking);
    const opened = { ...stripe.dispute(id, 'needs_response') };
    await tell('charge.dispute.closed', stripe.dispute(id, 'lost'));
    await tell('charge.dispute.created', opened);
    expect(await office.services.disputes.disputesOf(ORGANISER, booking)).toMatchObject([
      { status: 'LOST', amount: TOTAL, reason: 'fraudulent' },
    ]);
  });
});

describe('a webhook', () => {
  const refused = (body: Buffer, headers: Record<string, string>) => {
    try {
      provider.parseWebhook({ body, headers });
      return null;
    } catch (error) {
      return error instanceof WebhookRefusedError ? error.flaw : error;
    }
  };

  it('counts only as Stripe has signed it, byte for byte', async () => {
    const { payment } = await started();
    const { body, headers } = stripe.webhook('payment_intent.succeeded', stripe.intentOf(payment.id));
    expect(refused(body, headers)).toBeNull();
    expect(refused(Buffer.concat([body, Buffer.from(' ')]), headers)).toBe('signature');
    expect(refused(body, {})).toBe('signature');
    const old = headers['stripe-signature']!.replace(/t=\d+/, 't=1700000000');
    expect(refused(body, { 'stripe-signature': old })).toBe('signature');
  });

  it('that is nothing of ours is passed over', () => {
    const foreign = { id: 'pi_x', metadata: { order: '1' }, status: 'succeeded' };
    for (const [type, object] of [
      ['payment_intent.succeeded', foreign],
      ['customer.created', { id: 'cus_1' }],
    ] as const) {
      expect(provider.parseWebhook(stripe.webhook(type, object))).toBeNull();
    }
  });
});
