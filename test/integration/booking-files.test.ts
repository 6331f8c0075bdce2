import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { createBooking, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { CancelBooking, CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { createStandingShow, namesakesPlan } from '../kit/shows/area-page-show.ts';
import { createHallShow, openHallShow } from '../kit/shows/hall-show.ts';

const NAMES = `query ($id: ID!) { booking(id: $id) {
  calendarUrl tickets { area { label name zone zoneLabel } } show { plan { zones { label } } } } }`;

interface Named {
  booking: { calendarUrl: string; tickets: { area: object | null }[]; show: { plan: { zones: { label: string }[] } } };
}

let app: TestApp;
let showId: string;
const references: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  showId = await openHallShow(app.organiser, { zones: 1, rows: 2, seats: 10 });
  await book('=1+1', ['Z1-1-1', 'Z1-1-2'], 'paid');
  await book('Müller, "Anna"', ['Z1-2-1'], 'unpaid');
  await book('Grace', ['Z1-2-3'], 'cancelled');
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function book(name: string, seatIds: string[], state: 'paid' | 'unpaid' | 'cancelled'): Promise<void> {
  const buyer = await app.guest();
  const lock = await lockSeats(buyer, showId, seatIds);
  const customer = { name, email: 'x@example.org', phone: '+49 361 5550199' };
  const { createBooking } = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer } });
  if (createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(createBooking));
  const { id, reference } = createBooking.booking;
  references.push(reference);
  if (state !== 'unpaid') await payBooking(buyer, id);
  if (state === 'cancelled')
    await buyer.data(CancelBooking, { input: { bookingId: id, idempotencyKey: newId('event') } });
}

async function ask(file: string, { token = app.organiserToken as string | null, of = showId, method = 'GET' } = {}) {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return await fetch(new URL(`/shows/${of}/${file}.csv`, app.url), { method, headers });
}

async function rowsOf(response: Response): Promise<string[]> {
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const text = bytes.subarray(3).toString();
  expect(text.endsWith('\r\n')).toBe(true);
  return text.slice(0, -2).split('\r\n');
}

