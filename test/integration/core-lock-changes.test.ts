import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeatEvent } from '../../src/modules/events/events.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { IdempotencyConflictError, NotFoundError, ServiceUnavailableError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
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

/** What changes a lock that runs: against others who do so, against the end of the sale, and with an answer that is lost. */

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 1, rows: 4, seats: 25 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function held(count: number, of = show) {
  const buyer = guest();
  const seatIds = of.nextSeats(count);
  const { id: lockId } = await office.services.locks.lockSeats(buyer, { showId: of.id, seatIds });
  return { buyer, seatIds, lockId };
}

const seatsOf = async (buyer: Principal, lockId: string) =>
  (await office.services.locks.getLock(buyer, lockId))!.seatIds;

/** A second node at the same lock store: there something happens before or after each transaction. */
function nodeWith({ before, after }: { before?: () => Promise<void>; after?: () => Promise<void> }) {
  const database: Database = {
    ...office.database,
    async transaction(work) {
      await before?.();
      const result = await office.database.transaction(work);
      await after?.();
      return result;
    },
  };
  return createTestBoxOffice(database, { store: office.store });
}

describe('a lock that another request changes meanwhile', () => {
  /** A node on which another change is faster `times` times: each gives back a seat of those. */
  async function overtaken(lock: { buyer: Principal; lockId: string }, givenBack: readonly string[], times: number) {
    const left = givenBack.slice(0, times);
    return await nodeWith({
      async before() {
        const seatId = left.shift();
        if (!seatId) return;
        await office.services.locks.updateLock(lock.buyer, { lockId: lock.lockId, removeSeatIds: [seatId] });
      },
    });
  }

  it.each(['adds', 'gives back'] as const)('is updated with what was left of it: %s', async (kind) => {
    const { seatIds, ...lock } = await held(4);
    await using node = await overtaken(lock, seatIds, 2);
    const [added] = show.nextSeats(1) as [string];
    const change = kind === 'adds' ? { addSeatIds: [added] } : { removeSeatIds: [seatIds[3]!] };
    const updated = await node.services.locks.updateLock(lock.buyer, { lockId: lock.lockId, ...change });
    expect(updated.seatIds).toEqual(kind === 'adds' ? [...seatIds.slice(2), added] : [seatIds[2]]);
    expect(updated.total).toBe(updated.seatIds.length * 2_500);
    await expectConsistent(office.database, show.id);
  });

  it('is left to the others after three tries, with nothing kept', async () => {
    const { seatIds, ...lock } = await held(4);
    await using node = await overtaken(lock, seatIds, 3);
    const addSeatIds = show.nextSeats(1);
    const refused = node.services.locks.updateLock(lock.buyer, { lockId: lock.lockId, addSeatIds });
    await expect(refused).rejects.toThrow(ServiceUnavailableError);
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(await seatsOf(lock.buyer, lock.lockId)).toEqual(seatIds.slice(3));
    const other = await office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: addSeatIds });
    expect(other.status).toBe('ACTIVE');
    await expectConsistent(office.database, show.id);
  });

  it.each(['extendLock', 'updateLock'] as const)('to its end lets %s answer so, a retry too', async (change) => {
    const { buyer, lockId } = await held(1);
    await using node = await nodeWith({
      async before() {
        await office.services.locks.releaseLock(buyer, { lockId });
      },
    });
    const more = change === 'updateLock' ? { addSeatIds: show.nextSeats(1) } : {};
    const input = { lockId, ...more, idempotencyKey: newId('event') };
    for (const { services } of [node, node, office]) {
      await expect(services.locks[change](buyer, input)).rejects.toMatchObject({
        code: 'LOCK_NOT_ACTIVE',
        status: 'RELEASED',
      });
    }
    await expectConsistent(office.database, show.id);
  });
});

