import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: 'false', MAIL_FROM: 'Box Office <tickets@example.org>' } });
});
afterAll(() => app?.[Symbol.asyncDispose]());

function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const event = calendar.getFirstSubcomponent('vevent')!;
  const value = (name: string) => event.getFirstPropertyValue(name)?.toString();
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: value('uid'),
    status: value('status'),
    sequence: Number(value('sequence')),
  };
}

it('follows a booking from its link and in its mails, from payment to cancellation', async () => {
  const showId = await openHallShow(app.organiser);
  const buyer = await app.guest();
  const { id, reference } = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
  const { booking } = await buyer.data<{ booking: { calendarUrl: string } }, object>(
    'query ($id: ID!) { booking(id: $id) { calendarUrl } }',
    { id },
  );
  const url = new URL(booking.calendarUrl, app.url);
  const now = async () => read(await (await fetch(url)).text());
  const pending = await now();
  expect(pending).toMatchObject({ method: 'PUBLISH', status: 'TENTATIVE', uid: `${id}@seatwire` });

  await payBooking(buyer, id);
  const paid = await now();
  expect(paid).toMatchObject({ method: 'PUBLISH', status: 'CONFIRMED', uid: pending.uid });
  expect(paid.sequence).toBeGreaterThan(pending.sequence);
  const response = await fetch(url);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
    'content-disposition': `attachment; filename="${reference}.ics"`,
    'cache-control': 'private, no-cache',
  });
  expect(await response.text()).toContain('Zone 1\\, row 1\\, seat 1');
  const { attachments } = await mailOf(app.dataDir, 'ticket', reference);
  const attached = attachments.find(({ filename }) => filename === `${reference}.ics`)!;
  expect(attached.mimeType).toBe('text/calendar');
  expect(read(new TextDecoder().decode(attached.content as ArrayBuffer))).toEqual(paid);

  await buyer.data<object, object>('mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { __typename } }', {
    id,
  });
  const cancellation = await mailOf(app.dataDir, 'cancellation', reference);
  const ended = read(new TextDecoder().decode(cancellation.attachments[0]!.content as ArrayBuffer));
  expect(ended).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', uid: pending.uid });
  expect(ended.sequence).toBeGreaterThan(paid.sequence);
  expect(await now()).toMatchObject({ method: 'CANCEL', status: 'CANCELLED' });
});

it('is served to nobody who makes a link up, and read only', async () => {
  const at = (path: string, init: RequestInit = {}) => fetch(new URL(path, app.url), init);
  const unknown = `/calendar/booking_01k8000000e008002ymwrqw002.${'A'.repeat(22)}.ics`;
  expect((await at(unknown)).status).toBe(404);
  expect((await at('/calendar/x.ics')).status).toBe(404);
  expect((await at(unknown, { method: 'POST' })).status).toBe(405);
});