describe('the files of a show', () => {
  it('have a row for each booking, without a formula in it', async () => {
    const response = await ask('bookings');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="bookings.csv"');
    expect(response.headers.get('cache-control')).toContain('no-store');
    const [head, first, second, third, ...rest] = await rowsOf(response);
    expect(head).toBe(
      'reference,status,name,email,phone,seats,places,total,currency,ordered_at,payable_until,language,paid,refunded',
    );
    expect(first).toMatch(
      new RegExp(
        `^${references[0]},CONFIRMED,'=1\\+1,x@example\\.org,'\\+49 361 5550199,"[^"]*seat 1; [^"]*seat 2",,90\\.00,EUR,20[^,]*Z,,en,90\\.00,0\\.00$`,
      ),
    );
    expect(second).toMatch(
      new RegExp(
        `^${references[1]},PENDING_PAYMENT,"Müller, ""Anna""",.*,29\\.00,EUR,20[^,]*Z,20[^,]*Z,en,0\\.00,0\\.00$`,
      ),
    );
    expect(third).toContain(`${references[2]},`);
    expect(rest).toEqual([]);
  });

  it('have a row for each valid ticket', async () => {
    const [head, ...rows] = await rowsOf(await ask('attendees'));
    expect(head).toBe('reference,name,email,phone,zone,row,seat,area,ticket_type,ticket_code,ordered_at');
    expect(rows).toHaveLength(2);
    for (const [index, row] of rows.entries()) {
      expect(row).toMatch(
        new RegExp(
          `^${references[0]},'=1\\+1,x@example\\.org,'\\+49[^,]*,[^,]+,Row 1,Seat ${index + 1},,,[\\w-]+,20[^,]*Z$`,
        ),
      );
    }
  });

  it('name areas as the tickets, the mail and the calendar do, by their zone where two have one name', async () => {
    const of = await createStandingShow(app.organiser, { plan: namesakesPlan() });
    const buyer = await app.guest();
    const areas = ['left', 'right', 'bar'].map((areaId) => ({ areaId, quantity: 1 }));
    const lock = await lockSeats(buyer, of, ['Z1-1-1'], areas);
    const booking = await createBooking(buyer, lock.id);
    await payBooking(buyer, booking.id);
    const [, row] = await rowsOf(await ask('bookings', { of }));
    expect(row).toContain(',"1 × Left, Standing; 1 × Right, Standing; 1 × Bar",');
    const [, , ...places] = await rowsOf(await ask('attendees', { of }));
    expect(places.map((line) => line.split(',').slice(4, 8))).toEqual([
      ['Left', '', '', 'Standing'],
      ['Right', '', '', 'Standing'],
      ['Right', '', '', 'Bar'],
    ]);
    const { text } = await mailOf(app.dataDir, 'ticket', booking.reference);
    const answer = await buyer.data<Named, object>(NAMES, { id: booking.id });
    const { calendarUrl, tickets, show } = answer.booking;
    const calendar = (await (await fetch(new URL(calendarUrl, app.url))).text()).replaceAll('\r\n ', '');
    for (const name of ['Left, Standing', 'Right, Standing']) {
      expect(text).toContain(name);
      expect(calendar).toContain(name.replace(',', '\\,'));
    }
    expect(tickets.map(({ area }) => area)).toEqual([
      null,
      { label: 'Left, Standing', name: 'Standing', zone: 'Left', zoneLabel: 'Left' },
      { label: 'Right, Standing', name: 'Standing', zone: 'Right', zoneLabel: 'Right' },
      { label: 'Bar', name: 'Bar', zone: 'Right (2)', zoneLabel: 'Right' },
    ]);
    expect(show.plan.zones.map(({ label }) => label)).toEqual(['Zone 1', 'Left', 'Right', 'Right']);
  });

  it.each(['bookings', 'attendees'])('are told to the show’s organiser only: %s', async (file) => {
    const guest = await app.guest();
    expect((await ask(file, { token: null })).status).toBe(401);
    expect((await ask(file, { token: 'nonsense' })).status).toBe(401);
    // Who types the address, or follows a link, can send no token: the page tells them, not JSON.
    const typed = await fetch(`${app.url}/shows/${showId}/${file}.csv`, { headers: { accept: 'text/html' } });
    expect([typed.status, typed.headers.get('content-type')]).toEqual([404, expect.stringMatching(/^text\//)]);
    expect((await ask(file, { token: guest.token })).status).toBe(403);
    expect((await ask(file, { of: newId('show') })).status).toBe(404);
    expect((await ask(file, { of: 'x' })).status).toBe(404);
    const draftId = await createHallShow(app.organiser);
    expect((await ask(file, { of: draftId, token: guest.token })).status).toBe(404);
    expect((await ask(file, { of: draftId })).status).toBe(200);
    const head = await ask(file, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await ask(file, { method: 'POST' })).status).toBe(405);
  });

  it('are written whole, batch by batch, as fast as they are read', async () => {
    const large = await openHallShow(app.organiser);
    const count = 3_001;
    await app.database.query(
      `WITH locks AS (
         INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, status, total, expires_at, extensions_left)
         SELECT 'lock_f' || n, $1, 'guest', '{x}', n, 'CONFIRMED', 0, now(), 0 FROM generate_series(1, $2::int) n RETURNING id)
       INSERT INTO bookings (id, reference, show_id, lock_id, owner_id, status, customer_name, customer_email, total, currency)
       SELECT 'booking_f' || lpad(n::text, 8, '0'), 'F' || n, $1, 'lock_f' || n, 'guest', 'CONFIRMED', 'Buyer ' || n,
              'b@example.org', 5, 'EUR' FROM generate_series(1, $2::int) n WHERE (SELECT count(*) FROM locks) > 0`,
      [large, count],
    );
    const [, ...rows] = await rowsOf(await ask('bookings', { of: large }));
    expect(rows).toHaveLength(count);
    expect(rows[0]).toMatch(/^F1,CONFIRMED,Buyer 1,b@example\.org,,,,0\.05,EUR,/);
    expect(new Set(rows).size).toBe(count);
    // Who goes in the middle of it is no one's trouble.
    for (let time = 0; time < 3; time += 1) {
      const response = await ask('bookings', { of: large });
      await response.body!.cancel();
    }
    expect((await ask('attendees', { of: large })).status).toBe(200);
  });
});
