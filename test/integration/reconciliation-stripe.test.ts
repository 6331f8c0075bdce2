import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reconcile } from '../../src/modules/ledger/reconciliation.ts';
import { createDisputes, type Disputes } from '../../src/modules/payments/disputes.ts';
import type { PaymentProvider } from '../../src/modules/payments/payment-provider.ts';
import { createStripeProvider } from '../../src/modules/payments/stripe-provider.ts';
import { createRefundNews } from '../../src/modules/refunds/refund-news.ts';
import { createRefundWorker } from '../../src/modules/refunds/refund-worker.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { FakeStripe } from '../kit/product/fake-stripe.ts';
import { bookOn, paymentsWith } from '../kit/product/paying.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const PRICE = 2_500;
/** Today, and what is left of it. */
const DAY = { from: new Date(Date.now() - 60 * 60 * 1000), to: new Date(Date.now() + 60 * 60 * 1000) };

let office: TestBoxOffice;
let show: TestShow;
let stripe: FakeStripe;
let provider: PaymentProvider;
let disputes: Disputes;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ rows: 4, seats: 50 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

/** Each with a Stripe account, and books, of its own. */
beforeEach(async () => {
  await office.database.query(`UPDATE payments SET provider = 'earlier test'`);
  stripe = await FakeStripe.start();
  provider = createStripeProvider(stripe.settings, logger);
  const { database, services, refundRequests: refunds } = office;
  disputes = createDisputes({ ...services, database, provider, refunds, logger });
  return () => stripe[Symbol.asyncDispose]();
});

const run = (more: Partial<PaymentProvider> = {}) =>
  reconcile({ database: office.database, provider: { ...provider, ...more } }, DAY);

async function paid() {
  const { buyer, booking } = await bookOn(office, show.id, show.nextSeats(1));
  await paymentsWith(provider, office).payBooking(buyer, { bookingId: booking.id, paymentToken: 'pm_card_visa' });
  const [payment] = await office.services.payments.paymentsOf(booking.id);
  return { booking, paymentId: payment!.id, reference: booking.reference, intent: stripe.intentOf(payment!.id) };
}

async function refunded(bookingId: string, amount: number): Promise<string> {
  const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId, amount });
  const { database, refundOutcomes: outcomes } = office;
  const worker = createRefundWorker({ database, provider, outcomes, logger, perSecond: 1_000 });
  worker.start();
  await worker.idle();
  await worker.stop();
  return id;
}

