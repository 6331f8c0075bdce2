import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomerData } from '../../src/modules/privacy/customer-data.ts';
import { newId } from '../../src/platform/ids.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { type MailKind, mailOf, mailsOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

let app: TestApp;
let showId: string;
let row = 0;
beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: 'false' } });
  showId = await openHallShow(app.organiser, { zones: 1, rows: 20, seats: 10 });
});
afterAll(() => app?.[Symbol.asyncDispose]());

interface Booked {
  id: string;
  reference: string;
  email: string;
  /** What the mail's link carries. */
  token: string;
}

async function booked(): Promise<Booked> {
  row += 1;
  const buyer = await app.guest();
  const lock = await lockSeats(buyer, showId, [`Z1-${row}-1`]);
  const email = `${newId('event')}@example.org`;
  const answer = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer: { name: 'Ada', email } } });
  if (answer.createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(answer));
  const { id, reference } = answer.createBooking.booking;
  await payBooking(buyer, id);
  return { id, reference, email, token: await tokenIn('ticket', reference) };
}

/** Of the newest mail of that kind. */
async function tokenIn(kind: MailKind, reference: string): Promise<string> {
  const { text } = await mailOf(app.dataDir, kind, reference);
  return PAGE_LINK.exec(text!)![1]!;
}

const PAGE_LINK = /http:\/\/127\.0\.0\.1:\d+\/booking#(\S+)/;

/** In the tickets' mail that was sent once more. */
function resentToken(reference: string, before: string): Promise<string> {
  return eventually(async () => {
    const mails = await mailsOf(app.dataDir, 'ticket', reference);
    const tokens = mails.map(({ text }) => PAGE_LINK.exec(text!)![1]!);
    const renewed = tokens.find((token) => token !== before);
    if (!renewed) throw new Error('no mail with another link');
    return renewed;
  });
}

const erase = (email: string) =>
  createCustomerData({
    database: app.database,
    mailFolder: path.join(app.dataDir, 'mail'),
    retention: { customerData_days: null, notifications_days: 90 },
  }).erase({ email });

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions?: { code?: string } }[];
}

