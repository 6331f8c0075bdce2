import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ServiceUnavailableError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { createRandom } from '../kit/basics/random.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, ORGANISER } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';

const CAPACITY = 40;
const ROUNDS = 12;
const AT_ONCE = 16;

// Its own Redis: it is emptied, and set back.
describeWithRedis('an area on two nodes and a Redis that loses what it knew', () => {
  let on: OfficesOnRedis;
  let nodes: OfficesOnRedis['nodes'];
  beforeAll(async () => {
    on = await openOfficesOnRedis();
    nodes = on.nodes;
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  const front = (quantity: number) => [{ areaId: 'front', quantity }];
  const openShow = async () => {
    const { id } = await openAreaShow(nodes[0].office, { plan: areaPlan({ capacity: CAPACITY, rows: 1, seats: 6 }) });
    return id;
  };

  async function countsOf(showId: string) {
    const [counts] = await on.database.query<{ held: number; booked: number }>(
      'SELECT held, booked FROM area_states WHERE show_id = $1',
      [showId],
    );
    return counts!;
  }

  /** All that is left can be had, and no place more. */
  async function expectRestToBeSold(showId: string): Promise<void> {
    const { held, booked } = await countsOf(showId);
    for (let left = CAPACITY - held - booked; left > 0; ) {
      const quantity = Math.min(left, 4);
      await eventually(async () => {
        // Whoever looks at the map finds out that it has stood still.
        await nodes[1].office.services.seatMap.read(showId);
        await nodes[1].office.services.locks.lockSeats(guest(), { showId, areas: front(quantity) });
      });
      left -= quantity;
    }
    const more = nodes[0].office.services.locks.lockSeats(guest(), { showId, areas: front(1) });
    await expect(more).rejects.toMatchObject({ shortAreas: [{ areaId: 'front', available: 0 }] });
    await expectRightCounts(on.database);
  }

  /** Whatever is refused there: too few places, a map that is being made anew, a lock that expired on its way. */
  function known(error: unknown): null {
    if (error instanceof SeatsUnavailableError || error instanceof ServiceUnavailableError) return null;
    if (error instanceof Error && error.name === 'LockNotActiveError') return null;
    throw error;
  }

  async function buy(showId: string, mood: number, quantity: number): Promise<void> {
    const { office } = nodes[mood % 2]!;
    const { locks, bookings, payments } = office.services;
    const buyer: Principal = guest();
    const lock = await locks.lockSeats(buyer, { showId, areas: front(quantity) }).catch(known);
    if (!lock) return;
    if (mood % 5 === 0) await office.makeOverdue('seat_locks', lock.id);
    else if (mood % 5 === 1) {
      await locks.updateLock(buyer, { lockId: lock.id, setAreas: front(1 + (mood % 4)) }).catch(known);
    } else if (mood % 5 === 2) {
      const booking = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER }).catch(known);
      if (!booking || mood % 3 === 0) return;
      await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
      if (mood % 7 < 3) await bookings.cancelBooking(buyer, { bookingId: booking.id });
    } else await locks.releaseLock(buyer, { lockId: lock.id }).catch(known);
  }

  it.each(['emptied', 'set back'] as const)('is counted right, %s at any moment under load', async (how) => {
    const random = createRandom();
    const showId = await openShow();
    let setBack = await on.copy();
    for (let round = 0; round < ROUNDS; round += 1) {
      const buying = Array.from({ length: AT_ONCE }, () => buy(showId, random.integer(0, 209), random.integer(1, 4)));
      if (random.integer(1, 3) === 1) await (how === 'emptied' ? on.forget() : setBack());
      await Promise.all(buying);
      if (random.integer(1, 2) === 1) setBack = await on.copy();
      const { held, booked } = await countsOf(showId);
      expect(held + booked).toBeLessThanOrEqual(CAPACITY);
      await nodes[0].office.sweep();
    }
    await nodes[0].office.settled();
    await expectRightCounts(on.database);
    await expectRestToBeSold(showId);
    await nodes[0].office.settled();
    await expectConsistent(on.database, showId);
    await expectMapIsTruth(nodes[1].office, showId);
  });

  it('is sold on when Redis falls back to a time when it was sold out', async () => {
    const showId = await openShow();
    const { locks } = nodes[0].office.services;
    const holders = Array.from({ length: CAPACITY / 4 }, () => guest());
    const held = await Promise.all(holders.map((buyer) => locks.lockSeats(buyer, { showId, areas: front(4) })));
    const setBack = await on.copy();
    await Promise.all(held.slice(1).map(({ id }, index) => locks.releaseLock(holders[index + 1]!, { lockId: id })));
    // Nobody tells Redis again.
    await nodes[0].office.settled();
    await setBack();
    await expectRestToBeSold(showId);
    await nodes[0].office.settled();
    await expectMapIsTruth(nodes[1].office, showId);
  });

  it('has beside it seats that are sold on, too, when Redis falls back to a time when they were blocked', async () => {
    const showId = await openShow();
    const { seatBlocking, seatMap, locks } = nodes[0].office.services;
    const seats = { showId, seatIds: ['Z1-1-1', 'Z1-1-2'] };
    await seatMap.rebuild(showId);
    await seatBlocking.blockSeats(ORGANISER, seats);
    const setBack = await on.copy();
    await seatBlocking.unblockSeats(ORGANISER, seats);
    await nodes[0].office.settled();
    await setBack();
    await eventually(async () => {
      await seatMap.read(showId);
      await locks.lockSeats(guest(), seats);
    });
    await expectMapIsTruth(nodes[1].office, showId);
  });

  it('is not sold beyond its capacity when Redis falls back to a time when it was empty', async () => {
    const showId = await openShow();
    const { locks } = nodes[0].office.services;
    // Its map is there.
    const buyer = guest();
    await locks.releaseLock(buyer, { lockId: (await locks.lockSeats(buyer, { showId, areas: front(1) })).id });
    const setBack = await on.copy();
    for (let sold = 0; sold < CAPACITY; sold += 4) await locks.lockSeats(guest(), { showId, areas: front(4) });
    await setBack();
    for (const { office } of nodes) {
      const more = office.services.locks.lockSeats(guest(), { showId, areas: front(1) });
      await expect(more).rejects.toMatchObject({ shortAreas: [{ areaId: 'front', available: 0 }] });
    }
    await expectRestToBeSold(showId);
  });
});
