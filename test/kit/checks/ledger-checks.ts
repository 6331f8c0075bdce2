import { expect } from 'vitest';
import type { SeatEvent } from '../../../src/modules/events/events.ts';
import { stepOf } from '../../../src/modules/inventory/seat-changes.ts';
import type { AreaState, SeatChange } from '../../../src/modules/inventory/seat-state.ts';
import { ShowFeed } from '../../../src/modules/live-map/show-feed.ts';
import type { Database, Querier } from '../../../src/platform/postgres/database.ts';
import type { TestBoxOffice } from '../product/box-office.ts';
import { expectLedgerBalanced } from './money-checks.ts';

export function bySeat(changes: readonly SeatChange[]): SeatChange[] {
  return changes.toSorted((a, b) => (a.seatId < b.seatId ? -1 : 1));
}

export function byArea(areas: readonly AreaState[] | undefined): AreaState[] {
  return (areas ?? []).toSorted((a, b) => (a.areaId < b.areaId ? -1 : 1));
}

/**
 * Reads several tables as they were at one moment: a sweeper or a consumer at work between two statements would look like a
 * contradiction.
 */
async function inOneSnapshot<T>(database: Database, read: (tx: Querier) => Promise<T>): Promise<T> {
  return await database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await read(tx);
  });
}

/**
 * Holds the tables of a show against each other: nobody shares a seat; every running lock and booking has its seats, all of
 * them; the events' versions are 1..n in the outbox's order, and replaying them makes the map; the ledger has the money and the tickets of
 * each booking.
 */
export async function expectConsistent(database: Database, showId: string): Promise<void> {
  await inOneSnapshot(database, async (tx) => {
    await expectSeatsAgree(tx, showId);
    await expectEventsMakeMap(tx, showId);
    await expectLedgerBalanced(tx, { showId });
  });
}

async function expectSeatsAgree(tx: Querier, showId: string): Promise<void> {
  const states = await tx.query<{ seat_id: string; state: string; lock_id: string | null; booking_id: string }>(
    'SELECT seat_id, state, lock_id, booking_id FROM seat_states WHERE show_id = $1',
    [showId],
  );
  const locks = await tx.query<{ id: string; status: string; seat_ids: string[]; booking: string | null }>(
    `SELECT l.id, l.status, l.seat_ids, b.status AS booking
       FROM seat_locks l LEFT JOIN bookings b ON b.lock_id = l.id WHERE l.show_id = $1`,
    [showId],
  );
  const expected = locks.flatMap(({ id, status, seat_ids, booking }) => {
    const isHeld = booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT';
    return isHeld ? seat_ids.map((seatId) => `${seatId} ${id}`) : [];
  });
  const held = states.filter(({ state }) => state === 'LOCKED').map(({ seat_id, lock_id }) => `${seat_id} ${lock_id}`);
  expect(held.toSorted(), 'seats held').toEqual(expected.toSorted());

  const sold = await tx.query<{ seat: string }>(
    `SELECT s.seat_id || ' ' || b.id AS seat FROM booked_seats s JOIN bookings b ON b.id = s.booking_id
      WHERE s.show_id = $1 AND s.active AND b.status = 'CONFIRMED'`,
    [showId],
  );
  const booked = states.filter(({ state }) => state === 'BOOKED').map((row) => `${row.seat_id} ${row.booking_id}`);
  expect(booked.toSorted(), 'seats booked').toEqual(sold.map(({ seat }) => seat).toSorted());
}

/**
 * The events of a show make its map, version by version, in the order in which they are published. Where an epoch began
 * between two of them, versions have gone up by more.
 */
export async function expectReplayable(database: Database, showId: string): Promise<void> {
  await inOneSnapshot(database, async (tx) => await expectEventsMakeMap(tx, showId));
}

async function expectEventsMakeMap(tx: Querier, showId: string): Promise<void> {
  const events = await tx.query<{ payload: SeatEvent; epoch: number }>(
    `SELECT payload, (SELECT max(number) FROM history_epochs WHERE first_outbox_id <= outbox.id) AS epoch
       FROM outbox WHERE topic = 'seat-events' AND key = $1 ORDER BY id`,
    [showId],
  );
  const [head] = await tx.query<{ version: number; epoch: number }>(
    'SELECT version, (SELECT max(number) FROM history_epochs) AS epoch FROM seat_maps WHERE show_id = $1',
    [showId],
  );
  const counts = await tx.query<AreaState & { capacity: number }>(
    `SELECT area_id AS "areaId", capacity - held - booked - allotted AS available, held, booked, capacity
       FROM area_states WHERE show_id = $1`,
    [showId],
  );
  const free = counts.map(({ areaId, capacity }) => ({ areaId, available: capacity, held: 0, booked: 0 }));
  const feed = new ShowFeed({ version: 0, unavailable: [], areas: free });
  let epochBefore = 0;
  for (const { payload, epoch } of events) {
    const { version } = payload;
    const isFirst = epoch > epochBefore && version > feed.version;
    if (isFirst) feed.jumpTo({ ...feed.image(), version: version - 1 });
    expect(version, 'versions in the order of the outbox').toBe(feed.version + 1);
    feed.apply(version, stepOf(payload));
    epochBefore = epoch;
  }
  if (head!.epoch > epochBefore) expect(head!.version).toBeGreaterThanOrEqual(feed.version);
  else expect(head!.version, 'the version after the last event').toBe(feed.version);
  const states = await tx.query<SeatChange>('SELECT seat_id AS "seatId", state FROM seat_states WHERE show_id = $1', [
    showId,
  ]);
  expect(bySeat(feed.image().unavailable), 'the map made by the events').toEqual(bySeat(states));
  const areas = counts.map(({ capacity, ...area }) => area);
  expect(byArea(feed.image().areas), 'the areas made by the events').toEqual(byArea(areas));
}

/** The lock store shows what PostgreSQL says. */
export async function expectMapIsTruth({ services }: TestBoxOffice, showId: string): Promise<void> {
  const { seatMap } = services;
  const [map, truth] = [await seatMap.read(showId), await seatMap.readTruth(showId)];
  // The store does not know of epochs: it is made anew for each.
  const known = (image: typeof map | typeof truth) => ({
    version: image.version,
    unavailable: bySeat(image.unavailable),
    areas: byArea(image.areas),
  });
  expect(known(map)).toEqual(known(truth));
}

/** Both: the tables of a show agree, and the lock store shows what they say. */
export async function expectTruth(office: TestBoxOffice, showId: string): Promise<void> {
  await expectConsistent(office.database, showId);
  await expectMapIsTruth(office, showId);
}

/** The states of these seats, in their order, as buyers are told. */
export async function statesOf(
  { services }: Pick<TestBoxOffice, 'services'>,
  showId: string,
  seatIds: readonly string[],
): Promise<string[]> {
  const { unavailable } = await services.seatMap.read(showId);
  const states = new Map(unavailable.map(({ seatId, state }) => [seatId, state]));
  return seatIds.map((seatId) => states.get(seatId) ?? 'AVAILABLE');
}
