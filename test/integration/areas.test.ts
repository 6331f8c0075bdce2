import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { LimitExceededError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { countsOfArea, expectRightCounts } from '../kit/checks/area-checks.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { statementsOf } from '../kit/checks/statements-of.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { AREA_TIERS, areaPlan, openAreaShow } from '../kit/shows/area-show.ts';

/** So often the same lock is taken: the first one reads what is remembered. */
const LOCKED_TIMES = 3;

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());
afterEach(async () => {
  await office.settled();
  await expectRightCounts(office.database);
});

const front = (quantity: number, ticketTypeId?: string) => [{ areaId: 'front', quantity, ticketTypeId }];

const countsOf = (showId: string) => countsOfArea(office, showId);

it('tells how many places the areas of plans have together', async () => {
  const { seating } = office.services;
  const [show, seated] = [await openAreaShow(office), await office.createShow({ zones: 1, rows: 1, seats: 2 })];
  const plain = (await office.services.shows.getShow(seated.id))!.plan.id;
  expect(await Promise.all([show.plan.id, plain].map((id) => seating.countPlaces(id)))).toEqual([500, 0]);
});

describe('a lock of places', () => {
  it('holds so many, beside seats or alone, for as long as it runs', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office);
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, seatIds: ['Z1-1-1', 'Z1-1-2'], areas: front(3) });
    expect(lock).toMatchObject({ total: 2 * 4_500 + 3 * 3_000, areas: [{ areaId: 'front', quantity: 3 }] });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.locked',
      seat_ids: ['Z1-1-1', 'Z1-1-2'],
      areas: [{ area_id: 'front', quantity: 3, available: 497, held: 3, booked: 0 }],
    });
    const alone = await locks.lockSeats(guest(), { showId, areas: front(2) });
    expect(alone).toMatchObject({ seatIds: [], total: 6_000 });
    expect(await countsOf(showId)).toEqual({ available: 495, held: 5, booked: 0 });
    expect(await locks.readLock(lock.id)).toMatchObject({ seatIds: lock.seatIds, areas: lock.areas });
    await locks.releaseLock(buyer, { lockId: lock.id });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.unlocked',
      areas: [{ area_id: 'front', quantity: 3, available: 498, held: 2, booked: 0 }],
    });
    await office.makeOverdue('seat_locks', alone.id);
    await office.sweep();
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.unlocked',
      seat_ids: [],
      areas: [{ area_id: 'front', quantity: 2, available: 500, held: 0, booked: 0 }],
    });
    expect(await countsOf(showId)).toEqual({ available: 500, held: 0, booked: 0 });
  });

  it('is refused as a whole where too few are left, or one of its seats is taken', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: 5 }) });
    await locks.lockSeats(guest(), { showId, seatIds: ['Z1-1-1'], areas: front(3) });
    const tooMany = locks.lockSeats(guest(), { showId, seatIds: ['Z1-1-2'], areas: front(3) });
    await expect(tooMany).rejects.toMatchObject({
      message: 'Not enough places left',
      conflicts: [],
      shortAreas: [{ areaId: 'front', available: 2 }],
    });
    const both = locks.lockSeats(guest(), { showId, seatIds: ['Z1-1-1'], areas: front(3) });
    await expect(both).rejects.toMatchObject({
      conflicts: [{ seatId: 'Z1-1-1', reason: 'LOCKED_BY_OTHER' }],
      shortAreas: [{ areaId: 'front', available: 2 }],
    });
    await locks.lockSeats(guest(), { showId, seatIds: ['Z1-1-2'], areas: front(2) });
    expect(await countsOf(showId)).toEqual({ available: 0, held: 5, booked: 0 });
  });

  it('is refused by PostgreSQL where the lock store knows nothing', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: 4 }) });
    await locks.lockSeats(guest(), { showId, areas: front(3) });
    const { readMap } = office.store;
    const image = (await readMap(showId))!;
    // A map of the same version that counts nothing.
    await office.store.installMap({
      showId,
      image: { ...image, areas: [{ areaId: 'front', available: 4, held: 0, booked: 0 }] },
      epoch: 9,
      locks: [],
      ttl_ms: 60_000,
    });
    await expect(locks.lockSeats(guest(), { showId, areas: front(2) })).rejects.toMatchObject({
      shortAreas: [{ areaId: 'front', available: 1 }],
    });
    expect(await countsOf(showId)).toEqual({ available: 1, held: 3, booked: 0 });
  });

  it('takes either id of an area, none that there is not, and each once', async () => {
    const { locks } = office.services;
    const show = await openAreaShow(office);
    const { id: showId } = show;
    const global = `area_${show.plan.id.slice('plan_'.length)}_front`;
    const lock = await locks.lockSeats(guest(), { showId, areas: [{ areaId: global, quantity: 1 }] });
    expect(lock.areas).toEqual([{ areaId: 'front', quantity: 1, ticketTypeId: null }]);
    const areas = [{ areaId: 'back', quantity: 1 }, ...front(1), { areaId: global, quantity: 0 }];
    expect(await issuesOf(locks.lockSeats(guest(), { showId, areas }))).toEqual([
      'input.areas.0.areaId: is not an area of this show',
      'input.areas.2: is listed twice',
      'input.areas.2.quantity: must be at least 1',
    ]);
    expect(await issuesOf(locks.lockSeats(guest(), { showId, areas: front(0) }))).toEqual([
      'input.areas.0.quantity: must be at least 1',
    ]);
    expect(await issuesOf(locks.lockSeats(guest(), { showId, areas: [] }))).toEqual([
      'input.seatIds: must name at least one seat, or areas some places',
    ]);
    expect(await issuesOf(locks.lockSeats(guest(), { showId, areas: front(5_001) }))).toHaveLength(1);
  });

  it('never gives more than there are to many at once', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: 100 }) });
    const wanted = Array.from({ length: 150 }, (_, index) => 1 + (index % 3));
    const outcomes = await Promise.allSettled(
      wanted.map((quantity) => locks.lockSeats(guest(), { showId, areas: front(quantity) })),
    );
    const got = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.areas[0]!.quantity] : [],
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SeatsUnavailableError);
    }
    expect(got.reduce((sum, quantity) => sum + quantity, 0)).toBe(100);
    expect(await countsOf(showId)).toEqual({ available: 0, held: 100, booked: 0 });
  });

  it('costs the same statements, calls of the lock store and rows however many places there are, and are taken', async () => {
    const { locks } = office.services;
    const costOf = async (capacity: number, quantity: number) => {
      const { id: showId } = await openAreaShow(office, {
        plan: areaPlan({ capacity, rows: 1, seats: 0 }),
        priceTiers: AREA_TIERS,
      });
      const calls = vi.spyOn(office.store, 'acquire');
      const { statements } = await statementsOf(
        () => locks.lockSeats(guest(), { showId, areas: front(quantity) }),
        LOCKED_TIMES,
      );
      const asked = calls.mock.calls.length;
      calls.mockRestore();
      const [rows] = await office.database.query<{ holds: number; states: number }>(
        'SELECT (SELECT count(*)::int FROM area_holds WHERE show_id = $1) AS holds, (SELECT count(*)::int FROM area_states WHERE show_id = $1) AS states',
        [showId],
      );
      expect(rows).toEqual({ holds: LOCKED_TIMES, states: 1 });
      const held = quantity * LOCKED_TIMES;
      expect(await countsOf(showId)).toEqual({ available: capacity - held, held, booked: 0 });
      return { statements, asked };
    };
    const one = await costOf(10, 1);
    expect(one.statements.length).toBeGreaterThan(0);
    expect(await costOf(100_000, 50)).toEqual(one);
  });
});

