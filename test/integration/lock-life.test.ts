import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LockNotActiveError } from '../../src/modules/locks/locks.errors.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import {
  IdempotencyConflictError,
  InvalidInputError,
  LimitExceededError,
  NotFoundError,
} from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { bySeat, expectConsistent } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

const EXTENSION_MS = 60_000;
const HALL = { zones: 2, rows: 4, seats: 10 };

let office: TestBoxOffice;

beforeAll(async () => {
  office = await openTestBoxOffice({
    env: {
      SEAT_LOCK_EXTENSION_MS: String(EXTENSION_MS),
      SEAT_LOCK_MAX_SEATS: '5',
      BUYER_MAX_LOCKS: '2',
      BUYER_MAX_SEATS: '6',
    },
  });
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function held(count: number, buyer: Principal = guest()) {
  const show = await office.createShow(HALL);
  const seatIds = show.seatIds.slice(0, count);
  return { show, buyer, seatIds, lock: await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds }) };
}

const stateOf = async (showId: string) => bySeat((await office.services.seatMap.readTruth(showId)).unavailable);
const lastEvents = async (showId: string, count: number) =>
  (
    await office.database.query<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM outbox WHERE key = $1 ORDER BY id DESC LIMIT $2`,
      [showId, count],
    )
  ).map((row) => row.payload);

describe('extendLock', () => {
  it('moves the deadline once, tells it, and not again', async () => {
    const { lock, buyer, show, seatIds } = await held(2);
    const extended = await office.services.locks.extendLock(buyer, { lockId: lock.id });
    expect(extended.expiresAt.getTime()).toBe(lock.expiresAt.getTime() + EXTENSION_MS);
    expect(extended).toMatchObject({ status: 'ACTIVE', extensionsLeft: 0 });
    expect((await lastEvents(show.id, 1))[0]).toMatchObject({
      event_type: 'seat.locked',
      event_id: expect.stringMatching(/^event_/),
      seat_ids: seatIds,
      expires_at: extended.expiresAt.toISOString(),
    });
    await expect(office.services.locks.extendLock(buyer, { lockId: lock.id })).rejects.toThrow(LimitExceededError);
    await expectConsistent(office.database, show.id);
  });

  it('answers a retry with the same key as the first time', async () => {
    const { lock, buyer } = await held(1);
    const input = { lockId: lock.id, idempotencyKey: 'extend-once' };
    const answers = await Promise.all([1, 2, 3].map(() => office.services.locks.extendLock(buyer, input)));
    expect(new Set(answers.map((answer) => answer.expiresAt.getTime())).size).toBe(1);
    const other = await held(1, buyer);
    await expect(
      office.services.locks.extendLock(buyer, { lockId: other.lock.id, idempotencyKey: 'extend-once' }),
    ).rejects.toThrow(IdempotencyConflictError);
  });

  it('is refused for a stranger, an ended lock and a booked one', async () => {
    const { lock, buyer } = await held(1);
    await expect(office.services.locks.extendLock(guest(), { lockId: lock.id })).rejects.toThrow(NotFoundError);
    await expect(office.services.locks.extendLock(ORGANISER, { lockId: lock.id })).rejects.toThrow(NotFoundError);
    await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    await expect(office.services.locks.extendLock(buyer, { lockId: lock.id })).rejects.toThrow(LockNotActiveError);
  });
});

describe('updateLock', () => {
  it('exchanges seats in one version of the map; the deadline stays, the price follows', async () => {
    const { lock, buyer, show, seatIds } = await held(2);
    const before = await office.services.seatMap.readTruth(show.id);
    const [kept, removed] = seatIds as [string, string];
    const added = show.seatIds.at(-1)!;
    const updated = await office.services.locks.updateLock(buyer, {
      lockId: lock.id,
      addSeatIds: [added],
      removeSeatIds: [removed],
    });
    expect(updated).toMatchObject({ seatIds: [kept, added], status: 'ACTIVE', expiresAt: lock.expiresAt });
    expect(updated.total).not.toBe(lock.total);
    const after = await office.services.seatMap.readTruth(show.id);
    expect(after.version).toBe(before.version + 1);
    expect(await stateOf(show.id)).toEqual(
      bySeat([kept, added].map((seatId) => ({ seatId, state: 'LOCKED' as const }))),
    );
    expect((await lastEvents(show.id, 1))[0]).toMatchObject({
      event_type: 'seat.locked',
      seat_ids: [added],
      unlocked_seat_ids: [removed],
    });
    const image = await office.services.seatMap.read(show.id);
    expect(bySeat(image.unavailable)).toEqual(await stateOf(show.id));
    // Another buyer gets what was given back, and is refused what was added.
    const other = guest();
    const { lockSeats } = office.services.locks;
    await expect(lockSeats(other, { showId: show.id, seatIds: [added] })).rejects.toThrow(SeatsUnavailableError);
    expect((await lockSeats(other, { showId: show.id, seatIds: [removed] })).status).toBe('ACTIVE');
    await expectConsistent(office.database, show.id);
  });

  it('only removes, and the booking then has what is left', async () => {
    const { lock, buyer, seatIds } = await held(3);
    await office.services.locks.updateLock(buyer, { lockId: lock.id, removeSeatIds: [seatIds[1]!] });
    const booking = await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    expect(booking.seats.map((seat) => seat.seatId)).toEqual([seatIds[0], seatIds[2]]);
    expect(booking.total).toBe(booking.seats.reduce((sum, seat) => sum + seat.price, 0));
  });

  it('changes nothing when one added seat is held, and says which', async () => {
    const { lock, buyer, show, seatIds } = await held(1);
    const taken = show.seatIds[10]!;
    await office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [taken] });
    const before = await office.services.seatMap.readTruth(show.id);
    const update = office.services.locks.updateLock(buyer, {
      lockId: lock.id,
      addSeatIds: [show.seatIds[11]!, taken],
      removeSeatIds: seatIds,
    });
    await expect(update).rejects.toMatchObject({ conflicts: [{ seatId: taken, reason: 'LOCKED_BY_OTHER' }] });
    expect(await office.services.seatMap.readTruth(show.id)).toEqual(before);
    // The seat that could have been had is not held by a leftover.
    await office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [show.seatIds[11]!] });
  });

  it('names what is wrong with the input', async () => {
    const { lock, buyer, show, seatIds } = await held(1);
    const update = (input: { addSeatIds?: string[]; removeSeatIds?: string[] }) =>
      office.services.locks.updateLock(buyer, { lockId: lock.id, ...input });
    await expect(update({})).rejects.toThrow(InvalidInputError);
    await expect(update({ removeSeatIds: seatIds })).rejects.toMatchObject({
      issues: [{ path: 'input.removeSeatIds' }],
    });
    await expect(update({ addSeatIds: seatIds })).rejects.toMatchObject({ issues: [{ path: 'input.addSeatIds.0' }] });
    await expect(update({ removeSeatIds: ['nope'], addSeatIds: [show.seatIds[3]!] })).rejects.toMatchObject({
      issues: [{ path: 'input.removeSeatIds.0' }],
    });
    await expect(update({ addSeatIds: ['nope'] })).rejects.toMatchObject({
      conflicts: [{ seatId: 'nope', reason: 'UNKNOWN_SEAT' }],
    });
    await expect(update({ addSeatIds: show.seatIds.slice(1, 6) })).rejects.toMatchObject({
      issues: [{ path: 'input.addSeatIds' }],
    });
  });

  it('lets two updates of one lock at the same time not lose a seat', async () => {
    const { lock, buyer, show, seatIds } = await held(1);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((index) =>
        office.services.locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [show.seatIds[index]!] }),
      ),
    );
    const done = [1, 2, 3].filter((_index, position) => outcomes[position]!.status === 'fulfilled');
    expect(done.length).toBeGreaterThan(0);
    const after = (await office.services.locks.getLock(buyer, lock.id))!;
    expect(new Set(after.seatIds)).toEqual(new Set([...seatIds, ...done.map((index) => show.seatIds[index]!)]));
    await expectConsistent(office.database, show.id);
  });
});

describe('limits of one buyer in one show', () => {
  it('counts locks and seats that are held, and frees them with their end', async () => {
    const { lock, buyer, show } = await held(3);
    const { lockSeats, releaseLock, updateLock } = office.services.locks;
    const want = (from: number, to: number) =>
      lockSeats(buyer, { showId: show.id, seatIds: show.seatIds.slice(from, to) });
    await expect(want(10, 14)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 6 });
    await want(10, 12);
    await expect(want(20, 21)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 2 });
    await expect(updateLock(buyer, { lockId: lock.id, addSeatIds: show.seatIds.slice(30, 32) })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 6,
    });
    // Nothing was kept of what was refused.
    expect((await lockSeats(guest(), { showId: show.id, seatIds: show.seatIds.slice(20, 24) })).status).toBe('ACTIVE');
    await releaseLock(buyer, { lockId: lock.id });
    expect((await want(12, 16)).status).toBe('ACTIVE');
    await expectConsistent(office.database, show.id);
  });

  it('let one who has all that is allowed exchange seats', async () => {
    const { lock, buyer, show, seatIds } = await held(4);
    const { lockSeats, updateLock } = office.services.locks;
    await lockSeats(buyer, { showId: show.id, seatIds: show.seatIds.slice(10, 12) });
    const exchange = (addSeatIds: string[], removeSeatIds: string[]) =>
      updateLock(buyer, { lockId: lock.id, addSeatIds, removeSeatIds });
    const updated = await exchange(show.seatIds.slice(20, 23), seatIds.slice(0, 3));
    expect(updated.seatIds).toEqual([seatIds[3], ...show.seatIds.slice(20, 23)]);
    // Two for one are one too many, and nothing is exchanged.
    await expect(exchange(show.seatIds.slice(30, 32), [seatIds[3]!])).rejects.toMatchObject({ limit: 6 });
    expect(await stateOf(show.id)).toHaveLength(6);
    await expectConsistent(office.database, show.id);
  });

  it('holds for requests at the same time', async () => {
    const show = await office.createShow(HALL);
    const buyer = guest();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: [show.seatIds[index]!] }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(2);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LimitExceededError);
    }
    expect(await stateOf(show.id)).toHaveLength(2);
  });
});
