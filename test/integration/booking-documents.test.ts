import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { CancelBooking, CreateBooking } from '../kit/callers/operations.graphql.ts';
import { textOfPdf } from '../kit/checks/pdf-text.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const URLS = 'query ($id: ID!) { booking(id: $id) { receiptUrl ticketsUrl tickets { code voidedAt } } }';

interface Urls {
  booking: {
    receiptUrl: string | null;
    ticketsUrl: string | null;
    tickets: { code: string; voidedAt: string | null }[];
  };
}

let app: TestApp;
let showId: string;
beforeAll(async () => {
  app = await startTestApp({
    env: { DEMO: 'false', MAIL_PDFS: 'true', SELLER_NAME: 'Theatre Ltd', SELLER_TAX_ID: 'DE 123' },
  });
  showId = await openHallShow(app.organiser, { zones: 1, rows: 4, seats: 10 });
});
afterAll(() => app?.[Symbol.asyncDispose]());

type Buyer = Awaited<ReturnType<TestApp['guest']>>;

const urlsOf = async (buyer: Buyer, id: string) => (await buyer.data<Urls, object>(URLS, { id })).booking;
/** Where a busy machine can't draw in time, it says that it is to be asked again. */
const get = (path: string, init: RequestInit = {}) =>
  eventually(async () => {
    const response = await fetch(new URL(path, app.url), init);
    expect(response.status).not.toBe(503);
    return response;
  });
const read = async (path: string) => await textOfPdf(new Uint8Array(await (await get(path)).arrayBuffer()));

async function book(name: string, locale: string, seatIds: string[]) {
  const buyer = await app.guest();
  const lock = await lockSeats(buyer, showId, seatIds);
  const customer = { name, email: `${newId('event')}@example.org`, locale };
  const answer = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer } });
  if (answer.createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(answer));
  return { buyer, ...answer.createBooking.booking, email: customer.email };
}

