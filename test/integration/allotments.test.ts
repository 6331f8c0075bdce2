import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import type { Allotment } from '../../src/modules/allotments/allotment.ts';
import type { SeatLock } from '../../src/modules/locks/seat-lock.ts';
import { availabilityOf } from '../../src/modules/seat-map/availability.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { readClock } from '../../src/platform/postgres/clock.ts';
import { readStatement } from '../../src/platform/postgres/statement-file.ts';
import {
  ForbiddenError,
  IdempotencyConflictError,
  IllegalStateError,
  InvalidInputError,
  LimitExceededError,
  NotFoundError,
} from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 2, rows: 4, seats: 25 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const READ_ALLOTTED = readStatement(
  new URL('../../src/modules/inventory/sql/read-allotted-of-shows.sql', import.meta.url),
);

const OTHER_ORGANISER: Principal = { id: 'other organiser', role: 'organiser', email: null };

async function allot(seatIds: string[], more: { releaseAt?: Date; showId?: string } = {}): Promise<Allotment> {
  const { showId = show.id, releaseAt = null } = more;
  const input = { showId, name: 'Sponsors', color: '#AA3300', access: 'STAFF' as const, seatIds, releaseAt };
  return await office.services.allotments.createAllotment(ORGANISER, input);
}

const lockAs = (principal: Principal, seatIds: readonly string[]): Promise<SeatLock> =>
  office.services.locks.lockSeats(principal, { showId: show.id, seatIds });

async function statesOf(seatIds: readonly string[]): Promise<string[]> {
  const { unavailable } = await office.services.seatMap.read(show.id);
  const states = new Map(unavailable.map(({ seatId, state }) => [seatId, state]));
  return seatIds.map((seatId) => states.get(seatId) ?? 'AVAILABLE');
}

async function conflictsOf(trying: Promise<unknown>): Promise<string[]> {
  const refusal = await trying.catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SeatsUnavailableError);
  return (refusal as SeatsUnavailableError).conflicts.map(({ seatId, reason }) => `${seatId} ${reason}`);
}

async function expectTruth(): Promise<void> {
  await expectConsistent(office.database, show.id);
  await expectMapIsTruth(office, show.id);
}

/** Moves the moment of an allotment's release into the past, and lets the worker look. */
async function letReleaseCome({ id }: Allotment): Promise<void> {
  await office.database.query(`UPDATE allotments SET release_at = now() - interval '1 ms' WHERE id = $1`, [id]);
  office.worker('allotment releaser').start();
  await office.worker('allotment releaser').idle();
}

