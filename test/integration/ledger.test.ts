import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { postgresErrorCode } from '../../src/platform/postgres/database.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { bookOn } from '../kit/product/paying.ts';
import { AREA_TIERS, areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { openPricedShow } from '../kit/shows/priced-show.ts';
import { createCode } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

interface Wanted {
  showId: string;
  seats?: { seatId: string; ticketTypeId: string }[];
  seatIds?: string[];
  areas?: { areaId: string; quantity: number; ticketTypeId?: string }[];
  code?: string;
}

async function book(wanted: Wanted): Promise<{ buyer: Principal; booking: Booking }> {
  const buyer = guest();
  const { id: lockId } = await office.services.locks.lockSeats(buyer, wanted);
  return { buyer, booking: await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER }) };
}

async function sell(wanted: Wanted, token = 'tok_ok'): Promise<Booking> {
  const { buyer, booking } = await book(wanted);
  return await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: token });
}

async function refundAll(): Promise<void> {
  const worker = office.worker('refund worker');
  worker.start();
  await worker.idle();
}

/** The transactions of a booking, each with its entries: account, amount and, where there are some, tickets, rate and fee. */
async function postedOf(bookingId: string): Promise<{ kind: string; method: string; entries: string[] }[]> {
  return await office.database.query(
    `SELECT kind, method, array_agg(concat_ws(' ', account, amount, nullif(quantity, 0) || ' tickets', (tax_rate / 1000.0)::float8 || ' %', description)
              ORDER BY e.position) AS entries
       FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE booking_id = $1 GROUP BY t.id ORDER BY t.id`,
    [bookingId],
  );
}

const balanced = (showId: string) => expectLedgerBalanced(office.database, { showId });

describe('a sale', () => {
  it('is money against tickets, what a code takes off them, fees, and the tax in all of it', async () => {
    const show = await openPricedShow(office);
    await createCode(office, show.id);
    const [one, two] = show.stalls as [string, string];
    const seats = [
      { seatId: one, ticketTypeId: show.typeId('Adult') },
      { seatId: two, ticketTypeId: show.typeId('Child') },
    ];
    const { id, total } = await sell({ showId: show.id, seats, code: 'SUMMER20' });
    const [sale] = await postedOf(id);
    // 45.50 and 20.00 with 7 % in them, a fifth off each, 10 % service and 3.90 for shipping with 19 % in them.
    expect(total).toBe(3_640 + 1_600 + 364 + 160 + 390);
    expect({ ...sale, entries: sale!.entries.toSorted() }).toEqual({
      kind: 'SALE',
      method: 'ONLINE',
      entries: [
        `PROVIDER ${total}`,
        // 45.50 less 2.98, 20.00 less 1.31.
        'TICKETS -4252 1 tickets 7 %',
        'TICKETS -1869 1 tickets 7 %',
        'DISCOUNTS 850 7 %',
        'DISCOUNTS 374 7 %',
        'FEES -440 19 % Service fee',
        'FEES -328 19 % Shipping',
        'TAX -238 7 %',
        'TAX -105 7 %',
        'TAX -84 19 % Service fee',
        'TAX -62 19 % Shipping',
      ].toSorted(),
    });
    await balanced(show.id);
  });

  it('has the places of areas with their own tax, row by row', async () => {
    const priceTiers = AREA_TIERS.map((tier, index) => ({ ...tier, taxRate: index === 2 ? 19 : 7 }));
    const show = await openAreaShow(office, { plan: areaPlan({ capacity: 9 }), priceTiers });
    const { id } = await sell({ showId: show.id, areas: [{ areaId: 'front', quantity: 3 }] });
    expect((await postedOf(id))[0]!.entries).toEqual([
      'PROVIDER 9000',
      'TICKETS -7563 3 tickets 19 %',
      'TAX -1437 19 %',
    ]);
    await balanced(show.id);
  });

  it('of what costs nothing is its tickets, and their end takes them back', async () => {
    const show = await openPricedShow(office);
    const ticketTypeId = show.typeId('Child');
    const { booking } = await book({ showId: show.id, seats: [{ seatId: show.balcony[0]!, ticketTypeId }] });
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    expect(await postedOf(booking.id)).toMatchObject([
      { kind: 'SALE', method: 'FREE', entries: [expect.stringMatching(/^TICKETS 0 1 tickets/)] },
      { kind: 'CANCELLATION', method: 'FREE', entries: [expect.stringMatching(/^TICKETS 0 -1 tickets/)] },
    ]);
    await balanced(show.id);
  });

  it('that a code makes free has its price and its discount, until it is cancelled', async () => {
    const show = await openPricedShow(office);
    await createCode(office, show.id, { code: 'FREE', discount: { percent: 100 } });
    const seats = [{ seatId: show.stalls[0]!, ticketTypeId: show.typeId('Adult') }];
    const { booking } = await book({ showId: show.id, seats, code: 'FREE' });
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
    expect((await postedOf(booking.id)).map(({ entries }) => entries)).toEqual([
      ['TICKETS -4252 1 tickets 7 %', 'DISCOUNTS 4252 7 %'],
      ['TICKETS 4252 -1 tickets 7 %', 'DISCOUNTS -4252 7 %'],
    ]);
    await balanced(show.id);
  });
});

