import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AllotmentReader, createAllotmentReader } from '../../src/modules/allotments/allotment-reader.ts';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { CalendarFiles } from '../../src/modules/calendar/calendar-files.ts';
import { createKeyClaims } from '../../src/modules/idempotency/key-claims.ts';
import { createKeyReads, type KeyReads } from '../../src/modules/idempotency/key-reads.ts';
import { createReadRowVersions, FollowedRows } from '../../src/modules/live-map/followed-rows.ts';
import { createLockWriter } from '../../src/modules/locks/lock-writer.ts';
import { createMapVersions } from '../../src/modules/seat-map/map-versions.ts';
import type { Show } from '../../src/modules/shows/show.ts';
import { createEntryJoiner } from '../../src/modules/waiting-room/entry-joiner.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { ON_REDIS, sharedStatements } from '../kit/checks/shared-statements.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode } from '../kit/shows/show-code.ts';

// Statements that serve many callers at once, each with one among 20 honest members that PostgreSQL refuses. The services check
// what they are given before it gets here; here nothing is checked, so that the batches are safe by themselves.

const HONEST = 20;
const NUL = '\u0000';

let office: TestBoxOffice;
let show: TestShow;
/** How many statements were sent. */
let statements = 0;
let counting: Database;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ rows: 20, seats: 20 });
  counting = {
    ...office.database,
    query: async (statement, values) => {
      statements += 1;
      return await office.database.query(statement, values);
    },
  };
});
afterAll(() => office[Symbol.asyncDispose]());

/**
 * Submits 20 honest members and a poisoned one in their middle, all in one batch: the first one by itself keeps them
 * waiting. Resolves with the poisoned one's outcome when all others succeeded.
 */
async function poison<Result>(submitHonest: (n: number) => Promise<Result>, submitPoisoned: () => Promise<Result>) {
  const first = submitHonest(0);
  statements = 0;
  const before = Array.from({ length: HONEST / 2 }, (_, n) => submitHonest(n + 1));
  const poisoned = submitPoisoned();
  const after = Array.from({ length: HONEST / 2 }, (_, n) => submitHonest(n + 1 + HONEST / 2));
  const [outcome, ...others] = await Promise.allSettled([poisoned, first, ...before, ...after]);
  expect(others.filter(({ status }) => status === 'rejected')).toEqual([]);
  const answers = await Promise.all([first, ...before, ...after]);
  // In halves, not one by one.
  expect(statements).toBeGreaterThan(2);
  expect(statements).toBeLessThan(2 * Math.ceil(Math.log2(HONEST + 1)) + 3);
  return { outcome, answers };
}

describe('idempotency keys that are claimed together', () => {
  const claim = () => ({
    principalId: newId('guest'),
    key: newId('event'),
    operation: 'lockSeats',
    requestHash: 'hash',
    subjectId: newId('lock'),
  });

  it.each([
    ['a NUL in the caller’s id', { principalId: `guest${NUL}` }],
    ['a NUL in the key', { key: NUL }],
    ['a NUL in the subject’s id', { subjectId: `lock_${NUL}` }],
    ['an overlong caller’s id', { principalId: 'x'.repeat(256) }],
    ['an overlong key', { key: 'x'.repeat(201) }],
    ['an overlong subject', { subjectId: 'x'.repeat(1_000_000) }],
  ])('fail for the one alone that has %s', async (_what, broken) => {
    const claims = createKeyClaims(counting, 30_000);
    const { outcome, answers } = await poison(
      () => claims.claim(claim()),
      () => claims.claim({ ...claim(), ...broken }),
    );
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(answers).toEqual(Array(HONEST + 1).fill(true));
  });
});

describe('callers who join a waiting room together', () => {
  it('fail for the one alone that has a NUL in its id', async () => {
    const { id: showId } = await office.createShow({ rows: 1, seats: 1 });
    const opensAt = new Date(Date.now() - 60_000);
    await office.services.waitingRooms.setRoom(ORGANISER, { showId, opensAt });
    const { join } = createEntryJoiner(office.database);
    const honest = Array.from({ length: HONEST }, () => newId('guest'));
    const [outcome, ...others] = await Promise.allSettled(
      [`guest${NUL}`, ...honest].map((ownerId) => join(showId, ownerId)),
    );
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(others).toMatchObject(honest.map((ownerId) => ({ status: 'fulfilled', value: { ownerId } })));
  });
});