describe('a reconciliation with Stripe', () => {
  it('goes through all that the account has, page by page, and counts what is none of ours', async () => {
    stripe.largestPage = 2;
    const sales = [await paid(), await paid(), await paid(), await paid(), await paid()];
    for (const { booking } of sales.slice(0, 3)) await refunded(booking.id, 500);
    const foreign = stripe.payForeign(1_200);
    stripe.refundIntent(foreign, 300);
    await disputes.review(stripe.dispute(sales[0]!.paymentId, 'needs_response').id);
    stripe.disputeIntent(foreign, 'under_review');
    stripe.requests.splice(0);

    const ours = { payments: 5, refunds: 3, disputes: 1 };
    expect(await run()).toEqual({
      here: ours,
      there: ours,
      foreign: { payments: 1, refunds: 1, disputes: 1 },
      unlisted: [],
      differences: [],
    });
    const pagesOf = (kind: string) => stripe.requests.filter((request) => request === `GET /v1/${kind}`).length;
    expect(['payment_intents', 'refunds', 'disputes'].map(pagesOf)).toEqual([3, 2, 1]);
  });

  it('names a refund of the dashboard whose webhook did not come', async () => {
    const { paymentId, reference } = await paid();
    const { id: providerReference } = stripe.refundInDashboard(paymentId, 700);
    const { differences } = await run();
    const about = { of: 'refund', id: null, paymentId, reference, providerReference, amount: 700, currency: 'EUR' };
    expect(differences).toEqual([{ kind: 'STATUS', ...about, here: 'UNKNOWN', there: 'SUCCEEDED' }]);

    const { database, refundOutcomes: outcomes } = office;
    await createRefundNews({ database, provider, outcomes, logger }).review(providerReference);
    expect((await run()).differences).toEqual([]);
  });

  it('names a payment that only Stripe knows, unless it took no money', async () => {
    const metadata = { paymentId: newId('payment') };
    const lost = stripe.payForeign(PRICE);
    lost.metadata = metadata;
    const abandoned = stripe.payForeign(PRICE);
    Object.assign(abandoned, { status: 'canceled', metadata: { paymentId: newId('payment') } });
    expect((await run()).differences).toEqual([
      {
        kind: 'STATUS',
        of: 'payment',
        id: metadata.paymentId,
        paymentId: metadata.paymentId,
        reference: null,
        providerReference: lost.id,
        amount: PRICE,
        currency: 'EUR',
        here: 'UNKNOWN',
        there: 'SUCCEEDED',
      },
    ]);
  });

  it('names what only we know', async () => {
    const { booking, paymentId, intent } = await paid();
    const refundId = await refunded(booking.id, 500);
    stripe.refunds.clear();
    stripe.intents.delete(intent.id);
    expect((await run()).differences).toMatchObject([
      { kind: 'STATUS', id: paymentId, here: 'SUCCEEDED', there: 'UNKNOWN' },
      { kind: 'STATUS', id: refundId, paymentId, here: 'SUCCEEDED', there: 'UNKNOWN' },
    ]);
  });

  it('names other amounts and currencies, each once', async () => {
    const [more, other] = [await paid(), await paid()];
    const refundId = await refunded(more.booking.id, 500);
    more.intent.amount = 2_600;
    other.intent.currency = 'usd';
    for (const refund of stripe.refunds.values()) refund.amount = 400;
    const { differences } = await run();
    expect(differences).toHaveLength(3);
    expect(differences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'AMOUNT',
          id: more.paymentId,
          here: PRICE,
          there: 2_600,
          currencyThere: 'EUR',
        }),
        expect.objectContaining({
          kind: 'AMOUNT',
          id: other.paymentId,
          here: PRICE,
          there: PRICE,
          currencyThere: 'USD',
        }),
        expect.objectContaining({ kind: 'AMOUNT', id: refundId, here: 500, there: 400 }),
      ]),
    );
  });

  it('names a refund that was made twice, and none of an attempt that failed', async () => {
    const { booking, paymentId, intent } = await paid();
    const refundId = await refunded(booking.id, 500);
    const metadata = { refundId, round: '1' };
    const failed = stripe.refundIntent(intent, 500);
    Object.assign(failed, { status: 'failed', metadata });
    expect((await run()).differences).toEqual([]);
    const twice = stripe.refundIntent(intent, 500);
    twice.metadata = metadata;
    expect((await run()).differences).toMatchObject([
      { kind: 'STATUS', id: refundId, paymentId, providerReference: twice.id, here: 'UNKNOWN', there: 'SUCCEEDED' },
    ]);
  });

  it('names a dispute that we have not heard of, and one that stands otherwise by now', async () => {
    const { paymentId, reference } = await paid();
    const { id: providerReference } = stripe.dispute(paymentId, 'needs_response');
    const about = { of: 'dispute', paymentId, reference, providerReference, amount: PRICE };
    expect((await run()).differences).toMatchObject([
      { kind: 'STATUS', ...about, id: null, here: 'UNKNOWN', there: 'NEEDS_RESPONSE' },
    ]);
    await disputes.review(providerReference);
    expect((await run()).differences).toEqual([]);
    stripe.dispute(paymentId, 'lost');
    expect((await run()).differences).toMatchObject([
      { kind: 'STATUS', ...about, id: expect.stringMatching(/^dispute_/), here: 'NEEDS_RESPONSE', there: 'LOST' },
    ]);
  });

  it('waits where Stripe is asked too often, and asks again', async () => {
    const { booking } = await paid();
    await refunded(booking.id, 500);
    stripe.busy.set('^GET ', 6);
    const { there, unlisted, differences } = await run();
    expect({ there, unlisted, differences }).toEqual({
      there: { payments: 1, refunds: 1, disputes: 0 },
      unlisted: [],
      differences: [],
    });
    expect(stripe.busy.get('^GET ')).toBe(0);
  });

  it('says of what it got no list, and goes on with the others', async () => {
    const { paymentId } = await paid();
    stripe.refundInDashboard(paymentId, 700);
    stripe.dispute(paymentId, 'needs_response');
    const { unlisted, differences } = await run({
      listRefunds: async () => {
        throw new Error('connection lost');
      },
    });
    expect(unlisted).toEqual([{ what: 'refunds', error: 'Error: connection lost' }]);
    expect(differences).toMatchObject([{ of: 'dispute' }]);
  });
});
