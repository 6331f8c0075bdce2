import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LockNotActiveError } from '../../src/modules/locks/locks.errors.ts';
import type { SeatLock } from '../../src/modules/locks/seat-lock.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { createRandom } from '../kit/basics/random.ts';
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

beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const lock = (showId: string, seatIds: readonly string[], buyer = guest()) =>
  office.services.locks.lockSeats(buyer, { showId, seatIds });

/** The locks that were given; every refusal must be one for held seats. */
function given(outcomes: PromiseSettledResult<SeatLock>[]): SeatLock[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return [outcome.value];
    if (!(outcome.reason instanceof SeatsUnavailableError)) throw outcome.reason;
    expect(outcome.reason.conflicts.length).toBeGreaterThan(0);
    return [];
  });
}

describe('buyers at the same time', () => {
  it('one of 1,000 gets the one seat', async () => {
    const show = await office.createShow();
    const seatIds = [show.seatIds[0]!];
    const outcomes = await Promise.allSettled(Array.from({ length: 1_000 }, () => lock(show.id, seatIds)));
    expect(given(outcomes)).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    for (const refusal of refusals) {
      expect(refusal.message).toBe('Seat already locked by another user');
      expect(refusal.conflicts).toEqual([{ seatId: seatIds[0], reason: 'LOCKED_BY_OTHER' }]);
    }
    await expectConsistent(office.database, show.id);
    await expectMapIsTruth(office, show.id);
  });

  it('200 with overlapping wishes share no seat, and nothing stays held after a refusal', async () => {
    const random = createRandom();
    const show = await office.createShow({ rows: 5, seats: 12 });
    const wishes = Array.from({ length: 200 }, () => random.sample(show.seatIds, random.integer(1, 6)));
    const locks = given(await Promise.allSettled(wishes.map((seatIds) => lock(show.id, seatIds))));
    const seats = locks.flatMap(({ seatIds }) => seatIds);
    expect(new Set(seats).size).toBe(seats.length);
    await expectConsistent(office.database, show.id);
    await expectMapIsTruth(office, show.id);
    // What is free in the map can be had: no refused wish left a seat behind.
    const free = show.seatIds.filter((seatId) => !seats.includes(seatId));
    if (free.length > 0) await lock(show.id, free);
  });

  it('of two that cross, each gets all or nothing', async () => {
    const show = await office.createShow();
    const [a, b] = show.seatIds as [string, string];
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.allSettled([lock(show.id, [a, b]), lock(show.id, [b, a])]);
      const [winner, ...others] = given(outcomes);
      expect(others).toEqual([]);
      if (winner) await office.services.locks.releaseLock(ORGANISER, { lockId: winner.id });
    }
    await expectConsistent(office.database, show.id);
  });
});

describe('a lock that ends while it is booked', () => {
  async function raced(end: (lockId: string, show: TestShow) => Promise<unknown>) {
    const show = await office.createShow({ rows: 2, seats: 10 });
    for (const seatId of show.seatIds) {
      const buyer = guest();
      const { id: lockId } = await lock(show.id, [seatId], buyer);
      const [booking, ended] = await Promise.allSettled([
        office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER }),
        end(lockId, show),
      ]);
      const after = (await office.services.locks.getLock(buyer, lockId))!;
      if (booking.status === 'fulfilled') {
        expect(after).toMatchObject({ status: 'CONFIRMED', bookingId: booking.value.id });
      } else {
        expect(booking.reason).toBeInstanceOf(LockNotActiveError);
        expect(after.bookingId).toBeNull();
      }
      if (ended.status === 'rejected') expect(ended.reason).toBeInstanceOf(LockNotActiveError);
    }
    await expectConsistent(office.database, show.id);
    await expectMapIsTruth(office, show.id);
  }

  it('is either booked or released', () => raced((lockId) => office.services.locks.releaseLock(ORGANISER, { lockId })));

  it('is either booked or expired', () =>
    raced(async (lockId) => {
      await office.makeOverdue('seat_locks', lockId);
      await office.sweep();
    }));
});