describe('locks that are written together', () => {
  const lock = (seatId: string) => ({
    lockId: newId('lock'),
    showId: show.id,
    ownerId: newId('guest'),
    seatIds: [seatId],
    token: nextToken++,
    total: 100,
    ttl_ms: 300_000,
  });
  let nextToken = 1;

  it.each([
    ['a NUL in a seat', { seatIds: [`x${NUL}`] }],
    ['half a surrogate pair in a seat', { seatIds: ['\ud800'] }],
    ['a NUL in the owner', { ownerId: NUL }],
    ['a total that is no number of PostgreSQL’s', { total: 1e30 }],
    ['a time beyond all', { ttl_ms: 2 ** 40 }],
    ['a token that was there', { token: 1 }],
    ['no seat', { seatIds: [] }],
  ])('fail for the one alone that has %s', async (_what, broken) => {
    const writer = createLockWriter(counting);
    const seats = show.nextSeats(HONEST + 2);
    const { outcome, answers } = await poison(
      (n) => writer.record(lock(seats[n]!)),
      () => writer.record({ ...lock(seats.at(-1)!), ...broken }),
    );
    expect(outcome).toMatchObject({ status: 'rejected' });
    const versions = answers.map((recorded) => recorded!.event.version);
    // Each has a version of its own, without a gap, and its seat.
    expect(versions.toSorted((a, b) => a - b)).toEqual(versions.map((_, n) => Math.min(...versions) + n));
    const held = await office.database.query(`SELECT 1 FROM seat_states WHERE show_id = $1 AND seat_id = ANY ($2)`, [
      show.id,
      seats,
    ]);
    expect(held).toHaveLength(HONEST + 1);
  });
});

describe('locks that are released together', () => {
  it.each([
    ['a NUL in its id', { lockId: `lock_${NUL}` }],
    ['a NUL in its actor', { actor: NUL }],
  ])('fail for the one alone that has %s', async (_what, broken) => {
    const writer = createLockWriter(counting);
    const buyers = await Promise.all(
      show.nextSeats(HONEST + 2).map(async (seatId) => {
        const buyer = guest();
        const { id } = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: [seatId] });
        return { lockId: id, showId: show.id, actor: buyer.id };
      }),
    );
    const { outcome, answers } = await poison(
      (n) => writer.release(buyers[n]!),
      () => writer.release({ ...buyers.at(-1)!, ...broken }),
    );
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(answers.map((event) => event?.lock_id)).toEqual(buyers.slice(0, -1).map(({ lockId }) => lockId));
    const released = await office.database.query(
      `SELECT 1 FROM seat_locks WHERE id = ANY ($1) AND status = 'RELEASED'`,
      [buyers.map(({ lockId }) => lockId)],
    );
    expect(released).toHaveLength(HONEST + 1);
  });
});

describe('versions that are read together', () => {
  it('fail for the one alone that asks of what no show can be', async () => {
    const versionOf = createMapVersions(counting);
    const { outcome, answers } = await poison(
      () => versionOf(show.id),
      () => versionOf(NUL),
    );
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(new Set(answers).size).toBe(1);
  });
});

