import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import type { SeatLock } from '../../src/modules/locks/seat-lock.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ServiceUnavailableError } from '../../src/shared/errors.ts';
import { createRandom } from '../kit/basics/random.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

interface ForgetfulStore {
  readonly store: SeatLockStore;
  /** Before each call: may lose the memory. */
  beforeCall: () => Promise<void>;
  forget(): void;
  /** Falls back to a replica that has missed the last `missed` calls. */
  failOver(missed: number): Promise<void>;
}

/** A store that loses everything, or falls back to an older state, when a test says so. */
function createForgetfulStore(): ForgetfulStore {
  let memory = createMemorySeatLockStore();
  /** The calls that made its state: what replicas see. */
  let calls: ((store: SeatLockStore) => Promise<unknown>)[] = [];
  const forgetful: ForgetfulStore = {
    beforeCall: async () => undefined,
    forget() {
      memory = createMemorySeatLockStore();
      calls = [];
    },
    async failOver(missed) {
      const seen = calls.slice(0, Math.max(0, calls.length - missed));
      forgetful.forget();
      calls = seen;
      for (const call of seen) await call(memory);
    },
    store: new Proxy(memory, {
      get: (_target, name) => async (argument: never) => {
        const call = async (store: SeatLockStore): Promise<unknown> => store[name as keyof SeatLockStore](argument);
        await forgetful.beforeCall();
        calls.push(call);
        return await call(memory);
      },
    }),
  };
  return forgetful;
}

let forgetful: ForgetfulStore;
let office: TestBoxOffice;

beforeAll(async () => {
  forgetful = createForgetfulStore();
  office = await openTestBoxOffice({ store: forgetful.store });
});
afterAll(() => office?.[Symbol.asyncDispose]());

describe('a lock store that loses its memory', () => {
  it('takes no hold away, and refuses others with the right reason', async () => {
    const show = await office.createShow();
    const [a, b] = show.seatIds as [string, string];
    const buyer = guest();
    const { locks, bookings } = office.services;
    const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: [a, b] });
    forgetful.forget();
    const again = locks.lockSeats(guest(), { showId: show.id, seatIds: [b] });
    await expect(again).rejects.toMatchObject({ conflicts: [{ seatId: b, reason: 'LOCKED_BY_OTHER' }] });
    forgetful.forget();
    const own = locks.lockSeats(buyer, { showId: show.id, seatIds: [a] });
    await expect(own).rejects.toMatchObject({ conflicts: [{ seatId: a, reason: 'LOCKED_BY_YOU' }] });
    forgetful.forget();
    await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    await expectMapIsTruth(office, show.id);
    await expectConsistent(office.database, show.id);
  });

  it.each(['forget', 'fail over'] as const)('at any moment (%s) lets nobody share a seat', async (kind) => {
    const random = createRandom();
    forgetful.beforeCall = async () => {
      if (random.integer(1, 25) > 1) return;
      if (kind === 'forget') forgetful.forget();
      else await forgetful.failOver(random.integer(1, 10));
    };
    const show = await office.createShow({ rows: 5, seats: 10 });
    const held = new Map<string, { lock: SeatLock; buyer: ReturnType<typeof guest> }>();
    const { locks } = office.services;
    for (let round = 0; round < 12; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const buyer = guest();
          const seatIds = random.sample(show.seatIds, random.integer(1, 4));
          try {
            const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds });
            for (const seatId of lock.seatIds) {
              expect(held.has(seatId), `${seatId} is given twice`).toBe(false);
              held.set(seatId, { lock, buyer });
            }
          } catch (error) {
            // It may lose its memory faster than it is given it back.
            if (error instanceof ServiceUnavailableError) return;
            if (!(error instanceof SeatsUnavailableError)) throw error;
            for (const { seatId, reason } of error.conflicts) {
              expect(seatIds).toContain(seatId);
              expect(reason).toBe('LOCKED_BY_OTHER');
            }
          }
        }),
      );
      // Some give their seats back: what happens with them is told to the store, or lost.
      const someHeld = random.sample([...new Set([...held.values()])], 5);
      for (const { lock, buyer } of new Map(someHeld.map((holder) => [holder.lock.id, holder])).values()) {
        for (const seatId of lock.seatIds) held.delete(seatId);
        await locks.releaseLock(buyer, { lockId: lock.id });
      }
      await expectConsistent(office.database, show.id);
    }
    forgetful.beforeCall = async () => undefined;
    // A replica may show holds that have ended, until their time is over: here it is.
    forgetful.forget();
    // Every hold that was given can be booked, and every other seat can be had.
    const free = show.seatIds.filter((seatId) => !held.has(seatId));
    for (const { lock, buyer } of new Map([...held.values()].map((holder) => [holder.lock.id, holder])).values()) {
      await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    }
    for (const seatId of free) await locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] });
    await expectConsistent(office.database, show.id);
    await expectMapIsTruth(office, show.id);
  });

  it('with a replica that gave out fencing tokens before goes on at once', async () => {
    const show = await office.createShow({ rows: 5, seats: 10 });
    const { locks } = office.services;
    for (const seatId of show.seatIds.slice(0, 10))
      await locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] });
    // The replica has seen the map, but none of the locks: each was taken and told.
    await forgetful.failOver(20);
    await locks.lockSeats(guest(), { showId: show.id, seatIds: [show.seatIds[20]!] });
    await expectConsistent(office.database, show.id);
  });
});
