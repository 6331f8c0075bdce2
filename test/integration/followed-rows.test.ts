import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryCache } from '../../src/embedded/memory-cache.ts';
import { bookingKey, createBookingCache } from '../../src/modules/bookings/booking-cache.ts';
import { createRefusedBookingsReader } from '../../src/modules/bookings/refused-bookings-reader.ts';
import { TOPICS } from '../../src/modules/events/topics.ts';
import { dismissRefused } from '../../src/platform/events/refused-events.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { until } from '../kit/basics/until.ts';
import { bookSeats, lockSeats } from '../kit/callers/buyer.ts';
import { WatchBooking, WatchSeatLock } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

/** The log has refused the event of the booking's second revision. Resolves with its id. */
async function refuseCancellation(bookingId: string): Promise<string> {
  const eventId = newId('event');
  await app.database.query(
    `WITH refused AS (
       INSERT INTO outbox (event_id, topic, key, type, payload)
       VALUES ($2, 'booking-events', $3, 'booking.cancelled', $1) RETURNING id
     ) INSERT INTO outbox_refused (outbox_id, reason) SELECT id, 'too large' FROM refused`,
    [JSON.stringify({ event_type: 'booking.cancelled', booking_id: bookingId, revision: 2 }), eventId, bookingId],
  );
  return eventId;
}

describe('a change whose event never comes', () => {
  it('is told to those who follow the booking or the lock', async () => {
    const buyer = await app.guest();
    const { id } = await bookSeats(buyer, app.demoShowId, ['D-14-1']);
    const lock = await lockSeats(buyer, app.demoShowId, ['D-14-3']);
    const booking = buyer.subscribe(WatchBooking, { id });
    const held = buyer.subscribe(WatchSeatLock, { id: lock.id });
    expect(await booking.next()).toMatchObject({ booking: { status: 'PENDING_PAYMENT' } });
    expect(await held.next()).toMatchObject({ seatLock: { status: 'ACTIVE' } });
    // As PostgreSQL has it when the log has refused or lost the event.
    await app.database.query(
      `UPDATE bookings SET status = 'CANCELLED', revision = revision + 1, expires_at = NULL WHERE id = $1`,
      [id],
    );
    await app.database.query(`UPDATE seat_locks SET status = 'RELEASED', ended_at = now() WHERE id = $1`, [lock.id]);
    // An event of before may come as late, and tells the same once more.
    await until(booking, (event) => event.booking.status === 'CANCELLED');
    await until(held, ({ seatLock }) => seatLock.status === 'RELEASED');
  });

  it.each([
    ['when that was away at first', false],
    ['when somebody dismissed the event before any node had read it', true],
  ])('is not kept from the cache of bookings, also %s', async (_when, isDismissed) => {
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    const keys = createRedisKeys('test:');
    const history = { epoch: { number: 1, id: 'epoch001' } };
    const memory = createMemoryCache();
    const cache = createBookingCache({ cache: memory, keys, history, logger });
    const id = newId('booking');
    const booking = {
      ...{ id, reference: 'K7Q2-M9XD', showId: 'show_1', lockId: 'lock_1', ownerId: 'guest_1' },
      ...{ status: 'PENDING_PAYMENT' as const, revision: 1, customerName: 'Ada', customerEmail: 'ada@example.org' },
      ...{ customerPhone: null, locale: null, total: 100, currency: 'EUR', expiresAt: null, cancelReason: null },
      ...{ codeId: null, linkVersion: 1, refundState: null, createdAt: new Date(0), seats: [], areas: [] },
    };
    await cache.put(booking);
    const eventId = await refuseCancellation(id);
    const topics = [TOPICS.booking];
    if (isDismissed) expect(await dismissRefused(app.database, { topics, eventId })).toBe(1);
    let isAway = true;
    const flaky = {
      async invalidate(...call: Parameters<typeof memory.invalidate>) {
        if (!isAway) return await memory.invalidate(...call);
        isAway = false;
        throw new Error('away');
      },
    };
    const reader = createRefusedBookingsReader({ database: app.database, cache: flaky, keys, history, logger });
    expect(await cache.get(id)).toMatchObject({ revision: 1 });
    reader.start();
    await reader.idle();
    await reader.stop();
    expect(await cache.get(id)).toBeNull();
  });

  it('is kept from the cache of bookings for none but the booking that the cache does not take', async () => {
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    const ids = [newId('booking'), newId('booking'), newId('booking')];
    for (const id of ids) await refuseCancellation(id);
    const keys = createRedisKeys('test:');
    const taken = new Set<string>();
    /** The one that the cache is asked about first, whichever it is. */
    let poisoned: string | null = null;
    let rounds = 0;
    const secondRound = Promise.withResolvers<void>();
    const cache = {
      async invalidate(key: string) {
        poisoned ??= key;
        if (key !== poisoned) return void taken.add(key);
        rounds += 1;
        // Tried again, once all the others were.
        if (rounds === 2) secondRound.resolve();
        throw new Error('not that one');
      },
    };
    const history = { epoch: { number: 1, id: 'epoch001' } };
    const reader = createRefusedBookingsReader({ database: app.database, cache, keys, history, logger });
    reader.start();
    await secondRound.promise;
    await reader.stop();
    const others = ids.map((id) => bookingKey(keys, id)).filter((key) => key !== poisoned);
    expect(others.filter((key) => !taken.has(key))).toEqual([]);
  });
});
