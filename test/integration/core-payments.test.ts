import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { BookingNotCancellableError, BookingNotPayableError } from '../../src/modules/bookings/bookings.errors.ts';
import type { Payment } from '../../src/modules/payments/payment.ts';
import type { PaymentProvider, PaymentState } from '../../src/modules/payments/payment-provider.ts';
import { UnknownPaymentTokenError } from '../../src/modules/payments/payment-provider.ts';
import { createPaymentReview } from '../../src/modules/payments/payment-review.ts';
import { PaymentInProgressError } from '../../src/modules/payments/payments.errors.ts';
import { createPaymentReconciler } from '../../src/modules/payments/reconciler.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { bookOn, fakeProvider, paymentsWith as paymentsOn } from '../kit/product/paying.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
  show = await office.createShow({ rows: 20, seats: 50 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

/** A booking of the next two seats. */
function book(): Promise<{ buyer: Principal; booking: Booking }> {
  return bookOn(office, show.id, show.nextSeats(2));
}

const pay = (buyer: Principal, bookingId: string, paymentToken = 'tok_ok', idempotencyKey?: string) =>
  office.services.payments.payBooking(buyer, { bookingId, paymentToken, idempotencyKey });

const expire = async (bookingId: string) => {
  await office.database.query(
    `UPDATE bookings SET expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'PENDING_PAYMENT'`,
    [bookingId],
  );
  await office.sweep();
};

const bookingOf = (buyer: Principal, bookingId: string) => office.services.bookings.getFreshBooking(buyer, bookingId);

async function eventTypes(key: string): Promise<string[]> {
  const rows = await office.database.query<{ type: string }>('SELECT type FROM outbox WHERE key = $1 ORDER BY id', [
    key,
  ]);
  return rows.map(({ type }) => type);
}

const paymentsWith = (provider: PaymentProvider) => paymentsOn(provider, office);

/** G5: captured money has bought seats, or has gone back. */
async function expectMoneyAndSeatsAgree(buyer: Principal, bookingId: string, wasCaptured: boolean): Promise<void> {
  const booking = (await bookingOf(buyer, bookingId))!;
  const [payment] = (await office.services.payments.paymentsOf(bookingId)) as [Payment];
  const tickets = await office.services.bookings.ticketsOf(bookingId);
  const valid = tickets.filter((ticket) => ticket.voidedAt === null);
  if (payment.status === 'SUCCEEDED') {
    expect(payment).toMatchObject({ refunding: 0, refunded: 0 });
    expect(booking.status).toBe('CONFIRMED');
    expect(valid).toHaveLength(booking.seats.length);
  } else {
    if (wasCaptured) expect(payment.status).toBe('REFUNDED');
    expect(booking.status).not.toBe('CONFIRMED');
    expect(valid).toHaveLength(0);
  }
  const bookingEvents = await eventTypes(bookingId);
  expect(new Set(bookingEvents).size, bookingEvents.join()).toBe(bookingEvents.length);
  const paymentEvents = await eventTypes(payment.id);
  expect(new Set(paymentEvents).size, paymentEvents.join()).toBe(paymentEvents.length);
}

describe('what is said of a payment', () => {
  const success = { status: 'SUCCEEDED', reference: 'ref' } as const;
  const failure = { status: 'FAILED', reference: null, failureCode: 'not_charged' } as const;

  it('ends in the same way in every order, and however often it is said', async () => {
    const endings = ['none', 'cancel', 'expire', 'give up'] as const;
    const words = fc.shuffledSubarray(['answer', 'webhook', 'webhook again'], { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(words, fc.constantFrom(...endings), fc.nat(3), async (order, ending, when) => {
        const { buyer, booking } = await book();
        await pay(buyer, booking.id, 'tok_late');
        const [payment] = (await office.services.payments.paymentsOf(booking.id)) as [Payment];
        await office.database.query(
          'UPDATE sandbox_charges SET settled_at = now() - make_interval(secs => 1) WHERE payment_id = $1',
          [payment.id],
        );
        const steps: (() => Promise<unknown>)[] = order.map(() => () => office.settlement.settle(payment.id, success));
        const end = {
          none: async () => undefined,
          cancel: () => office.services.bookings.cancelBooking(buyer, { bookingId: booking.id }),
          expire: () => expire(booking.id),
          'give up': () => office.settlement.settle(payment.id, failure),
        }[ending];
        steps.splice(when, 0, end);
        for (const step of steps) await step();
        await refundAll();
        await expectMoneyAndSeatsAgree(buyer, booking.id, true);
      }),
      { numRuns: 60 },
    );
    await office.settled();
    await expectConsistent(office.database, show.id);
  });

  it('and all of it at once ends so too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('cancel', 'expire', 'give up'), async (ending) => {
        const { buyer, booking } = await book();
        await pay(buyer, booking.id, 'tok_late');
        const [payment] = (await office.services.payments.paymentsOf(booking.id)) as [Payment];
        await office.database.query(
          'UPDATE sandbox_charges SET settled_at = now() - make_interval(secs => 1) WHERE payment_id = $1',
          [payment.id],
        );
        await Promise.all([
          office.settlement.settle(payment.id, success),
          office.settlement.settle(payment.id, success),
          ending === 'cancel' && office.services.bookings.cancelBooking(buyer, { bookingId: booking.id }),
          ending === 'expire' && expire(booking.id),
          ending === 'give up' && office.settlement.settle(payment.id, failure),
        ]);
        await refundAll();
        await expectMoneyAndSeatsAgree(buyer, booking.id, true);
      }),
      { numRuns: 30 },
    );
    await office.settled();
    await expectConsistent(office.database, show.id);
  });
});

