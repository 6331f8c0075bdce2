import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, createBooking, payBooking } from '../kit/callers/buyer.ts';
import { CancelBooking } from '../kit/callers/operations.graphql.ts';
import { LockTickets } from '../kit/callers/ticket-types.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { createPricedShow, createShowOver } from '../kit/shows/priced-show.ts';
import { ReadStatement } from './statement.graphql.ts';

let app: TestApp;
let show: Awaited<ReturnType<typeof createPricedShow>>;

beforeAll(async () => {
  app = await startTestApp();
  show = await createPricedShow(app.organiser, { zones: 1, rows: 2, seats: 10 });
  await book(['Z1-1-1', 'Z1-1-2'], ['Adult', 'Child']);
  const cancelled = await book(['Z1-1-3'], ['Adult']);
  await cancelled.buyer.data(CancelBooking, { input: { bookingId: cancelled.id } });
  await eventually(async () => expect((await read())!.refunded.amount).toBeGreaterThan(0));
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function book(seatIds: string[], types: string[]) {
  const buyer = await app.guest();
  const typeId = (name: string) => show.ticketTypes.find((type) => type.name === name)!.id;
  const seats = seatIds.map((seatId, index) => ({ seatId, ticketTypeId: typeId(types[index]!) }));
  const { lockSeats } = await buyer.data(LockTickets, { input: { showId: show.id, seats } });
  if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(lockSeats));
  const { id } = await createBooking(buyer, lockSeats.lock.id);
  await payBooking(buyer, id);
  return { buyer, id };
}

async function read(period: { from?: string; to?: string } = {}) {
  return (await app.organiser.data(ReadStatement, { id: show.id, ...period })).show!.statement;
}

const amount = ({ amount }: { amount: number }) => amount;
const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, one) => sum + one, 0);

