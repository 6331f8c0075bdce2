import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockSeats, payBooking } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: 'false' } });
});
afterAll(() => app?.[Symbol.asyncDispose]());

const planOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/plans/${name}.json`, import.meta.url), 'utf8')) as object;

interface LabelledSeat {
  seatId: string;
  zone: string;
  row: string;
  number: string;
  label: string;
  zoneLabel: string;
  rowLabel: string;
  seatLabel: string;
}

const SEATS = `query ($id: ID!, $zones: [String!], $locale: String) { show(id: $id) {
  plan { name zones { name label } }
  seatMap(zones: $zones) { seats { seatId zone row number label(locale: $locale) zoneLabel rowLabel(locale: $locale) seatLabel(locale: $locale) } }
} }`;

async function seatsOf(id: string, variables: { zones?: string[]; locale?: string } = {}) {
  const { show } = await app
    .client()
    .data<{ show: { plan: { name: string; zones: object[] }; seatMap: { seats: LabelledSeat[] } } }, object>(SEATS, {
      id,
      ...variables,
    });
  return { plan: show.plan, seats: show.seatMap.seats };
}

async function buy(buyer: TestClient, showId: string, { seatIds, locale }: { seatIds: string[]; locale: string }) {
  const lock = await lockSeats(buyer, showId, seatIds);
  const customer = { name: 'Ada Lovelace', email: 'ada@example.org', locale };
  const { createBooking } = await buyer.data(CreateBooking, {
    input: { lockId: lock.id, customer, idempotencyKey: randomUUID() },
  });
  if (createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(createBooking));
  await payBooking(buyer, createBooking.booking.id);
  return createBooking.booking;
}

describe('a plan in the pretix format', () => {
  it.each([
    ['tables', 'en', ['Floor, Table 7, Chair 1', 'Floor, Table 7, Chair 2']],
    ['tables', 'de', ['Floor, Table 7, Chair 1', 'Floor, Table 7, Chair 2']],
    ['blank-labels', 'en', ['Floor, seat 1', 'Floor, seat 2', 'Floor, row B']],
    ['blank-labels', 'de-AT', ['Floor, Platz 1', 'Floor, Platz 2', 'Floor, Reihe B']],
    ['zone-without-name', 'en', ['Main, row A, seat 1', 'Main, row A, seat 2']],
    ['two-halves', 'de', [1, 2, 3, 4, 5, 6].map((seat) => `Floor, Reihe K, Platz ${seat}`)],
    ['wheelchairs', 'fr', [1, 2, 3, 4, 5, 6].map((seat) => `Floor, row A, seat ${seat}`)],
  ])('%s is sold by the labels that people read, in %s', async (name, locale, labels) => {
    const showId = await organiseShow(app, { title: name, plan: planOf(name) });
    const { seats } = await seatsOf(showId, { locale });
    expect(seats.map(({ label }) => label)).toEqual(labels);

    const seatIds = seats.map(({ seatId }) => seatId);
    const { reference } = await buy(await app.guest(), showId, { seatIds, locale });
    for (const kind of ['order', 'ticket'] as const) {
      const { text, html } = await mailOf(app.dataDir, kind, reference);
      for (const label of labels) {
        expect(text).toContain(label);
        expect(html).toContain(label);
      }
    }
  });

  it('has its words for rows and seats beside their numbers', async () => {
    const showId = await organiseShow(app, { title: 'Dinner', plan: planOf('tables') });
    const { seats } = await seatsOf(showId);
    expect(seats[0]).toMatchObject({ zone: 'Floor', zoneLabel: 'Floor', row: '7', number: '1' });
    expect(seats[0]).toMatchObject({ rowLabel: 'Table 7', seatLabel: 'Chair 1' });
    const other = await organiseShow(app, { title: 'Play', plan: planOf('two-halves') });
    expect((await seatsOf(other, { locale: 'de' })).seats[0]).toMatchObject({
      rowLabel: 'Reihe K',
      seatLabel: 'Platz 1',
    });
  });

  it('has zones that can be asked for by a key of their own, also when they share a name or have none', async () => {
    const plan = planOf('two-halves') as { name: string; zones: { name?: string; rows: object[] }[] };
    const [zone] = plan.zones;
    const [left, right] = zone!.rows;
    plan.zones = [
      { ...zone!, rows: [left!] },
      { ...zone!, rows: [right!] },
    ];
    const showId = await organiseShow(app, { title: 'Halves', plan });
    expect((await seatsOf(showId)).plan.zones).toEqual([
      { name: 'Floor', label: 'Floor' },
      { name: 'Floor (2)', label: 'Floor' },
    ]);
    const { seats } = await seatsOf(showId, { zones: ['Floor (2)'] });
    expect(seats.map(({ seatId, zone: key, zoneLabel }) => [seatId, key, zoneLabel])).toEqual(
      ['s4', 's5', 's6'].map((seatId) => [seatId, 'Floor (2)', 'Floor']),
    );
  });

  it('has its venue’s name where its own is blank', async () => {
    const showId = await organiseShow(app, { title: 'Blank', plan: { ...planOf('tables'), name: '' } });
    expect((await seatsOf(showId)).plan.name).toBe('Coliseu');
  });

  it('has labels in no language that is none', async () => {
    const showId = await organiseShow(app, { title: 'Bad', plan: planOf('tables') });
    const { errors } = await app.client().request<object, object>(SEATS, { id: showId, locale: 'german!' });
    expect(errors?.[0]).toMatchObject({
      extensions: {
        code: 'BAD_USER_INPUT',
        issues: [{ path: 'locale', message: 'must be a BCP 47 tag such as de-AT' }],
      },
    });
  });
});