describe('a refund', () => {
  it('of a part is of each entry in proportion, to the minor unit; of the rest it leaves nothing', async () => {
    const show = await openPricedShow(office);
    const seats = [
      { seatId: show.stalls[0]!, ticketTypeId: show.typeId('Adult') },
      { seatId: show.balcony[0]!, ticketTypeId: show.typeId('Adult') },
    ];
    const { id: bookingId } = await sell({ showId: show.id, seats });
    for (const amount of [1, 333, 2_000]) {
      await office.services.refunds.refundBooking(ORGANISER, { bookingId, amount });
      await refundAll();
    }
    await balanced(show.id);
    const [, , , last] = await postedOf(bookingId);
    expect(last).toMatchObject({ kind: 'REFUND', entries: expect.arrayContaining(['PROVIDER -2000']) });
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId });
    await refundAll();
    const left = await office.database.query(
      `SELECT account, tier_id, tax_rate FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
        WHERE booking_id = $1 GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 OR sum(quantity) <> 0`,
      [bookingId],
    );
    expect(left).toEqual([]);
    await balanced(show.id);
  });

  it('that comes back is undone, and posted again once it is made again', async () => {
    const hall = await office.createShow({ rows: 1, seats: 2 });
    const { id: bookingId } = await sell({ showId: hall.id, seatIds: hall.nextSeats(2) });
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId });
    await refundAll();
    const [refund] = await office.services.refunds.refundsOf(bookingId);
    const failed = { status: 'FAILED', reference: null, failureCode: 'account_closed' } as const;
    for (let time = 0; time < 2; time += 1) await office.refundOutcomes.settle(refund!.id, failed);
    await balanced(hall.id);
    await office.services.refunds.retryRefund(ORGANISER, { refundId: refund!.id });
    const made = { status: 'SUCCEEDED', reference: 'r', failureCode: null } as const;
    await office.refundOutcomes.settle(refund!.id, made);
    await balanced(hall.id);
    expect((await postedOf(bookingId)).map(({ kind, entries }) => [kind, ...entries])).toEqual([
      ['SALE', 'PROVIDER 5000', 'TICKETS -5000 2 tickets 0 %'],
      ['CANCELLATION', 'TICKETS 0 -2 tickets 0 %'],
      ['REFUND', 'PROVIDER -5000', 'TICKETS 5000 0 %'],
      ['REFUND_REVERSAL', 'PROVIDER 5000', 'TICKETS -5000 0 %'],
      ['REFUND', 'PROVIDER -5000', 'TICKETS 5000 0 %'],
    ]);
  });

  it('of money that came too late is what that was written down as', async () => {
    const hall = await office.createShow({ rows: 1, seats: 1 });
    const { buyer, booking } = await book({ showId: hall.id, seatIds: hall.nextSeats(1) });
    await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_late' });
    await office.makeOverdue('bookings', booking.id);
    await office.sweep();
    await office.database.query(
      `UPDATE sandbox_charges SET settled_at = now() - make_interval(secs => 1) WHERE payment_id = (SELECT id FROM payments WHERE booking_id = $1)`,
      [booking.id],
    );
    const [payment] = await office.services.payments.paymentsOf(booking.id);
    await office.settlement.settle(payment!.id, { status: 'SUCCEEDED', reference: 'r' });
    await balanced(hall.id);
    await refundAll();
    expect((await postedOf(booking.id)).map(({ kind, entries }) => [kind, ...entries])).toEqual([
      ['SURPLUS', 'PROVIDER 2500', 'SURPLUS -2500'],
      ['REFUND', 'PROVIDER -2500', 'SURPLUS 2500'],
    ]);
    await balanced(hall.id);
  });
});

