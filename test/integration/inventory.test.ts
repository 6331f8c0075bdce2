import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { topicOf } from '../../src/modules/events/event-routes.ts';
import type { SeatEventType } from '../../src/modules/events/events.ts';
import { AllottedSeatsTakenError, allot, takeAllotted, unallot } from '../../src/modules/inventory/allotted-places.ts';
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
  allot: 3,
  unallot: 3,
  holdAllotted: 2,
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

  it('allots places, blocked ones too, in three statements, and takes them out again', async () => {
    const allotting = { showId: show.id, allotmentId: newId('allotment'), actor: 'organiser' };
    const [blocked, free] = show.nextSeats(2) as [string, string];
    await inTransaction((tx) => block(tx, { ...allotting, places: { seatIds: [blocked] }, reason: 'broken' }));
    statements = 0;
    const places = { seatIds: [blocked, free] };
    await inTransaction((tx) => allot(tx, { ...allotting, places }));
    expect(statements).toBe(STATEMENTS.allot);
    await expectTold('seat.blocked', [free], { actor: 'organiser' });

    expect(await office.database.transaction((tx) => allot(tx, { ...allotting, places }))).toEqual({ refused: places });
    const unblocking = office.database.transaction((tx) => unblock(tx, { ...allotting, places }));
    expect(await unblocking).toEqual({ refused: places });
    const other = { ...allotting, allotmentId: newId('allotment'), places };
    expect(await office.database.transaction((tx) => unallot(tx, other))).toEqual({ refused: places });

    statements = 0;
    await inTransaction((tx) => unallot(tx, { ...allotting, places: { seatIds: [blocked] } }));
    expect(statements).toBe(STATEMENTS.unallot);
    await expectTold('seat.unblocked', [blocked], { actor: 'organiser' });
    await inTransaction((tx) => unallot(tx, allotting));
    await expectTold('seat.unblocked', [free], { actor: 'organiser' });
    const nowhere = { ...allotting, showId: newId('show') };
    expect(await office.database.transaction((tx) => allot(tx, { ...nowhere, places }))).toBeNull();
    expect(await office.database.transaction((tx) => unallot(tx, nowhere))).toBeNull();
  });

  describe('with seats of an allotment', () => {
    let allotmentId: string;
    let allotted: string[];
    beforeEach(async () => {
      allotmentId = newId('allotment');
      allotted = show.nextSeats(2);
      const allotting = { showId: show.id, allotmentId, actor: 'organiser', places: { seatIds: allotted } };
      await office.database.transaction((tx) => allot(tx, allotting));
      statements = 0;
    });
    const heldAllotted = async (): Promise<NewHold & { ordinary: string }> => {
      const [ordinary] = show.nextSeats(1) as [string];
      const wanted = {
        ...newHold([allotted[0]!, ordinary, allotted[1]!]),
        allotted: allotted.map((seatId) => ({ seatId, allotmentId })),
      };
      await inTransaction((tx) => hold(tx, show.id, [wanted]));
      return { ...wanted, ordinary };
    };

    it('holds them in one statement more, with one event', async () => {
      const { lockId, places } = await heldAllotted();
      expect(statements).toBe(STATEMENTS.holdAllotted);
      await expectTold('seat.locked', places.seatIds, { lock_id: lockId, actor: 'guest_1' });
    });

    it('returns them when the hold is given back, and frees the others, in one event', async () => {
      const { lockId, ordinary } = await heldAllotted();
      const { events } = await giveBack(office.database, show.id, [{ lockId, actor: 'guest_1' }]);
      expect(events).toMatchObject([{ seat_ids: [ordinary], blocked_seat_ids: allotted }]);
      const more = { blocked_seat_ids: allotted, lock_id: lockId, actor: 'guest_1', reason: 'RELEASED' };
      await expectTold('seat.unlocked', [ordinary], more);
    });

    it('returns them when holds expire, to an event without a free seat where they have no others', async () => {
      const holds = allotted.map((seatId) => ({ ...newHold([seatId]), allotted: [{ seatId, allotmentId }] }));
      await inTransaction((tx) => hold(tx, show.id, holds));
      for (const { lockId } of holds) await office.makeOverdue('seat_locks', lockId);
      const { events } = await expire(office.database, show.id, 1_000);
      expect(events).toMatchObject([{ seat_ids: [], blocked_seat_ids: expect.arrayContaining(allotted) }]);
      const { blocked_seat_ids } = events[0]!;
      const lock_ids = holds.map(({ lockId }) => lockId);
      await expectTold('seat.unlocked', [], { blocked_seat_ids, lock_ids, actor: 'system', reason: 'EXPIRED' });
    });

    it('exchanges them', async () => {
      const { lockId, places, ordinary } = await heldAllotted();
      const [added] = show.nextSeats(1) as [string];
      const exchange = {
        ...{ showId: show.id, lockId, before: places, after: { seatIds: [added] }, total: 2_500 },
        ...{ added: { seatIds: [added] }, removed: { seatIds: [...allotted, ordinary] } },
      };
      expect(await inTransaction((tx) => exchangeHeld(tx, exchange))).toMatchObject({
        unlocked_seat_ids: [ordinary],
        blocked_seat_ids: allotted,
      });
      const back = { unlocked_seat_ids: [ordinary], blocked_seat_ids: allotted };
      await expectTold('seat.locked', [added], { ...back, lock_id: lockId, actor: 'guest_1' });

      const [one] = allotted as [string];
      const again = {
        ...{ showId: show.id, lockId, before: { seatIds: [added] }, after: { seatIds: [one] }, total: 2_500 },
        ...{ added: { seatIds: [one] }, allotted: [{ seatId: one, allotmentId }], removed: { seatIds: [added] } },
      };
      await inTransaction((tx) => exchangeHeld(tx, again));
      await expectTold('seat.locked', [one], { unlocked_seat_ids: [added], lock_id: lockId, actor: 'guest_1' });
      const [other] = allotted.slice(1) as [string];
      const swap = {
        ...{ showId: show.id, lockId, before: { seatIds: [one] }, after: { seatIds: [other] }, total: 2_500 },
        ...{ added: { seatIds: [other] }, allotted: [{ seatId: other, allotmentId }], removed: { seatIds: [one] } },
      };
      await inTransaction((tx) => exchangeHeld(tx, swap));
      await expectTold('seat.locked', [other], { blocked_seat_ids: [one], lock_id: lockId, actor: 'guest_1' });
    });

    it('gives none to a second hold, nor to one of another allotment', async () => {
      const { lockId } = await heldAllotted();
      const second = { ...newHold(allotted), allotted: allotted.map((seatId) => ({ seatId, allotmentId })) };
      await expect(inTransaction((tx) => hold(tx, show.id, [second]))).rejects.toThrow(AllottedSeatsTakenError);
      await giveBack(office.database, show.id, [{ lockId, actor: 'guest_1' }]);
      const stranger = { ...second, allotted: allotted.map((seatId) => ({ seatId, allotmentId: newId('allotment') })) };
      await expect(inTransaction((tx) => hold(tx, show.id, [stranger]))).rejects.toThrow(AllottedSeatsTakenError);
      await expectConsistent(office.database, show.id);
      await inTransaction((tx) => hold(tx, show.id, [second]));
      await expectConsistent(office.database, show.id);
    });

    it('asks nothing of holds without any', async () => {
      await inTransaction((tx) =>
        takeAllotted(tx, show.id, [{ lockId: newId('lock') }, { lockId: newId('lock'), allotted: [] }]),
      );
      expect(statements).toBe(0);
    });

    it('frees seats to all that were taken out of it while they were held', async () => {
      const { lockId, places } = await heldAllotted();
      const version = await versionOf();
      const outcome = await inTransaction((tx) => unallot(tx, { showId: show.id, allotmentId, actor: 'organiser' }));
      // Nothing of the map is another than before.
      expect(outcome).toEqual({ events: [] });
      expect(await versionOf()).toBe(version);
      const { events } = await giveBack(office.database, show.id, [{ lockId, actor: 'guest_1' }]);
      expect(events).toMatchObject([{ seat_ids: places.seatIds }]);
      await expectTold('seat.unlocked', places.seatIds, { lock_id: lockId, actor: 'guest_1', reason: 'RELEASED' });
    });

    it('takes seats for a hold that were released meanwhile', async () => {
      await office.database.transaction((tx) => unallot(tx, { showId: show.id, allotmentId, actor: 'organiser' }));
      const { lockId } = await heldAllotted();
      const { events } = await giveBack(office.database, show.id, [{ lockId, actor: 'guest_1' }]);
      expect(events[0]!.seat_ids).toHaveLength(3);
    });
  });
});
