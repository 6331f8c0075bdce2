import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/modules/payments/payment.ts';
import { ProviderBusyError } from '../../src/modules/payments/payment-provider.ts';
import { claimRefundsDue, untilNextRefund_ms } from '../../src/modules/refunds/due-refunds.ts';
import { countFailedRefunds } from '../../src/modules/refunds/refund.ts';
import { createRefundWorker } from '../../src/modules/refunds/refund-worker.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { bookOn, fakeProvider, paymentsWith } from '../kit/product/paying.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

describe('the refund worker', () => {
  it('gives money back though more refunds than it takes at a time fail', async () => {
    // Apart from the others: their refund worker would try these refunds as well.
    await using own = await openTestBoxOffice();
    const { id: showId, seatIds } = await own.createShow({ rows: 1, seats: 25 });
    const charged = paymentsWith(
      fakeProvider({ createPayment: async () => ({ status: 'SUCCEEDED', reference: 'r' }) }),
      own,
    );
    for (const seatId of seatIds) {
      const { buyer, booking } = await bookOn(own, showId, [seatId]);
      await charged.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
      await own.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    }
    const [last] = await own.database.query<{ id: string }>('SELECT id FROM payments ORDER BY id DESC LIMIT 1');
    const provider = fakeProvider({
      async refund({ payment: { paymentId } }) {
        if (paymentId !== last!.id) throw new Error('insufficient balance');
        return { status: 'SUCCEEDED', reference: 'r' };
      },
    });
    const { database, refundOutcomes: outcomes } = own;
    const worker = createRefundWorker({ database, provider, outcomes, logger, perSecond: 1_000 });
    worker.start();
    await worker.idle();
    await worker.idle();
    await worker.stop();
    expect(await own.database.query(`SELECT id FROM payments WHERE status = 'REFUNDED'`)).toEqual([last]);
  });

  /** A payment whose booking is cancelled, and a worker of a provider that refuses to give it back. */
  async function refused(own: TestBoxOffice, error: Error, pauses: { first_ms: number; max_ms: number }) {
    const { id: showId, seatIds } = await own.createShow({ rows: 1, seats: 1 });
    const asked: string[] = [];
    const provider = fakeProvider({
      createPayment: async () => ({ status: 'SUCCEEDED', reference: 'r' }),
      async refund({ payment: { paymentId } }) {
        asked.push(paymentId);
        throw error;
      },
    });
    const { buyer, booking } = await bookOn(own, showId, seatIds);
    await paymentsWith(provider, own).payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok' });
    await own.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    const { database, refundOutcomes: outcomes } = own;
    const worker = createRefundWorker({ database, provider, outcomes, logger, pauses, maxAttempts: 3 });
    const row = async () => {
      const [refund] = await database.query<{ attempts: number; wait_ms: number; status: string; error: string }>(
        `SELECT attempts, status, error, extract(epoch FROM due_at - now())::float8 * 1000 AS wait_ms FROM refunds`,
      );
      return refund!;
    };
    return { asked, worker, row };
  }

  it('has nothing to wake up for while no refund waits, and else the next one', async () => {
    await using own = await openTestBoxOffice();
    const { database } = own;
    expect(await untilNextRefund_ms(database, 1_000)).toBeNull();
    const hall = await own.createShow({ rows: 1, seats: 2 });
    const { buyer, booking } = await bookOn(own, hall.id, hall.nextSeats(2));
    await own.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    await own.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 100 });
    expect(await untilNextRefund_ms(database, 1_000)).toBe(1);
    expect(await claimRefundsDue(database, { limit: 1, lease_ms: 60_000, perSecond: 1_000 })).toHaveLength(1);
    const wait_ms = await untilNextRefund_ms(database, 1_000);
    expect(wait_ms).toBeGreaterThan(30_000);
    expect(wait_ms).toBeLessThanOrEqual(60_000);
  });

  it('asks for so many in a second, and for none while the provider is asked too often: that was no attempt', async () => {
    await using own = await openTestBoxOffice();
    const { database, refundOutcomes: outcomes, services } = own;
    const hall = await own.createShow({ rows: 1, seats: 12 });
    const { buyer, booking } = await bookOn(own, hall.id, hall.nextSeats(10));
    await services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    for (let index = 0; index < 12; index += 1) {
      await services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 100 });
    }
    const lease_ms = 60_000;
    expect(await claimRefundsDue(database, { limit: 20, lease_ms, perSecond: 5 })).toHaveLength(5);
    expect(await claimRefundsDue(database, { limit: 20, lease_ms, perSecond: 5 })).toHaveLength(0);
    const wait_ms = await untilNextRefund_ms(database, 5);
    expect(wait_ms).toBeGreaterThan(1);
    expect(wait_ms).toBeLessThanOrEqual(200);
    await database.query(`UPDATE refund_pace SET spent_until = now() - interval '1 hour'`);

    let asked = 0;
    let isBusy = true;
    const provider = fakeProvider({
      async refund() {
        asked += 1;
        if (isBusy) throw new ProviderBusyError(30_000);
        return { status: 'SUCCEEDED', reference: `r${asked}` };
      },
    });
    const worker = createRefundWorker({ database, provider, outcomes, logger, perSecond: 1_000 });
    worker.start();
    for (let wake = 0; wake < 5; wake += 1) await worker.idle();
    expect(asked).toBe(7);
    expect(await untilNextRefund_ms(database, 1_000)).toBeGreaterThan(25_000);
    const attempts = `SELECT status, attempts, count(*)::int AS count FROM refunds GROUP BY 1, 2 ORDER BY 2`;
    expect(await database.query(attempts)).toEqual([
      { status: 'PENDING', attempts: 0, count: 7 },
      { status: 'PENDING', attempts: 1, count: 5 },
    ]);
    isBusy = false;
    await database.query(`UPDATE refund_pace SET spent_until = now() - interval '1 hour'`);
    await database.query('UPDATE refunds SET due_at = now() - make_interval(secs => 1)');
    await worker.idle();
    await worker.stop();
    expect(asked).toBe(7 + 12);
    expect(await database.query('SELECT status, count(*)::int AS count FROM refunds GROUP BY 1')).toEqual([
      { status: 'SUCCEEDED', count: 12 },
    ]);
  });

  it('leaves a refused refund alone for a while, however often it is woken', async () => {
    await using own = await openTestBoxOffice();
    const { asked, worker, row } = await refused(own, new Error('not refundable'), {
      first_ms: 60_000,
      max_ms: 60_000,
    });
    worker.start();
    for (let wake = 0; wake < 20; wake += 1) await worker.idle();
    await worker.stop();
    expect(asked).toHaveLength(1);
    expect(await row()).toMatchObject({ attempts: 1, status: 'PENDING', error: 'not refundable' });
    expect((await row()).wait_ms).toBeGreaterThan(25_000);
  });

  it('gives a refund up that is refused again and again, and counts it', async () => {
    await using own = await openTestBoxOffice();
    const { asked, worker, row } = await refused(own, new Error('not refundable'), { first_ms: 2, max_ms: 4 });
    worker.start();
    await expect.poll(() => countFailedRefunds(own.database)).toBe(1);
    for (let wake = 0; wake < 5; wake += 1) await worker.idle();
    await worker.stop();
    expect(asked).toHaveLength(3);
    expect(await row()).toMatchObject({ attempts: 3, status: 'FAILED' });
  });

  it.each(['first', 'last'])(
    'calls a booking refunded when all of its money is back, what was given up on %s',
    async (when) => {
      await using own = await openTestBoxOffice();
      const { settlement, services } = own;
      const hall = await own.createShow({ rows: 1, seats: 2 });
      const { buyer, booking } = await bookOn(own, hall.id, hall.nextSeats(2));
      const payBy = (status: 'PENDING' | 'SUCCEEDED') =>
        paymentsWith(fakeProvider({ createPayment: async () => ({ status, reference: 'r' }) }), own).payBooking(buyer, {
          bookingId: booking.id,
          paymentToken: 'tok',
        });
      await payBy('PENDING');
      const [givenUp] = (await services.payments.paymentsOf(booking.id)) as [Payment];
      await settlement.settle(givenUp.id, { status: 'FAILED', reference: null, failureCode: 'not_charged' });
      await payBy('SUCCEEDED');
      await settlement.settle(givenUp.id, { status: 'SUCCEEDED', reference: 'r' });
      await services.bookings.cancelBooking(buyer, { bookingId: booking.id });
      const refunds = await services.refunds.refundsOf(booking.id);
      for (const { id } of when === 'first' ? refunds : refunds.toReversed()) {
        expect(await services.bookings.getFreshBooking(buyer, booking.id)).toMatchObject({ status: 'CANCELLED' });
        await own.refundOutcomes.settle(id, { status: 'SUCCEEDED', reference: 'r', failureCode: null });
      }
      expect(refunds).toHaveLength(2);
      expect(await services.bookings.getFreshBooking(buyer, booking.id)).toMatchObject({ status: 'REFUNDED' });
    },
  );

  it('never gives a refund up for a provider that is away', async () => {
    await using own = await openTestBoxOffice();
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const { asked, worker, row } = await refused(own, away, { first_ms: 2, max_ms: 4 });
    worker.start();
    await expect.poll(() => asked.length).toBeGreaterThan(5);
    await worker.stop();
    expect(await row()).toMatchObject({ status: 'PENDING' });
  });
});
