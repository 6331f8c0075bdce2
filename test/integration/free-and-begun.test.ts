import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, CUSTOMER, createBooking, lockSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import {
  CancelBooking,
  CreateBooking,
  GetBooking,
  ImportSeatingPlan,
  LockSeats,
} from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow, openPlanShow, openShowsOnOnePlan } from '../kit/shows/hall-show.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

describe('a booking with a total of 0', () => {
  it('is confirmed at once, with its tickets and their mail, and asks for no payment', async () => {
    const [showId] = await openShowsOnOnePlan(app.organiser, [0]);
    const buyer = await app.guest();
    const watcher = await watchSeatMap(app.client(), showId!);
    const booking = await bookSeats(buyer, showId!, ['Z1-1-1', 'Z1-1-2']);
    expect(booking).toMatchObject({ status: 'CONFIRMED', expiresAt: null, total: { amount: 0 } });
    const { booking: read } = await buyer.data(GetBooking, { id: booking.id });
    expect(read!.tickets.map(({ seatId }) => seatId)).toEqual(['Z1-1-1', 'Z1-1-2']);
    expect(read!.payments).toEqual([]);
    await watcher.untilAll(['Z1-1-1', 'Z1-1-2'], 'BOOKED');
    expect((await mailOf(app.dataDir, 'ticket', booking.reference)).text).toContain(read!.tickets[0]!.code);

    const { booking: drawn } = await buyer.data<{ booking: { tickets: { png: string; svg: string }[] } }, object>(
      'query ($id: ID!) { booking(id: $id) { tickets { png: qrCodeUrl svg: qrCodeUrl(format: SVG) } } }',
      { id: booking.id },
    );
    for (const [url, mediaType] of [
      [drawn.tickets[0]!.png, 'image/png'],
      [drawn.tickets[0]!.svg, 'image/svg+xml'],
    ] as const) {
      expect((await fetch(new URL(url, app.url))).headers.get('content-type')).toBe(mediaType);
    }

    const { cancelBooking } = await buyer.data(CancelBooking, { input: { bookingId: booking.id } });
    expect(cancelBooking).toMatchObject({ booking: { status: 'CANCELLED' } });
    await watcher.untilAll(['Z1-1-1', 'Z1-1-2'], 'AVAILABLE');
    await eventually(async () => {
      const { booking: after } = await buyer.data(GetBooking, { id: booking.id });
      expect(after!.tickets.every(({ voidedAt }) => voidedAt !== null)).toBe(true);
    });
  });

  it('is not made for a show that was cancelled a moment ago', async () => {
    const [showId] = await openShowsOnOnePlan(app.organiser, [0]);
    const buyer = await app.guest();
    const lock = await lockSeats(buyer, showId!, ['Z1-1-1']);
    // As on another node: this one knows the show as it was, for up to a second.
    await app.database.query("UPDATE shows SET status = 'CANCELLED' WHERE id = $1", [showId]);
    const input = { lockId: lock.id, customer: CUSTOMER };
    const { createBooking: refused } = await buyer.data(CreateBooking, { input });
    expect(refused).toMatchObject({ __typename: 'ShowNotOnSaleError' });
    const rows = await app.database.query('SELECT FROM bookings WHERE show_id = $1', [showId]);
    expect(rows).toEqual([]);
  });
});

it('tickets that cost nothing are sent to a stranger a few times, and no more', async () => {
  await using limited = await startTestApp({ env: { UNPAID_MAILS_PER_HOUR_PER_RECIPIENT: '2' } });
  const [showId] = await openShowsOnOnePlan(limited.organiser, [0]);
  const buyer = await limited.guest();
  for (const seatId of ['Z1-1-1', 'Z1-1-2', 'Z1-1-3', 'Z1-1-4']) {
    const booking = await bookSeats(buyer, showId!, [seatId]);
    await buyer.data(CancelBooking, { input: { bookingId: booking.id } });
  }
  await eventually(async () => {
    const [handled] = await limited.database.query<{ count: number }>(
      "SELECT count(*)::int FROM processed_events WHERE consumer = 'notification'",
    );
    expect(handled!.count).toBeGreaterThanOrEqual(12);
  });
  const sent = await limited.database.query<{ kind: string; count: number }>(
    'SELECT kind, count(*)::int FROM notifications GROUP BY kind',
  );
  const counts = Object.fromEntries(sent.map(({ kind, count }) => [kind, count]));
  expect(counts.ticket).toBe(2);
  expect((counts.order ?? 0) + (counts.cancellation ?? 0)).toBe(2);
});

