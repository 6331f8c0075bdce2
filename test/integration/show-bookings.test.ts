import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingStatus } from '../../src/modules/bookings/booking.ts';
import { createCustomerData } from '../../src/modules/privacy/customer-data.ts';
import { newId } from '../../src/platform/ids.ts';
import { readStatement } from '../../src/platform/postgres/statement-file.ts';
import { ForbiddenError, IllegalStateError, LimitExceededError, NotFoundError } from '../../src/shared/errors.ts';
import {
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';

const NEWEST = { limit: 100, olderThan: null, newerThan: null, fromOldest: false };

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 2, rows: 4, seats: 10 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function book(of: TestShow, name: string, email: string, seatId: string) {
  const { locks, bookings } = office.services;
  const buyer = guest();
  const lock = await locks.lockSeats(buyer, { showId: of.id, seatIds: [seatId] });
  return await bookings.createBooking(buyer, { lockId: lock.id, customer: { name, email } });
}

interface Asked {
  search?: string;
  status?: BookingStatus[];
  showId?: string;
}

/** The customers of the bookings that are found. */
async function found(asked: Asked): Promise<string[]> {
  const list = await office.services.showBookings.find(ORGANISER, { showId: show.id, ...asked });
  const bookings = await list.list(NEWEST);
  expect(await list.count(100)).toBe(bookings.length);
  return bookings.map(({ customerName }) => customerName);
}

describe('the bookings of a show', () => {
  const references: Record<string, string> = {};
  let others: TestShow;

  beforeAll(async () => {
    others = await office.createShow();
    await book(others, 'Anna Müller', 'anna@example.org', others.nextSeats(1)[0]!);
    const made = [
      await book(show, 'Anna Müller', 'anna@example.org', 'Z1-1-1'),
      await book(show, 'JÖRG MÜLLER', 'jm@example.net', 'Z1-2-5'),
      await book(show, 'Zoë Strauß', 'zoe_100%@example.org', 'Z2-2-5'),
    ];
    for (const { customerName, reference } of made) references[customerName] = reference;
    await office.services.payments.payBooking(ORGANISER, { bookingId: made[0]!.id, paymentToken: 'tok_ok' });
    await office.services.bookings.cancelBooking(ORGANISER, { bookingId: made[1]!.id });
  });

  it('are listed newest first, page by page from both ends', async () => {
    const list = await office.services.showBookings.find(ORGANISER, { showId: show.id });
    const names = async (page: object) =>
      (await list.list({ ...NEWEST, ...page })).map(({ customerName }) => customerName);
    const [first, second, third] = await list.list(NEWEST);
    expect(await names({ limit: 2 })).toEqual(['Zoë Strauß', 'JÖRG MÜLLER']);
    expect(await names({ olderThan: second!.id })).toEqual(['Anna Müller']);
    expect(await names({ newerThan: third!.id, limit: 1, fromOldest: true })).toEqual(['JÖRG MÜLLER']);
    expect(await names({ newerThan: first!.id })).toEqual([]);
    expect(await list.count(1)).toBe(2);
  });

  it('are found by status', async () => {
    expect(await found({ status: ['PENDING_PAYMENT'] })).toEqual(['Zoë Strauß']);
    expect(await found({ status: ['CONFIRMED', 'CANCELLED'] })).toEqual(['JÖRG MÜLLER', 'Anna Müller']);
    expect(await found({ status: ['CONFIRMED'], search: 'müller' })).toEqual(['Anna Müller']);
  });

  it.each([
    ['müller', ['JÖRG MÜLLER', 'Anna Müller']],
    ['MÜLLER', ['JÖRG MÜLLER', 'Anna Müller']],
    ['jörg', ['JÖRG MÜLLER']],
    ['ller ann', ['Anna Müller']],
    ['STRAUSS', ['Zoë Strauß']],
    ['EXAMPLE.net', ['JÖRG MÜLLER']],
    ['zoe_100%@', ['Zoë Strauß']],
    ['zoe.100', []],
    ['%', ['Zoë Strauß']],
    ['.*', []],
    ['(', []],
    ['  ', ['Zoë Strauß', 'JÖRG MÜLLER', 'Anna Müller']],
  ])('are found by parts of name and address: %s', async (search, names) => {
    expect(await found({ search })).toEqual(names);
  });

  it('are found by reference, as it is read out', async () => {
    const reference = references['Zoë Strauß']!;
    for (const search of [reference, reference.toLowerCase(), reference.replace('-', ' '), reference.slice(0, 6)]) {
      expect(await found({ search })).toEqual(['Zoë Strauß']);
    }
  });

  it('are found by the seat that they have now', async () => {
    expect(await found({ search: 'Z1-1-1' })).toEqual(['Anna Müller']);
    expect(await found({ search: `${show.id.replace('show_', 'seat_')}_Z1-1-1` })).toEqual(['Anna Müller']);
    expect(await found({ search: 'Row 2 seat 5' })).toEqual(['Zoë Strauß']);
    expect(await found({ search: 'Reihe 2 Platz 5' })).toEqual(['Zoë Strauß']);
    expect(await found({ search: 'Row 2 seat 6' })).toEqual([]);
  });

  it('are for its organiser only', async () => {
    const { showBookings } = office.services;
    await expect(showBookings.find(OTHER_ORGANISER, { showId: show.id })).rejects.toBeInstanceOf(ForbiddenError);
    await expect(showBookings.find(guest(), { showId: show.id })).rejects.toBeInstanceOf(ForbiddenError);
    await expect(showBookings.find(ORGANISER, { showId: newId('show') })).rejects.toBeInstanceOf(NotFoundError);
    await expect(showBookings.find(ORGANISER, { showId: 'x' })).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('a show with 50,000 bookings', () => {
  const BOOKINGS = 50_000;
  const FILLED_AT_ONCE = 5_000;

  it('is read from the end of an index, and searched whole in one go', async () => {
    const { database } = office;
    const large = await office.createShow();
    await fill(large.id, 'l', BOOKINGS);
    // Those of another show, made later, are in the same table.
    await fill((await office.createShow()).id, 'm', BOOKINGS);
    await database.query('ANALYZE bookings');
    const list = await office.services.showBookings.find(ORGANISER, { showId: large.id });
    const page = await list.list({ ...NEWEST, limit: 21 });
    expect(page.map(({ customerName }) => customerName)).toEqual(
      Array.from({ length: 21 }, (_, index) => `Buyer ${BOOKINGS - index}`),
    );
    expect(await list.count(10_000)).toBe(10_001);

    const rare = await office.services.showBookings.find(ORGANISER, { showId: large.id, search: 'bUYER nobody' });
    expect((await rare.list(NEWEST)).map(({ customerName }) => customerName)).toEqual([]);
    const one = await office.services.showBookings.find(ORGANISER, { showId: large.id, search: 'buyer-777@' });
    expect((await one.list(NEWEST)).map(({ customerName }) => customerName)).toEqual(['Buyer 777']);

    const statement = readStatement(new URL('../../src/modules/show-bookings/sql/find-newest.sql', import.meta.url));
    const plan = await database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${statement}`,
      [large.id, null, ['[bB]uyer'], null, [], null, null, 21],
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    // From the end of the show's index, or of all bookings' where most of them are the show's; nothing is sorted.
    expect(text).not.toMatch(/Seq Scan on bookings|Sort/);
    expect(text).toMatch(/Index Scan Backward using bookings_(?:of_show|pkey) on bookings b \(actual rows=21/);
  }, 60_000);

  /** Bookings as they are in the tables, without seats: by statements that a busy machine answers in time, too. */
  async function fill(showId: string, series: 'l' | 'm', count: number): Promise<void> {
    for (let first = 1; first <= count; first += FILLED_AT_ONCE) {
      await office.database.query(
        `WITH locks AS (
           INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, status, total, expires_at, extensions_left)
           SELECT 'lock_' || $4::text || n, $1, 'guest', '{x}', n, 'CONFIRMED', 0, now(), 0 FROM generate_series($2::int, $3::int) n RETURNING id)
         INSERT INTO bookings (id, reference, show_id, lock_id, owner_id, status, customer_name, customer_email, total, currency)
         SELECT 'booking_' || $4::text || lpad(n::text, 8, '0'), $4::text || n, $1, 'lock_' || $4::text || n, 'guest', 'CONFIRMED', 'Buyer ' || n,
                'buyer-' || n || '@example.org', 0, 'EUR' FROM generate_series($2::int, $3::int) n WHERE (SELECT count(*) FROM locks) > 0`,
        [showId, first, first + FILLED_AT_ONCE - 1, series],
      );
    }
  }
});

describe('the customer of a booking', () => {
  const correct = (input: {
    bookingId: string;
    name?: string;
    email?: string;
    phone?: string | null;
    locale?: string;
  }) => office.services.showBookings.correctCustomer(ORGANISER, input);
  let hall: TestShow;
  beforeAll(async () => {
    hall = await office.createShow();
  });

  it('is corrected as far as is said, in every copy, and told without a name', async () => {
    const { id, revision, ownerId } = await book(hall, 'Ada Lovelce', 'ada@example.org', hall.nextSeats(1)[0]!);
    const owner = guest(ownerId);
    expect(await office.services.bookings.getBooking(owner, id)).toMatchObject({ customerName: 'Ada Lovelce' });
    await correct({ bookingId: id, name: ' Ada Lovelace ', phone: '+49 30 1234567' });
    const corrected = {
      customerName: 'Ada Lovelace',
      customerEmail: 'ada@example.org',
      customerPhone: '+49 30 1234567',
    };
    expect(await office.services.bookings.getBooking(owner, id)).toMatchObject({
      ...corrected,
      revision: revision + 1,
    });
    const [event] = await office.database.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE type = 'booking.customer_changed' AND payload->>'booking_id' = $1`,
      [id],
    );
    expect(event!.payload).toMatchObject({ revision: revision + 1 });
    expect(JSON.stringify(event!.payload)).not.toMatch(/Lovelace|example|1234567/);
    // The same once more changes nothing; only a phone number can be taken out.
    expect(await correct({ bookingId: id, name: 'Ada Lovelace' })).toMatchObject({ revision: revision + 1 });
    expect(await correct({ bookingId: id, phone: null, locale: 'de-at' })).toMatchObject({
      ...corrected,
      customerPhone: null,
      locale: 'de-AT',
    });
  });

  it('is corrected whatever the booking’s status, but not once it was erased', async () => {
    const { id, ownerId } = await book(hall, 'Charles', 'charles@example.org', hall.nextSeats(1)[0]!);
    await office.services.bookings.cancelBooking(guest(ownerId), { bookingId: id });
    expect(await correct({ bookingId: id, email: 'babbage@example.org' })).toMatchObject({
      status: 'CANCELLED',
      customerEmail: 'babbage@example.org',
    });
    const retention = { customerData_days: null, notifications_days: 1 };
    const data = createCustomerData({ database: office.database, mailFolder: '/nowhere', retention });
    await data.erase({ email: 'babbage@example.org' });
    await expect(correct({ bookingId: id, email: 'babbage@example.org' })).rejects.toMatchObject({
      issues: [{ path: 'input.bookingId' }],
    });
  });

  it('gets what was not sent yet where it is reached now', async () => {
    const { id } = await book(hall, 'Grace', 'grace@exmaple.org', hall.nextSeats(1)[0]!);
    const statuses = ['SENT', 'QUEUED', 'FAILED', 'OBSOLETE'];
    for (const [index, channel] of (['email', 'sms'] as const).entries()) {
      await office.database.query(
        `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, revision, recipient, status, sent_at, given_up_at)
         SELECT 'notification_' || status || $1, 'event_' || status || $1, 'ticket', $1, $2, $3, $4, 'old', status::notification_status,
                CASE WHEN status = 'SENT' THEN now() END, CASE WHEN status IN ('FAILED', 'OBSOLETE') THEN now() END
           FROM unnest($5::text[]) AS status`,
        [channel, id, hall.id, index + 1, statuses],
      );
    }
    await correct({ bookingId: id, email: 'grace@example.org' });
    const rows = await office.database.query<{ channel: string; status: string; recipient: string }>(
      'SELECT channel, status, recipient FROM notifications WHERE booking_id = $1 ORDER BY channel, status',
      [id],
    );
    const mail = 'grace@example.org';
    expect(rows.map(({ channel, status, recipient }) => `${channel} ${status} ${recipient}`).sort()).toEqual([
      `email FAILED ${mail}`,
      'email OBSOLETE old',
      `email QUEUED ${mail}`,
      'email SENT old',
      'sms FAILED old',
      'sms OBSOLETE old',
      'sms QUEUED old',
      'sms SENT old',
    ]);
  });

  it('is its buyer’s to correct until it is paid, and so often', async () => {
    const { id, ownerId } = await book(hall, 'Gracie', 'gracie@example.org', hall.nextSeats(1)[0]!);
    const buyer = { id: ownerId, role: 'customer', email: null } as const;
    const correctOwn = (email: string) => office.services.showBookings.correctCustomer(buyer, { bookingId: id, email });
    await office.database.query(
      `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, revision, recipient, status)
       VALUES ('notification_own', 'event_own', 'order', 'email', $1, $2, 1, 'gracie@example.org', 'QUEUED')`,
      [id, hall.id],
    );
    expect(await correctOwn('grace@example.org')).toMatchObject({
      customerName: 'Gracie',
      customerEmail: 'grace@example.org',
      status: 'PENDING_PAYMENT',
    });
    // Mails about what nobody paid are counted by recipient when they are queued: that is not passed by.
    const recipients = await office.database.query('SELECT recipient FROM notifications WHERE booking_id = $1', [id]);
    expect(recipients).toEqual([{ recipient: 'gracie@example.org' }]);
    await expect(correctOwn('grace@example')).rejects.toMatchObject({ issues: [{ path: 'input.email' }] });
    for (let time = 0; time < 28; time += 1) await correctOwn(`grace${time}@example.org`);
    await expect(correctOwn('grace@example.org')).rejects.toBeInstanceOf(LimitExceededError);
    expect(await correct({ bookingId: id, email: 'hopper@example.org' })).toMatchObject({
      customerEmail: 'hopper@example.org',
    });

    const paid = await book(hall, 'Ada', 'ada@example.org', hall.nextSeats(1)[0]!);
    const payer = { id: paid.ownerId, role: 'customer', email: null } as const;
    await office.services.payments.payBooking(payer, { bookingId: paid.id, paymentToken: 'tok_ok' });
    const late = office.services.showBookings.correctCustomer(payer, { bookingId: paid.id, email: 'eve@example.org' });
    await expect(late).rejects.toBeInstanceOf(IllegalStateError);
  });

  it('is refused as in a new booking, at its field, and to others', async () => {
    const { id } = await book(hall, 'Emmy', 'emmy@example.org', hall.nextSeats(1)[0]!);
    await expect(correct({ bookingId: id, email: 'emmy@example', name: ' ' })).rejects.toMatchObject({
      issues: [{ path: 'input.name' }, { path: 'input.email' }],
    });
    // What stands, and is not corrected, is not looked at again.
    await office.database.query(`UPDATE bookings SET customer_name = E'Emmy\\u0007' WHERE id = $1`, [id]);
    expect(await correct({ bookingId: id, email: 'noether@example.org' })).toMatchObject({
      customerName: 'Emmy\u0007',
      customerEmail: 'noether@example.org',
    });
    for (const principal of [OTHER_ORGANISER, guest()]) {
      const refused = office.services.showBookings.correctCustomer(principal, { bookingId: id, name: 'Eve' });
      await expect(refused).rejects.toBeInstanceOf(NotFoundError);
    }
    await expect(correct({ bookingId: 'booking_none', name: 'Eve' })).rejects.toBeInstanceOf(NotFoundError);
  });
});
