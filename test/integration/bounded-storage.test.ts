import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetUnpaidBookings } from '../../src/modules/bookings/unpaid-bookings.ts';
import { createIdempotency } from '../../src/modules/idempotency/idempotency.ts';
import { forgetEndedLocks } from '../../src/modules/locks/ended-locks.ts';
import { createLockWriter } from '../../src/modules/locks/lock-writer.ts';
import { newId } from '../../src/platform/ids.ts';
import { InvalidInputError, NotFoundError } from '../../src/shared/errors.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { type BookingFixtureOptions, insertBooking } from '../kit/shows/booking-fixture.ts';

// What one caller can make the database keep, with the largest input, in a loop.

const KEYS_PER_CALLER = 100;
/** Rows are trimmed after so many new ones. */
const STEP = 100;
const MEGABYTE = 'x'.repeat(1_000_000);

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice({ env: { IDEMPOTENCY_KEYS_PER_CALLER: String(KEYS_PER_CALLER) } });
  show = await office.createShow({ rows: 10, seats: 20 });
});
afterAll(() => office[Symbol.asyncDispose]());

/** How many rows a table has for an owner, and the bytes of the largest. */
async function rowsOf(table: 'idempotency_keys' | 'seat_locks', ownerId: string) {
  const column = table === 'idempotency_keys' ? 'principal_id' : 'owner_id';
  const [row] = await office.database.query<{ count: number; bytes: number }>(
    `SELECT count(*)::int AS count, coalesce(max(octet_length(t::text)), 0) AS bytes FROM ${table} t WHERE ${column} = $1`,
    [ownerId],
  );
  return row!;
}

describe('a caller who owns nothing', () => {
  it('keeps neither ids that are none nor keys beyond its number', async () => {
    const caller = guest();
    const { locks, bookings } = office.services;
    for (let call = 0; call < 20; call += 1) {
      const key = () => ({ idempotencyKey: randomUUID() });
      for (const refused of [
        locks.releaseLock(caller, { lockId: MEGABYTE, ...key() }),
        locks.extendLock(caller, { lockId: MEGABYTE, ...key() }),
        locks.updateLock(caller, { lockId: MEGABYTE, removeSeatIds: [MEGABYTE], ...key() }),
        bookings.cancelBooking(caller, { bookingId: MEGABYTE, ...key() }),
      ]) {
        await expect(refused).rejects.toThrow(NotFoundError);
      }
    }
    expect(await rowsOf('idempotency_keys', caller.id)).toEqual({ count: 0, bytes: 0 });
    const longestKey = (call: number) => `${call} `.padEnd(200, 'k');
    for (let call = 0; call < KEYS_PER_CALLER + 3 * STEP; call += 1) {
      const refused = locks.releaseLock(caller, { lockId: newId('lock'), idempotencyKey: longestKey(call) });
      await expect(refused).rejects.toThrow(NotFoundError);
    }
    const { count, bytes } = await rowsOf('idempotency_keys', caller.id);
    expect(count).toBeLessThanOrEqual(KEYS_PER_CALLER + STEP);
    expect(bytes).toBeLessThan(1_000);
  });

  it('is refused what has no id of ours, whatever asks for it', async () => {
    const { idempotency } = office;
    for (const subjectId of [MEGABYTE, 'lock_\u0000']) {
      const request = { principal: guest(), operation: 'x', key: 'k', input: {}, newSubjectId: () => subjectId };
      await expect(idempotency.once(request, async () => ({}))).rejects.toThrow(InvalidInputError);
    }
  });

  it('keeps no large refusal: a retry is decided anew', async () => {
    const idempotency = createIdempotency(office.database, [InvalidInputError]);
    const request = { principal: guest(), operation: 'x', key: 'k', input: {}, newSubjectId: () => newId('lock') };
    let runs = 0;
    const refuse = async () => {
      runs += 1;
      throw new InvalidInputError([{ path: 'input', message: MEGABYTE, code: 'OTHER' }]);
    };
    for (let call = 0; call < 2; call += 1) {
      await expect(idempotency.once(request, refuse)).rejects.toThrow(InvalidInputError);
    }
    expect(runs).toBe(2);
    expect((await rowsOf('idempotency_keys', request.principal.id)).bytes).toBeLessThan(1_000);
  });
});

