import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import { availabilityOf } from '../../src/modules/seat-map/availability.ts';
import { ALLOTMENT_COLORS } from '../../src/shared/allotment-colors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { expectConsistent, expectMapIsTruth, expectTruth, statesOf } from '../kit/checks/ledger-checks.ts';
import { conflictsOf } from '../kit/checks/refusals.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { createAllotment, letReleaseCome } from '../kit/shows/show-allotment.ts';

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 2, rows: 4, seats: 25 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const allot = (seatIds: readonly string[], fields: { releaseAt?: Date } = {}) =>
  createAllotment(office, show.id, seatIds, fields);
const lockAs = (principal: Principal, seatIds: readonly string[]) =>
  office.services.locks.lockSeats(principal, { showId: show.id, seatIds });

describe('an allotment', () => {
  it('looks blocked to everyone else: in the map, the counts, conflicts and offers', async () => {
    const [one, two, free] = show.nextSeats(3) as [string, string, string];
    await allot([one, two]);
    expect(await statesOf(office, show.id, [one, two, free])).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    expect(await conflictsOf(lockAs(guest(), [one, free]))).toEqual([`${one} BLOCKED`]);
    expect(await conflictsOf(lockAs(OTHER_ORGANISER, [two]))).toEqual([`${two} BLOCKED`]);
    const known = (await office.services.shows.getShow(show.id))!;
    const plan = await office.services.shows.planOf(known);
    const image = await office.services.seatMap.read(show.id);
    expect(availabilityOf(known, plan, image)).toMatchObject({ blocked: 2, available: plan.seats.length - 2 });
    await expectTruth(office, show.id);
  });

  it('is drawn in a color of its own where nobody chooses one', async () => {
    const other = await office.createShow();
    const colors = [];
    for (const color of [null, ALLOTMENT_COLORS[1], null, undefined]) {
      colors.push((await createAllotment(office, other.id, other.nextSeats(1), { color })).color);
    }
    expect(colors).toEqual([0, 1, 2, 3].map((index) => ALLOTMENT_COLORS[index]));
  });

  it('is open to the staff of its show, together with other seats', async () => {
    const seatIds = show.nextSeats(3);
    await allot(seatIds.slice(0, 2));
    const lock = await lockAs(ORGANISER, seatIds);
    expect(lock).toMatchObject({ status: 'ACTIVE', seatIds });
    expect(await statesOf(office, show.id, seatIds)).toEqual(['LOCKED', 'LOCKED', 'LOCKED']);
    expect(await conflictsOf(lockAs(guest(), seatIds))).toEqual(seatIds.map((seatId) => `${seatId} LOCKED_BY_OTHER`));
    expect(await conflictsOf(lockAs(ORGANISER, seatIds))).toEqual(seatIds.map((seatId) => `${seatId} LOCKED_BY_YOU`));
    await expectTruth(office, show.id);
    await office.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
  });

  it('gets its seats back when a lock is released, and the others are free', async () => {
    const seatIds = show.nextSeats(3);
    await allot(seatIds.slice(0, 2));
    const lock = await lockAs(ORGANISER, seatIds);
    await office.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await statesOf(office, show.id, seatIds)).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    await expectTruth(office, show.id);
    const again = await lockAs(ORGANISER, seatIds);
    await office.services.locks.releaseLock(ORGANISER, { lockId: again.id });
  });

  it('gets its seats back when a lock expires, also where the lock store has let go of them', async () => {
    const seatIds = show.nextSeats(3);
    await allot(seatIds.slice(0, 2));
    const lock = await lockAs(ORGANISER, seatIds);
    await office.makeOverdue('seat_locks', lock.id);
    await office.store.release({ showId: show.id, lockId: lock.id, seatIds });
    // Whoever comes before the sweeper ends it.
    expect(await conflictsOf(lockAs(guest(), seatIds))).toEqual(seatIds.slice(0, 2).map((id) => `${id} BLOCKED`));
    expect(await statesOf(office, show.id, seatIds)).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    await expectTruth(office, show.id);
  });

  it('exchanges seats of a lock, and gets those back that are taken out', async () => {
    const [allotted, other, free] = show.nextSeats(3) as [string, string, string];
    await allot([allotted, other]);
    const lock = await lockAs(ORGANISER, [free]);
    const { locks } = office.services;
    await locks.updateLock(ORGANISER, { lockId: lock.id, addSeatIds: [allotted], removeSeatIds: [free] });
    expect(await statesOf(office, show.id, [allotted, other, free])).toEqual(['LOCKED', 'BLOCKED', 'AVAILABLE']);
    await locks.updateLock(ORGANISER, { lockId: lock.id, addSeatIds: [other, free], removeSeatIds: [allotted] });
    expect(await statesOf(office, show.id, [allotted, other, free])).toEqual(['BLOCKED', 'LOCKED', 'LOCKED']);
    await locks.updateLock(ORGANISER, { lockId: lock.id, removeSeatIds: [other] });
    expect(await statesOf(office, show.id, [allotted, other, free])).toEqual(['BLOCKED', 'BLOCKED', 'LOCKED']);
    await expectTruth(office, show.id);
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
  });

  it('is kept by a booking, and gets its seats back when that is cancelled or expires', async () => {
    await office.startEvents();
    const seatIds = show.nextSeats(2);
    await allot(seatIds);
    const { bookings, payments } = office.services;
    const book = async () => {
      const { id: lockId } = await lockAs(ORGANISER, seatIds);
      return await bookings.createBooking(ORGANISER, { lockId, customer: CUSTOMER });
    };
    const paid = await book();
    await payments.payBooking(ORGANISER, { bookingId: paid.id, paymentToken: 'tok_ok' });
    await office.settled();
    expect(await statesOf(office, show.id, seatIds)).toEqual(['BOOKED', 'BOOKED']);
    await bookings.cancelBooking(ORGANISER, { bookingId: paid.id });
    await office.settled();
    expect(await statesOf(office, show.id, seatIds)).toEqual(['BLOCKED', 'BLOCKED']);

    const unpaid = await book();
    await office.makeOverdue('bookings', unpaid.id);
    await office.sweep();
    await office.settled();
    expect(await statesOf(office, show.id, seatIds)).toEqual(['BLOCKED', 'BLOCKED']);
    await expectTruth(office, show.id);
  });

  it('lets its seats be neither blocked nor unblocked', async () => {
    const [allotted, blocked] = show.nextSeats(2) as [string, string];
    await allot([allotted]);
    const { seatBlocking } = office.services;
    expect(await conflictsOf(seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [allotted] }))).toEqual([
      `${allotted} BLOCKED`,
    ]);
    await seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [blocked] });
    const unblocking = seatBlocking.unblockSeats(ORGANISER, { showId: show.id, seatIds: [blocked, allotted] });
    await expect(unblocking).rejects.toMatchObject({
      issues: [{ path: 'input.seatIds.1', message: `"${allotted}" is of an allotment` }],
    });
    expect(await statesOf(office, show.id, [allotted, blocked])).toEqual(['BLOCKED', 'BLOCKED']);
    await seatBlocking.unblockSeats(ORGANISER, { showId: show.id, seatIds: [blocked] });
    await expectTruth(office, show.id);
  });

  it('takes over seats that are blocked, and none that somebody has: all or none', async () => {
    const [blocked, held, free, other] = show.nextSeats(4) as [string, string, string, string];
    await office.services.seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [blocked] });
    const lock = await lockAs(guest(), [held]);
    await allot([other]);
    expect(await conflictsOf(allot([blocked, held, free, other]))).toEqual([
      `${held} LOCKED_BY_OTHER`,
      `${other} BLOCKED`,
    ]);
    expect(await statesOf(office, show.id, [free])).toEqual(['AVAILABLE']);
    const { id } = await allot([blocked, free]);
    await office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: id });
    expect(await statesOf(office, show.id, [blocked, free])).toEqual(['AVAILABLE', 'AVAILABLE']);
    await office.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
    await expectTruth(office, show.id);
  });
});

