import { beforeEach, describe, expect, it } from 'vitest';
import { PENDING_BOOKING as pending } from '../../../test/fixtures/pending-booking.ts';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { ManualClock } from '../../../test/kit/product/clock.ts';
import { createMemoryCache } from '../../embedded/memory-cache.ts';
import type { Cache } from '../../platform/caching/cache.ts';
import type { ConsumedRecord } from '../../platform/events/event-log.ts';
import { createLogger } from '../../platform/observability/logger.ts';
import { RedisUnavailableError } from '../../platform/redis/connection.ts';
import { createRedisKeys } from '../../platform/redis/keys.ts';
import type { Booking } from './booking.ts';
import { type BookingCache, createBookingCache } from './booking-cache.ts';
import { createBookingCacheFeeder } from './booking-cache-feeder.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const keys = createRedisKeys('');
const history = { epoch: { number: 1, id: 'epoch001' } };

const confirmed: Booking = { ...pending, status: 'CONFIRMED', revision: 2, expiresAt: null };

const DAY_MS = 86_400_000;

let clock: ManualClock;
let isAway: boolean;
/** It takes no writes. */
let isReadOnly: boolean;
let bookings: BookingCache;
/** That of another node. */
let elsewhere: BookingCache;
let feed: ReturnType<typeof createBookingCacheFeeder>;

beforeEach(() => {
  isAway = false;
  isReadOnly = false;
  clock = new ManualClock();
  const memory = createMemoryCache({ now: clock.now });
  const orAway = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isAway) throw new RedisUnavailableError('away');
    return await work();
  };
  const orReadOnly = <T>(work: () => Promise<T>): Promise<T> =>
    orAway(async () => {
      if (isReadOnly) throw new RedisUnavailableError('takes no writes');
      return await work();
    });
  const cache: Cache = {
    get: (key) => orAway(() => memory.get(key)),
    put: (...entry) => orReadOnly(() => memory.put(...entry)),
    invalidate: (...version) => orReadOnly(() => memory.invalidate(...version)),
  };
  bookings = createBookingCache({ cache, keys, history, logger });
  elsewhere = createBookingCache({ cache, keys, history, logger });
  feed = createBookingCacheFeeder({ cache, keys, history, logger });
});

function recordOf(value: unknown): ConsumedRecord {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { topic: 'booking-events', partition: 0, offset: 0n, key: pending.id, value: text, headers: {} };
}

const confirmation = recordOf({
  event_type: 'booking.confirmed',
  event_id: 'event_1',
  occurred_at: '2098-12-31T23:56:00.000Z',
  booking_id: pending.id,
  show_id: pending.showId,
  lock_id: pending.lockId,
  seat_ids: ['a'],
  total: { amount: 2_500, currency: 'EUR' },
  revision: 2,
});

describe('the booking cache', () => {
  it('gives a booking back as it was put', async () => {
    for (const booking of [pending, confirmed]) {
      await bookings.put(booking);
      expect(await bookings.get(booking.id)).toEqual(booking);
    }
  });

  it('keeps a booking for a day', async () => {
    await bookings.put(pending);
    clock.advance(DAY_MS - 1);
    expect(await bookings.get(pending.id)).toEqual(pending);
    clock.advance(1);
    expect(await bookings.get(pending.id)).toBeNull();
  });

  it.each([
    ['told before the commit', () => bookings.expectRevision(pending.id, 2)],
    ['told by the event', () => feed(confirmation)],
  ])('takes nothing old for a day: %s', async (_name, tell) => {
    await tell();
    clock.advance(DAY_MS - 1);
    await bookings.put(pending);
    expect(await bookings.get(pending.id)).toBeNull();
  });

  it('takes nothing old once it expects something new', async () => {
    await bookings.put(pending);
    await bookings.expectRevision(pending.id, 2);
    await bookings.put(pending);
    expect(await bookings.get(pending.id)).toBeNull();
    await bookings.put(confirmed);
    expect(await bookings.get(pending.id)).toEqual(confirmed);
  });

  it('never fails a booking while it is away', async () => {
    isAway = true;
    await bookings.put(pending);
    await bookings.expectRevision(pending.id, 2);
    expect(await bookings.get(pending.id)).toBeNull();
  });

  it('that was away at a change learns of it from the event', async () => {
    await bookings.put(pending);
    isAway = true;
    await bookings.expectRevision(pending.id, 2);
    await expect(feed(confirmation)).rejects.toThrow(RedisUnavailableError);
    isAway = false;
    await feed(confirmation);
    expect(await bookings.get(pending.id)).toBeNull();
    await bookings.put(confirmed);
    await feed(confirmation);
    expect(await bookings.get(pending.id)).toEqual(confirmed);
  });

  it.each(['', 'null', '{}', '[]'])('leaves %j aside, which is no event', async (value) => {
    await bookings.put(pending);
    await feed(recordOf(value));
    expect(await bookings.get(pending.id)).toEqual(pending);
  });
});

describe('a change that the booking cache could not be told of', () => {
  beforeEach(async () => {
    await bookings.put(pending);
    isReadOnly = true;
    await bookings.expectRevision(pending.id, 2);
  });

  it('keeps this node from reading what may be old, until the cache has been told', async () => {
    expect(await bookings.get(pending.id)).toBeNull();
    expect(await elsewhere.get(pending.id)).toEqual(pending);
    isReadOnly = false;
    bookings.worker.start();
    await bookings.worker.idle();
    expect(await elsewhere.get(pending.id)).toBeNull();
    await bookings.put(confirmed);
    expect(await bookings.get(pending.id)).toEqual(confirmed);
    await bookings.worker.stop();
  });

  it('keeps it from nothing that is new enough', async () => {
    isReadOnly = false;
    await elsewhere.put(confirmed);
    expect(await bookings.get(pending.id)).toEqual(confirmed);
  });

  it('is told again soon, as often as it takes', async () => {
    bookings.worker.start();
    await bookings.worker.idle();
    isReadOnly = false;
    await eventually(async () => expect(await elsewhere.get(pending.id)).toBeNull());
    await bookings.worker.stop();
  });
});