describe('keys beyond a caller’s number', () => {
  it('push out the oldest that are done, never one that is at work, and nobody else’s', async () => {
    const idempotency = createIdempotency(office.database, [], { keysPerCaller: KEYS_PER_CALLER });
    const [caller, other] = [guest(), guest()];
    const request = (key: string, principal = caller) => ({
      principal,
      operation: 'x',
      key,
      input: {},
      newSubjectId: () => newId('lock'),
    });
    const work = async (subjectId: string) => ({ subjectId });
    const ofOther = await idempotency.once(request('mine', other), work);
    const gate = Promise.withResolvers<void>();
    const atWork = idempotency.once(request('at work'), async (subjectId) => {
      await gate.promise;
      return { subjectId };
    });
    const oldest = await idempotency.once(request('oldest'), work);
    for (let n = 0; n < 2 * STEP; n += 1) await idempotency.once(request(`key ${n}`), work);
    const newest = await idempotency.once(request('newest'), work);
    gate.resolve();
    const first = await atWork;
    expect(await idempotency.once(request('at work'), work)).toEqual(first);
    expect(await idempotency.once(request('newest'), work)).toEqual(newest);
    expect(await idempotency.once(request('oldest'), work)).not.toEqual(oldest);
    expect(await idempotency.once(request('mine', other), work)).toEqual(ofOther);
  });
});

describe('a buyer who locks and releases in a loop', () => {
  it('has a bounded number of ended locks', async () => {
    const writer = createLockWriter(office.database, { endedLocksPerOwner: 50 });
    const buyer = guest();
    const [seatId] = show.nextSeats(1);
    const { id: kept } = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(1) });
    for (let n = 1; n <= 2 * STEP; n += 1) {
      const lock = { lockId: newId('lock'), showId: show.id, ownerId: buyer.id, seatIds: [seatId!] };
      await writer.record({ ...lock, token: 1_000_000 + n, total: 100, ttl_ms: 300_000 });
      await writer.release({ lockId: lock.lockId, showId: show.id, actor: buyer.id });
    }
    expect((await rowsOf('seat_locks', buyer.id)).count).toBeLessThanOrEqual(50 + STEP);
    // One that runs stays, however old it is.
    expect(await office.services.locks.getLock(buyer, kept)).toMatchObject({ status: 'ACTIVE' });
  });

  it('has them forgotten after their days, but for booked ones', async () => {
    const buyer = guest();
    const { locks, bookings } = office.services;
    const [released, booked, fresh] = await Promise.all(
      show.nextSeats(3).map((seatId) => locks.lockSeats(buyer, { showId: show.id, seatIds: [seatId] })),
    );
    await bookings.createBooking(buyer, { lockId: booked!.id, customer: CUSTOMER });
    for (const lock of [released, fresh]) await locks.releaseLock(buyer, { lockId: lock!.id });
    await office.database.query(`UPDATE seat_locks SET ended_at = now() - interval '8 days' WHERE id = $1`, [
      released!.id,
    ]);
    await forgetEndedLocks(office.database, 7);
    expect(await locks.getLock(buyer, released!.id)).toBeNull();
    for (const lock of [booked, fresh]) expect(await locks.getLock(buyer, lock!.id)).not.toBeNull();
  });
});