// What each member finds is there. PostgreSQL refuses statements that name the poisoned one, whatever is wrong with it.
describe('lookups that share a statement', () => {
  const buyer = guest();
  let refused: string | null = null;
  /** What is looked up. */
  let keys: readonly string[] = [];
  /** The values of the statements that were sent for it. */
  let asked: (readonly unknown[])[] = [];
  /** A node whose statements are refused so. */
  let node: TestBoxOffice;
  let followed: FollowedRows;
  let keyReads: KeyReads;
  let allotments: AllotmentReader;
  const allotmentIds: string[] = [];
  let calendarFiles: CalendarFiles;
  let shows: Show[];
  let locks: { id: string; seatId: string }[];
  let bookings: Booking[];

  beforeAll(async () => {
    const refusing: Database = {
      ...office.database,
      query: async (statement, values = []) => {
        const text = JSON.stringify(values);
        // What the node asks besides is not counted.
        if (keys.some((key) => text.includes(key))) {
          statements += 1;
          asked.push(values);
        }
        if (refused !== null && text.includes(refused)) throw new Error(`refused: ${refused}`);
        return await office.database.query(statement, values);
      },
    };
    node = await createTestBoxOffice(refusing, { env: { BUYER_MAX_LOCKS: '100', BUYER_MAX_SEATS: '100' } });
    followed = new FollowedRows(createReadRowVersions(refusing));
    keyReads = createKeyReads(refusing);
    allotments = createAllotmentReader(refusing);
    calendarFiles = new CalendarFiles({ database: refusing, from: 'Seatwire', findBooking: async () => null });
    const made = await Promise.all(
      Array.from({ length: HONEST + 2 }, () => office.createShow({ zones: 1, rows: 1, seats: 2 })),
    );
    shows = await Promise.all(made.map(async ({ id }) => (await node.services.shows.getShow(id))!));
    for (const { id, seatIds } of made) {
      await office.services.locks.lockSeats(guest(), { showId: id, seatIds: seatIds.slice(0, 1) });
      await createCode(office, id);
      const { id: allotmentId } = await createAllotment(office, id, seatIds.slice(1));
      allotmentIds.push(allotmentId);
      // As if its bookings had been cancelled: nothing is due of it.
      await office.database.query(
        `INSERT INTO booking_cancellations (show_id, refund, reason, cancelled_at) VALUES ($1, 'FULL', 'Of ' || $1, now())`,
        [id],
      );
    }
    const hall = await office.createShow({ zones: 1, rows: HONEST + 2, seats: 1 });
    locks = [];
    bookings = [];
    for (const seatId of hall.seatIds) {
      const { id } = await node.services.locks.lockSeats(buyer, { showId: hall.id, seatIds: [seatId] });
      locks.push({ id, seatId });
      const claim = { principalId: buyer.id, key: id, operation: 'lockSeats', requestHash: 'hash', subjectId: id };
      await createKeyClaims(office.database, 30_000).claim(claim);
      const booking = await node.services.bookings.createBooking(buyer, { lockId: id, customer: CUSTOMER });
      await node.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
      await node.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 100 });
      await office.database.query(
        `INSERT INTO notifications (id, event_id, kind, channel, booking_id, show_id, recipient) VALUES ($1, $1, 'order', 'email', $2, $3, $4)`,
        [newId('notification'), booking.id, booking.showId, CUSTOMER.email],
      );
      await office.database.query(
        `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
         SELECT $1, id, booking_id, $1, amount, currency, 'fraudulent', 'UNDER_REVIEW' FROM payments WHERE booking_id = $2`,
        [newId('dispute'), booking.id],
      );
      bookings.push(booking);
    }
    hallId = hall.id;
  });
  afterAll(() => node?.[Symbol.asyncDispose]());
  let hallId: string;

  /** How the `n`th of them is looked up, what it is found by, and what is found. */
  interface Lookup {
    keyOf(n: number): string;
    find(n: number): Promise<unknown>;
    /** What is to be found of it. */
    found(n: number): unknown;
  }
  const planIds = Array.from({ length: HONEST + 2 }, () => newId('plan'));
  const LOOKUPS: Record<string, Lookup> = {
    'modules/sales/sales.service.ts lookUpSales': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => node.services.sales.salesOf(ORGANISER, shows[n]!),
      found: () => expect.objectContaining({ held: { seats: 1, amount: 2_500 } }),
    },
    'modules/cancellations/cancellations.service.ts lookUpProgress': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => node.services.cancellations.progressOf(ORGANISER, shows[n]!),
      found: (n) => expect.objectContaining({ refund: 'FULL', reason: `Of ${shows[n]!.id}` }),
    },
    'modules/codes/codes.service.ts lookUpCodes': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => node.services.codes.codesOf(ORGANISER, shows[n]!),
      found: (n) => [expect.objectContaining({ showId: shows[n]!.id, code: 'SUMMER20' })],
    },
    'modules/allotments/allotment-reader.ts lookUpAllotments': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => allotments.ofShow(shows[n]!.id),
      found: (n) => [expect.objectContaining({ showId: shows[n]!.id, name: 'Sponsors' })],
    },
    'modules/seating/plan-areas-store.ts lookUp': {
      keyOf: (n) => planIds[n]!,
      find: (n) => node.services.seating.countPlaces(planIds[n]!),
      found: () => 0,
    },
    'modules/allotments/allotment-reader.ts lookUpSeats': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => allotments.seatsOf({ id: allotmentIds[n]!, showId: shows[n]!.id }),
      found: () => [expect.objectContaining({ state: 'BLOCKED' })],
    },
    'modules/allotments/allotment-reader.ts lookUpAreas': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => allotments.areasOf({ id: allotmentIds[n]!, showId: shows[n]!.id }),
      // Their halls have none.
      found: () => [],
    },
    'modules/notifications/kept-files.ts versions': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => calendarFiles.fileOf(bookings[n]!.id),
      found: () => null,
    },
    'modules/seat-map/seat-map.service.ts lookUpState': {
      keyOf: (n) => locks[n]!.seatId,
      find: async (n) => [...(await node.services.seatMap.statesOf(hallId, [locks[n]!.seatId])).keys()],
      found: (n) => [locks[n]!.seatId],
    },
    'modules/notifications/notifications.service.ts lookUpOf': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.notifications.listOf(ORGANISER, bookings[n]!),
      found: (n) => [expect.objectContaining({ bookingId: bookings[n]!.id })],
    },
    'modules/payments/disputes.ts lookUp': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.disputes.disputesOf(ORGANISER, bookings[n]!),
      found: (n) => [expect.objectContaining({ bookingId: bookings[n]!.id, reason: 'fraudulent' })],
    },
    'modules/payments/payments.service.ts lookUpPayments': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.payments.paymentsOf(bookings[n]!.id),
      found: (n) => [expect.objectContaining({ bookingId: bookings[n]!.id })],
    },
    'modules/refunds/refunds.service.ts lookUpRefunds': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.refunds.refundsOf(bookings[n]!.id),
      found: () => [expect.objectContaining({ amount: 100 })],
    },
    'modules/refunds/refunds.service.ts lookUpSums': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.refunds.sumsOf(bookings[n]!.id),
      found: (n) => ({ lostDisputes: 0, paid: bookings[n]!.total, refunded: 0 }),
    },
    'modules/booking-history/booking-history.service.ts lookUpHistory': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.bookingHistory.historyOf(ORGANISER, bookings[n]!),
      found: () => expect.arrayContaining([expect.objectContaining({ kind: 'BOOKED', actor: 'BUYER' })]),
    },
    'modules/changes/buyer-cancellations.ts lookUpContent': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.changes.cancellationTermsOf(buyer, { ...bookings[n]!, status: 'CONFIRMED' }),
      // Some of it is on its way back already.
      found: (n) => expect.objectContaining({ refund: bookings[n]!.total - 100, kept: 0 }),
    },
    'modules/ledger/ledger.service.ts lookUpSums': {
      keyOf: (n) => shows[n]!.id,
      find: (n) => node.services.ledger.statementOf(ORGANISER, shows[n]!, { from: null, to: null }),
      found: () => expect.objectContaining({ sold: 0, methodRows: [] }),
    },
    'modules/bookings/booking-access.ts lookUpBooking': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.bookings.getFreshBooking(buyer, bookings[n]!.id),
      found: (n) => expect.objectContaining({ id: bookings[n]!.id }),
    },
    'modules/bookings/bookings.service.ts lookUpTickets': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.bookings.ticketsOf(bookings[n]!.id),
      found: (n) => [expect.objectContaining({ bookingId: bookings[n]!.id })],
    },
    'modules/bookings/bookings.service.ts lookUpLines': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => node.services.bookings.linesOf(bookings[n]!.id),
      found: (n) => [expect.objectContaining({ kind: 'SEAT', seatId: locks[n]!.seatId })],
    },
    'modules/locks/lock-access.ts lookUpLock': {
      keyOf: (n) => locks[n]!.id,
      find: (n) => node.services.locks.readLock(locks[n]!.id),
      found: (n) => expect.objectContaining({ id: locks[n]!.id }),
    },
    'modules/idempotency/key-reads.ts lookUpKey': {
      keyOf: (n) => locks[n]!.id,
      find: (n) => keyReads.read({ principalId: buyer.id, key: locks[n]!.id }),
      found: (n) => expect.objectContaining({ subjectId: locks[n]!.id }),
    },
    'modules/live-map/followed-rows.ts versionOf': {
      keyOf: (n) => bookings[n]!.id,
      find: (n) => followed.follow(bookings[n]!.id, () => undefined).expectNews(),
      found: () => undefined,
    },
  };

  it.each(Object.entries(LOOKUPS))(
    'fail for the one alone that makes the statement fail: %s',
    async (_name, lookup) => {
      const poisoned = HONEST + 1;
      refused = lookup.keyOf(poisoned);
      keys = Array.from({ length: HONEST + 2 }, (_, n) => lookup.keyOf(n));
      try {
        const { outcome, answers } = await poison(
          (n) => lookup.find(n),
          () => lookup.find(poisoned),
        );
        expect(outcome).toMatchObject({ status: 'rejected', reason: { message: `refused: ${refused}` } });
        expect(answers).toEqual(answers.map((_, n) => lookup.found(n)));
      } finally {
        refused = null;
      }
    },
  );

  it('read nobody else’s map from PostgreSQL for want of its version', async () => {
    const [honest, poisoned] = [shows.slice(0, -1).map(({ id }) => id), shows.at(-1)!.id];
    for (const id of [...honest, poisoned]) await node.services.seatMap.rebuild(id);
    keys = honest;
    asked = [];
    refused = poisoned;
    try {
      const [outcome, ...maps] = await Promise.allSettled(
        [poisoned, ...honest].map((id) => node.services.seatMap.read(id)),
      );
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: `refused: ${refused}` } });
      expect(maps.filter(({ status }) => status === 'rejected')).toEqual([]);
      // Versions are asked for by lists of shows, a map by its show.
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter(([first]) => typeof first === 'string')).toEqual([]);
    } finally {
      refused = null;
    }
  });

  it('are all there, with a row each in a test', () => {
    const elsewhere = [
      'modules/idempotency/key-claims.ts claims',
      'modules/locks/lock-writer.ts locks',
      'modules/locks/lock-writer.ts releases',
      'modules/seat-map/map-versions.ts batcher',
      'modules/seat-map/seat-map.service.ts lookUpVersion',
      'modules/waiting-room/entry-joiner.ts joins',
    ];
    expect(sharedStatements()).toEqual([...Object.keys(LOOKUPS), ...elsewhere, ...ON_REDIS].sort());
  });
});

