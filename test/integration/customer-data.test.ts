import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCustomerData } from '../../src/modules/privacy/customer-data.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { createClient, type TestClient } from '../kit/callers/client.ts';
import { CancelBooking, CreateBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { createTestDatabase } from '../kit/servers/database.ts';
import { insertBooking } from '../kit/shows/booking-fixture.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const GRACE = { name: 'Grace Quimby', email: 'Grace@Quimby.example', phone: '+49 361 5550199' };
/** What she says when she cancels. */
const WORDS = 'Broke my ankle';
const PERSONAL = /quimby|5550199|ankle/i;
const CUSTOMER = 'query ($id: ID!) { booking(id: $id) { status customer { name email phone } } }';

interface Purchase {
  dataDir: string;
  showId: string;
  seatIds: string[];
  customer?: typeof GRACE;
  reason?: string;
  /** Who refunds a part of it before, saying for whom. */
  organiser?: TestClient;
}

/**
 * Buys seats for the customer, waits for the tickets by mail and text message, reads the booking (so that it is cached) and
 * cancels it, saying why.
 */
async function buyAndCancel(
  buyer: TestClient,
  { dataDir, showId, seatIds, customer = GRACE, reason = WORDS, organiser }: Purchase,
) {
  const lock = await lockSeats(buyer, showId, seatIds);
  const input = { lockId: lock.id, customer, idempotencyKey: randomUUID() };
  const { createBooking } = await buyer.data(CreateBooking, { input });
  if (createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(createBooking));
  const { id, reference } = createBooking.booking;
  await payBooking(buyer, id);
  await mailOf(dataDir, 'ticket', reference);
  await eventually(async () => {
    const names = await readdir(path.join(dataDir, 'mail'));
    expect(names.filter((name) => name.endsWith(`-sms-${reference}.txt`))).toHaveLength(1);
  });
  if (organiser) {
    const refund = 'mutation ($input: RefundBookingInput!) { refundBooking(input: $input) { __typename } }';
    const goodwill = { bookingId: id, amount: 100, reason: `For ${customer.name}` };
    expect(await organiser.data<object, object>(refund, { input: goodwill })).toMatchObject({
      refundBooking: { __typename: 'RefundBookingSuccess' },
    });
    await mailOf(dataDir, 'partial_refund', reference);
  }
  await buyer.data(CancelBooking, { input: { bookingId: id, reason, idempotencyKey: randomUUID() } });
  await buyer.data<object, object>(CUSTOMER, { id });
  await mailOf(dataDir, 'refund', reference);
  return { id, reference };
}

/** The names of the tables in which any row has something that matches. */
async function tablesWith(database: Database, pattern: RegExp): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM "${name}" AS t`);
    if (rows.some(({ row }) => pattern.test(row))) found.push(name);
  }
  return found;
}

describe('a customer’s data', () => {
  it('is erased everywhere, while bookings and other customers stay', async () => {
    await using app = await startTestApp();
    const showId = await openHallShow(app.organiser);
    const { dataDir } = app;
    const { id, reference } = await buyAndCancel(await app.guest(), {
      ...{ dataDir, showId, seatIds: ['Z1-1-1'], organiser: app.organiser },
    });
    const ada = { name: 'Ada Lovelace', email: 'ada@example.org', phone: '+44 20 5550000' };
    const others = { dataDir, showId, seatIds: ['Z1-2-1'], customer: ada, reason: 'Ill' };
    const other = await buyAndCancel(await app.guest(), others);

    // Events have gone through the outbox by then: no table but these three has anything of a person.
    expect(await tablesWith(app.database, PERSONAL)).toEqual(['bookings', 'notifications', 'refunds']);

    const mailFolder = path.join(app.dataDir, 'mail');
    const files = async () => (await readdir(mailFolder)).filter((name) => name.includes(reference));
    const before = (await files()).length;
    // Order, tickets, both refunds and cancellation, and the text message.
    expect(before).toBe(6);
    const retention = { customerData_days: null, notifications_days: 90 };
    const data = createCustomerData({ database: app.database, mailFolder, retention });
    expect(await data.erase({ email: 'grace@QUIMBY.example' })).toEqual({ bookings: 1, files: before });

    expect(await tablesWith(app.database, PERSONAL)).toEqual([]);
    expect(await files()).toEqual([]);
    const erased = { name: '(erased)', email: 'erased@erased.invalid', phone: null };
    await eventually(async () => {
      const { booking } = await app.organiser.data<{ booking: object }, object>(CUSTOMER, { id });
      expect(booking).toMatchObject({ status: 'REFUNDED', customer: erased });
    });
    const { booking } = await app.organiser.data<{ booking: object }, object>(CUSTOMER, { id: other.id });
    expect(booking).toMatchObject({ customer: ada });
    expect(await mailOf(app.dataDir, 'ticket', other.reference)).toBeDefined();
    // Again: nothing is left to erase, and nothing else is taken for it.
    expect(await data.erase({ email: GRACE.email })).toEqual({ bookings: 0, files: 0 });
    expect(await data.erase({ email: erased.email })).toEqual({ bookings: 0, files: 0 });
  });

  it('is found by any spelling of the address', async () => {
    await using db = await createTestDatabase();
    const spellings = ['jürgen@bücher.example', 'JÜRGEN@xn--bcher-kva.example', 'ju\u0308rgen@ｂücher。example'];
    for (const email of spellings) await insertBooking(db.database, { customer: { email } });
    const others = ['jurgen@bücher.example', 'jürgen@bucher.example', 'jürgen@bücher.example.org', 'IDA@Books.example'];
    for (const email of others) await insertBooking(db.database, { customer: { email } });
    const retention = { customerData_days: null, notifications_days: 90 };
    const data = createCustomerData({ database: db.database, mailFolder: '/nonexistent', retention });
    expect(await data.erase({ email: 'Jürgen@XN--BCHER-KVA.example' })).toMatchObject({ bookings: spellings.length });
    expect(await data.erase({ email: 'ida@ｂooks.example' })).toMatchObject({ bookings: 1 });
    const left = await db.database.query<{ email: string }>(
      `SELECT customer_email AS email FROM bookings WHERE customer_name <> '(erased)'`,
    );
    expect(left.map(({ email }) => email).sort()).toEqual(others.slice(0, 3).sort());
  });

  it('is told of no more once it is erased', async () => {
    await using db = await createTestDatabase();
    const booking = await insertBooking(db.database, { customer: GRACE });
    await db.database.query(
      `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, recipient, status)
       SELECT 'notification_' || status, status, 'order', 'email', $1, $2, $3, status::notification_status
         FROM unnest('{FAILED,QUEUED,SENT}'::text[]) AS status`,
      [booking.bookingId, booking.showId, GRACE.email],
    );
    const retention = { customerData_days: null, notifications_days: 90 };
    const data = createCustomerData({ database: db.database, mailFolder: '/nonexistent', retention });
    expect(await data.erase({ email: GRACE.email })).toEqual({ bookings: 1, files: 0 });
    const rows = await db.database.query('SELECT status, recipient FROM notifications ORDER BY event_id');
    expect(rows).toEqual(['OBSOLETE', 'OBSOLETE', 'SENT'].map((status) => ({ status, recipient: 'erased' })));
    const events = await db.database.query('SELECT type, payload FROM outbox');
    expect(events).toMatchObject([
      { type: 'booking.erased', payload: { booking_id: booking.bookingId, revision: 2, seat_ids: booking.seatIds } },
    ]);
  });

  it('is kept after a show for as long as is set, and who was told what, too', async () => {
    await using db = await createTestDatabase();
    const mailFolder = await mkdtemp(path.join(tmpdir(), 'seatwire-mails-'));
    onTestFinished(() => rm(mailFolder, { recursive: true }));
    const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    const old = await insertBooking(db.database, { customer: GRACE, startsAt: daysAgo(31) });
    const young = await insertBooking(db.database, { customer: GRACE, startsAt: daysAgo(29) });
    for (const [index, days] of [20, 5].entries()) {
      await db.database.query(
        `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, recipient, status, created_at, sent_at)
         VALUES ($1, $1, 'order', 'email', $2, $3, 'x@example.org', 'SENT', $4, $4)`,
        [`notification_${index}`, young.bookingId, young.showId, daysAgo(days)],
      );
      // Those that were given up are known from then on for as long.
      await db.database.query(
        `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, recipient, status, created_at, given_up_at)
         VALUES ($1, $1, 'order', 'email', $2, $3, 'x@example.org', 'FAILED', $4, $5)`,
        [`notification_failed_${index}`, young.bookingId, young.showId, daysAgo(20), daysAgo(days)],
      );
      const file = path.join(mailFolder, `20270101T000000000Z-order-${index}.eml`);
      await writeFile(file, 'a mail');
      await utimes(file, daysAgo(days), daysAgo(days));
    }
    const retention = { customerData_days: 30, notifications_days: 10 };
    await createCustomerData({ database: db.database, mailFolder, retention }).prune();
    const names = await db.database.query('SELECT id, customer_name AS name FROM bookings ORDER BY id');
    expect(names).toEqual([
      { id: old.bookingId, name: '(erased)' },
      { id: young.bookingId, name: GRACE.name },
    ]);
    expect(await db.database.query('SELECT id FROM notifications ORDER BY id')).toEqual([
      { id: 'notification_1' },
      { id: 'notification_failed_1' },
    ]);
    expect(await readdir(mailFolder)).toEqual(['20270101T000000000Z-order-1.eml']);
  });

  // Three processes, each a start of the product.
  it('is never in the log, and a command erases it from a running product', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'seatwire-data-'));
    const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'trace' };
    const product = runProduct('src/main.ts', env);
    onTestFinished(async () => {
      await product.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
    const [, url] = await product.line(/GraphiQL +(http:\/\/\S+)\/graphql/);
    const [, showId] = await product.line(/Demo show +(show_\w+)/);
    const client = createClient(url!);
    const { startGuestSession } = await client.data<{ startGuestSession: { token: string } }, object>(
      'mutation { startGuestSession { token } }',
    );
    await using buyer = createClient(url!, startGuestSession.token);
    await client[Symbol.asyncDispose]();
    await buyAndCancel(buyer, { dataDir, showId: showId!, seatIds: ['D-13-1'] });
    expect(product.lines.filter((line) => PERSONAL.test(line))).toEqual([]);

    const command = runProduct('scripts/erase.ts', env, ['--email', GRACE.email]);
    expect(await command.ended).toBe(0);
    expect(command.lines[0]).toMatch(/^Erased: the customer of 1 bookings, .* and 5 mails in /);
    const wrong = runProduct('scripts/erase.ts', env, []);
    expect(await wrong.ended).toBe(2);
  });
});
