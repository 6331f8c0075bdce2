import type { Cache } from '../../platform/caching/cache.ts';
import type { ConsumedRecord } from '../../platform/events/event-log.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import type { BookingEvent } from '../events/events.ts';
import { parseBookingEvent } from '../events/parse-booking-event.ts';
import type { History } from '../history/history.ts';
import { invalidateBooking } from './booking-cache.ts';

export interface BookingCacheFeederDeps {
  cache: Cache;
  keys: RedisKeys;
  history: Pick<History, 'epoch'>;
  logger: Logger;
}

/**
 * Makes the cache forget what a booking's event has made old: also when it could not be told before the commit, because it
 * was away just then. Rejects while the cache is away: the log hands the event out again. One that the cache can't take is
 * left aside, so that it holds up no other's.
 */
export function createBookingCacheFeeder({ logger, ...deps }: BookingCacheFeederDeps) {
  return async (record: ConsumedRecord): Promise<void> => {
    const event = parse(record.value);
    if (!event) {
      logger.warn({ topic: record.topic, offset: String(record.offset) }, 'not a booking event, left aside');
      return;
    }
    const { booking_id: bookingId, revision } = event;
    try {
      await invalidateBooking(deps, bookingId, revision);
    } catch (error) {
      if (isOutage(error)) throw error;
      logger.error({ err: error, bookingId, revision }, 'the cache can not take a booking event, left aside');
    }
  };
}

function parse(value: string): BookingEvent | null {
  try {
    return parseBookingEvent(JSON.parse(value));
  } catch {
    return null;
  }
}
