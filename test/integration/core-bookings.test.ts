import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { LockNotActiveError } from '../../src/modules/locks/locks.errors.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Database, PreparedStatement } from '../../src/platform/postgres/database.ts';
import {
  IdempotencyConflictError,
  InvalidInputError,
  NotFoundError,
  ServiceUnavailableError,
} from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';

const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 2, rows: 10, seats: 50 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function lock(buyer: Principal, seatIds = show.nextSeats(1), { services } = office) {
  return await services.locks.lockSeats(buyer, { showId: show.id, seatIds });
}

async function book(buyer: Principal = guest(), { services } = office): Promise<Booking> {
  const { id: lockId } = await lock(buyer, show.nextSeats(1), office);
  return await services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
}

describe('createBooking', () => {
  it("books the lock's seats in their order, at their prices, until its deadline", async () => {
    const buyer = guest();
    const [a, b] = show.nextSeats(2) as [string, string];
    const balcony = show.seatIds.at(-1)!;
    const held = await lock(buyer, [balcony, b, a]);
    const booking = await office.services.bookings.createBooking(buyer, {
      lockId: held.id,
      customer: { ...CUSTOMER, name: ' Ada Lovelace ', phone: '+49 361 12345' },
    });
    expect(booking).toEqual({
      areas: [],
      codeId: null,
      linkVersion: 1,
      id: expect.stringMatching(/^booking_/),
      reference: expect.stringMatching(REFERENCE),
      showId: show.id,
      lockId: held.id,
      ownerId: buyer.id,
      status: 'PENDING_PAYMENT',
      refundState: null,
      revision: 1,
      customerName: 'Ada Lovelace',
      customerEmail: CUSTOMER.email,
      customerPhone: '+49 361 12345',
      locale: 'en',
      total: held.total,
      currency: 'EUR',
      expiresAt: held.expiresAt,
      cancelReason: null,
      createdAt: expect.any(Date),
      seats: [
        { seatId: balcony, price: 1_500 },
        { seatId: b, price: 2_500 },
        { seatId: a, price: 2_500 },
      ],
    });
    expect(booking.total).toBe(6_500);
    expect(await office.lastEvent(booking.id)).toMatchObject({
      event_type: 'booking.created',
      booking_id: booking.id,
      show_id: show.id,
      lock_id: held.id,
      seat_ids: [balcony, b, a],
      total: { amount: 6_500, currency: 'EUR' },
      revision: 1,
    });
    expect(await office.services.locks.getLock(buyer, held.id)).toMatchObject({
      status: 'CONFIRMED',
      bookingId: booking.id,
      remaining_ms: 0,
    });
  });

  /** A node whose statements that write a booking go through the test. */
  async function nodeThatBooks(write: Database['query'], on = office.database) {
    const database = Object.create(on) as Database;
    database.query = async (statement: string | PreparedStatement, values: readonly unknown[] = []) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      return await (text.includes('INSERT INTO bookings') ? write : on.query)(statement, values);
    };
    return await createTestBoxOffice(database);
  }

  it('draws another reference when the first one is taken', async () => {
    const taken = await book();
    const drawn: unknown[] = [];
    await using own = await nodeThatBooks(async (statement, values = []) => {
      drawn.push(values[3]);
      return await office.database.query(
        statement,
        values.map((value, index) => (index === 3 && drawn.length === 1 ? taken.reference : value)),
      );
    });
    const booking = await book(guest(), own);
    expect(drawn).toHaveLength(2);
    for (const reference of drawn) expect(reference).toMatch(REFERENCE);
    expect(booking.reference).toBe(drawn[1]);
  });

  it('gives up when every reference that it draws is taken, and leaves the lock as it was', async () => {
    const taken = await book();
    let tries = 0;
    await using own = await nodeThatBooks(async (statement, values = []) => {
      tries += 1;
      return await office.database.query(
        statement,
        values.map((value, index) => (index === 3 ? taken.reference : value)),
      );
    });
    const buyer = guest();
    const { id: lockId } = await lock(buyer);
    const input = { lockId, customer: CUSTOMER };
    await expect(own.services.bookings.createBooking(buyer, input)).rejects.toThrow(ServiceUnavailableError);
    expect(tries).toBeGreaterThan(1);
    expect(await office.services.bookings.createBooking(buyer, input)).toMatchObject({ lockId });
  });

  it('gives up when the lock is updated before each try, and leaves it as it was', async () => {
    const buyer = guest();
    const seats = show.nextSeats(20);
    const { id: lockId } = await lock(buyer, [seats.pop()!]);
    await using own = await nodeThatBooks(async (statement, values) => {
      await office.services.locks.updateLock(buyer, { lockId, addSeatIds: [seats.pop()!] });
      return await office.database.query(statement, values);
    });
    const input = { lockId, customer: CUSTOMER };
    await expect(own.services.bookings.createBooking(buyer, input)).rejects.toThrow(ServiceUnavailableError);
    expect(await office.services.bookings.createBooking(buyer, input)).toMatchObject({ lockId });
  });

  it('fails with whatever else goes wrong, and can be tried again', async () => {
    let tries = 0;
    await using own = await nodeThatBooks(async (statement, values) => {
      tries += 1;
      if (tries === 1) throw new Error('disk full');
      return await office.database.query(statement, values);
    });
    const buyer = guest();
    const { id: lockId } = await lock(buyer);
    const input = { lockId, customer: CUSTOMER };
    await expect(own.services.bookings.createBooking(buyer, input)).rejects.toThrow('disk full');
    expect(tries).toBe(1);
    expect(await own.services.bookings.createBooking(buyer, input)).toMatchObject({ lockId });
  });

  it('is refused at once when the lock is overdue, though nobody sweeps', async () => {
    await using unswept = await openTestBoxOffice();
    const { id: showId, seatIds } = await unswept.createShow();
    const buyer = guest();
    const { id: lockId } = await unswept.services.locks.lockSeats(buyer, { showId, seatIds: seatIds.slice(0, 1) });
    await unswept.makeOverdue('seat_locks', lockId);
    let tries = 0;
    await using own = await nodeThatBooks(async (statement, values) => {
      tries += 1;
      if (tries > 1) throw new Error('tried again');
      return await unswept.database.query(statement, values);
    }, unswept.database);
    const refused = own.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    await expect(refused).rejects.toMatchObject({ code: 'LOCK_NOT_ACTIVE', status: 'EXPIRED' });
  });

  it('is refused without a sane customer', async () => {
    const buyer = guest();
    const { id: lockId } = await lock(buyer);
    const refused = office.services.bookings.createBooking(buyer, { lockId, customer: { name: '', email: '' } });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toMatchObject({
      issues: [{ path: 'input.customer.name' }, { path: 'input.customer.email' }],
    });
  });

  it("is for the lock's owner alone", async () => {
    const { id: lockId } = await lock(guest());
    for (const [principal, id] of [
      [guest(), lockId],
      [ORGANISER, lockId],
      [guest(), newId('lock')],
      [guest(), 'lock'],
    ] as const) {
      const refused = office.services.bookings.createBooking(principal, { lockId: id, customer: CUSTOMER });
      await expect(refused).rejects.toThrow(NotFoundError);
      await expect(refused).rejects.toMatchObject({ path: 'input.lockId', message: 'Seat lock not found.' });
    }
  });

  it('is refused when the lock has ended, and says how', async () => {
    const buyer = guest();
    const { createBooking } = office.services.bookings;
    const booking = await book(buyer);
    const released = await lock(buyer);
    await office.services.locks.releaseLock(buyer, { lockId: released.id });
    const expired = await lock(buyer);
    await office.makeOverdue('seat_locks', expired.id);
    await office.sweep();
    const unswept = await lock(buyer);
    await office.makeOverdue('seat_locks', unswept.id);
    for (const [lockId, status] of [
      [booking.lockId, 'CONFIRMED'],
      [released.id, 'RELEASED'],
      [expired.id, 'EXPIRED'],
      [unswept.id, 'EXPIRED'],
    ] as const) {
      const refused = createBooking(buyer, { lockId, customer: CUSTOMER });
      await expect(refused).rejects.toThrow(LockNotActiveError);
      await expect(refused).rejects.toMatchObject({ status });
    }
  });

  it('of two at once for one lock, one is made', async () => {
    const buyer = guest();
    const { id: lockId } = await lock(buyer);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 'CONFIRMED' });
    }
  });

  it('answers a key as the first time: at once, later, and when the answer was lost', async () => {
    const buyer = guest();
    const { id: lockId } = await lock(buyer);
    const input = { lockId, customer: CUSTOMER, idempotencyKey: newId('event') };
    const { createBooking } = office.services.bookings;
    const answers = await Promise.all([1, 2, 3].map(() => createBooking(buyer, input)));
    await office.database.query(`UPDATE idempotency_keys SET answer = NULL, lease_expires_at = now() WHERE key = $1`, [
      input.idempotencyKey,
    ]);
    answers.push(await createBooking(buyer, input), await createBooking(buyer, input));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const other = createBooking(buyer, { ...input, customer: { ...CUSTOMER, name: 'Charles Babbage' } });
    await expect(other).rejects.toThrow(IdempotencyConflictError);
    // Another buyer's key of the same text is another key.
    const stranger = createBooking(guest(), input);
    await expect(stranger).rejects.toThrow(NotFoundError);
  });
});