describe('a change of a lock with places', () => {
  const change = (buyer: Principal, lockId: string, setAreas: ReturnType<typeof front>, more = {}) =>
    office.services.locks.updateLock(buyer, { lockId, setAreas, ...more });

  it('takes more, gives back, and leaves none, in one event each', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office);
    const buyer = guest();
    const { id } = await locks.lockSeats(buyer, { showId, seatIds: ['Z1-1-1'], areas: front(2) });
    expect(await change(buyer, id, front(5))).toMatchObject({ areas: [{ quantity: 5 }], total: 4_500 + 5 * 3_000 });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.locked',
      seat_ids: [],
      areas: [{ area_id: 'front', quantity: 3, available: 495, held: 5, booked: 0 }],
    });
    expect(await change(buyer, id, front(1), { addSeatIds: ['Z1-1-2'], removeSeatIds: ['Z1-1-1'] })).toMatchObject({
      seatIds: ['Z1-1-2'],
      areas: [{ quantity: 1 }],
    });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.locked',
      seat_ids: ['Z1-1-2'],
      unlocked_seat_ids: ['Z1-1-1'],
      unlocked_areas: [{ area_id: 'front', quantity: 4, available: 499, held: 1, booked: 0 }],
    });
    expect(await change(buyer, id, front(0))).toMatchObject({ areas: [], total: 4_500 });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.unlocked',
      seat_ids: [],
      areas: [{ area_id: 'front', quantity: 1, available: 500, held: 0, booked: 0 }],
    });
    expect(await countsOf(showId)).toEqual({ available: 500, held: 0, booked: 0 });
    expect(await issuesOf(change(buyer, id, front(0), { removeSeatIds: ['Z1-1-2'] }))).toEqual([
      'input.removeSeatIds: must leave a seat in the lock: releaseLock gives it back',
    ]);
  });

  it('is refused where there are not so many, and leaves what it has', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: 5 }) });
    const buyer = guest();
    const { id } = await locks.lockSeats(buyer, { showId, areas: front(2) });
    await locks.lockSeats(guest(), { showId, areas: front(1) });
    await expect(change(buyer, id, front(5))).rejects.toMatchObject({
      shortAreas: [{ areaId: 'front', available: 2 }],
    });
    expect(await change(buyer, id, front(4))).toMatchObject({ areas: [{ quantity: 4 }] });
    expect(await countsOf(showId)).toEqual({ available: 0, held: 5, booked: 0 });
  });

  it('changes the types of places without a change of the map', async () => {
    const { locks, seatMap } = office.services;
    const { id: showId, ticketTypes } = await openAreaShow(office, {
      ticketTypes: [{ name: 'Adult' }, { name: 'Child' }],
      priceTiers: AREA_TIERS.map((tier) => ({
        ...tier,
        prices: tier.category === 'Standing' ? [{ ticketType: 'Child', price: 1_000 }] : [],
      })),
    });
    const [adult, child] = ticketTypes.map(({ id }) => id);
    const buyer = guest();
    const { id } = await locks.lockSeats(buyer, { showId, areas: [...front(2), ...front(1, child)] });
    const before = await seatMap.versionOf(showId);
    const changed = await change(buyer, id, [...front(1, adult), ...front(2, child)]);
    expect(changed).toMatchObject({ total: 3_000 + 2 * 1_000 });
    expect(await locks.linesOf(changed)).toMatchObject([
      { kind: 'AREA', areaId: 'front', ticketTypeId: adult, quantity: 1, unitPrice: 3_000, total: 3_000 },
      { kind: 'AREA', areaId: 'front', ticketTypeId: child, quantity: 2, unitPrice: 1_000, total: 2_000 },
    ]);
    expect(await seatMap.versionOf(showId)).toBe(before);
    const lock = await locks.lockSeats(guest(), { showId, seatIds: ['Z1-1-1'] });
    expect(
      await issuesOf(locks.lockSeats(guest(), { showId, seats: [{ seatId: 'Z1-1-2', ticketTypeId: child! }] })),
    ).toHaveLength(1);
    expect(lock.areas).toEqual([]);
  });
});