describe('money that paid for nothing', () => {
  it('came once, however many refunds give it back', async () => {
    const hall = await office.createShow({ rows: 1, seats: 1 });
    const { buyer, booking } = await book({ showId: hall.id, seatIds: hall.nextSeats(1) });
    await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_late' });
    await office.services.bookings.cancelBooking(buyer, { bookingId: booking.id });
    const [payment] = await office.services.payments.paymentsOf(booking.id);
    await office.database.query(`UPDATE payments SET status = 'SUCCEEDED' WHERE id = $1`, [payment!.id]);
    for (const amount of [900, 1_600]) {
      await office.database.query(
        `INSERT INTO refunds (id, payment_id, booking_id, amount, currency, status, is_surplus)
         VALUES ($1, $2, $3, $4, 'EUR', 'SUCCEEDED', TRUE)`,
        [`refund of ${amount}`, payment!.id, booking.id, amount],
      );
    }
    expect((await postedOf(booking.id)).map(({ kind, entries }) => [kind, ...entries])).toEqual([
      ['SURPLUS', 'PROVIDER 2500', 'SURPLUS -2500'],
      ['REFUND', 'PROVIDER -900', 'SURPLUS 900'],
      ['REFUND', 'PROVIDER -1600', 'SURPLUS 1600'],
    ]);
    await balanced(hall.id);
  });
});

describe('what its organiser gives back of money that paid for nothing', () => {
  it('is of that money, when its own refund has come back', async () => {
    const hall = await office.createShow({ rows: 1, seats: 1 });
    const { buyer, booking } = await book({ showId: hall.id, seatIds: hall.nextSeats(1) });
    const { payments, bookings, refunds } = office.services;
    await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_late' });
    await bookings.cancelBooking(buyer, { bookingId: booking.id });
    const [payment] = await payments.paymentsOf(booking.id);
    await office.settlement.settle(payment!.id, { status: 'SUCCEEDED', reference: 'r' });
    const [surplus] = await refunds.refundsOf(booking.id);
    const made = { status: 'SUCCEEDED', reference: 'r', failureCode: null } as const;
    await office.refundOutcomes.settle(surplus!.id, made);
    await office.refundOutcomes.settle(surplus!.id, { ...made, status: 'FAILED', failureCode: 'account_closed' });
    const part = await refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 861 });
    await office.refundOutcomes.settle(part.id, made);
    expect((await postedOf(booking.id)).map(({ kind, entries }) => [kind, ...entries])).toEqual([
      ['SURPLUS', 'PROVIDER 2500', 'SURPLUS -2500'],
      ['REFUND', 'PROVIDER -2500', 'SURPLUS 2500'],
      ['REFUND_REVERSAL', 'PROVIDER 2500', 'SURPLUS -2500'],
      ['REFUND', 'PROVIDER -861', 'SURPLUS 861'],
    ]);
    await balanced(hall.id);
  });
});

