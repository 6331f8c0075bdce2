import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { LimitExceededError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';

/** Ten minutes' changes at once. */
const CHANGES_PER_MINUTE = 2;
const HELD_SEATS = 30;

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice({
    env: {
      LOCK_CHANGES_PER_MINUTE_PER_CALLER: `${CHANGES_PER_MINUTE}`,
      BUYER_MAX_SEATS: '10',
      SEAT_LOCK_MAX_SEATS: '10',
      HELD_SEATS_PER_ADDRESS: `${HELD_SEATS}`,
      SEAT_HOLDS_PER_HOUR_PER_ADDRESS: '100',
    },
  });
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());

/** An area in front, which is large, and a small one beside it. */
function twoAreas(capacityOfSide: number) {
  const plan = areaPlan();
  const floor = plan.zones.at(-1) as { areas: { capacity?: number }[] };
  floor.areas.push({ ...floor.areas.at(-1), capacity: capacityOfSide, area_guid: 'side', name: 'Side' } as object);
  return plan;
}

const places = (areaId: string, quantity: number) => [{ areaId, quantity }];

async function swap(buyer: Principal, lockId: string, [from, to, quantity]: [string, string, number], address: string) {
  const setAreas = [...places(from, 0), ...places(to, quantity)];
  return await office.services.locks.updateLock(buyer, { lockId, setAreas }, address);
}

/** How often it can be done until a limit is exceeded. */
async function untilLimit(most: number, attempt: (index: number) => Promise<unknown>): Promise<number> {
  for (let done = 0; done < most; done += 1) {
    try {
      await attempt(done);
    } catch (error) {
      expect(error).toBeInstanceOf(LimitExceededError);
      return done;
    }
  }
  return most;
}

describe('as many places of another area', () => {
  it('are a change of the lock each time', async () => {
    const { id: showId } = await openAreaShow(office, { plan: twoAreas(2) });
    const buyer = guest();
    const { id } = await office.services.locks.lockSeats(buyer, { showId, areas: places('front', 1) }, '192.0.2.1');
    const swaps = await untilLimit(40, (index) =>
      swap(buyer, id, index % 2 === 0 ? ['front', 'side', 1] : ['side', 'front', 1], '192.0.2.1'),
    );
    expect(swaps).toBe(10 * CHANGES_PER_MINUTE - 1);
    await expectRightCounts(office.database);
  });

  it('are refused by the store where there are none, whose map stays, and which gives nothing back', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office, { plan: twoAreas(2) });
    await locks.lockSeats(guest(), { showId, areas: places('side', 2) }, '192.0.2.2');
    const buyer = guest();
    const { id } = await locks.lockSeats(buyer, { showId, areas: places('front', 2) }, '192.0.2.3');
    const { store } = office;
    const calls: string[] = [];
    const { dropMap, giveBack, release } = store;
    const noting = <Argument>(name: string, call: (argument: Argument) => Promise<void>) => {
      return async (argument: Argument) => {
        calls.push(name);
        await call(argument);
      };
    };
    Object.assign(store, {
      dropMap: noting('dropMap', dropMap),
      giveBack: noting('giveBack', giveBack),
      release: noting('release', release),
    });
    try {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await expect(swap(buyer, id, ['front', 'side', 2], '192.0.2.3')).rejects.toThrow(SeatsUnavailableError);
      }
    } finally {
      Object.assign(store, { dropMap, giveBack, release });
    }
    expect(calls).toEqual([]);
  });
});

describe('what a network address may hold', () => {
  it('counts places, also those of a lock that gave some of its places back', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office);
    const taken = await untilLimit(20, async () => {
      const buyer = guest();
      const { id } = await locks.lockSeats(buyer, { showId, areas: places('front', 6) }, '192.0.2.4');
      await locks.updateLock(buyer, { lockId: id, setAreas: places('front', 5) }, '192.0.2.4');
    });
    // Five locks of five places are 25: six more are too many.
    expect(taken).toBe(5);
  });

  it('gives back of the budget what a lock gave back, and no more', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office);
    const { store } = office;
    let back_ms = 0;
    const { giveBack } = store;
    store.giveBack = async (given) => {
      back_ms += given.amount_ms;
      await giveBack(given);
    };
    try {
      const buyer = guest();
      const { id } = await locks.lockSeats(buyer, { showId, areas: places('front', 3) }, '192.0.2.5');
      await locks.updateLock(buyer, { lockId: id, setAreas: places('front', 5) }, '192.0.2.5');
      expect(back_ms).toBe(0);
      await locks.updateLock(buyer, { lockId: id, setAreas: places('front', 4) }, '192.0.2.5');
    } finally {
      store.giveBack = giveBack;
    }
    // An hour's budget is for a hundred.
    const place_ms = 36_000;
    expect(back_ms).toBeLessThanOrEqual(place_ms);
    expect(back_ms).toBeGreaterThan(place_ms / 2);
  });

  it('has the places back in its budget that are paid', async () => {
    const { locks, bookings, payments } = office.services;
    const { id: showId } = await openAreaShow(office);
    const bought = await untilLimit(22, async () => {
      const buyer = guest();
      const lock = await locks.lockSeats(buyer, { showId, areas: places('front', 5) }, '192.0.2.6');
      const details = { lockId: lock.id, customer: CUSTOMER };
      const booking = await bookings.createBooking(buyer, details, { address: '192.0.2.6' });
      await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' }, '192.0.2.6');
      await office.settled();
    });
    expect(bought).toBe(22);
  });

  it('is its share of all places of the house', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ seats: 0 }) });
    const held = await untilLimit(40, () =>
      locks.lockSeats(guest(), { showId, areas: places('front', 1) }, '192.0.2.7'),
    );
    expect(held).toBe(HELD_SEATS);
    const most: (number | null | undefined)[] = [];
    const { acquire } = office.store;
    office.store.acquire = async (request) => {
      most.push(request.origin?.maxSeats);
      return await acquire(request);
    };
    try {
      const buyer = guest();
      const { id } = await locks.lockSeats(buyer, { showId, areas: places('front', 1) }, '192.0.2.8');
      await locks.updateLock(buyer, { lockId: id, setAreas: places('front', 2) }, '192.0.2.8');
    } finally {
      office.store.acquire = acquire;
    }
    // Taken, taken more of, and these in place of those before.
    expect(most).toEqual([HELD_SEATS, HELD_SEATS, HELD_SEATS]);
  });
});

describe('places that a lock gives back while it gets some again', () => {
  it('are counted as many as it has at last, whichever change comes to the lock store last', async () => {
    const { locks } = office.services;
    const { id: showId } = await openAreaShow(office);
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId, areas: places('front', 5) });
    const { store } = office;
    const { acquire } = store;
    const overtaken = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    store.acquire = async (request) => {
      store.acquire = acquire;
      arrived.resolve();
      await overtaken.promise;
      return await acquire(request);
    };
    const fewer = locks.updateLock(buyer, { lockId, setAreas: places('front', 3) });
    await arrived.promise;
    await locks.updateLock(buyer, { lockId, setAreas: places('front', 5) });
    overtaken.resolve();
    await fewer;
    await expect(locks.lockSeats(buyer, { showId, areas: places('front', 6) })).rejects.toThrow(LimitExceededError);
    expect((await locks.lockSeats(buyer, { showId, areas: places('front', 5) })).status).toBe('ACTIVE');
    await locks.releaseLock(buyer, { lockId });
    expect((await locks.lockSeats(buyer, { showId, areas: places('front', 5) })).status).toBe('ACTIVE');
    await expectRightCounts(office.database);
  });
});
