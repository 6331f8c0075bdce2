import type { Cache } from '../../platform/cache.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outage.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import type { History } from '../history/history.ts';
import type { Booking } from './booking.ts';

/** The founding document's lifetime of a cached booking. */
export const BOOKING_TTL_MS = 24 * 60 * 60 * 1000;

/**
 * Recent bookings for quick access. A change first makes the cache refuse what is older, then commits: so even a node that
 * dies in between leaves nothing wrong behind. The cache being away never stops a booking.
 */
export interface BookingCache {
  get(bookingId: string): Promise<Booking | null>;
  put(booking: Booking): Promise<void>;
  /** To be awaited before the commit that makes `revision`, or beside it by who tells nobody of the change until both are done. */
  expectRevision(bookingId: string, revision: number): Promise<void>;
}

export interface BookingCacheDeps {
  cache: Cache;
  keys: RedisKeys;
  /** A revision of another epoch may be of a change that PostgreSQL has lost. */
  history: Pick<History, 'epoch'>;
  logger: Logger;
}

const REVISIONS = 2 ** 32;

/** The version that a revision has in the cache: any of a later epoch is newer. */
export function cacheVersionOf({ epoch }: Pick<History, 'epoch'>, revision: number): number {
  return epoch.number * REVISIONS + revision;
}

/** `booking:{bookingId}`: a cached booking; 24 hours. */
export function bookingKey(keys: RedisKeys, bookingId: string): string {
  return keys.inSlotOf(bookingId, 'booking');
}

export function createBookingCache({ cache, keys, history, logger }: BookingCacheDeps): BookingCache {
  const orElse = async <T>(work: Promise<T>, fallback: T): Promise<T> =>
    await work.catch((error) => {
      logger[levelOfFailure(error)]({ err: error }, 'booking cache unreachable');
      return fallback;
    });

  return {
    async get(bookingId) {
      const entry = await orElse(cache.get(bookingKey(keys, bookingId)), null);
      if (!entry || Math.floor(entry.version / REVISIONS) !== history.epoch.number) return null;
      return revive(JSON.parse(entry.value));
    },
    async put(booking) {
      const entry = { version: cacheVersionOf(history, booking.revision), value: JSON.stringify(booking) };
      await orElse(cache.put(bookingKey(keys, booking.id), entry, BOOKING_TTL_MS), false);
    },
    async expectRevision(bookingId, revision) {
      await orElse(
        cache.invalidate(bookingKey(keys, bookingId), cacheVersionOf(history, revision), BOOKING_TTL_MS),
        undefined,
      );
    },
  };
}

// JSON has no dates.
function revive(
  booking: Omit<Booking, 'expiresAt' | 'createdAt'> & { expiresAt: string | null; createdAt: string },
): Booking {
  return {
    ...booking,
    expiresAt: booking.expiresAt === null ? null : new Date(booking.expiresAt),
    createdAt: new Date(booking.createdAt),
  };
}