describe('releasing an allotment', () => {
  it('frees what nobody has, at once, and the rest when it is given back', async () => {
    const seatIds = show.nextSeats(3);
    const allotment = await allot(seatIds);
    const lock = await lockAs(ORGANISER, seatIds.slice(0, 1));
    const { allotments, locks } = office.services;
    const released = await allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id });
    expect(released.releasedAt).toBeInstanceOf(Date);
    expect(await statesOf(office, show.id, seatIds)).toEqual(['LOCKED', 'AVAILABLE', 'AVAILABLE']);
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.unblocked',
      seat_ids: expect.arrayContaining(seatIds.slice(1)),
      actor: ORGANISER.id,
    });
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await statesOf(office, show.id, seatIds)).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
    expect(await allotments.seatsOf(allotment)).toEqual([]);
    const again = await allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id });
    expect(again).toEqual(released);
    await expectTruth(office, show.id);
  });

  it('happens by itself at its moment, once', async () => {
    const seatIds = show.nextSeats(2);
    const allotment = await allot(seatIds, { releaseAt: new Date(Date.now() + 3_600_000) });
    const later = await allot(show.nextSeats(1), { releaseAt: new Date(Date.now() + 3_600_000) });
    await letReleaseCome(office, allotment.id);
    expect(await statesOf(office, show.id, seatIds)).toEqual(['AVAILABLE', 'AVAILABLE']);
    const { version } = await office.lastEvent<{ version: number }>(show.id);
    expect(await office.lastEvent(show.id)).toMatchObject({ event_type: 'seat.unblocked', actor: 'system' });
    await office.worker('allotment releaser').idle();
    expect(await office.lastEvent(show.id)).toMatchObject({ version });
    const { allotments } = office.services;
    expect(await allotments.getAllotment(ORGANISER, allotment.id)).toMatchObject({ releasedAt: expect.any(Date) });
    expect(await allotments.getAllotment(ORGANISER, later.id)).toMatchObject({ releasedAt: null });
    await expectTruth(office, show.id);
  });

  it('comes on time, without anybody asking', async () => {
    const seatIds = show.nextSeats(1);
    office.worker('allotment releaser').start();
    const releaseAt = new Date(Date.now() + 700);
    await allot(seatIds, { releaseAt });
    await eventually(async () => expect(await statesOf(office, show.id, seatIds)).toEqual(['AVAILABLE']));
    const [row] = await office.database.query<{ late_ms: number }>(
      `SELECT extract(epoch FROM released_at - release_at)::float8 * 1000 AS late_ms FROM allotments
        WHERE show_id = $1 AND released_at IS NOT NULL ORDER BY released_at DESC LIMIT 1`,
      [show.id],
    );
    expect(row!.late_ms).toBeGreaterThanOrEqual(0);
  });

  it('is done once by two who are at it', async () => {
    const seatIds = show.nextSeats(1);
    const allotment = await allot(seatIds, { releaseAt: new Date(Date.now() + 3_600_000) });
    const before = await office.services.seatMap.versionOf(show.id);
    await Promise.all([
      letReleaseCome(office, allotment.id),
      office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id }),
    ]);
    await office.worker('allotment releaser').idle();
    expect(await office.services.seatMap.versionOf(show.id)).toBe(before + 1);
    await expectTruth(office, show.id);
  });
});

describe('a lock store that has lost its memory', () => {
  it('knows blocked seats and those that are held, and who may have them', async () => {
    const seatIds = show.nextSeats(2);
    await allot(seatIds);
    const lock = await lockAs(ORGANISER, seatIds.slice(0, 1));
    await using beside = await createTestBoxOffice(office.database, { store: createMemorySeatLockStore() });
    const lockThere = (principal: Principal) =>
      conflictsOf(beside.services.locks.lockSeats(principal, { showId: show.id, seatIds }));
    expect(await lockThere(guest())).toEqual([`${seatIds[0]} LOCKED_BY_OTHER`, `${seatIds[1]} BLOCKED`]);
    expect(await lockThere(ORGANISER)).toEqual([`${seatIds[0]} LOCKED_BY_YOU`]);
    await beside.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
    const again = await beside.services.locks.lockSeats(ORGANISER, { showId: show.id, seatIds });
    expect(again.seatIds).toEqual(seatIds);
    await expectMapIsTruth(beside, show.id);
    await expectConsistent(office.database, show.id);
  });
});