describe('a booking', () => {
  it('is seen by its owner and organisers, and by nobody else', async () => {
    const buyer = guest();
    const { id } = await book(buyer);
    const { getBooking, getFreshBooking } = office.services.bookings;
    for (const get of [getBooking, getFreshBooking]) {
      expect(await get(buyer, id)).toMatchObject({ id });
      expect(await get(ORGANISER, id)).toMatchObject({ id });
      expect(await get({ ...ORGANISER, id: 'admin', role: 'admin' }, id)).toMatchObject({ id });
      expect(await get(guest(), id)).toBeNull();
      expect(await get(null, id)).toBeNull();
      expect(await get(buyer, newId('booking'))).toBeNull();
      expect(await get(buyer, 'booking')).toBeNull();
    }
  });

  it('is read from the cache, and past it by those who were told of a change', async () => {
    const buyer = guest();
    const { id } = await book(buyer);
    await office.database.query(`UPDATE bookings SET customer_name = 'Grace Hopper' WHERE id = $1`, [id]);
    expect(await office.services.bookings.getBooking(buyer, id)).toMatchObject({ customerName: CUSTOMER.name });
    expect(await office.services.bookings.getFreshBooking(buyer, id)).toMatchObject({ customerName: 'Grace Hopper' });
    // Another node's cache has none: it reads, and keeps what it read.
    await using other = await createTestBoxOffice(office.database);
    expect(await other.services.bookings.getBooking(buyer, id)).toMatchObject({ customerName: 'Grace Hopper' });
    await office.database.query(`UPDATE bookings SET customer_name = 'Ada Lovelace' WHERE id = $1`, [id]);
    expect(await other.services.bookings.getBooking(buyer, id)).toMatchObject({ customerName: 'Grace Hopper' });
  });

  it('is listed to its owner, page by page from both ends', async () => {
    const buyer = guest();
    const ids: string[] = [];
    for (let i = 0; i < 4; i += 1) ids.push((await book(buyer)).id);
    const [first, second, third, fourth] = ids as [string, string, string, string];
    const listed = async (page: Partial<Parameters<typeof office.services.bookings.listBookings>[1]>, of = buyer) =>
      (
        await office.services.bookings.listBookings(of, {
          limit: 10,
          olderThan: null,
          newerThan: null,
          fromOldest: false,
          ...page,
        })
      ).map(({ id }) => id);
    expect(await listed({})).toEqual([fourth, third, second, first]);
    expect(await listed({ limit: 2 })).toEqual([fourth, third]);
    expect(await listed({ limit: 2, olderThan: third })).toEqual([second, first]);
    expect(await listed({ newerThan: second })).toEqual([fourth, third]);
    expect(await listed({ limit: 2, fromOldest: true })).toEqual([first, second]);
    expect(await listed({ olderThan: fourth, newerThan: first })).toEqual([third, second]);
    expect(await listed({}, guest())).toEqual([]);
  });

  it('has tickets once it is paid', async () => {
    const buyer = guest();
    const { id, seats } = await book(buyer);
    expect(await office.services.bookings.ticketsOf(id)).toEqual([]);
    await office.services.payments.payBooking(buyer, { bookingId: id, paymentToken: 'tok_ok' });
    const tickets = await office.services.bookings.ticketsOf(id);
    expect(tickets).toMatchObject([{ seatId: seats[0]!.seatId, voidedAt: null }]);
  });
});

describe('all of it', () => {
  it('leaves the books in order once the seat service has heard of it', async () => {
    await office.startEvents();
    await office.settled();
    await expectConsistent(office.database, show.id);
  });
});

describe('a booking that PostgreSQL has lost, and the cache still knows', () => {
  it.each([
    [
      'cancelBooking',
      (buyer: Principal, bookingId: string) => office.services.bookings.cancelBooking(buyer, { bookingId }),
    ],
    [
      'payBooking',
      (buyer: Principal, bookingId: string) =>
        office.services.payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' }),
    ],
  ])('is not found by %s', async (_mutation, change) => {
    const buyer = guest();
    const { id } = await book(buyer);
    await office.database.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query('DELETE FROM bookings WHERE id = $1', [id]);
    });
    expect(await office.services.bookings.getBooking(buyer, id)).toMatchObject({ id });
    await expect(change(buyer, id)).rejects.toThrow(NotFoundError);
  });
});