/** Runs the refund worker until nothing is due. */
async function refundAll(): Promise<void> {
  const worker = office.worker('refund worker');
  worker.start();
  await worker.idle();
}

describe('paying', () => {
  it('against cancelling ends either paid for or given back', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { buyer, booking } = await book();
      const [paid, cancelled] = await Promise.allSettled([
        pay(buyer, booking.id),
        office.services.bookings.cancelBooking(buyer, { bookingId: booking.id }),
      ]);
      if (paid.status === 'rejected') expect(paid.reason).toBeInstanceOf(BookingNotPayableError);
      if (cancelled.status === 'rejected') expect(cancelled.reason).toBeInstanceOf(BookingNotCancellableError);
      await refundAll();
      const payments = await office.services.payments.paymentsOf(booking.id);
      if (payments.length > 0) await expectMoneyAndSeatsAgree(buyer, booking.id, true);
      expect((await bookingOf(buyer, booking.id))!.status).toBe(payments.length > 0 ? 'REFUNDED' : 'CANCELLED');
    }
    await office.settled();
    await expectConsistent(office.database, show.id);
  });

  it('twice at once charges once', async () => {
    const { buyer, booking } = await book();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => pay(buyer, booking.id)));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      const isExpected =
        outcome.reason instanceof PaymentInProgressError || outcome.reason instanceof BookingNotPayableError;
      if (!isExpected) throw outcome.reason;
    }
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await office.services.payments.paymentsOf(booking.id)).toHaveLength(1);
  });

  it('with one key at once is one payment, answered to all', async () => {
    const { buyer, booking } = await book();
    const key = newId('event');
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(buyer, booking.id, 'tok_ok', key)));
    for (const answer of answers) expect(answer.status).toBe('CONFIRMED');
    expect(await office.services.payments.paymentsOf(booking.id)).toHaveLength(1);
  });

  it('again after the answer was lost answers CONFIRMED, not "paid already"', async () => {
    const { buyer, booking } = await book();
    const key = newId('event');
    await pay(buyer, booking.id, 'tok_ok', key);
    // The node died between the work and the storing of its answer.
    await office.database.query(`UPDATE idempotency_keys SET answer = NULL, lease_expires_at = now() WHERE key = $1`, [
      key,
    ]);
    expect((await pay(buyer, booking.id, 'tok_ok', key)).status).toBe('CONFIRMED');
    expect(await office.services.payments.paymentsOf(booking.id)).toHaveLength(1);
  });

  it('again after a node died before it charged charges the same payment', async () => {
    const { buyer, booking } = await book();
    const input = { bookingId: booking.id, paymentToken: 'tok', idempotencyKey: newId('event') };
    const charges: string[] = [];
    const provider = fakeProvider({
      async createPayment({ paymentId }) {
        charges.push(paymentId);
        return charges.length === 1
          ? await new Promise<PaymentState>(() => undefined)
          : { status: 'SUCCEEDED', reference: 'r' };
      },
    });
    const payments = paymentsWith(provider);
    void payments.payBooking(buyer, input);
    await expect.poll(() => charges.length).toBe(1);
    await office.database.query('UPDATE idempotency_keys SET lease_expires_at = now() WHERE key = $1', [
      input.idempotencyKey,
    ]);
    expect((await payments.payBooking(buyer, input)).status).toBe('CONFIRMED');
    expect(charges).toEqual([charges[0], charges[0]]);
  });

  it('with a token that only the provider finds wrong is declined at once', async () => {
    const { buyer, booking } = await book();
    const payments = paymentsWith(
      fakeProvider({ createPayment: () => Promise.reject(new UnknownPaymentTokenError()) }),
    );
    await expect(payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' })).rejects.toMatchObject({
      failureCode: 'unknown_payment_token',
    });
    expect((await pay(buyer, booking.id)).status).toBe('CONFIRMED');
  });

  it('is charged once the provider can be reached again, a moment later', async () => {
    const { buyer, booking } = await book();
    const charges: string[] = [];
    const provider = fakeProvider({
      async createPayment({ paymentId }) {
        charges.push(paymentId);
        if (charges.length < 3) throw new Error('connection lost');
        return { status: 'SUCCEEDED', reference: 'r' };
      },
    });
    const paid = await paymentsWith(provider).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    expect(paid.status).toBe('CONFIRMED');
    expect(charges).toEqual(Array(3).fill(charges[0]));
    expect(await office.services.payments.paymentsOf(booking.id)).toHaveLength(1);
  });

  it('is not charged once PostgreSQL knows nothing of it any more, having lost it while the provider was tried', async () => {
    const { buyer, booking } = await book();
    let charges = 0;
    const provider = fakeProvider({
      async createPayment({ paymentId }) {
        charges += 1;
        await office.database.query('DELETE FROM payments WHERE id = $1', [paymentId]);
        throw new Error('connection lost');
      },
    });
    const lost = paymentsWith(provider).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    await expect(lost).rejects.toThrow(NotFoundError);
    expect(charges).toBe(1);
  });

  it('is not taken for declined when a token is not known any more after an answer was lost', async () => {
    const { buyer, booking } = await book();
    let charges = 0;
    const provider = fakeProvider({
      async createPayment() {
        charges += 1;
        throw charges === 1 ? new Error('connection lost') : new UnknownPaymentTokenError();
      },
    });
    const paid = await paymentsWith(provider).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    expect(paid.status).toBe('PENDING_PAYMENT');
    const [payment] = await office.services.payments.paymentsOf(booking.id);
    expect(payment).toMatchObject({ status: 'PENDING' });
  });

  it('waits for the word of a provider that can not be reached at all', async () => {
    const { buyer, booking } = await book();
    let charges = 0;
    const provider = fakeProvider({
      async createPayment() {
        charges += 1;
        throw new Error('connection lost');
      },
    });
    const paid = await paymentsWith(provider).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    expect(paid.status).toBe('PENDING_PAYMENT');
    expect(charges).toBe(4);
  });

  it('after the deadline is refused, also before anybody has swept', async () => {
    const { buyer, booking } = await book();
    await office.database.query('UPDATE bookings SET expires_at = now() - make_interval(secs => 1) WHERE id = $1', [
      booking.id,
    ]);
    await expect(pay(buyer, booking.id)).rejects.toMatchObject({ code: 'BOOKING_NOT_PAYABLE' });
    expect(await office.services.payments.paymentsOf(booking.id)).toEqual([]);
  });
});