describe('an allotment', () => {
  it('looks blocked to everyone else: in the map, the counts, conflicts and offers', async () => {
    const [one, two, free] = show.nextSeats(3) as [string, string, string];
    await allot([one, two]);
    expect(await statesOf([one, two, free])).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    expect(await conflictsOf(lockAs(guest(), [one, free]))).toEqual([`${one} BLOCKED`]);
    expect(await conflictsOf(lockAs(OTHER_ORGANISER, [two]))).toEqual([`${two} BLOCKED`]);
    const known = (await office.services.shows.getShow(show.id))!;
    const plan = await office.services.shows.planOf(known);
    const image = await office.services.seatMap.read(show.id);
    expect(availabilityOf(known, plan, image)).toMatchObject({ blocked: 2, available: plan.seats.length - 2 });
    await expectTruth();
  });

  it('is open to the staff of its show, together with other seats', async () => {
    const seatIds = show.nextSeats(3);
    await allot(seatIds.slice(0, 2));
    const lock = await lockAs(ORGANISER, seatIds);
    expect(lock).toMatchObject({ status: 'ACTIVE', seatIds });
    expect(await statesOf(seatIds)).toEqual(['LOCKED', 'LOCKED', 'LOCKED']);
    expect(await conflictsOf(lockAs(guest(), seatIds))).toEqual(seatIds.map((seatId) => `${seatId} LOCKED_BY_OTHER`));
    expect(await conflictsOf(lockAs(ORGANISER, seatIds))).toEqual(seatIds.map((seatId) => `${seatId} LOCKED_BY_YOU`));
    await expectTruth();
    await office.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
  });

  it('gets its seats back when a lock is released, and the others are free', async () => {
    const seatIds = show.nextSeats(3);
    await allot(seatIds.slice(0, 2));
    const lock = await lockAs(ORGANISER, seatIds);
    await office.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await statesOf(seatIds)).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    await expectTruth();
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
    expect(await statesOf(seatIds)).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    await expectTruth();
  });

  it('exchanges seats of a lock, and gets those back that are taken out', async () => {
    const [allotted, other, free] = show.nextSeats(3) as [string, string, string];
    await allot([allotted, other]);
    const lock = await lockAs(ORGANISER, [free]);
    const { locks } = office.services;
    await locks.updateLock(ORGANISER, { lockId: lock.id, addSeatIds: [allotted], removeSeatIds: [free] });
    expect(await statesOf([allotted, other, free])).toEqual(['LOCKED', 'BLOCKED', 'AVAILABLE']);
    await locks.updateLock(ORGANISER, { lockId: lock.id, addSeatIds: [other, free], removeSeatIds: [allotted] });
    expect(await statesOf([allotted, other, free])).toEqual(['BLOCKED', 'LOCKED', 'LOCKED']);
    await locks.updateLock(ORGANISER, { lockId: lock.id, removeSeatIds: [other] });
    expect(await statesOf([allotted, other, free])).toEqual(['BLOCKED', 'BLOCKED', 'LOCKED']);
    await expectTruth();
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
    expect(await statesOf(seatIds)).toEqual(['BOOKED', 'BOOKED']);
    await bookings.cancelBooking(ORGANISER, { bookingId: paid.id });
    await office.settled();
    expect(await statesOf(seatIds)).toEqual(['BLOCKED', 'BLOCKED']);

    const unpaid = await book();
    await office.makeOverdue('bookings', unpaid.id);
    await office.sweep();
    await office.settled();
    expect(await statesOf(seatIds)).toEqual(['BLOCKED', 'BLOCKED']);
    await expectTruth();
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
    expect(await statesOf([allotted, blocked])).toEqual(['BLOCKED', 'BLOCKED']);
    await seatBlocking.unblockSeats(ORGANISER, { showId: show.id, seatIds: [blocked] });
    await expectTruth();
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
    expect(await statesOf([free])).toEqual(['AVAILABLE']);
    const { id } = await allot([blocked, free]);
    await office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: id });
    expect(await statesOf([blocked, free])).toEqual(['AVAILABLE', 'AVAILABLE']);
    await office.services.locks.releaseLock(ORGANISER, { lockId: lock.id });
    await expectTruth();
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
    expect(await statesOf(seatIds)).toEqual(['LOCKED', 'AVAILABLE', 'AVAILABLE']);
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.unblocked',
      seat_ids: expect.arrayContaining(seatIds.slice(1)),
      actor: ORGANISER.id,
    });
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await statesOf(seatIds)).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
    expect(await allotments.seatsOf(allotment)).toEqual([]);
    const again = await allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id });
    expect(again).toEqual(released);
    await expectTruth();
  });

  it('happens by itself at its moment, once', async () => {
    const seatIds = show.nextSeats(2);
    const allotment = await allot(seatIds, { releaseAt: new Date(Date.now() + 3_600_000) });
    const later = await allot(show.nextSeats(1), { releaseAt: new Date(Date.now() + 3_600_000) });
    await letReleaseCome(allotment);
    expect(await statesOf(seatIds)).toEqual(['AVAILABLE', 'AVAILABLE']);
    const { version } = await office.lastEvent<{ version: number }>(show.id);
    expect(await office.lastEvent(show.id)).toMatchObject({ event_type: 'seat.unblocked', actor: 'system' });
    await office.worker('allotment releaser').idle();
    expect(await office.lastEvent(show.id)).toMatchObject({ version });
    const { allotments } = office.services;
    expect(await allotments.getAllotment(ORGANISER, allotment.id)).toMatchObject({ releasedAt: expect.any(Date) });
    expect(await allotments.getAllotment(ORGANISER, later.id)).toMatchObject({ releasedAt: null });
    await expectTruth();
  });

  it('comes on time, without anybody asking', async () => {
    const seatIds = show.nextSeats(1);
    office.worker('allotment releaser').start();
    const releaseAt = new Date(Date.now() + 700);
    await allot(seatIds, { releaseAt });
    await eventually(async () => expect(await statesOf(seatIds)).toEqual(['AVAILABLE']));
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
      letReleaseCome(allotment),
      office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id }),
    ]);
    await office.worker('allotment releaser').idle();
    expect(await office.services.seatMap.versionOf(show.id)).toBe(before + 1);
    await expectTruth();
  });
});