describe('what a buyer may hold', () => {
  it('counts places as seats, and lets go of them with the lock', async () => {
    await using limited = await openTestBoxOffice({
      env: { BUYER_MAX_SEATS: '6', SEAT_LOCK_MAX_SEATS: '6', BUYER_MAX_LOCKS: '3' },
    });
    const { locks } = limited.services;
    const { id: showId } = await openAreaShow(limited);
    const buyer = guest();
    const first = await locks.lockSeats(buyer, { showId, seatIds: ['Z1-1-1'], areas: front(3) });
    await expect(locks.lockSeats(buyer, { showId, areas: front(3) })).rejects.toBeInstanceOf(LimitExceededError);
    await expect(locks.updateLock(buyer, { lockId: first.id, setAreas: front(6) })).rejects.toThrow();
    await locks.updateLock(buyer, { lockId: first.id, setAreas: front(5) });
    await expect(locks.lockSeats(buyer, { showId, seatIds: ['Z1-1-2'] })).rejects.toBeInstanceOf(LimitExceededError);
    await locks.updateLock(buyer, { lockId: first.id, setAreas: front(1) });
    const second = await locks.lockSeats(buyer, { showId, areas: front(4) });
    await expect(locks.lockSeats(buyer, { showId, areas: front(1) })).rejects.toBeInstanceOf(LimitExceededError);
    await locks.releaseLock(buyer, { lockId: second.id });
    await locks.lockSeats(buyer, { showId, areas: front(4) });
    await expectRightCounts(limited.database);
  });
});

