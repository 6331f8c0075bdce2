import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { topicOf } from '../../src/modules/events/event-routes.ts';
import type { SeatEventType } from '../../src/modules/events/events.ts';
import { block, unblock } from '../../src/modules/inventory/blocked-places.ts';
import { book, free } from '../../src/modules/inventory/booked-places.ts';
import { expire, giveBack } from '../../src/modules/inventory/hold-ends.ts';
import { exchangeHeld, extendHold, hold, type NewHold } from '../../src/modules/inventory/holds.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Querier } from '../../src/platform/postgres/database.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';

/** Of PostgreSQL, for a change of any kind: no more than this. */
const STATEMENTS = {
  hold: 1,
  extendHold: 1,
  exchangeHeld: 1,
  giveBack: 1,
  expire: 1,
  book: 3,
  free: 3,
  block: 3,
  unblock: 3,
} as const;

let office: TestBoxOffice;
let show: TestShow;
let statements: number;

const counting: Querier = {
  async query(statement, values) {
    statements += 1;
    return await office.database.query(statement, values);
  },
};

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 1, rows: 4, seats: 25 });
});
afterAll(() => office[Symbol.asyncDispose]());
beforeEach(() => {
  statements = 0;
});

let token = 1_000_000;
const newHold = (seatIds: readonly string[]): NewHold => {
  token += 1;
  return { lockId: newId('lock'), ownerId: 'guest_1', places: { seatIds }, token, total: 5_000, ttl_ms: 60_000 };
};
const held = async (count: number): Promise<NewHold> => {
  const wanted = newHold(show.nextSeats(count));
  await hold(office.database, show.id, [wanted]);
  return wanted;
};
const inTransaction = <T>(work: (tx: Querier) => Promise<T>): Promise<T> =>
  office.database.transaction((tx) =>
    work({
      async query(statement, values) {
        statements += 1;
        return await tx.query(statement, values);
      },
    }),
  );

interface Row {
  topic: string;
  type: SeatEventType;
  key: string;
  event_id: string;
  text: string;
}

