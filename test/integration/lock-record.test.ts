import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_EVENT_BYTES, MAX_SEAT_BYTES_OF_A_LOCK } from '../../src/modules/events/event-size.ts';
import { expire, giveBack } from '../../src/modules/inventory/hold-ends.ts';
import { exchangeHeld, hold } from '../../src/modules/inventory/holds.ts';
import { locksOf, type MapEvent } from '../../src/modules/inventory/seat-changes.ts';
import { expireOverdueLocks } from '../../src/modules/locks/lock-sweeper.ts';
import { newId } from '../../src/platform/ids.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

let office: TestBoxOffice;

beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const heldSeats = async (showId: string): Promise<string[]> => {
  const rows = await office.database.query<{ seat_id: string }>('SELECT seat_id FROM seat_states WHERE show_id = $1', [
    showId,
  ]);
  return rows.map(({ seat_id }) => seat_id).sort();
};

const untilSomebodyWaits = async (): Promise<void> => {
  const waiting = () =>
    office.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
    );
  await expect.poll(async () => (await waiting()).length, { interval: 10 }).toBe(1);
};

describe('a lock that ends', () => {
  it('frees the seats, too, that were added to it while its release waited', async () => {
    const show = await office.createShow();
    const [first, added] = show.seatIds as [string, string];
    const { id: lockId, ownerId } = await office.services.locks.lockSeats(guest(), {
      showId: show.id,
      seatIds: [first],
    });

    let release: Promise<MapEvent[]> | undefined;
    await office.database.transaction(async (tx) => {
      const exchange = {
        showId: show.id,
        lockId,
        before: { seatIds: [first] },
        after: { seatIds: [first, added] },
        total: 5_000,
        added: { seatIds: [added] },
        removed: { seatIds: [] },
      };
      expect(await exchangeHeld(tx, exchange)).toMatchObject({ version: 2 });
      release = giveBack(office.database, show.id, [{ lockId, actor: ownerId }]).then(({ events }) => events);
      await untilSomebodyWaits();
    });
    expect(await release).toMatchObject([{ lock_id: lockId, seat_ids: [first, added], version: 3 }]);
    expect(await heldSeats(show.id)).toEqual([]);
    await expectConsistent(office.database, show.id);
  });

  it('at the same moment as many others is ended by one node, in versions that they share, without a gap', async () => {
    const show = await office.createShow({ rows: 4, seats: 25 });
    const locks = await Promise.all(
      show.seatIds.map((seatId) => office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] })),
    );
    await office.database.query(
      `UPDATE seat_locks SET expires_at = now() - make_interval(secs => 1) WHERE show_id = $1`,
      [show.id],
    );
    const node = async (): Promise<MapEvent[]> => {
      const events: MapEvent[] = [];
      for (;;) {
        const batch = await expire(office.database, show.id, 7);
        if (batch.events.length === 0) return events;
        events.push(...batch.events);
      }
    };
    const ended = (await Promise.all([node(), node(), node()])).flat();
    expect(ended.flatMap(({ seat_ids }) => seat_ids).sort()).toEqual([...show.seatIds].sort());
    expect(ended.flatMap(locksOf).sort()).toEqual(locks.map(({ id }) => id).sort());
    expect(ended.length).toBeLessThan(100);
    expect(ended.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: ended.length }, (_, index) => 101 + index),
    );
    expect(await heldSeats(show.id)).toEqual([]);
    await expectConsistent(office.database, show.id);
  });

  it('shares no event with more others than fit into one', async () => {
    const show = await office.createShow();
    const sweep = { database: office.database, seatMap: office.services.seatMap };
    const longest = Math.floor(MAX_SEAT_BYTES_OF_A_LOCK / 203);
    const lengths = [longest, 10, longest, longest, longest / 2, longest / 2, 1, 1];
    const wanted = lengths.map((length, index) => ({
      lockId: newId('lock'),
      ownerId: newId('guest'),
      places: { seatIds: Array.from({ length }, (_, seat) => `${index}-${seat}`.padEnd(200, '-')) },
      token: index + 1,
      total: 0,
      ttl_ms: 60_000,
    }));
    expect(await hold(office.database, show.id, wanted)).toHaveLength(wanted.length);
    await office.database.query(
      `UPDATE seat_locks SET expires_at = now() - make_interval(secs => 1) WHERE show_id = $1`,
      [show.id],
    );
    expect(await expireOverdueLocks(sweep, show.id)).toBe(wanted.length);
    const events = await office.database.query<{ bytes: number; locks: number }>(
      `SELECT octet_length(payload::text) AS bytes,
              coalesce(json_array_length(payload -> 'lock_ids'), 1) AS locks
         FROM outbox WHERE key = $1 AND type = 'seat.unlocked'`,
      [show.id],
    );
    expect(events.reduce((sum, { locks }) => sum + locks, 0)).toBe(wanted.length);
    expect(events.length).toBeGreaterThan(2);
    expect(events.length).toBeLessThan(wanted.length);
    for (const { bytes } of events) expect(bytes).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    expect(await heldSeats(show.id)).toEqual([]);
    await expectConsistent(office.database, show.id);
  });
});

describe('a booking', () => {
  it('is of the seats that the lock has come to when its update was first, and can be paid', async () => {
    const show = await office.createShow();
    const [kept, givenBack] = show.seatIds as [string, string];
    // Of the balcony: the lock costs something else with it.
    const added = show.seatIds.at(-1)!;
    const buyer = guest();
    const { bookings, locks, payments } = office.services;
    const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [kept, givenBack] });

    let booked: ReturnType<typeof bookings.createBooking> | undefined;
    await office.database.transaction(async (tx) => {
      const exchange = {
        showId: show.id,
        lockId,
        before: { seatIds: [kept, givenBack] },
        after: { seatIds: [kept, added] },
        total: 4_000,
        added: { seatIds: [added] },
        removed: { seatIds: [givenBack] },
      };
      expect(await exchangeHeld(tx, exchange)).toMatchObject({ version: 2 });
      booked = bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
      booked.catch(() => undefined);
      await untilSomebodyWaits();
    });
    const booking = await booked!;
    expect(booking.seats.map(({ seatId }) => seatId)).toEqual([kept, added]);
    expect(booking.total).toBe(4_000);
    expect(await heldSeats(show.id)).toEqual([kept, added].sort());
    const paid = await payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
    expect(paid.status).toBe('CONFIRMED');
  });
});
