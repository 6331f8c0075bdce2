import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../src/embedded/memory-event-log.ts';
import { createAnalyticsHandler } from '../../src/modules/analytics/analytics-handler.ts';
import { createSeatServiceHandler } from '../../src/modules/bookings/seat-service.ts';
import { TOPICS, topicSpecs } from '../../src/modules/events/topics.ts';
import { createNotificationHandler } from '../../src/modules/notifications/notification-handler.ts';
import { createSeatMapCacheFeeder } from '../../src/modules/seat-map/seat-map-cache-feeder.ts';
import { cloudEventHeaders } from '../../src/platform/events/cloud-events.ts';
import {
  type EventHandler,
  type EventsHandler,
  inOneTransaction,
  startConsumer,
} from '../../src/platform/events/consumer.ts';
import type { EventRecord } from '../../src/platform/events/event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createRandom } from '../kit/basics/random.ts';
import { bySeat, expectConsistent } from '../kit/checks/ledger-checks.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const TIMES = 10;

let office: TestBoxOffice;

beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

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
      await office.makeOverdue('bookings', bookingId);
      await office.sweep();
    }
  }
}

/** The show's events as the relay publishes them, each many times; per key the first ones in their order. */
async function redeliveries(topic: string, showId: string): Promise<{ events: number; records: EventRecord[] }> {
  const random = createRandom();
  const rows = await office.database.query<{ event_id: string; key: string; type: string; payload: object }>(
    `SELECT event_id, key, type, payload FROM outbox WHERE topic = $1 AND payload ->> 'show_id' = $2 ORDER BY id`,
    [topic, showId],
  );
  const records = rows.map(
    ({ event_id, key, type, payload }): EventRecord => ({
      topic,
      key,
      value: JSON.stringify(payload),
      headers: cloudEventHeaders({ id: event_id, type, source: '/test', time: new Date(0) }),
    }),
  );
  const byKey = [...Map.groupBy(records, ({ key }) => key).values()];
  const firsts: EventRecord[] = [];
  while (byKey.some((queue) => queue.length > 0)) {
    const queue = random.sample(
      byKey.filter(({ length }) => length > 0),
      1,
    )[0]!;
    firsts.push(queue.shift()!);
  }
  const again = Array.from({ length: TIMES - 1 }, () => records).flat();
  return { events: records.length, records: [...firsts, ...random.sample(again, again.length)] };
}

describe('each event, redelivered ten times and shuffled', () => {
  it('has its effect once with the seat service, analytics, notification and the map in the store', async () => {
    const show = await office.createShow({ rows: 3, seats: 12 });
    await makeBookings(show.id, show.seatIds);
    const log = createMemoryEventLog({ logger });
    await log.ensureTopics(topicSpecs(''));
    const handlers: Record<string, EventHandler | EventsHandler> = {
      'seat-service': createSeatServiceHandler({ seatMap: office.services.seatMap }),
      analytics: { together: createAnalyticsHandler() },
      notification: inOneTransaction(createNotificationHandler({ wake: () => undefined })),
    };
    for (const [name, handle] of Object.entries(handlers)) {
      const topics = [TOPICS.booking];
      await startConsumer({ log, database: office.database, logger, name, groupId: name, topics, handle });
    }
    const { events, records } = await redeliveries(TOPICS.booking, show.id);
    await log.append(records);
    await log.close();

    await expectConsistent(office.database, show.id);
    const seatEvents = await office.database.query<{ type: string; count: number }>(
      `SELECT type, sum(coalesce(json_array_length(payload -> 'lock_ids'), 1))::int AS count
         FROM outbox WHERE topic = 'seat-events' AND key = $1 GROUP BY type ORDER BY type`,
      [show.id],
    );
    const [all, sixth] = [show.seatIds.length, show.seatIds.length / 6];
    expect(seatEvents).toEqual([
      // Paid, and not cancelled since: of the others the event comes when there is nothing to book any more.
      { type: 'seat.booked', count: sixth },
      { type: 'seat.locked', count: all },
      // Cancelled unpaid, expired, cancelled after payment: those that came together share an event.
      { type: 'seat.unlocked', count: 3 * sixth },
    ]);
    const locks = await office.database.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int FROM seat_locks WHERE show_id = $1 GROUP BY status ORDER BY status',
      [show.id],
    );
    expect(locks).toEqual([
      { status: 'ACTIVE', count: sixth },
      { status: 'CONFIRMED', count: 5 * sixth },
    ]);
    // The store was told of all of it, and being told again changes nothing.
    const feed = createSeatMapCacheFeeder({ seatMap: office.services.seatMap, logger });
    const { records: seatRecords } = await redeliveries(TOPICS.seat, show.id);
    for (const record of seatRecords) await feed({ ...record, partition: 0, offset: 0n });
    const [map, truth] = await Promise.all([office.store.readMap(show.id), office.services.seatMap.readTruth(show.id)]);
    expect(map).toMatchObject({ version: truth.version });
    expect(bySeat(map!.unavailable)).toEqual(bySeat(truth.unavailable));
    const held = truth.unavailable.filter(({ state }) => state === 'LOCKED').map(({ seatId }) => seatId);
    for (const seatId of held) {
      const attempt = office.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] });
      await expect(attempt).rejects.toMatchObject({ conflicts: [{ seatId, reason: 'LOCKED_BY_OTHER' }] });
    }

    expect(
      await office.services.analytics.showMetrics(ORGANISER, (await office.services.shows.getShow(show.id))!),
    ).toMatchObject({
      bookingsCreated: 5 * sixth,
      bookingsConfirmed: 2 * sixth,
      bookingsCancelled: 2 * sixth,
      bookingsExpired: sixth,
      seatsSold: sixth,
    });
    const mails = await office.database.query<{ event_id: string }>(
      'SELECT n.event_id FROM notifications n JOIN bookings b ON b.id = n.booking_id WHERE b.show_id = $1',
      [show.id],
    );
    expect(mails).toHaveLength(events);
    expect(new Set(mails.map(({ event_id }) => event_id)).size).toBe(events);
  });
});

describe('the seat service', () => {
  it('frees the seats for the next buyer once a booking has ended', async () => {
    await using own = await openTestBoxOffice();
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
      await expectConsistent(own.database, show.id);
      await bookings.cancelBooking(buyer, { bookingId });
      await own.settled();
      await expectConsistent(own.database, show.id);
      expect((await own.services.seatMap.read(show.id)).unavailable).toEqual([]);
    }
  });
});