describe('a change that is committed, but not answered', () => {
  /** A node that loses its connection right after the commit. */
  const failing = () => nodeWith({ after: () => Promise.reject(new Error('connection lost')) });

  it('is not made again by the retry that gets the answer', async () => {
    const { buyer, lockId, seatIds } = await held(1);
    const addSeatIds = show.nextSeats(1);
    const { locks } = office.services;
    await using node = await failing();
    const update = { lockId, addSeatIds, idempotencyKey: newId('event') };
    await expect(node.services.locks.updateLock(buyer, update)).rejects.toThrow('connection lost');
    expect(await locks.updateLock(buyer, update)).toMatchObject({ seatIds: [...seatIds, ...addSeatIds] });
    const extension = { lockId, idempotencyKey: newId('event') };
    await expect(node.services.locks.extendLock(buyer, extension)).rejects.toThrow('connection lost');
    expect(await locks.extendLock(buyer, extension)).toMatchObject({ id: lockId, extensionsLeft: 0 });
    await expectConsistent(office.database, show.id);
  });
});

describe('releaseLock with a key', () => {
  it('answers a retry with the lock, and belongs to that lock', async () => {
    const { buyer, lockId } = await held(1);
    const other = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: show.nextSeats(1) });
    const idempotencyKey = newId('event');
    const { releaseLock } = office.services.locks;
    for (const _try of [1, 2]) {
      expect(await releaseLock(buyer, { lockId, idempotencyKey })).toMatchObject({ id: lockId, status: 'RELEASED' });
    }
    const conflict = releaseLock(buyer, { lockId: other.id, idempotencyKey });
    await expect(conflict).rejects.toThrow(IdempotencyConflictError);
  });
});

describe('a lock of a show whose sale pauses', () => {
  it('gives seats back, and gets no more', async () => {
    const paused = await office.createShow();
    const { buyer, lockId, seatIds } = await held(2, paused);
    await office.services.shows.pauseShow(ORGANISER, { showId: paused.id });
    const { updateLock } = office.services.locks;
    const [gone, kept] = seatIds as [string, string];
    const addSeatIds = paused.nextSeats(1);
    for (const exchange of [{}, { removeSeatIds: [gone] }]) {
      await expect(updateLock(buyer, { lockId, addSeatIds, ...exchange })).rejects.toThrow(ShowNotOnSaleError);
    }
    expect((await updateLock(buyer, { lockId, removeSeatIds: [gone] })).seatIds).toEqual([kept]);
    await expectConsistent(office.database, paused.id);
  });
});

describe('seats that are given back', () => {
  it('are told as unlocked, and are free in the map at once', async () => {
    const { buyer, lockId, seatIds } = await held(3);
    const [a, b, c] = seatIds as [string, string, string];
    await office.services.locks.updateLock(buyer, { lockId, removeSeatIds: [a, c] });
    const event = await office.lastEvent<SeatEvent>(show.id);
    expect(event).toMatchObject({
      event_type: 'seat.unlocked',
      event_id: expect.stringMatching(/^event_/),
      seat_ids: [a, c],
      lock_id: lockId,
      actor: buyer.id,
      reason: 'RELEASED',
    });
    for (const field of ['unlocked_seat_ids', 'expires_at']) expect(event).not.toHaveProperty(field);
    await expectMapIsTruth(office, show.id);
    const next = await office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [a, c] });
    expect(next.status).toBe('ACTIVE');
    expect(await seatsOf(buyer, lockId)).toEqual([b]);
  });
});

describe('a lock that can not be changed', () => {
  it('says how it has ended', async () => {
    const [released, booked] = [await held(1), await held(1)];
    const { locks, bookings } = office.services;
    await locks.releaseLock(released.buyer, { lockId: released.lockId });
    await bookings.createBooking(booked.buyer, { lockId: booked.lockId, customer: CUSTOMER });
    for (const [{ buyer, lockId }, status] of [
      [released, 'RELEASED'],
      [booked, 'CONFIRMED'],
    ] as const) {
      await expect(locks.extendLock(buyer, { lockId })).rejects.toMatchObject({ code: 'LOCK_NOT_ACTIVE', status });
      const update = locks.updateLock(buyer, { lockId, addSeatIds: show.nextSeats(1) });
      await expect(update).rejects.toMatchObject({ code: 'LOCK_NOT_ACTIVE', status });
    }
  });

  it("is not found where it is another's", async () => {
    const { lockId } = await held(1);
    for (const principal of [guest(), ORGANISER]) {
      const refused = office.services.locks.extendLock(principal, { lockId });
      await expect(refused).rejects.toThrow(NotFoundError);
      await expect(refused).rejects.toMatchObject({ path: 'input.lockId', message: 'Seat lock not found.' });
    }
  });
});