describe('overdue bookings that are ended together', () => {
  it('end but for the one that can not, which is tried again later and not at each sweep', async () => {
    const bookings: { id: string }[] = [];
    for (const seatId of show.nextSeats(HONEST + 1)) {
      const buyer = guest();
      const lock = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: [seatId] });
      bookings.push(await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER }));
    }
    const [poisoned, ...honest] = bookings.map(({ id }) => id);
    await office.database.query(`
      CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.id = '${poisoned}' THEN RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END IF;
        RETURN NEW;
      END $$`);
    await office.database.query(
      'CREATE TRIGGER refuse_one BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION refuse_one()',
    );
    const statusOf = async (status: string) => {
      const rows = await office.database.query<{ id: string }>(
        'SELECT id FROM bookings WHERE status = $1::booking_status AND id = ANY ($2)',
        [status, bookings.map(({ id }) => id)],
      );
      return rows.map(({ id }) => id).sort();
    };
    await office.database.query('ALTER TABLE bookings DISABLE TRIGGER refuse_one');
    for (const { id } of bookings) await office.makeOverdue('bookings', id);
    await office.database.query('ALTER TABLE bookings ENABLE TRIGGER refuse_one');
    await office.sweep();
    expect(await statusOf('EXPIRED')).toEqual(honest.sort());
    expect(await statusOf('PENDING_PAYMENT')).toEqual([poisoned]);
    await office.database.query('DROP TRIGGER refuse_one ON bookings');
    await expect.poll(() => statusOf('EXPIRED')).toEqual([...honest, poisoned!].sort());
  });
});
