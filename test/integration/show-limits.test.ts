import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShowLimitsInput } from '../../src/modules/shows/show-limits.ts';
import { InvalidInputError, LimitExceededError } from '../../src/shared/errors.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { openAreaShow } from '../kit/shows/area-show.ts';

const OF_SERVER = { seatsPerLock: 8, seatsPerBuyer: 10, locksPerBuyer: 3 };

let office: TestBoxOffice;
beforeAll(async () => {
  const env = { SEAT_LOCK_MAX_SEATS: '8', BUYER_MAX_SEATS: '10', BUYER_MAX_LOCKS: '3' };
  office = await openTestBoxOffice({ env });
});
afterAll(() => office?.[Symbol.asyncDispose]());

/** A show with an area, `front`, and seats `Z1-1-1` to `Z1-2-10`. */
const openShow = (limits?: ShowLimitsInput) => openAreaShow(office, { ...(limits ? { limits } : {}) });
const seats = (from: number, count: number) => Array.from({ length: count }, (_, index) => `Z1-1-${from + index}`);
const places = (quantity: number) => [{ areaId: 'front', quantity }];
const change = (showId: string, limits: ShowLimitsInput) =>
  office.services.shows.updateShow(ORGANISER, { showId, limits });
const issuesOf = async (refused: Promise<unknown>) => {
  const error = await refused.catch((reason) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  return (error as InvalidInputError).issues.map(({ path, message }) => [path, message]);
};
const limitOf = async (refused: Promise<unknown>) => {
  const error = await refused.catch((reason) => reason);
  expect(error).toBeInstanceOf(LimitExceededError);
  return (error as LimitExceededError).limit;
};

describe('limits of a show', () => {
  it('are the server’s until its organiser sets some, and never exceed these', async () => {
    const { locks, shows } = office.services;
    const show = await openShow();
    expect(locks.limitsIn(show)).toMatchObject(OF_SERVER);
    expect(locks.limitsIn(await change(show.id, { seatsPerLock: 4, locksPerBuyer: 1 }))).toMatchObject({
      ...{ seatsPerLock: 4, seatsPerBuyer: 10, locksPerBuyer: 1 },
    });
    expect(await issuesOf(change(show.id, { seatsPerLock: 9, locksPerBuyer: 4 }))).toEqual([
      ['input.limits.seatsPerLock', 'must be from 1 to 8, which this server allows'],
      ['input.limits.locksPerBuyer', 'must be from 1 to 3, which this server allows'],
    ]);
    const later = await change(show.id, { seatsPerLock: null });
    expect(later.limits).toEqual({ seatsPerLock: null, seatsPerBuyer: null, locksPerBuyer: 1 });
    expect((await shows.getShow(show.id))!.version).toBe(later.version);
    expect((await change(show.id, { locksPerBuyer: 1 })).version).toBe(later.version);
  });

  it('are set with a new show, and go along with a copy of it', async () => {
    const { showCopies } = office.services;
    const limits = { seatsPerLock: 2, seatsPerBuyer: 4, locksPerBuyer: 2 };
    const show = await openShow(limits);
    expect(show.limits).toEqual(limits);
    const copy = await showCopies.duplicateShow(ORGANISER, { showId: show.id, startsAt: new Date('2099-06-01') });
    expect(copy.limits).toEqual(limits);
    expect(await issuesOf(openShow({ seatsPerBuyer: 11 }))).toEqual([
      ['input.limits.seatsPerBuyer', 'must be from 1 to 10, which this server allows'],
    ]);
  });

  it('bound one lock, in seats and places together', async () => {
    const { lockSeats } = office.services.locks;
    const { id: showId } = await openShow({ seatsPerLock: 3 });
    expect(await issuesOf(lockSeats(guest(), { showId, seatIds: seats(1, 4) }))).toEqual([
      ['input.seatIds', 'must name at most 3 seats, not 4'],
    ]);
    const both = { showId, seatIds: seats(1, 2), areas: places(2) };
    expect(await issuesOf(lockSeats(guest(), both))).toEqual([
      ['input.areas', 'a lock holds at most 3 seats and places, this would be 4'],
    ]);
    const chosen = { showId, seats: seats(1, 4).map((seatId) => ({ seatId })) };
    expect(await issuesOf(lockSeats(guest(), chosen))).toEqual([['input.seats', 'must name at most 3 seats, not 4']]);
    expect((await lockSeats(guest(), { showId, seatIds: seats(1, 2), areas: places(1) })).status).toBe('ACTIVE');
  });

  it('bound the seats that are chosen for a buyer, and what is proposed', async () => {
    const { bestAvailable } = office.services;
    const show = await openShow({ seatsPerLock: 3 });
    const issues = [['input.quantity', 'must be from 1 to 3']];
    expect(await issuesOf(bestAvailable.lock(guest(), { showId: show.id, quantity: 4 }))).toEqual(issues);
    expect(await issuesOf(bestAvailable.propose(show, { quantity: 4 }, async () => undefined))).toEqual(issues);
    expect((await bestAvailable.lock(guest(), { showId: show.id, quantity: 3 })).seatIds).toHaveLength(3);
  });

  it('bound what one buyer holds in all locks together, and how many these are', async () => {
    const { locks } = office.services;
    const { id: showId } = await openShow({ seatsPerBuyer: 4, locksPerBuyer: 2 });
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, seatIds: seats(1, 2) });
    expect(await limitOf(locks.lockSeats(buyer, { showId, areas: places(3) }))).toBe(4);
    await locks.lockSeats(buyer, { showId, areas: places(1) });
    expect(await limitOf(locks.lockSeats(buyer, { showId, seatIds: seats(3, 1) }))).toBe(2);
    const update = (more: object) => locks.updateLock(buyer, { lockId: lock.id, ...more });
    expect(await limitOf(update({ addSeatIds: seats(3, 2) }))).toBe(4);
    expect(await limitOf(update({ setAreas: places(2) }))).toBe(4);
    // What is given back makes room.
    expect((await update({ addSeatIds: seats(3, 2), removeSeatIds: seats(1, 1) })).seatIds).toHaveLength(3);
    // Others may hold as much, and so may the same buyer in another show.
    expect((await locks.lockSeats(guest(), { showId, seatIds: seats(5, 4) })).status).toBe('ACTIVE');
    const other = await openShow();
    expect((await locks.lockSeats(buyer, { showId: other.id, seatIds: seats(1, 8) })).status).toBe('ACTIVE');
  });

  it('are lowered while the show is on sale: locks that run stay, and get no more', async () => {
    const { locks } = office.services;
    const { id: showId } = await openShow();
    const buyer = guest();
    const key = 'once';
    const lock = await locks.lockSeats(buyer, { showId, seatIds: seats(1, 5), idempotencyKey: key });
    await change(showId, { seatsPerLock: 2, seatsPerBuyer: 2, locksPerBuyer: 1 });
    expect((await locks.lockSeats(buyer, { showId, seatIds: seats(1, 5), idempotencyKey: key })).id).toBe(lock.id);
    const update = (more: object) => locks.updateLock(buyer, { lockId: lock.id, ...more });
    expect(await issuesOf(update({ addSeatIds: seats(6, 1) }))).toEqual([
      ['input.addSeatIds', 'a lock holds at most 2 seats, this would be 6'],
    ]);
    expect((await update({ removeSeatIds: seats(1, 2) })).seatIds).toEqual(seats(3, 3));
    expect((await locks.extendLock(buyer, { lockId: lock.id })).extensionsLeft).toBe(0);
    expect(await limitOf(locks.lockSeats(buyer, { showId, seatIds: seats(6, 1) }))).toBe(1);
  });

  it('are lowered, and a lock may still have others for those that it has, no more', async () => {
    const { locks } = office.services;
    const { id: showId } = await openShow();
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId, seatIds: seats(1, 2), areas: places(1) });
    await locks.lockSeats(buyer, { showId, seatIds: seats(8, 2) });
    await change(showId, { seatsPerBuyer: 4 });
    const update = (more: object) => locks.updateLock(buyer, { lockId, ...more });
    expect(await limitOf(update({ addSeatIds: seats(6, 2), removeSeatIds: seats(1, 1) }))).toBe(4);
    const { seatIds } = await update({ addSeatIds: seats(6, 2), removeSeatIds: seats(1, 2) });
    expect(seatIds).toEqual(seats(6, 2));
    // A seat for a place, and back.
    expect((await update({ removeSeatIds: seats(6, 1), setAreas: places(2) })).areas).toMatchObject([{ quantity: 2 }]);
    const { areas } = await update({ addSeatIds: seats(4, 1), setAreas: places(1) });
    expect(areas).toMatchObject([{ quantity: 1 }]);
    await locks.releaseLock(buyer, { lockId });
    expect(await limitOf(locks.lockSeats(buyer, { showId, seatIds: seats(1, 3) }))).toBe(4);
    expect((await locks.lockSeats(buyer, { showId, seatIds: seats(1, 2) })).status).toBe('ACTIVE');
  });

  it.each([
    ['seats', { addSeatIds: seats(2, 2) }],
    ['places', { setAreas: places(2) }],
  ])('are not got around by a change of a lock that is sent several times at once: %s', async (_what, more) => {
    const { locks } = office.services;
    const { id: showId } = await openShow({ seatsPerBuyer: 3 });
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId, seatIds: seats(1, 1) });
    const sent = Array.from({ length: 4 }, () => locks.updateLock(buyer, { lockId, ...more }));
    expect((await Promise.allSettled(sent)).some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await limitOf(locks.lockSeats(buyer, { showId, seatIds: seats(4, 1) }))).toBe(3);
    await locks.releaseLock(buyer, { lockId });
    expect((await locks.lockSeats(buyer, { showId, seatIds: seats(1, 3) })).status).toBe('ACTIVE');
  });
});