describe('receipts and tickets as PDF', () => {
  it('are there once the booking is confirmed, in the customer’s language and script', async () => {
    const { buyer, id, reference } = await book('Ελένη Дмитро Ångström', 'de', ['Z1-1-1', 'Z1-1-2']);
    expect(await urlsOf(buyer, id)).toMatchObject({ receiptUrl: null, ticketsUrl: null });
    await payBooking(buyer, id);
    const { receiptUrl, ticketsUrl, tickets } = await urlsOf(buyer, id);

    const receipt = await read(receiptUrl!);
    for (const said of [
      'Quittung',
      reference,
      'Theatre Ltd',
      'DE 123',
      'Ελένη Дмитро Ångström',
      '90,00 €',
      'Online bezahlt',
    ])
      expect(receipt).toContain(said);
    expect(receipt).not.toContain('Erstattet');
    const sheet = await read(ticketsUrl!);
    for (const { code } of tickets) expect(sheet).toContain(code);
    expect(sheet).toContain('Ελένη Дмитро Ångström');
    expect(receipt).not.toContain(tickets[0]!.code);

    const response = await get(receiptUrl!);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="receipt-${reference}.pdf"`,
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    const head = await get(receiptUrl!, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await get(receiptUrl!, { method: 'POST' })).status).toBe(405);
  });

  it('travel with the tickets’ mail', async () => {
    const { buyer, id, reference } = await book('Ada', 'en', ['Z1-2-1']);
    await payBooking(buyer, id);
    const { attachments } = await mailOf(app.dataDir, 'ticket', reference);
    const pdfs = attachments.filter(({ mimeType }) => mimeType === 'application/pdf');
    expect(pdfs.map(({ filename }) => filename)).toEqual([`tickets-${reference}.pdf`, `receipt-${reference}.pdf`]);
    const { tickets } = await urlsOf(buyer, id);
    expect(await textOfPdf(new Uint8Array(pdfs[0]!.content as ArrayBuffer))).toContain(tickets[0]!.code);
    expect(await textOfPdf(new Uint8Array(pdfs[1]!.content as ArrayBuffer))).toContain('Paid online');
  });

  it('say what was refunded; the tickets are gone then', async () => {
    const { buyer, id, reference } = await book('Grace', 'en', ['Z1-3-1']);
    await payBooking(buyer, id);
    const { receiptUrl, ticketsUrl } = await urlsOf(buyer, id);
    expect(await read(receiptUrl!)).not.toContain('Refund');
    await buyer.data(CancelBooking, { input: { bookingId: id, idempotencyKey: newId('event') } });
    await mailOf(app.dataDir, 'refund', reference);
    const receipt = await read(receiptUrl!);
    expect(receipt).toMatch(/Refunded[^-]*-€45\.00/);
    expect(receipt).toMatch(/less refunds €0\.00/);
    expect(receipt).toContain('no longer good');
    expect((await get(ticketsUrl!)).status).toBe(404);
    expect(await urlsOf(buyer, id)).toMatchObject({ receiptUrl, ticketsUrl: null });
  });

  it.each([
    [
      'en',
      'Z1-2-5',
      /Refunded[^-]*-€24\.00.*Kept for the cancellation:.*Cancellation fee €5\.00.*Kept €5\.00.*19% tax: €0\.80/s,
    ],
    [
      'de',
      'Z1-2-8',
      /Erstattet[^-]*-24,00 €.*Bei der Stornierung einbehalten:.*Stornogebühr 5,00 €.*Einbehalten 5,00 €.*19 % .*0,80 €/s,
    ],
  ])('name what was kept as the buyer cancelled for a fee, with the taxes in it (%s)', async (locale, seatId, said) => {
    const changeRules = {
      returnsUntil: new Date(Date.now() + 3_600_000).toISOString(),
      returnFee: 500,
      feeTaxRate: 19,
    };
    const allow = (rules: object) =>
      app.organiser.data('mutation ($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }', {
        input: { showId, changeRules: rules },
      });
    await allow(changeRules);
    const { buyer, id, reference } = await book('Joan', locale, [seatId]);
    await payBooking(buyer, id);
    const { receiptUrl } = await urlsOf(buyer, id);
    await buyer.data(CancelBooking, { input: { bookingId: id, idempotencyKey: newId('event') } });
    await allow({ returnsUntil: null });
    await mailOf(app.dataDir, 'partial_refund', reference);
    const receipt = (await read(receiptUrl!)).replaceAll(/[\u00a0\u202f]/g, ' ');
    expect(receipt).toMatch(said);
  });

  it('are told to nobody who makes a link up, or has that of the other document', async () => {
    const buyer = await app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-4-1']);
    await payBooking(buyer, booking.id);
    const { receiptUrl } = await urlsOf(buyer, booking.id);
    expect((await get(receiptUrl!.replace('receipt.pdf', 'tickets.pdf'))).status).toBe(404);
    expect((await get(`/bookings/${booking.id}.1.${'A'.repeat(22)}/receipt.pdf`)).status).toBe(404);
    expect((await get('/bookings/x/receipt.pdf')).status).toBe(404);
    const typed = await get('/bookings/x/receipt.pdf', { headers: { accept: 'text/html' } });
    expect([typed.status, typed.headers.get('content-type')]).toEqual([404, expect.stringMatching(/^text\//)]);
  });

  it('end when the customer gets another address, and only then', async () => {
    const { buyer, id } = await book('Alan', 'en', ['Z1-4-3']);
    await payBooking(buyer, id);
    const { receiptUrl } = await urlsOf(buyer, id);
    const correct = (customer: object) =>
      app.organiser.data<{ updateBookingCustomer: { __typename: string } }, object>(
        'mutation ($input: UpdateBookingCustomerInput!) { updateBookingCustomer(input: $input) { __typename } }',
        { input: { bookingId: id, ...customer } },
      );
    await correct({ name: 'Alan Turing' });
    expect(await read(receiptUrl!)).toContain('Alan Turing');
    await correct({ email: 'another@example.org' });
    expect((await get(receiptUrl!)).status).toBe(404);
    const renewed = await urlsOf(buyer, id);
    expect(renewed.receiptUrl).not.toBe(receiptUrl);
    expect(await read(renewed.receiptUrl!)).toContain('Alan Turing');
  });

  it('of what was sold at the door say how it was paid', async () => {
    const answer = await app.organiser.data<{ sellAtBoxOffice: { booking: { receiptUrl: string } } }, object>(
      `mutation ($input: SellAtBoxOfficeInput!) { sellAtBoxOffice(input: $input) {
        ... on SellAtBoxOfficeSuccess { booking { receiptUrl } } } }`,
      { input: { showId, seats: [{ seatId: 'Z1-4-9' }], method: 'CASH', idempotencyKey: newId('event') } },
    );
    const receipt = await read(answer.sellAtBoxOffice.booking.receiptUrl);
    expect(receipt).toContain('Paid in cash');
    expect(receipt).not.toContain('Customer');
  });
});
