import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SeatLock } from '../../src/modules/locks/seat-lock.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ServiceUnavailableError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { createRandom } from '../kit/basics/random.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';

// Its own Redis: it is emptied and killed.
describeWithRedis('the box office on a Redis that loses its memory', () => {
  let on: OfficesOnRedis;
  let nodes: OfficesOnRedis['nodes'];
  beforeAll(async () => {
    on = await openOfficesOnRedis();
    nodes = on.nodes;
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  it('gives no seat twice and honours every hold, emptied at any moment under load', async () => {
    const random = createRandom();
    const [{ office }] = nodes;
    const show = await office.createShow({ rows: 10, seats: 15 });
    const given: { lock: SeatLock; buyer: Principal }[] = [];
    const buy = async (): Promise<void> => {
      const node = nodes[random.integer(0, 1)]!;
      const buyer = guest();
      const seatIds = random.sample(show.seatIds, random.integer(1, 4));
      try {
        given.push({ lock: await node.office.services.locks.lockSeats(buyer, { showId: show.id, seatIds }), buyer });
      } catch (error) {
        // It may be emptied faster than it is filled again.
        if (error instanceof ServiceUnavailableError) return;
        if (!(error instanceof SeatsUnavailableError)) throw error;
        for (const conflict of error.conflicts) expect(conflict.reason).toBe('LOCKED_BY_OTHER');
      }
      if (random.integer(1, 6) === 1) await on.forget();
    };
    for (let round = 0; round < 8; round += 1) await Promise.all(Array.from({ length: 30 }, buy));

    const seats = given.flatMap(({ lock }) => lock.seatIds);
    expect(new Set(seats).size).toBe(seats.length);
    await office.settled();
    await expectConsistent(on.database, show.id);
    await expectMapIsTruth(office, show.id);
    for (const { lock, buyer } of given) {
      const input = { lockId: lock.id, customer: CUSTOMER };
      expect((await office.services.bookings.createBooking(buyer, input)).status).toBe('PENDING_PAYMENT');
    }
    for (const seatId of show.seatIds) {
      const attempt = nodes[1].office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] });
      if (!seats.includes(seatId)) await attempt;
      else await expect(attempt).rejects.toMatchObject({ conflicts: [{ seatId, reason: 'LOCKED_BY_OTHER' }] });
    }
    await office.settled();
    await expectConsistent(on.database, show.id);
    await expectMapIsTruth(nodes[1].office, show.id);
  });

  it('has a missing map made by one node, while the others wait for it', async () => {
    const show = await nodes[0].office.createShow({ rows: 10, seats: 20 });
    const { services } = nodes[0].office;
    await services.locks.lockSeats(guest(), { showId: show.id, seatIds: show.seatIds.slice(0, 10) });
    await on.forget();
    for (const node of nodes) node.installs = 0;
    const askers = nodes.flatMap(({ office }) => Array.from({ length: 20 }, () => office));
    await Promise.all(
      askers.map((office, index) =>
        index % 2 ? office.services.seatMap.rebuild(show.id) : office.services.seatMap.read(show.id),
      ),
    );
    expect(nodes[0].installs + nodes[1].installs).toBe(1);
    await expectMapIsTruth(nodes[1].office, show.id);
  });

  it('refuses locks in plain words while it is away, goes on with the rest, and comes back by itself', async () => {
    const { services } = nodes[0].office;
    const show = await nodes[0].office.createShow();
    const [held, free] = show.seatIds as [string, string];
    const buyer = guest();
    const lock = await services.locks.lockSeats(buyer, { showId: show.id, seatIds: [held] });
    await on.server.kill();

    const refused = services.locks.lockSeats(guest(), { showId: show.id, seatIds: [free] });
    await expect(refused).rejects.toBeInstanceOf(ServiceUnavailableError);
    expect((await services.seatMap.read(show.id)).unavailable).toEqual([{ seatId: held, state: 'LOCKED' }]);
    const { id: bookingId } = await services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    const paid = await services.payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
    expect(paid.status).toBe('CONFIRMED');

    await on.server.restart();
    await eventually(() => services.locks.lockSeats(guest(), { showId: show.id, seatIds: [free] }));
    const sold = services.locks.lockSeats(guest(), { showId: show.id, seatIds: [held] });
    await expect(sold).rejects.toMatchObject({ conflicts: [{ seatId: held }] });
    await nodes[0].office.settled();
    await expectConsistent(on.database, show.id);
    await expectMapIsTruth(nodes[0].office, show.id);
  });
});
