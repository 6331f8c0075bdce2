import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { CUSTOMER, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

let app: TestApp;
let showId: string;
let seats = 0;
beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: 'false', DEFAULT_LOCALE: 'de-CH' } });
  showId = await openHallShow(app.organiser, { rows: 4, seats: 10 });
});
afterAll(() => app?.[Symbol.asyncDispose]());

const CREATE = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  __typename ... on CreateBookingSuccess { booking { id reference locale } } ... on InvalidInputError { issues { path message } }
} }`;

interface Created {
  createBooking: {
    __typename: string;
    booking?: { id: string; reference: string; locale: string };
    issues?: { path: string; message: string }[];
  };
}

async function inputOf(buyer: Guest, locale?: string | null) {
  seats += 1;
  const lock = await lockSeats(buyer, showId, [`Z1-${1 + Math.floor((seats - 1) / 10)}-${1 + ((seats - 1) % 10)}`]);
  return { lockId: lock.id, customer: { ...CUSTOMER, ...(locale === undefined ? {} : { locale }) } };
}

async function create(locale: string | null | undefined, headers: Record<string, string> = {}) {
  const buyer = await app.guest();
  const input = await inputOf(buyer, locale);
  const response = await fetch(new URL('/graphql', app.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${buyer.token}`, ...headers },
    body: JSON.stringify({ query: CREATE, variables: { input } }),
  });
  const { data } = (await response.json()) as { data: Created };
  return { buyer, ...data.createBooking };
}

describe('the language of a booking', () => {
  it.each([
    ['what the customer names', 'en-us', 'de', 'en-US'],
    ['what the request prefers', undefined, 'fr;q=0.9, de-AT;q=0.8, *;q=0.1', 'de-AT'],
    ['what the request prefers, for null', null, 'en-GB,en;q=0.9', 'en-GB'],
    ['the installation’s own', undefined, undefined, 'de-CH'],
    ['the installation’s own, where the request prefers nothing', undefined, '*', 'de-CH'],
  ])('is %s', async (_what, locale, header, expected) => {
    const { booking } = await create(locale, header === undefined ? {} : { 'accept-language': header });
    expect(booking?.locale).toBe(expected);
  });

  it.each(['german!', '', 'de_DE'])('can not be %j', async (locale) => {
    expect(await create(locale)).toMatchObject({
      __typename: 'InvalidInputError',
      issues: [{ path: 'input.customer.locale', message: 'must be a BCP 47 tag such as de-AT' }],
    });
  });

  it('is what the request of a WebSocket prefers', async () => {
    const buyer = await app.guest();
    const input = await inputOf(buyer);
    class Speaking extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { 'accept-language': 'en-IE' } });
      }
    }
    const socket = createClient({
      url: app.url.replace('http', 'ws').replace(/\/?$/, '/graphql'),
      webSocketImpl: Speaking,
      connectionParams: { authorization: `Bearer ${buyer.token}` },
    });
    const { value } = await socket.iterate<Created>({ query: CREATE, variables: { input } }).next();
    await socket.dispose();
    expect(value.data.createBooking.booking.locale).toBe('en-IE');
  });

  it('is that of all its mails, and of those that are sent again', async () => {
    const { buyer, booking } = await create('de');
    await payBooking(buyer, booking!.id);
    expect((await mailOf(app.dataDir, 'order', booking!.reference)).subject).toContain('Ihre Bestellung für');
    const tickets = await mailOf(app.dataDir, 'ticket', booking!.reference);
    expect(tickets.subject).toContain('Ihr Ticket für The Tempest');
    expect(tickets.html).toContain('<html lang="de">');
    await buyer.data<object, object>(
      'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id, reason: "Krank" }) { __typename } }',
      { id: booking!.id },
    );
    expect((await mailOf(app.dataDir, 'cancellation', booking!.reference)).text).toContain('Grund: Krank');
    expect((await mailOf(app.dataDir, 'refund', booking!.reference)).subject).toContain('Ihre Erstattung für');
  });

  it('is the installation’s own in bookings that were made before there was one', async () => {
    const { buyer, booking } = await create('en');
    await app.database.query('UPDATE bookings SET locale = NULL, revision = revision + 1 WHERE id = $1', [booking!.id]);
    await app.restart();
    const again = app.client(buyer.token);
    const { booking: read } = await again.data<{ booking: { locale: string } }, object>(
      'query ($id: ID!) { booking(id: $id) { locale } }',
      { id: booking!.id },
    );
    expect(read.locale).toBe('de-CH');
    await payBooking(again, booking!.id);
    expect((await mailOf(app.dataDir, 'ticket', booking!.reference)).subject).toContain('Ihr Ticket für');
  });
});