describe('the reconciler', () => {
  it('asks about every undecided payment, though one can not be looked up', async () => {
    const ids: string[] = [];
    const bookings: { buyer: Principal; booking: Booking }[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { buyer, booking } = await book();
      bookings.push({ buyer, booking });
      await paymentsWith(fakeProvider({})).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
      ids.push((await office.services.payments.paymentsOf(booking.id))[0]!.id);
    }
    await office.database.query(`UPDATE payments SET created_at = now() - interval '2 minutes' WHERE id = ANY($1)`, [
      ids,
    ]);
    const asked: string[] = [];
    const provider = fakeProvider({
      async lookup({ paymentId }) {
        asked.push(paymentId);
        if (paymentId === ids[0]) throw new Error('no answer');
        return paymentId === ids[1] ? { status: 'SUCCEEDED', reference: 'r' } : null;
      },
    });
    const { database, settlement } = office;
    const review = createPaymentReview({ database, provider, settlement, logger });
    const reconciler = createPaymentReconciler({ database, review, settlement, logger });
    const began_ms = performance.now();
    reconciler.start();
    for (let wake = 0; wake < 5; wake += 1) await reconciler.idle();
    await reconciler.stop();
    // However often it is woken: what failed rests for 2.5 seconds at least.
    const most = 1 + Math.floor((performance.now() - began_ms) / 2_500);
    expect(asked.filter((id) => id === ids[0]).length).toBeLessThanOrEqual(most);
    expect(asked).toContain(ids[0]);
    const statuses = await Promise.all(
      bookings.map(async ({ booking }) => (await office.services.payments.paymentsOf(booking.id))[0]!.status),
    );
    expect(statuses).toEqual(['PENDING', 'SUCCEEDED', 'FAILED']);
  });
});