describe('a show’s statement', () => {
  it('explains what was sold and refunded, to the minor unit', async () => {
    const statement = (await read())!;
    // 45.50 and 20.00 and 45.50 again, each with 10 %, and 3.90 for each booking; the second booking went back.
    const second = 4_550 + 455 + 390;
    expect(statement).toMatchObject({
      ticketsSold: 3,
      ticketsCancelled: 1,
      sold: { amount: 4_550 + 2_000 + 455 + 200 + 390 + second },
      refunded: { amount: second },
      balance: { amount: 4_550 + 2_000 + 455 + 200 + 390, currency: 'EUR' },
      feeTotal: { amount: 455 + 200 + 390 },
      surplus: { amount: 0 },
      tickets: [
        {
          tier: { name: 'Stalls' },
          ticketType: { name: 'Adult' },
          ticketsSold: 2,
          ticketsCancelled: 1,
          balance: { amount: 4_550 },
        },
        {
          tier: { name: 'Stalls' },
          ticketType: { name: 'Child' },
          ticketsSold: 1,
          ticketsCancelled: 0,
          balance: { amount: 2_000 },
        },
      ],
      taxes: [
        { taxRate: 7, balance: { amount: 6_550 }, tax: { amount: 298 + 131 } },
        { taxRate: 19, balance: { amount: 1_045 } },
      ],
      methods: [{ method: 'ONLINE', ticketsSold: 3, paidBack: { amount: second } }],
    });
    const { balance, tickets, fees, taxes, methods, surplus, lostDisputes, tax } = statement;
    const balances = (rows: readonly { balance: { amount: number } }[]) =>
      sumOf(rows.map((row) => amount(row.balance)));
    expect(balances(tickets) + balances(fees)).toBe(balance.amount);
    expect(balances(taxes)).toBe(balance.amount);
    expect(balances(methods)).toBe(balance.amount + surplus.amount - lostDisputes.amount);
    expect(sumOf(taxes.map((row) => amount(row.tax)))).toBe(tax.amount);
  });

  it('is of the time that is asked for', async () => {
    const now = new Date().toISOString();
    expect(await read({ from: now })).toMatchObject({ from: now, to: null, ticketsSold: 0, methods: [] });
    expect(await read({ to: now })).toMatchObject({ ticketsSold: 3, ticketsCancelled: 1 });
    const { errors } = await app.organiser.request(ReadStatement, { id: show.id, from: now, to: now });
    expect(errors).toMatchObject([{ path: ['show', 'statement'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('the files of it', () => {
  const ask = (path: string, token: string | null = app.organiserToken) =>
    fetch(new URL(`/shows/${path}`, app.url), { headers: token ? { authorization: `Bearer ${token}` } : {} });

  const rowsOf = async (response: Response): Promise<string[]> => {
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    return (await response.text()).trimEnd().split('\r\n');
  };

  it('have the statement row by row', async () => {
    const [head, ...rows] = await rowsOf(await ask(`${show.id}/statement.csv`));
    expect(head).toBe(
      'of,name,ticket_type,method,tax_rate,tickets_sold,tickets_cancelled,sold,refunded,balance,tax,currency',
    );
    expect(rows).toContain('tickets,Stalls,Adult,ONLINE,,2,1,91.00,45.50,45.50,2.98,EUR');
    expect(rows).toContain('fee,Shipping,,,19,,,7.80,3.90,3.90,0.62,EUR');
    expect(rows).toContain('method,,,ONLINE,,3,1,129.90,53.95,75.95,,EUR');
    expect(rows.at(-1)).toMatch(/^total,,,,,3,1,129\.90,53\.95,75\.95,[\d.]+,EUR$/);
    expect(rows).toContain('lost_disputes,,,,,,,,,0.00,,EUR');
    const later = await rowsOf(await ask(`${show.id}/statement.csv?from=2099-01-01T00:00:00Z`));
    expect(later.at(-1)).toBe('total,,,,,0,0,0.00,0.00,0.00,0.00,EUR');
  });

  it('have each entry of the ledger, in which debits are credits', async () => {
    const [head, ...rows] = await rowsOf(await ask(`${show.id}/ledger.csv`));
    expect(head).toBe(
      'transaction,posted_at,kind,method,reference,payment,refund,account,tier,ticket_type,fee,tax_rate,tickets,debit,credit,currency',
    );
    const cells = rows.map((row) => row.split(','));
    expect(new Set(cells.map((row) => row[2]))).toEqual(new Set(['SALE', 'CANCELLATION', 'REFUND']));
    const total = (column: number) => sumOf(cells.map((row) => Math.round(Number(row[column]) * 100)));
    expect(total(13)).toBe(total(14));
    expect(total(13)).toBeGreaterThan(12_990);
    expect(cells[0]!.slice(0, 4)).toEqual(['1', expect.stringMatching(/^20.*Z$/), 'SALE', 'ONLINE']);
    expect(cells[0]!.slice(7)).toEqual(['PROVIDER', '', '', '', '', '', '75.95', '', 'EUR']);
  });

  it('are for the organiser of the show, who is told what is wrong with a time', async () => {
    for (const file of ['statement', 'ledger']) {
      expect((await ask(`${show.id}/${file}.csv`, null)).status).toBe(401);
      expect((await ask(`${show.id}/${file}.csv`, (await app.guest()).token)).status).toBe(403);
      expect((await ask(`show_nothing/${file}.csv`)).status).toBe(404);
      expect((await ask(`${show.id}/${file}.csv?from=yesterday`)).status).toBe(400);
      expect((await ask(`${show.id}/${file}.csv?from=2027-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`)).status).toBe(400);
    }
  });

  it('have no formula in them', async () => {
    const { id } = await createShowOver(app.organiser, hallPlan({ zones: 1, rows: 1, seats: 2 }), {
      title: 'Formulas',
      priceTiers: [
        { name: '@SUM(A1)', category: 'Stalls', price: 1_000 },
        { name: 'Balcony', category: 'Balcony', price: 1_000 },
      ],
      fees: [{ name: '=1+1', basis: 'PER_BOOKING', amount: 100, taxRate: 0 }],
    });
    const buyer = await app.guest();
    await payBooking(buyer, (await bookSeats(buyer, id, ['Z1-1-1'])).id);
    for (const file of ['statement', 'ledger']) {
      const text = await (await ask(`${id}/${file}.csv`)).text();
      expect(text).toContain("'=1+1");
      expect(text).toContain("'@SUM(A1)");
      expect(text).not.toMatch(/(?:^|[,"])[=+@]/m);
    }
  });
});
