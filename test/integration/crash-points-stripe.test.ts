import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { shownStatus } from '../../src/modules/bookings/booking-states.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import { createTestBoxOffice, ORGANISER, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { FakeStripe } from '../kit/product/fake-stripe.ts';
import { bookOn } from '../kit/product/paying.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { createSurvival, type Operation } from './crash-survival.ts';
import { runWorkers } from './ledger-history.ts';

// What Stripe is asked to give back, by a node that dies before any of its statements, commits and requests to Stripe: a request that it dies
// before does not reach Stripe, and one that does is carried out although nobody may hear of it. Refunded once, wherever that was.

const HALL = { zones: 1, rows: 8, seats: 40 };
/** For each ticket that a buyer gives back. */
const RETURN_FEE = 650;
const TEST_TIMEOUT_MS = 240_000;

let db: TestDatabase;
let stripe: FakeStripe;
let office: TestBoxOffice;
let show: TestShow;

const env = () => {
  const { secretKey, publishableKey, webhookSecret, apiUrl } = stripe.settings;
  return {
    ...{ STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publishableKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
    ...{ STRIPE_API_URL: apiUrl, REFUNDS_PER_SECOND: '1000' },
  };
};

beforeAll(async () => {
  db = await createTestDatabase();
  stripe = await FakeStripe.start();
  office = await createTestBoxOffice(db.database, { env: env() });
  show = await office.createShow(HALL);
  const changeRules = { returnsUntil: new Date('2099-01-01T00:00:00Z'), returnFee: RETURN_FEE, feeTaxRate: 19 };
  await office.services.shows.updateShow(ORGANISER, { showId: show.id, changeRules });
});
afterAll(async () => {
  await office?.[Symbol.asyncDispose]();
  await stripe?.[Symbol.asyncDispose]();
  await db?.[Symbol.asyncDispose]();
});

const { survive } = createSurvival({
  office: () => office,
  env,
  onMortal(mortal) {
    stripe.onRequest = async () => mortal.pass();
  },
});

interface Sold {
  buyer: Principal;
  booking: Booking;
}

async function paid(): Promise<Sold> {
  stripe.onRequest = async () => undefined;
  const sold = await bookOn(office, show.id, show.nextSeats(2));
  const { buyer, booking } = sold;
  await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'pm_card_visa' });
  return sold;
}

const statusOf = async ({ booking }: Sold) => shownStatus((await office.services.bookings.readBooking(booking.id))!);

/** What we say was refunded is what Stripe has, each once; resolves with it. */
async function refundedOf({ booking }: Sold): Promise<number> {
  await expectLedgerBalanced(office.database, { bookingId: booking.id });
  const refunds = await office.services.refunds.refundsOf(booking.id);
  const [payment] = await office.services.payments.paymentsOf(booking.id);
  const { id: intentId } = stripe.intentOf(payment!.id);
  const made = [...stripe.refunds.values()].filter(({ payment_intent }) => payment_intent === intentId);
  expect(refunds.map(({ reference, amount, status }) => ({ reference, amount, status }))).toEqual(
    made.map(({ id: reference, amount }) => ({ reference, amount, status: 'SUCCEEDED' })),
  );
  expect(refunds.length).toBeLessThanOrEqual(1);
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

async function ticketsOf({ booking }: Sold): Promise<number> {
  const tickets = await office.services.bookings.ticketsOf(booking.id);
  return tickets.filter(({ voidedAt }) => voidedAt === null).length;
}

/** Of the cancellation of a whole booking: what goes back, and how it stands then. */
async function expectEnded(sold: Sold, refund: number, status: 'CANCELLED' | 'REFUNDED'): Promise<boolean> {
  const refunded = await refundedOf(sold);
  const isDone = refunded > 0;
  expect(refunded).toBe(isDone ? refund : 0);
  expect(await statusOf(sold)).toBe(isDone ? status : 'CONFIRMED');
  expect(await ticketsOf(sold)).toBe(isDone ? 0 : 2);
  return isDone;
}

describe('a node that dies before any of its statements, commits and requests to Stripe', () => {
  it('cancels a booking for its buyer by the rules, or leaves it as it is', { timeout: TEST_TIMEOUT_MS }, async () => {
    const refundOf = ({ booking }: Sold) => booking.total - 2 * RETURN_FEE;
    const { points, done } = await survive<Sold>({
      prepare: paid,
      async act(node, sold) {
        const { buyer, booking } = sold;
        await node.services.bookings.cancelBooking(buyer, { bookingId: booking.id, minimumRefund: refundOf(sold) });
        await runWorkers(node, 'refund worker');
      },
      check: (sold) => expectEnded(sold, refundOf(sold), 'CANCELLED'),
    });
    expect(points).toBeGreaterThan(18);
    expect(done).toBeGreaterThan(5);
  });

  it('cancels one for the organiser, and refunds all of it', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive<Sold>({
      prepare: paid,
      async act(node, { booking }) {
        await node.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
        await runWorkers(node, 'refund worker');
      },
      check: (sold) => expectEnded(sold, sold.booking.total, 'REFUNDED'),
    });
    expect(points).toBeGreaterThan(15);
    expect(done).toBeGreaterThan(5);
  });

  const part: Operation<Sold> = {
    prepare: paid,
    async act(node, { booking }) {
      await node.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 1_200 });
      await runWorkers(node, 'refund worker');
    },
    async check(sold) {
      const refunded = await refundedOf(sold);
      const isDone = refunded > 0;
      expect(refunded).toBe(isDone ? 1_200 : 0);
      expect(await statusOf(sold)).toBe(isDone ? 'PARTLY_REFUNDED' : 'CONFIRMED');
      expect(await ticketsOf(sold)).toBe(2);
      return isDone;
    },
  };

  it('refunds a part of one, or nothing', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { points, done } = await survive(part);
    expect(points).toBeGreaterThan(12);
    expect(done).toBeGreaterThan(5);
  });

  it('refunds a part of one once where answers of Stripe are lost, too', { timeout: TEST_TIMEOUT_MS }, async () => {
    const { done } = await survive<Sold>({
      ...part,
      async prepare() {
        const sold = await paid();
        stripe.lost.set('POST /v1/refunds', 1);
        return sold;
      },
    });
    stripe.lost.clear();
    expect(done).toBeGreaterThan(5);
  });

  it('leaves maps and seats that agree with what became of the bookings', { timeout: TEST_TIMEOUT_MS }, async () => {
    await office.startEvents();
    await office.settled();
    await expectConsistent(office.database, show.id);
  });
});
