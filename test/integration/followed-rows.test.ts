import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBookingCache } from '../../src/modules/bookings/booking-cache.ts';
import { createRefusedBookingsReader } from '../../src/modules/bookings/refused-bookings-reader.ts';
import { createMemoryCache } from '../../src/platform/memory/memory-cache.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { startTestApp, type TestApp } from '../kit/app.ts';
import { bookSeats, lockSeats } from '../kit/buyer.ts';
import { WatchBooking, WatchSeatLock } from '../kit/operations.graphql.ts';

/** A look every 5 seconds, and a slow machine. */
const WITHIN_MS = 20_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

describe('a change whose event never comes', () => {
  it('is told to those who follow the booking or the lock', { timeout: 60_000 }, async () => {
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
    expect(await booking.next(WITHIN_MS)).toMatchObject({ booking: { status: 'CANCELLED' } });
    expect(await held.next(WITHIN_MS)).toMatchObject({ seatLock: { status: 'RELEASED' } });
  });

  it('is not kept from the cache of bookings, also when that was away at first', async () => {
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    const keys = createRedisKeys('test:');
    const history = { epoch: { number: 1, id: 'epoch001' } };
    const memory = createMemoryCache();
    const cache = createBookingCache({ cache: memory, keys, history, logger });
    const booking = {
      ...{ id: 'booking_1', reference: 'K7Q2-M9XD', showId: 'show_1', lockId: 'lock_1', ownerId: 'guest_1' },
      ...{ status: 'PENDING_PAYMENT' as const, revision: 1, customerName: 'Ada', customerEmail: 'ada@example.org' },
      ...{ customerPhone: null, locale: null, total: 100, currency: 'EUR', expiresAt: null, cancelReason: null },
      ...{ createdAt: new Date(0), seats: [] },
    };
    await cache.put(booking);
    await app.database.query(
      `WITH refused AS (
         INSERT INTO outbox (event_id, topic, key, type, payload)
         VALUES ('event_refused', 'booking-events', 'booking_1', 'booking.cancelled', $1) RETURNING id
       ) INSERT INTO outbox_refused (outbox_id, reason) SELECT id, 'too large' FROM refused`,
      [JSON.stringify({ event_type: 'booking.cancelled', booking_id: 'booking_1', revision: 2 })],
    );
    let isAway = true;
    const flaky = {
      async invalidate(...call: Parameters<typeof memory.invalidate>) {
        if (!isAway) return await memory.invalidate(...call);
        isAway = false;
        throw new Error('away');
      },
    };
    const reader = createRefusedBookingsReader({ database: app.database, cache: flaky, keys, history, logger });
    expect(await cache.get(booking.id)).toMatchObject({ revision: 1 });
    reader.start();
    await reader.idle();
    await reader.stop();
    expect(await cache.get(booking.id)).toBeNull();
  });
});