/** The show's last events, the oldest first, as they are published: byte for byte. */
async function lastRows(count: number): Promise<Row[]> {
  const rows = await office.database.query<Row>(
    'SELECT topic, type, key, event_id, payload::text AS text FROM outbox WHERE key = $1 ORDER BY id DESC LIMIT $2',
    [show.id, count],
  );
  return rows.reverse();
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** That the last event has these fields, in this order, behind those that all have, and is written as JSON.stringify writes. */
async function expectTold(type: SeatEventType, seatIds: readonly string[], more: object): Promise<void> {
  const [row] = await lastRows(1);
  expect(row).toMatchObject({ topic: topicOf(type), type, key: show.id });
  const payload = JSON.parse(row!.text) as Record<string, unknown>;
  expect(payload.occurred_at).toMatch(TIME);
  expect(row!.text).toBe(
    JSON.stringify({
      event_type: type,
      event_id: row!.event_id,
      occurred_at: payload.occurred_at,
      show_id: show.id,
      version: await versionOf(),
      seat_ids: seatIds,
      ...more,
      ...(type === 'seat.locked' ? { expires_at: payload.expires_at } : {}),
    }),
  );
  if (type === 'seat.locked') expect(payload.expires_at).toMatch(TIME);
  await expectConsistent(office.database, show.id);
}

async function versionOf(): Promise<number> {
  return await office.services.seatMap.versionOf(show.id);
}

describe('inventory', () => {
  it('holds places in one statement, however many holds, with a version and an event each', async () => {
    const before = await versionOf();
    const wanted = [newHold(show.nextSeats(2)), newHold(show.nextSeats(1))];
    const made = await hold(counting, show.id, wanted);
    expect(statements).toBe(STATEMENTS.hold);
    expect(made!.map(({ event }) => event)).toEqual(
      wanted.map(({ lockId, places }, index) => ({
        event_type: 'seat.locked',
        show_id: show.id,
        version: before + index + 1,
        seat_ids: places.seatIds,
        lock_id: lockId,
      })),
    );
    const [first] = await lastRows(2);
    expect(JSON.parse(first!.text)).toMatchObject({ lock_id: wanted[0]!.lockId, version: before + 1 });
    const { lockId, places } = wanted[1]!;
    await expectTold('seat.locked', places.seatIds, { lock_id: lockId, actor: 'guest_1' });
  });

  it("tells times in UTC to the millisecond, whatever the session's time zone", async () => {
    const [made] = (await office.database.transaction(async (tx) => {
      await tx.query(`SET LOCAL TIME ZONE 'Asia/Kathmandu'`);
      return await hold(tx, show.id, [newHold(show.nextSeats(1))]);
    }))!;
    const [row] = await lastRows(1);
    const { occurred_at, expires_at } = JSON.parse(row!.text) as { occurred_at: string; expires_at: string };
    expect(expires_at).toBe(made!.expiresAt.toISOString());
    // The column rounds to the millisecond, the event's time is cut there.
    expect([60_000, 60_001]).toContain(Date.parse(expires_at) - Date.parse(occurred_at));
    expect(occurred_at).toMatch(TIME);
  });

  it('extends a hold in one statement, once', async () => {
    const { lockId, places } = await held(2);
    const extended = await extendHold(counting, { showId: show.id, lockId, extension_ms: 30_000 });
    expect(statements).toBe(STATEMENTS.extendHold);
    expect(extended!.event).toMatchObject({ seat_ids: places.seatIds, version: await versionOf() });
    expect(extended!.ttl_ms).toBeGreaterThan(60_000);
    await expectTold('seat.locked', places.seatIds, { lock_id: lockId, actor: 'guest_1' });
    expect(await extendHold(counting, { showId: show.id, lockId, extension_ms: 30_000 })).toBeNull();
    expect(await extendHold(counting, { showId: newId('show'), lockId, extension_ms: 30_000 })).toBeNull();
  });

  it('exchanges places of a hold in one statement, and tells of both in one event', async () => {
    const { lockId, places } = await held(2);
    const [kept, removed] = places.seatIds as [string, string];
    const [added] = show.nextSeats(1) as [string];
    const event = await exchangeHeld(counting, {
      showId: show.id,
      lockId,
      before: places,
      after: { seatIds: [kept, added] },
      total: 5_000,
      added: { seatIds: [added] },
      removed: { seatIds: [removed] },
    });
    expect(statements).toBe(STATEMENTS.exchangeHeld);
    expect(event).toMatchObject({ event_type: 'seat.locked', seat_ids: [added], unlocked_seat_ids: [removed] });
    await expectTold('seat.locked', [added], { unlocked_seat_ids: [removed], lock_id: lockId, actor: 'guest_1' });
    const less = { before: { seatIds: [kept, added] }, after: { seatIds: [kept] }, added: { seatIds: [] } };
    const freed = { showId: show.id, lockId, total: 2_500, ...less, removed: { seatIds: [added] } };
    expect(await exchangeHeld(counting, freed)).toMatchObject({ event_type: 'seat.unlocked', seat_ids: [added] });
    await expectTold('seat.unlocked', [added], { lock_id: lockId, actor: 'guest_1', reason: 'RELEASED' });
    expect(await exchangeHeld(counting, freed)).toBeNull();
  });

  it('gives holds back in one statement, each with its event', async () => {
    const [one, other] = [await held(2), await held(1)];
    const wanted = [one, other].map(({ lockId }, index) => ({ lockId, actor: `guest_${index}` }));
    const { events } = await giveBack(counting, show.id, wanted);
    expect(statements).toBe(STATEMENTS.giveBack);
    expect(events.map(({ lock_id }) => lock_id)).toEqual([one.lockId, other.lockId]);
    await expectTold('seat.unlocked', other.places.seatIds, {
      lock_id: other.lockId,
      actor: 'guest_1',
      reason: 'RELEASED',
    });
    expect(await giveBack(counting, show.id, wanted)).toMatchObject({ events: [] });
  });

  it('expires holds in one statement, and in one event where they end together', async () => {
    const holds = [await held(1), await held(1)];
    for (const { lockId } of holds) await office.makeOverdue('seat_locks', lockId);
    const { events, isFull } = await expire(counting, show.id, 1_000);
    expect(statements).toBe(STATEMENTS.expire);
    expect([events.length, isFull]).toEqual([1, false]);
    const lock_ids = holds.map(({ lockId }) => lockId);
    expect(events[0]!.lock_ids).toEqual(lock_ids);
    await expectTold('seat.unlocked', events[0]!.seat_ids, { lock_ids, actor: 'system', reason: 'EXPIRED' });
    expect(await expire(counting, show.id, 1_000)).toEqual({ events: [], isFull: false });
  });

  it('books and frees what a booking has in three statements each, and takes no version where nothing is left to do', async () => {
    const buyer = guest();
    const { locks, bookings } = office.services;
    const { id: lockId, seatIds } = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(2) });
    const { id: bookingId } = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    const booked = { showId: show.id, lockId, bookingId };
    const about = { lock_id: lockId, booking_id: bookingId, actor: 'system' };
    const before = await versionOf();
    // It waits for its payment: nothing to do.
    expect(await inTransaction((tx) => book(tx, booked))).toBeNull();
    expect(await inTransaction((tx) => free(tx, booked, 'BOOKING_EXPIRED'))).toBeNull();
    expect(await versionOf()).toBe(before);

    await office.services.payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
    statements = 0;
    expect(await inTransaction((tx) => book(tx, booked))).toMatchObject({ version: before + 1, lock_id: lockId });
    expect(statements).toBe(STATEMENTS.book);
    await expectTold('seat.booked', [...seatIds].sort(), about);

    await bookings.cancelBooking(buyer, { bookingId });
    statements = 0;
    await inTransaction((tx) => free(tx, booked, 'BOOKING_CANCELLED'));
    expect(statements).toBe(STATEMENTS.free);
    await expectTold('seat.unlocked', [...seatIds].sort(), { ...about, reason: 'BOOKING_CANCELLED' });
  });

  it('blocks and unblocks places in three statements each, and refuses what is held', async () => {
    const places = { seatIds: show.nextSeats(3) };
    const blocking = { showId: show.id, places, actor: 'organiser', reason: 'broken' };
    await inTransaction((tx) => block(tx, blocking));
    expect(statements).toBe(STATEMENTS.block);
    await expectTold('seat.blocked', places.seatIds, { actor: 'organiser' });
    const again = office.database.transaction(async (tx) => {
      throw await block(tx, { ...blocking, places: { seatIds: [...places.seatIds, ...show.nextSeats(1)] } });
    });
    await expect(again).rejects.toEqual({ refused: places });

    statements = 0;
    await inTransaction((tx) => unblock(tx, blocking));
    expect(statements).toBe(STATEMENTS.unblock);
    await expectTold('seat.unblocked', places.seatIds, { actor: 'organiser' });
    expect(await office.database.transaction((tx) => unblock(tx, blocking))).toEqual({ refused: places });
    expect(await office.database.transaction((tx) => block(tx, { ...blocking, showId: newId('show') }))).toBeNull();
  });
});