describe('a show that has begun', () => {
  async function begin(showId: string): Promise<void> {
    await app.database.query("UPDATE shows SET starts_at = now() - interval '1 second' WHERE id = $1", [showId]);
  }

  it('is not sold any more, unless the organiser has set a later end of sales', async () => {
    const showId = await openHallShow(app.organiser);
    const buyer = await app.guest();
    await lockSeats(buyer, showId, ['Z1-1-1']);
    await begin(showId);
    await eventually(async () => {
      const { lockSeats: refused } = await buyer.data(LockSeats, { input: { showId, seatIds: ['Z1-1-2'] } });
      expect(refused).toMatchObject({ __typename: 'ShowNotOnSaleError', code: 'SHOW_NOT_ON_SALE' });
    });
    await app.database.query("UPDATE shows SET sales_end_at = now() + interval '1 hour' WHERE id = $1", [showId]);
    await lockSeats(buyer, showId, ['Z1-1-3']);
  });

  it('is booked and paid by whoever held seats in time, until the hold ends', async () => {
    const showId = await openHallShow(app.organiser);
    const [inTime, late] = [await app.guest(), await app.guest()];
    const lock = await lockSeats(inTime, showId, ['Z1-1-1']);
    const ended = await lockSeats(late, showId, ['Z1-1-2']);
    await app.database.query("UPDATE seat_locks SET expires_at = now() - interval '1 second' WHERE id = $1", [
      ended.id,
    ]);
    await begin(showId);
    // All of it after the node has noticed that the show began.
    await eventually(async () => {
      const { lockSeats: refused } = await inTime.data(LockSeats, { input: { showId, seatIds: ['Z1-1-3'] } });
      expect(refused).toMatchObject({ __typename: 'ShowNotOnSaleError' });
    });
    const booking = await createBooking(inTime, lock.id);
    expect(booking).toMatchObject({ status: 'PENDING_PAYMENT' });
    expect(await payBooking(inTime, booking.id)).toMatchObject({ status: 'CONFIRMED' });
    const { createBooking: refused } = await late.data(CreateBooking, {
      input: { lockId: ended.id, customer: CUSTOMER, idempotencyKey: ended.id },
    });
    expect(refused).toMatchObject({ __typename: 'LockNotActiveError' });
  });
});

describe('a page of another origin', () => {
  it.each(['/plans/plan_1.json', '/tickets/CODE.png', '/tickets/CODE.svg', '/calendar/booking_1.x.ics'])(
    'may read %s with headers of its own',
    async (path) => {
      const asked = 'traceparent, sentry-trace';
      const { status, headers } = await fetch(new URL(path, app.url), {
        method: 'OPTIONS',
        headers: {
          origin: 'https://tickets.example.org',
          'access-control-request-method': 'GET',
          'access-control-request-headers': asked,
        },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
      expect(headers.get('access-control-allow-headers')).toBe(asked);
      // A page that may not read the refusal can't tell it from a network that is down.
      const missing = await fetch(new URL(path, app.url));
      expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
    },
  );
});

describe('a venue', () => {
  const importInto = async (venue: { name: string; city: string; timezone: string }) =>
    (await app.organiser.data(ImportSeatingPlan, { input: { venue, plan: hallPlan() } })).importSeatingPlan;

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['asia/KOLKATA', 'Asia/Kolkata'],
  ])('keeps its time zone %s as %s', async (timezone, spelling) => {
    const answer = await importInto({ name: `Hall of ${spelling}`, city: 'Erfurt', timezone });
    const planId = (answer as { plan: { id: string } }).plan.id;
    const { node } = await app
      .client()
      .data<{ node: object }, object>(
        'query ($id: ID!) { node(id: $id) { ... on SeatingPlan { venue { timezone } } } }',
        { id: planId },
      );
    expect(node).toEqual({ venue: { timezone: spelling } });
  });

  it('has a name that can be seen', async () => {
    expect(await importInto({ name: '\u200b', city: '\u3164', timezone: 'Europe/Berlin' })).toMatchObject({
      issues: [{ path: 'input.venue.name' }, { path: 'input.venue.city' }],
    });
  });
});

it('money tells its digits, and itself in the words of a locale', async () => {
  const showId = await openHallShow(app.organiser);
  const query = `query ($id: ID!, $locale: String) { show(id: $id) { priceTiers { price { exponent formatted(locale: $locale) } } } }`;
  const ask = (locale: string | null) => app.client().request<object, object>(query, { id: showId, locale });
  expect((await ask(null)).data).toEqual({
    show: { priceTiers: ['€45.00', '€29.00'].map((formatted) => ({ price: { exponent: 2, formatted } })) },
  });
  expect((await ask('de')).data).toMatchObject({
    show: { priceTiers: [{ price: { formatted: '45,00\u00a0€' } }, {}] },
  });
  expect((await ask('no locale')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it('money of a currency with three digits is the same in the API and in the mail', async () => {
  const showId = await openPlanShow(app.organiser, hallPlan(), { Stalls: 12_345, Balcony: 7_000 }, 'IQD');
  const buyer = await app.guest();
  const { id, reference } = await bookSeats(buyer, showId, ['Z1-1-1']);
  const { booking } = await buyer.data<{ booking: { total: { formatted: string } } }, object>(
    'query ($id: ID!) { booking(id: $id) { total { amount exponent formatted(locale: "en") } } }',
    { id },
  );
  expect(booking.total).toEqual({ amount: 12_345, exponent: 3, formatted: 'IQD\u00a012.345' });
  const mail = await mailOf(app.dataDir, 'order', reference);
  expect(mail.text).toContain(booking.total.formatted);
});