describe('changing an allotment', () => {
  it('changes its terms, and which seats are its own, in one step', async () => {
    const [kept, removed, held, added] = show.nextSeats(4) as [string, string, string, string];
    const { id } = await allot([kept, removed, held], { releaseAt: new Date('2090-01-01T00:00:00Z') });
    const { allotments, locks } = office.services;
    const lock = await lockAs(ORGANISER, [held]);
    const input = { allotmentId: id, name: 'Press', color: '#00ff00', access: 'CODE' as const, releaseAt: null };
    const changed = { ...input, addSeatIds: [added], removeSeatIds: [removed, held] };
    const updated = await allotments.updateAllotment(ORGANISER, changed);
    expect(updated).toMatchObject({ name: 'Press', color: '#00ff00', access: 'CODE', releaseAt: null });
    expect(await statesOf([kept, removed, held, added])).toEqual(['BLOCKED', 'AVAILABLE', 'LOCKED', 'BLOCKED']);
    expect((await allotments.seatsOf(updated)).map(({ seatId }) => seatId).sort()).toEqual([kept, added].sort());
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await statesOf([held])).toEqual(['AVAILABLE']);

    const renamed = await allotments.updateAllotment(ORGANISER, { allotmentId: id, name: 'Guests' });
    expect(renamed).toMatchObject({ name: 'Guests', color: '#00ff00', access: 'CODE' });
    await expectTruth();
  });

  it('changes nothing where a seat can not be had, or is not its own', async () => {
    const [own, held, free] = show.nextSeats(3) as [string, string, string];
    const { id } = await allot([own]);
    const lock = await lockAs(guest(), [held]);
    const { allotments, locks } = office.services;
    const adding = allotments.updateAllotment(ORGANISER, { allotmentId: id, name: 'New', addSeatIds: [free, held] });
    expect(await conflictsOf(adding)).toEqual([`${held} LOCKED_BY_OTHER`]);
    const removing = allotments.updateAllotment(ORGANISER, { allotmentId: id, removeSeatIds: [own, free] });
    await expect(removing).rejects.toMatchObject({ issues: [{ path: 'input.removeSeatIds.1' }] });
    expect(await statesOf([own, free])).toEqual(['BLOCKED', 'AVAILABLE']);
    expect(await allotments.getAllotment(ORGANISER, id)).toMatchObject({ name: 'Sponsors' });
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
  });

  it('is refused once it is released', async () => {
    const { id } = await allot(show.nextSeats(1));
    const { allotments } = office.services;
    await allotments.releaseAllotment(ORGANISER, { allotmentId: id });
    const changing = allotments.updateAllotment(ORGANISER, { allotmentId: id, name: 'Too late' });
    await expect(changing).rejects.toThrow(IllegalStateError);
  });

  it('is done once for a key', async () => {
    const [one, two] = show.nextSeats(2) as [string, string];
    const { allotments } = office.services;
    const input = { showId: show.id, name: 'Once', color: '#123456', access: 'STAFF' as const, seatIds: [one] };
    const create = { ...input, idempotencyKey: 'create-once' };
    const first = await allotments.createAllotment(ORGANISER, create);
    expect(await allotments.createAllotment(ORGANISER, create)).toEqual(first);
    const other = allotments.createAllotment(ORGANISER, { ...create, seatIds: [two] });
    await expect(other).rejects.toThrow(IdempotencyConflictError);
    const add = { allotmentId: first.id, addSeatIds: [two], idempotencyKey: 'add-once' };
    await allotments.updateAllotment(ORGANISER, add);
    expect(await allotments.updateAllotment(ORGANISER, add)).toEqual(first);
    const release = { allotmentId: first.id, idempotencyKey: 'release-once' };
    const released = await allotments.releaseAllotment(ORGANISER, release);
    expect(await allotments.releaseAllotment(ORGANISER, release)).toEqual(released);
  });

  it('is answered to a late retry as at first, when its moment has passed and its show is cancelled', async () => {
    const own = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const { allotments, shows } = office.services;
    const releaseAt = new Date(Date.now() + 2_000);
    const terms = { name: 'Once', color: '#123456', access: 'STAFF' as const, seatIds: own.nextSeats(1) };
    const create = { showId: own.id, ...terms, releaseAt, idempotencyKey: 'create-late' };
    const { id: allotmentId } = await allotments.createAllotment(ORGANISER, create);
    const change = { allotmentId, releaseAt, name: 'Twice', idempotencyKey: 'change-late' };
    await allotments.updateAllotment(ORGANISER, change);
    await shows.cancelShow(ORGANISER, { showId: own.id });
    await eventually(async () => expect((await readClock(office.database)) > releaseAt).toBe(true));
    expect(await allotments.createAllotment(ORGANISER, create)).toMatchObject({ id: allotmentId });
    expect(await allotments.updateAllotment(ORGANISER, change)).toMatchObject({ id: allotmentId });
  });
});