describe('a booking of places', () => {
  async function paid(buyer: Principal, showId: string) {
    const { locks, bookings, payments } = office.services;
    const lock = await locks.lockSeats(buyer, { showId, seatIds: ['Z1-1-1'], areas: front(3) });
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    expect(booking).toMatchObject({ areas: [{ areaId: 'front', quantity: 3, price: 3_000 }], total: 4_500 + 9_000 });
    await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    return booking;
  }

  it('sells them, with a ticket and a line for each', async () => {
    const { bookings, sales, shows } = office.services;
    const { id: showId } = await openAreaShow(office);
    const buyer = guest();
    const { id } = await paid(buyer, showId);
    expect(await countsOf(showId)).toEqual({ available: 497, held: 0, booked: 3 });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.booked',
      seat_ids: ['Z1-1-1'],
      areas: [{ area_id: 'front', quantity: 3, available: 497, held: 0, booked: 3 }],
    });
    expect(await office.lastEvent(id)).toMatchObject({ areas: [{ area_id: 'front', quantity: 3 }] });
    const tickets = await bookings.ticketsOf(id);
    expect(tickets.map(({ seatId, areaId }) => [seatId, areaId])).toEqual([
      ['Z1-1-1', null],
      ['front 1.1', 'front'],
      ['front 1.2', 'front'],
      ['front 1.3', 'front'],
    ]);
    expect(await bookings.getTicket(buyer, tickets[1]!.id)).toMatchObject({ areaId: 'front', showId });
    expect((await bookings.linesOf(id)).map(({ kind, quantity, total }) => [kind, quantity, total])).toEqual([
      ['SEAT', 1, 4_500],
      ['AREA', 3, 9_000],
    ]);
    expect(
      await bookings.listBookings(buyer, { limit: 5, olderThan: null, newerThan: null, fromOldest: false }),
    ).toMatchObject([{ id, areas: [{ areaId: 'front', quantity: 3 }] }]);
    const show = (await shows.getShow(showId))!;
    expect(await sales.salesOf(ORGANISER, show)).toMatchObject({ sold: { seats: 4, amount: 13_500 } });
  });

  it('gives them back when it is cancelled', async () => {
    const { bookings } = office.services;
    const { id: showId } = await openAreaShow(office);
    const buyer = guest();
    const { id } = await paid(buyer, showId);
    await office.settled();
    await bookings.cancelBooking(buyer, { bookingId: id });
    expect(await countsOf(showId)).toEqual({ available: 500, held: 0, booked: 0 });
    expect(await office.lastEvent(showId)).toMatchObject({
      event_type: 'seat.unlocked',
      reason: 'BOOKING_CANCELLED',
      areas: [{ area_id: 'front', quantity: 3, available: 500, held: 0, booked: 0 }],
    });
  });

  it('gives them back when it is not paid in time', async () => {
    const { locks, bookings } = office.services;
    const { id: showId } = await openAreaShow(office);
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, areas: front(4) });
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    await office.settled();
    expect(await countsOf(showId)).toEqual({ available: 496, held: 4, booked: 0 });
    await office.makeOverdue('bookings', booking.id);
    await office.sweep();
    expect(await countsOf(showId)).toEqual({ available: 500, held: 0, booked: 0 });
  });

  it('of a show without seats, whose places cost nothing, is confirmed at once', async () => {
    const { locks, bookings } = office.services;
    const plan = areaPlan({ capacity: 10, seats: 0 });
    const priceTiers = AREA_TIERS.map((tier) => ({ ...tier, price: 0 }));
    const { id: showId } = await openAreaShow(office, { plan, priceTiers });
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, areas: front(2) });
    const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    expect(booking).toMatchObject({ status: 'CONFIRMED', seats: [] });
    expect(await countsOf(showId)).toEqual({ available: 8, held: 0, booked: 2 });
    expect(await bookings.ticketsOf(booking.id)).toHaveLength(2);
  });
});
