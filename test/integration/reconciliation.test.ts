import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcile } from '../../src/modules/ledger/reconciliation.ts';
import type { PaymentProvider } from '../../src/modules/payments/payment-provider.ts';
import { ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { bookOn } from '../kit/product/paying.ts';
import { runProduct } from '../kit/product/product-process.ts';

let office: TestBoxOffice;
let show: TestShow;
beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 1, rows: 2, seats: 10 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const DAY = { from: new Date(Date.now() - 60 * 60 * 1000), to: new Date(Date.now() + 60 * 60 * 1000) };
const run = (provider: Partial<PaymentProvider> = {}) =>
  reconcile({ database: office.database, provider: { ...office.paymentProvider, ...provider } }, DAY);

async function paid(token = 'tok_ok') {
  const { buyer, booking } = await bookOn(office, show.id, show.nextSeats(1));
  const paying = office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: token });
  if (token === 'tok_declined') await expect(paying).rejects.toThrow();
  else await paying;
  const [payment] = await office.services.payments.paymentsOf(booking.id);
  return { booking, paymentId: payment!.id, reference: booking.reference };
}

async function refunded(bookingId: string, amount: number) {
  const { id } = await office.services.refunds.refundBooking(ORGANISER, { bookingId, amount });
  const worker = office.worker('refund worker');
  worker.start();
  await worker.idle();
  return id;
}

describe('a reconciliation', () => {
  it('finds nothing where both books say the same', async () => {
    const { booking } = await paid();
    await refunded(booking.id, 500);
    await paid('tok_declined');
    await paid('tok_late');
    const { here, there, foreign, unlisted, differences } = await run();
    expect(differences).toEqual([]);
    expect(unlisted).toEqual([]);
    expect(here.payments).toBeGreaterThanOrEqual(3);
    expect(here.refunds).toBeGreaterThanOrEqual(1);
    expect(there).toEqual(here);
    expect(foreign).toEqual({ payments: 0, refunds: 0, disputes: 0 });
  });

  it('is of what happened in its time only', async () => {
    const to = new Date(DAY.from.getTime());
    const { database, paymentProvider: provider } = office;
    const before = await reconcile({ database, provider }, { from: new Date(0), to });
    const nothing = { payments: 0, refunds: 0, disputes: 0 };
    expect(before).toEqual({ here: nothing, there: nothing, foreign: nothing, unlisted: [], differences: [] });
  });

  it.each(['FAILED', 'UNKNOWN'] as const)('names a payment that was taken here and is %s there', async (there) => {
    const { paymentId, reference } = await paid();
    const { lookup } = office.paymentProvider;
    const { differences } = await run({
      lookup: async (payment) => {
        if (payment.paymentId !== paymentId) return await lookup(payment);
        return there === 'UNKNOWN' ? null : { status: there, reference: 'r', failureCode: 'x' };
      },
    });
    expect(differences).toMatchObject([
      { kind: 'STATUS', id: paymentId, reference, amount: 2_500, currency: 'EUR', here: 'SUCCEEDED', there },
    ]);
  });

  it('names a payment that was taken there and is not known to be here', async () => {
    const { paymentId } = await paid('tok_declined');
    const { lookup } = office.paymentProvider;
    const { differences } = await run({
      lookup: async (payment) =>
        payment.paymentId === paymentId ? { status: 'SUCCEEDED', reference: 'r' } : await lookup(payment),
    });
    expect(differences).toMatchObject([{ kind: 'STATUS', id: paymentId, here: 'FAILED', there: 'SUCCEEDED' }]);
  });

  it('names a refund that is not there, or of another amount', async () => {
    const { booking, paymentId } = await paid();
    const refundId = await refunded(booking.id, 700);
    const gone = await run({ lookupRefund: async () => null });
    expect(gone.differences).toContainEqual(
      expect.objectContaining({
        kind: 'STATUS',
        id: refundId,
        paymentId,
        amount: 700,
        here: 'SUCCEEDED',
        there: 'UNKNOWN',
      }),
    );
    const { lookupRefund } = office.paymentProvider;
    const less = await run({
      async lookupRefund(reference) {
        const known = (await lookupRefund(reference))!;
        return known.key?.refundId === refundId ? { ...known, amount: { amount: 600, currency: 'EUR' } } : known;
      },
    });
    expect(less.differences).toMatchObject([{ kind: 'AMOUNT', id: refundId, here: 700, there: 600 }]);
  });

  it('names what it gets no answer about', async () => {
    const { paymentId } = await paid();
    const { lookup } = office.paymentProvider;
    const { differences } = await run({
      lookup: async (payment) => {
        if (payment.paymentId === paymentId) throw new Error('connection lost');
        return await lookup(payment);
      },
    });
    expect(differences).toMatchObject([{ kind: 'NO_ANSWER', id: paymentId, there: 'Error: connection lost' }]);
  });

  it('names a payment that the ledger has otherwise', async () => {
    await using own = await openTestBoxOffice();
    const hall = await own.createShow({ rows: 1, seats: 1 });
    const { buyer, booking } = await bookOn(own, hall.id, hall.nextSeats(1));
    await own.database.query('ALTER TABLE bookings DISABLE TRIGGER bookings_posted');
    await own.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    const { database, paymentProvider: provider } = own;
    const { differences } = await reconcile({ database, provider }, DAY);
    expect(differences).toMatchObject([{ kind: 'LEDGER', reference: booking.reference, here: 2_500, there: 0 }]);
  });
});

describe('npm run reconcile', () => {
  const command = (...args: string[]) =>
    runProduct('scripts/reconcile.ts', { DATABASE_URL: office.database.url }, args);
  const today = () => new Date().toISOString().slice(0, 10);

  it('says that the books agree, and how much there is in them', async () => {
    const asked = command('--date', today());
    expect(await asked.ended).toBe(0);
    expect(asked.lines.at(-1)).toMatch(
      /^20[\d-]+: (\d+ payments, \d+ refunds and \d+ disputes) here, \1 at sandbox: no difference\.$/,
    );
  });

  it('names each difference, with exit code 1', async () => {
    const { paymentId, reference } = await paid();
    await office.database.query(
      `UPDATE sandbox_charges SET outcome = 'FAILED', failure_code = 'lost' WHERE payment_id = $1`,
      [paymentId],
    );
    const asked = command('--date', today());
    expect(await asked.ended).toBe(1);
    expect(asked.lines[0]).toMatch(
      new RegExp(
        `^${paymentId}, order ${reference}, 25\\.00 EUR, sandbox_\\S+ at sandbox: SUCCEEDED here, FAILED there$`,
      ),
    );
    expect(asked.lines.at(-1)).toContain('1 differences');
  });
});