async function ask(token: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(new URL('/graphql', app.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Answer;
  return { ...(data !== undefined && { data }), ...(errors && { errors }) };
}

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions?.code;
const READ =
  'query ($id: ID!) { booking(id: $id) { reference customer { email } tickets { code } receiptUrl ticketsUrl } }';
const CANCEL = 'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { __typename } }';
const nothing = { data: { booking: null } };

describe('a link to a booking', () => {
  it('is in its mails, in the part of the address that no server is sent, and reads the booking', async () => {
    const { id, reference, email, token } = await booked();
    const { html } = await mailOf(app.dataDir, 'ticket', reference);
    expect(html).toContain(`/booking#${token}"`);
    expect(await tokenIn('order', reference)).toBe(token);
    expect(await ask(token, READ, { id })).toMatchObject({ data: { booking: { reference, customer: { email } } } });
    expect(await ask(token, `query ($id: ID!) { node(id: $id) { id } }`, { id })).toEqual({ data: { node: { id } } });
  });

  it('cancels the booking, once, as its buyer could', async () => {
    const { id, token } = await booked();
    expect(await ask(token, CANCEL, { id })).toEqual({
      data: { cancelBooking: { __typename: 'CancelBookingSuccess' } },
    });
  });

  it('leads to no other booking, nor to its tickets', async () => {
    const [own, other] = [await booked(), await booked()];
    expect(await ask(own.token, READ, { id: other.id })).toEqual(nothing);
    expect(await ask(own.token, CANCEL, { id: other.id })).toMatchObject({
      data: { cancelBooking: { __typename: 'NotFoundError' } },
    });
    const read = await ask(other.token, 'query ($id: ID!) { booking(id: $id) { tickets { id } payments { id } } }', {
      id: other.id,
    });
    const { tickets, payments } = (read.data as { booking: { tickets: { id: string }[]; payments: { id: string }[] } })
      .booking;
    for (const { id } of [...tickets, ...payments]) {
      expect(await ask(own.token, 'query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
        data: { node: null },
      });
    }
  });

  it.each([
    ['the list of bookings', '{ viewer { bookings(first: 1) { edges { node { id } } } } }'],
    ['who is calling', '{ viewer { id } }'],
    ['sales of the show', '{ show(id: "SHOW") { sales { held { seats } } } }'],
    ['the bookings of the show', '{ bookings(showId: "SHOW") { edges { node { id } } } }'],
    ['holding seats', 'mutation { lockSeats(input: { showId: "SHOW", seatIds: ["Z1-20-9"] }) { __typename } }'],
    ['mails', 'query ($id: ID!) { booking(id: $id) { notifications { id } } }'],
    ['refunds', 'mutation ($id: ID!) { refundBooking(input: { bookingId: $id, amount: 1 }) { __typename } }'],
    ['sending tickets again', 'mutation ($id: ID!) { resendTickets(input: { bookingId: $id }) { __typename } }'],
    [
      'another customer',
      'mutation ($id: ID!) { updateBookingCustomer(input: { bookingId: $id, name: "Eve" }) { __typename } }',
    ],
  ])('is no right to anything else: %s', async (_what, query) => {
    const { id, token } = await booked();
    expect(codeOf(await ask(token, query.replace('SHOW', showId), { id }))).toBe('FORBIDDEN');
  });

  it('begins no session that outlives it', async () => {
    const { token } = await booked();
    expect(codeOf(await ask(token, 'mutation { renewGuestSession { token } }'))).toBe('UNAUTHENTICATED');
  });

  it('can not be made up', async () => {
    const { id, token } = await booked();
    const [, version, digest] = token.split('.');
    for (const made of [
      `${id}.${version}.${'A'.repeat(22)}`,
      `${newId('booking')}.${version}.${digest}`,
      `${id}.2.${digest}`,
    ]) {
      expect(codeOf(await ask(made, READ, { id }))).toBe('UNAUTHENTICATED');
    }
    // The link of a PDF is no token, nor the other way round.
    const { data } = await ask(token, READ, { id });
    const { receiptUrl } = (data as { booking: { receiptUrl: string } }).booking;
    expect(codeOf(await ask(receiptUrl.split('/')[2]!, READ, { id }))).toBe('UNAUTHENTICATED');
    expect((await fetch(new URL(`/bookings/${token}/tickets.pdf`, app.url))).status).toBe(404);
  });

  it('ends when the customer gets another address, and the tickets that are sent again bring the new one', async () => {
    const { id, reference, token } = await booked();
    const correct =
      'mutation ($input: UpdateBookingCustomerInput!) { updateBookingCustomer(input: $input) { __typename } }';
    await app.organiser.data(correct as never, { input: { bookingId: id, name: 'Ada King' } } as never);
    expect(await ask(token, READ, { id })).toMatchObject({ data: { booking: { reference } } });
    await app.organiser.data(correct as never, { input: { bookingId: id, email: 'right@example.org' } } as never);
    expect(await ask(token, READ, { id })).toEqual(nothing);
    expect(await ask(token, CANCEL, { id })).toMatchObject({
      data: { cancelBooking: { __typename: 'NotFoundError' } },
    });
    const resend = 'mutation ($id: ID!) { resendTickets(input: { bookingId: $id }) { __typename } }';
    await app.organiser.data(resend as never, { id } as never);
    const renewed = await resentToken(reference, token);
    expect(await ask(renewed, READ, { id })).toMatchObject({ data: { booking: { reference } } });
  });

  it('ends when the customer is erased', async () => {
    const { id, email, token } = await booked();
    await erase(email);
    expect(await ask(token, READ, { id })).toEqual(nothing);
    expect(await ask(token, CANCEL, { id })).toMatchObject({
      data: { cancelBooking: { __typename: 'NotFoundError' } },
    });
  });

  it('ends an open subscription with it', async () => {
    const { id, email, token } = await booked();
    const response = await fetch(new URL('/graphql', app.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({
        query: 'subscription ($id: ID!) { booking(id: $id) { customer { email } } }',
        variables: { id },
      }),
    });
    const events = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let said = '';
    while (!said.includes(email)) said += (await events.read()).value ?? '';
    await erase(email);
    for (;;) {
      const { done, value = '' } = await events.read();
      said += value;
      if (done || said.includes('event: complete')) break;
    }
    expect(said).not.toContain('erased');
  });
});