describe('the check of the books', () => {
  it.each(['bookings_posted', 'refunds_posted_again', 'refunds_posted'])(
    'finds what %s would not have posted',
    async (trigger) => {
      await using own = await openTestBoxOffice();
      await own.database.query(`DROP TRIGGER ${trigger} ON ${trigger.split('_')[0]}`);
      const hall = await own.createShow({ rows: 1, seats: 2 });
      const { buyer, booking } = await bookOn(own, hall.id, hall.nextSeats(1));
      await own.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
      const late = await bookOn(own, hall.id, hall.nextSeats(1));
      await own.services.payments.payBooking(late.buyer, { bookingId: late.booking.id, paymentToken: 'tok_late' });
      await own.services.bookings.cancelBooking(late.buyer, { bookingId: late.booking.id });
      const [payment] = await own.services.payments.paymentsOf(late.booking.id);
      await own.settlement.settle(payment!.id, { status: 'SUCCEEDED', reference: 'r' });
      const [surplus] = await own.services.refunds.refundsOf(late.booking.id);
      await own.refundOutcomes.settle(surplus!.id, { status: 'SUCCEEDED', reference: 'r', failureCode: null });
      await expect(expectLedgerBalanced(own.database, { showId: hall.id })).rejects.toThrow(/booking|money/);
    },
  );
});

describe('the ledger itself', () => {
  const codeOf = (sql: string, values: readonly unknown[] = []) =>
    office.database.query(sql, values).then(() => 'done', postgresErrorCode);

  /** A transaction with these amounts, as a mistaken program would write it. */
  const post = (amounts: readonly number[]) =>
    codeOf(
      `WITH posted AS (
         INSERT INTO ledger_transactions (kind, method, show_id, booking_id, currency)
         VALUES ('REFUND', 'CASH', 'show', 'booking', 'EUR') RETURNING id)
       INSERT INTO ledger_entries (transaction_id, position, account, amount)
       SELECT id, position, 'CASH', amount FROM posted, unnest($1::bigint[]) WITH ORDINALITY AS entry (amount, position)`,
      [amounts],
    );

  it('refuses what does not balance', async () => {
    expect(await post([100, -99])).toBe('23514');
    expect(await post([100])).toBe('23514');
    expect(await post([100, -60, -40])).toBe('done');
  });

  it('refuses further entries of a transaction, balanced or not', async () => {
    expect(await post([5, -5])).toBe('done');
    const add = codeOf(
      `INSERT INTO ledger_entries (transaction_id, position, account, amount)
       SELECT max(id), 8 + n, 'CASH', 1 - 2 * n FROM ledger_transactions, generate_series(0, 1) AS n GROUP BY n`,
    );
    expect(await add).toBe('23514');
  });

  it.each([
    'UPDATE ledger_entries SET amount = 2 * amount',
    `UPDATE ledger_transactions SET show_id = 'another'`,
    'DELETE FROM ledger_entries',
    'DELETE FROM ledger_transactions',
    'TRUNCATE ledger_transactions CASCADE',
    'TRUNCATE ledger_entries',
  ])('refuses %s', async (sql) => {
    await post([5, -5]);
    expect(await codeOf(sql)).toBe('23001');
  });

  it('has a booking sold once', async () => {
    const hall = await office.createShow({ rows: 1, seats: 1 });
    const { id } = await sell({ showId: hall.id, seatIds: hall.nextSeats(1) });
    await office.database.query('SELECT post_sale($1, now())', [id]);
    expect(await postedOf(id)).toHaveLength(1);
  });

  it('works tax out as prices do', async () => {
    const { taxIn } = await import('../../src/shared/money/rate.ts');
    const amounts = [0, 1, 2, 49, 50, 51, 107, 4_550, 99_999, 2 ** 53 - 1];
    const rates = [0, 1, 7_000, 7_700, 19_000, 99_999, 100_000];
    const rows = await office.database.query<{ amount: number; rate: number; tax: number }>(
      'SELECT amount, rate, tax_in(amount, rate) AS tax FROM unnest($1::bigint[]) amount, unnest($2::int[]) rate',
      [amounts, rates],
    );
    expect(rows).toHaveLength(amounts.length * rates.length);
    for (const { amount, rate, tax } of rows) expect(tax, `${amount} at ${rate}`).toBe(taxIn(amount, rate));
  });
});