describe('a booking', () => {
  it('takes no more payments after twenty that were declined', async () => {
    const buyer = guest();
    const { locks, bookings, payments } = office.services;
    const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(1) });
    const { id: bookingId } = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    const pay = () => payments.payBooking(buyer, { bookingId, paymentToken: 'tok_declined' });
    for (let attempt = 0; attempt < 20; attempt += 1) await expect(pay()).rejects.toThrow('declined');
    await expect(pay()).rejects.toMatchObject({ code: 'BOOKING_NOT_PAYABLE', status: 'PENDING_PAYMENT' });
    expect(await payments.paymentsOf(bookingId)).toHaveLength(20);
  });
});

describe('bookings that nobody has paid', () => {
  const DAYS = 30;
  const TABLES = ['bookings', 'booked_seats', 'payments', 'notifications', 'tickets'] as const;

  interface Kind extends Pick<BookingFixtureOptions, 'status' | 'tickets'> {
    payments?: readonly ('PENDING' | 'SUCCEEDED' | 'FAILED' | 'REFUNDED')[];
    /** They were given up on, and captured after all. */
    refundsAsked?: boolean;
    notification?: 'QUEUED' | 'SENT';
    /** Whose seats are not free yet: their event is still on its way. */
    holdsSeat?: boolean;
    ended_days?: number;
  }
  const FORGOTTEN: Record<string, Kind> = {
    expired: { status: 'EXPIRED' },
    'cancelled before it was paid': { status: 'CANCELLED' },
    declined: { status: 'EXPIRED', payments: ['FAILED', 'FAILED'] },
    'told of': { status: 'EXPIRED', notification: 'SENT' },
  };
  const KEPT: Record<string, Kind> = {
    'ended lately': { status: 'EXPIRED', ended_days: DAYS - 1 },
    'to be paid': { status: 'PENDING_PAYMENT' },
    confirmed: { status: 'CONFIRMED', payments: ['SUCCEEDED'], tickets: true },
    'cancelled, to be refunded': { status: 'CANCELLED', payments: ['SUCCEEDED'] },
    refunded: { status: 'REFUNDED', payments: ['FAILED', 'REFUNDED'] },
    'expired, its payment undecided': { status: 'EXPIRED', payments: ['PENDING'] },
    'expired, its payment given back': { status: 'EXPIRED', payments: ['REFUNDED'] },
    'expired, captured after it was given up on, to be refunded': {
      status: 'EXPIRED',
      payments: ['FAILED'],
      refundsAsked: true,
    },
    'free of charge, and cancelled': { status: 'CANCELLED', tickets: true },
    'not told of yet': { status: 'EXPIRED', notification: 'QUEUED' },
    'holding its seats': { status: 'EXPIRED', holdsSeat: true },
  };

  async function insert(wanted: Kind) {
    const { payments = [], refundsAsked = false, notification, holdsSeat, ended_days = DAYS + 1, ...kind } = wanted;
    const { database } = office;
    const { bookingId, showId, lockId, seatIds } = await insertBooking(database, kind);
    for (const status of payments) {
      const id = newId('payment');
      await database.query(
        `INSERT INTO payments (id, booking_id, amount, currency, provider, status, failure_code)
         VALUES ($1, $2, 1, 'EUR', 'sandbox', $3::payment_status, CASE WHEN $3 = 'FAILED' THEN 'declined' END)`,
        [id, bookingId, status],
      );
      if (refundsAsked) {
        await database.query(
          `INSERT INTO refunds (id, payment_id, booking_id, amount, currency, due_at) VALUES ($1, $2, $3, 1, 'EUR', now())`,
          [newId('refund'), id, bookingId],
        );
      }
      await database.query(
        `INSERT INTO sandbox_charges (payment_id, reference, amount, currency, outcome, settled_at, webhooks_left)
         VALUES ($1, $1, 1, 'EUR', 'SUCCEEDED', now(), 0)`,
        [id],
      );
    }
    if (notification) {
      await database.query(
        `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, recipient, status)
         VALUES ($1, $1, 'order', 'email', $2, $3, 'x@example.org', $4::notification_status)`,
        [newId('event'), bookingId, showId, notification],
      );
    }
    if (holdsSeat) {
      await database.query(`INSERT INTO seat_states (show_id, seat_id, state, lock_id) VALUES ($1, $2, 'LOCKED', $3)`, [
        showId,
        seatIds[0],
        lockId,
      ]);
    }
    await database.query(`UPDATE bookings SET updated_at = now() - $2 * interval '1 day' WHERE id = $1`, [
      bookingId,
      ended_days,
    ]);
    return { bookingId, lockId };
  }

  async function insertAll(kinds: Record<string, Kind>) {
    return await Promise.all(
      Object.entries(kinds).map(async ([name, kind]) => ({
        name,
        ...(await insert(kind)),
        payments: kind.payments ?? [],
      })),
    );
  }

  it('are forgotten after their days, with all that hangs on them; what money was for stays', async () => {
    const { database } = office;
    const [forgotten, kept] = [await insertAll(FORGOTTEN), await insertAll(KEPT)];
    const paymentsBefore = kept.flatMap(({ payments }) => payments).length;
    await forgetUnpaidBookings(database, DAYS);
    const left = async (bookings: typeof kept) => {
      const ids = bookings.map(({ bookingId }) => bookingId);
      const rows = await database.query<{ id: string }>('SELECT id FROM bookings WHERE id = ANY ($1)', [ids]);
      return bookings.filter(({ bookingId }) => rows.some(({ id }) => id === bookingId)).map(({ name }) => name);
    };
    expect(await left(kept)).toEqual(Object.keys(KEPT));
    expect(await left(forgotten)).toEqual([]);
    const idsOf = (bookings: typeof kept) => bookings.map(({ bookingId }) => bookingId);
    for (const table of TABLES.slice(1)) {
      const rows = await database.query(`SELECT 1 FROM ${table} WHERE booking_id = ANY ($1)`, [idsOf(forgotten)]);
      expect(rows, table).toEqual([]);
    }
    const locks = await database.query('SELECT 1 FROM seat_locks WHERE id = ANY ($1)', [
      forgotten.map(({ lockId }) => lockId),
    ]);
    expect(locks).toEqual([]);
    const [money] = await database.query<{ payments: number; charges: number }>(
      `SELECT count(*)::int AS payments, count(c.payment_id)::int AS charges
         FROM payments p LEFT JOIN sandbox_charges c ON c.payment_id = p.id WHERE p.booking_id = ANY ($1)`,
      [idsOf(kept)],
    );
    expect(money).toEqual({ payments: paymentsBefore, charges: paymentsBefore });
    const [orphans] = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM sandbox_charges c WHERE NOT EXISTS (SELECT FROM payments p WHERE p.id = c.payment_id)',
    );
    expect(orphans).toEqual({ count: 0 });
  });

  it('are forgotten by two nodes at once, however many there are', async () => {
    const { database } = office;
    const template = await insert({ status: 'EXPIRED' });
    await database.query(
      `WITH locks AS (
         INSERT INTO seat_locks SELECT (l).* FROM (
           SELECT jsonb_populate_record(l, jsonb_build_object('id', l.id || '_' || n, 'token', 1 + n)) AS l
             FROM seat_locks l, generate_series(1, 1200) n WHERE l.id = $2) AS many RETURNING id)
       INSERT INTO bookings SELECT (b).* FROM (
         SELECT jsonb_populate_record(b, jsonb_build_object('id', b.id || '_' || n, 'reference', b.reference || n, 'lock_id', b.lock_id || '_' || n)) AS b
           FROM bookings b, generate_series(1, 1200) n WHERE b.id = $1) AS many`,
      [template.bookingId, template.lockId],
    );
    await Promise.all([1, 2].map(() => forgetUnpaidBookings(database, DAYS)));
    // What the other one was at when one looked last is its.
    await forgetUnpaidBookings(database, DAYS);
    const left = await database.query('SELECT 1 FROM bookings WHERE id LIKE $1', [`${template.bookingId}%`]);
    expect(left).toEqual([]);
  });
});