describe('overdue locks', () => {
  it('are ended once, though two nodes sweep', async () => {
    await using other = await createTestBoxOffice(office.database);
    const show = await office.createShow({ rows: 10, seats: 20 });
    for (const seatId of show.seatIds) await office.makeOverdue('seat_locks', (await lock(show.id, [seatId])).id);
    await Promise.all([office.sweep(), other.sweep()]);
    const events = await office.database.query<{ lock: string }>(
      `SELECT lock FROM outbox,
              jsonb_array_elements_text(coalesce(payload::jsonb -> 'lock_ids', jsonb_build_array(payload ->> 'lock_id'))) AS lock
        WHERE key = $1 AND type = 'seat.unlocked'`,
      [show.id],
    );
    expect(new Set(events.map((event) => event.lock)).size).toBe(show.seatIds.length);
    expect(events).toHaveLength(show.seatIds.length);
    await expectConsistent(office.database, show.id);
  });

  it('leave no map behind that shows them, though hundreds end at once', async () => {
    const show = await office.createShow({ rows: 12, seats: 50 });
    const locks = await Promise.all(show.seatIds.map((seatId) => lock(show.id, [seatId])));
    await expectMapIsTruth(office, show.id);
    await office.database.query(
      `UPDATE seat_locks SET expires_at = now() - make_interval(secs => 1) WHERE show_id = $1`,
      [show.id],
    );
    await office.sweep();
    await expectMapIsTruth(office, show.id);
    expect((await office.services.seatMap.read(show.id)).unavailable).toEqual([]);
    // In the store the holds have run out as well.
    for (const { id: lockId, seatIds } of locks) await office.store.release({ showId: show.id, lockId, seatIds });
    await lock(show.id, show.seatIds.slice(0, 20));
    await expectConsistent(office.database, show.id);
  });

  it('do not keep a buyer waiting for the sweeper', async () => {
    const show = await office.createShow();
    const first = await lock(show.id, show.seatIds);
    await office.makeOverdue('seat_locks', first.id);
    // In the store the hold has run out as well.
    await office.store.release({ showId: show.id, lockId: first.id, seatIds: show.seatIds });
    const second = await lock(show.id, show.seatIds);
    expect(second.status).toBe('ACTIVE');
    expect((await office.services.locks.getLock(ORGANISER, first.id))!.status).toBe('EXPIRED');
    await expectConsistent(office.database, show.id);
    await expectMapIsTruth(office, show.id);
  });
});

describe('blocking seats while they are being locked', () => {
  it('leaves each seat with one of the two', async () => {
    const show = await office.createShow({ rows: 2, seats: 10 });
    const { seatBlocking } = office.services;
    const outcomes = await Promise.allSettled(
      show.seatIds.flatMap((seatId): Promise<unknown>[] => [
        lock(show.id, [seatId]),
        seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [seatId] }),
      ]),
    );
    for (let i = 0; i < outcomes.length; i += 2) {
      expect(outcomes.slice(i, i + 2).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SeatsUnavailableError);
    }
    await expectConsistent(office.database, show.id);
  });

  it('blocks all or none, naming every conflict, and unblocks so too', async () => {
    const show = await office.createShow();
    const [held, free] = show.seatIds as [string, string];
    await lock(show.id, [held]);
    const { seatBlocking } = office.services;
    const block = seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [free, held] });
    await expect(block).rejects.toMatchObject({ conflicts: [{ seatId: held, reason: 'LOCKED_BY_OTHER' }] });
    await seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [free], reason: 'camera' });
    const unblock = seatBlocking.unblockSeats(ORGANISER, { showId: show.id, seatIds: [free, held] });
    await expect(unblock).rejects.toMatchObject({ issues: [{ path: 'input.seatIds.1' }] });
    await expect(lock(show.id, [free])).rejects.toMatchObject({ conflicts: [{ seatId: free, reason: 'BLOCKED' }] });
    await seatBlocking.unblockSeats(ORGANISER, { showId: show.id, seatIds: [free] });
    await lock(show.id, [free]);
    await expectMapIsTruth(office, show.id);
  });
});
