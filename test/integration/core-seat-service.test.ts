import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeatServiceHandler } from '../../src/modules/bookings/seat-service.ts';
import { TOPICS, topicSpecs } from '../../src/modules/events/topics.ts';
import type { EventRecord } from '../../src/platform/event-log.ts';
import { cloudEventHeaders } from '../../src/platform/events/cloud-events.ts';
import { startConsumer } from '../../src/platform/events/consumer.ts';
import { createMemoryEventLog } from '../../src/platform/memory/memory-event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { CUSTOMER, createTestBoxOffice, guest, ORGANISER, type TestBoxOffice } from '../kit/box-office.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { expectConsistent } from '../kit/ledger-checks.ts';
import { createRandom } from '../kit/random.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const TIMES = 10;

let db: TestDatabase;
let office: TestBoxOffice;

beforeAll(async () => {
  db = await createTestDatabase();
  office = await createTestBoxOffice(db.database);
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** Bookings in every state that one can come to, their events still in the outbox. */
async function makeBookings(showId: string, seatIds: readonly string[]): Promise<void> {
  const { locks, bookings, payments } = office.services;
  for (const [index, seatId] of seatIds.entries()) {
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId, seatIds: [seatId] });
    if (index % 6 === 0) continue;
    const { id: bookingId } = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    if (index % 6 === 1) continue;
    if (index % 6 === 2) await bookings.cancelBooking(buyer, { bookingId });
    if (index % 6 >= 4) await payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
    if (index % 6 === 5) await bookings.cancelBooking(ORGANISER, { bookingId });
    if (index % 6 === 3) {
      await db.database.query(`UPDATE bookings SET expires_at = now() - interval '1 second' WHERE id = $1`, [
        bookingId,
      ]);
      await office.sweep();
    }
  }
}

/** The booking events as the relay publishes them, each many times; per booking the first ones in their order. */
async function redeliveries(showId: string): Promise<EventRecord[]> {
  const random = createRandom();
  const rows = await db.database.query<{ event_id: string; key: string; type: string; payload: object }>(
    `SELECT event_id, key, type, payload FROM outbox WHERE topic = 'booking-events' AND payload ->> 'show_id' = $1 ORDER BY id`,
    [showId],
  );
  const records = rows.map(
    ({ event_id, key, type, payload }): EventRecord => ({
      topic: TOPICS.booking,
      key,
      value: JSON.stringify(payload),
      headers: cloudEventHeaders({ id: event_id, type, source: '/test', time: new Date(0) }),
    }),
  );
  const byBooking = [...Map.groupBy(records, ({ key }) => key).values()];
  const firsts: EventRecord[] = [];
  while (byBooking.some((queue) => queue.length > 0)) {
    const queue = random.sample(
      byBooking.filter(({ length }) => length > 0),
      1,
    )[0]!;
    firsts.push(queue.shift()!);
  }
  const again = Array.from({ length: TIMES - 1 }, () => records).flat();
  return [...firsts, ...random.sample(again, again.length)];
}

describe('the seat service', () => {
  it('has the effect of each event once, redelivered ten times and shuffled', async () => {
    const show = await office.createShow({ rows: 3, seats: 12 });
    await makeBookings(show.id, show.seatIds);
    const log = createMemoryEventLog({ logger });
    await log.ensureTopics(topicSpecs(''));
    await startConsumer({
      log,
      database: db.database,
      logger,
      name: 'seat-service',
      groupId: 'seat-service',
      topics: [TOPICS.booking],
      handle: createSeatServiceHandler({ seatMap: office.services.seatMap }),
    });
    await log.append(await redeliveries(show.id));
    await log.close();

    await expectConsistent(db.database, show.id);
    const seatEvents = await db.database.query<{ type: string; count: number }>(
      `SELECT type, count(*)::int FROM outbox WHERE topic = 'seat-events' AND key = $1 GROUP BY type ORDER BY type`,
      [show.id],
    );
    const [all, sixth] = [show.seatIds.length, show.seatIds.length / 6];
    expect(seatEvents).toEqual([
      // Paid; half of them cancelled afterwards.
      { type: 'seat.booked', count: 2 * sixth },
      { type: 'seat.locked', count: all },
      // Cancelled unpaid, expired, cancelled after payment.
      { type: 'seat.unlocked', count: 3 * sixth },
    ]);
    const locks = await db.database.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int FROM seat_locks WHERE show_id = $1 GROUP BY status ORDER BY status',
      [show.id],
    );
    expect(locks).toEqual([
      { status: 'ACTIVE', count: sixth },
      { status: 'CONFIRMED', count: 5 * sixth },
    ]);
    // The store was told of all of it.
    const [map, truth] = [
      await office.services.seatMap.read(show.id),
      await office.services.seatMap.readTruth(show.id),
    ];
    expect(map.version).toBe(truth.version);
  });

  it('frees the seats for the next buyer once a booking has ended', async () => {
    await using ownDb = await createTestDatabase();
    await using own = await createTestBoxOffice(ownDb.database);
    await own.startEvents();
    const { locks, bookings, payments } = own.services;
    const show = await own.createShow();
    for (let round = 0; round < 3; round += 1) {
      const buyer = guest();
      const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: show.seatIds });
      const { id: bookingId } = await bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
      await expect(locks.releaseLock(buyer, { lockId: lock.id })).rejects.toMatchObject({ status: 'CONFIRMED' });
      if (round > 0) await payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
      await own.settled();
      await expectConsistent(ownDb.database, show.id);
      await bookings.cancelBooking(buyer, { bookingId });
      await own.settled();
      await expectConsistent(ownDb.database, show.id);
      expect((await own.services.seatMap.read(show.id)).unavailable).toEqual([]);
    }
  });
});