describe('what an allotment may be', () => {
  it('lists every problem of the input', async () => {
    const { allotments } = office.services;
    const [seatId] = show.nextSeats(1) as [string];
    const creating = allotments.createAllotment(ORGANISER, {
      ...{ showId: show.id, name: ' ', color: 'red', access: 'STAFF' },
      ...{ seatIds: [seatId, seatId, 'nowhere'], releaseAt: new Date('2001-01-01T00:00:00Z') },
    });
    const refusal = await creating.catch((error: InvalidInputError) => error.issues.map(({ path }) => path));
    expect(refusal).toEqual(['input.name', 'input.color', 'input.releaseAt', 'input.seatIds.1', 'input.seatIds.2']);
    await expect(allot([])).rejects.toMatchObject({ issues: [{ path: 'input.seatIds' }] });
    const { id } = await allot([seatId]);
    const nothing = allotments.updateAllotment(ORGANISER, { allotmentId: id });
    await expect(nothing).rejects.toMatchObject({ issues: [{ path: 'input' }] });
    const both = { addSeatIds: [seatId], removeSeatIds: [seatId] };
    const atOnce = allotments.updateAllotment(ORGANISER, { allotmentId: id, ...both });
    await expect(atOnce).rejects.toBeInstanceOf(InvalidInputError);
  });

  it("is the business of the show's organiser", async () => {
    const { allotments, shows } = office.services;
    const allotment = await allot(show.nextSeats(1));
    const known = (await shows.getShow(show.id))!;
    for (const stranger of [OTHER_ORGANISER, guest()]) {
      await expect(allotments.allotmentsOf(stranger, known)).rejects.toThrow(ForbiddenError);
      expect(await allotments.getAllotment(stranger, allotment.id)).toBeNull();
      const input = { showId: show.id, name: 'No', color: '#000000', access: 'STAFF' as const, seatIds: ['x'] };
      await expect(allotments.createAllotment(stranger, input)).rejects.toThrow(ForbiddenError);
      const change = allotments.updateAllotment(stranger, { allotmentId: allotment.id, name: 'No' });
      await expect(change).rejects.toThrow(NotFoundError);
      const release = allotments.releaseAllotment(stranger, { allotmentId: allotment.id });
      await expect(release).rejects.toThrow(NotFoundError);
    }
    expect(await allotments.getAllotment(null, allotment.id)).toBeNull();
    expect((await allotments.allotmentsOf(ORGANISER, known)).map(({ id }) => id)).toContain(allotment.id);
  });

  it('is of a show that takes place, and released quietly where that is cancelled', async () => {
    const own = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const seatIds = own.nextSeats(2);
    const allotment = await allot(seatIds, { showId: own.id, releaseAt: new Date(Date.now() + 3_600_000) });
    const { allotments, locks, shows } = office.services;
    await shows.cancelShow(ORGANISER, { showId: own.id });
    await expect(allot(own.nextSeats(1), { showId: own.id })).rejects.toThrow(
      'A show that is CANCELLED can not get an allotment.',
    );
    await letReleaseCome(allotment);
    expect(await allotments.getAllotment(ORGANISER, allotment.id)).toMatchObject({ releasedAt: expect.any(Date) });
    await expect(locks.lockSeats(guest(), { showId: own.id, seatIds })).rejects.toThrow(ShowNotOnSaleError);
    await expectConsistent(office.database, own.id);
  });

  it('is read without what else is held, sold and blocked in the hall', async () => {
    const own = await office.createShow({ zones: 1, rows: 40, seats: 50 });
    const { seatBlocking } = office.services;
    const { id } = await allot(own.nextSeats(3), { showId: own.id });
    await seatBlocking.blockSeats(ORGANISER, { showId: own.id, seatIds: own.nextSeats(1_900) });
    await office.database.query('ANALYZE seat_states');
    const plan = await office.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${READ_ALLOTTED}`, [[own.id]]);
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('seat_states_allotment');
    expect(await office.services.allotments.seatsOf({ id, showId: own.id } as Allotment)).toHaveLength(3);
  });

  it('is one of a hundred of a show', async () => {
    const own = await office.createShow({ zones: 1, rows: 5, seats: 25 });
    for (let i = 0; i < 100; i += 1) await allot(own.nextSeats(1), { showId: own.id });
    await expect(allot(own.nextSeats(1), { showId: own.id })).rejects.toThrow(LimitExceededError);
    expect(
      await office.services.allotments.allotmentsOf(ORGANISER, (await office.services.shows.getShow(own.id))!),
    ).toHaveLength(100);
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
