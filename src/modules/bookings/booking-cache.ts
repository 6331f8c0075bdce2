import type { Cache } from '../../platform/caching/cache.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage, levelOfFailure } from '../../platform/outages/outage.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import type { History } from '../history/history.ts';
import type { Booking } from './booking.ts';

/** A booking is kept for a day. */
export const BOOKING_TTL_MS = 24 * 60 * 60 * 1000;

/**
 * Recent bookings for quick access. A change first makes the cache refuse what is older, then commits: so even a node that
 * dies in between leaves nothing wrong behind. The cache being away never stops a booking: a revision that it could not be told
 * of is told again until it has taken it, and until then this node does not read the booking from it. (Other nodes don't either
 * while it takes no writes. Should this node die, the booking's event tells it.)
 */
export interface BookingCache {
  /** Tells the cache again what it could not be told. */
  readonly worker: DueWorker;
  get(bookingId: string): Promise<Booking | null>;
  put(booking: Booking): Promise<void>;
  /** To be awaited before the commit that makes `revision`, or beside it by a caller who reports the change only when both are done. */
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
/** Soon after the cache is back nobody reads what is old, on any node. */
const TELL_AGAIN_MS = 250;
/** Beyond it the oldest go: their events update the cache, too. */
const MAX_UNTOLD = 100_000;

/** The version that a revision has in the cache: any of a later epoch is newer. */
function cacheVersionOf({ epoch }: Pick<History, 'epoch'>, revision: number): number {
  return epoch.number * REVISIONS + revision;
}

/** `booking:{bookingId}`: a cached booking; 24 hours. */
export function bookingKey(keys: RedisKeys, bookingId: string): string {
  return keys.inSlotOf(bookingId, 'booking');
}

/** Makes the cache forget the booking as it was before the revision. Rejects while the cache is away. */
export async function invalidateBooking(
  { cache, keys, history }: { cache: Pick<Cache, 'invalidate'>; keys: RedisKeys; history: Pick<History, 'epoch'> },
  bookingId: string,
  revision: number,
): Promise<void> {
  await cache.invalidate(bookingKey(keys, bookingId), cacheVersionOf(history, revision), BOOKING_TTL_MS);
}

export function createBookingCache({ cache, keys, history, logger }: BookingCacheDeps): BookingCache {
  /** By booking, the version below which the cache is to forget it. A Map iterates in insertion order. */
  const untold = new Map<string, number>();
  const note = (error: unknown): void => {
    logger[levelOfFailure(error)]({ err: error }, 'booking cache unreachable');
  };
  const notify = async (bookingId: string, version: number): Promise<void> => {
    await cache.invalidate(bookingKey(keys, bookingId), version, BOOKING_TTL_MS);
    if ((untold.get(bookingId) ?? Number.POSITIVE_INFINITY) <= version) untold.delete(bookingId);
  };
  const worker = createDueWorker({
    name: 'invalidator of cached bookings',
    logger,
    async runDue() {
      for (const [bookingId, version] of untold) {
        try {
          await notify(bookingId, version);
        } catch (error) {
          if (isOutage(error)) return TELL_AGAIN_MS;
          // One that the cache can't take keeps no others from being told. It is not read here any more.
          logger.warn({ err: error, bookingId }, 'the cache can not be told of a booking');
        }
      }
      return null;
    },
  });

  return {
    worker,
    async get(bookingId) {
      const entry = await cache.get(bookingKey(keys, bookingId)).catch(note);
      if (!entry || entry.version < (untold.get(bookingId) ?? 0)) return null;
      if (Math.floor(entry.version / REVISIONS) !== history.epoch.number) return null;
      return parseBooking(JSON.parse(entry.value));
    },
    async put(booking) {
      const entry = { version: cacheVersionOf(history, booking.revision), value: JSON.stringify(booking) };
      await cache.put(bookingKey(keys, booking.id), entry, BOOKING_TTL_MS).catch(note);
    },
    async expectRevision(bookingId, revision) {
      const version = cacheVersionOf(history, revision);
      try {
        await notify(bookingId, version);
      } catch (error) {
        note(error);
        untold.set(bookingId, Math.max(untold.get(bookingId) ?? 0, version));
        if (untold.size > MAX_UNTOLD) untold.delete(untold.keys().next().value!);
        worker.wake();
      }
    },
  };
}

// JSON has no dates, and an earlier release has put bookings there that have no areas, or nothing of refunds or links.
function parseBooking(
  booking: Omit<Booking, 'expiresAt' | 'createdAt' | 'areas' | 'refundState' | 'linkVersion'> & {
    expiresAt: string | null;
    createdAt: string;
    areas?: Booking['areas'];
    refundState?: Booking['refundState'];
    linkVersion?: number;
  },
): Booking {
  return {
    ...booking,
    areas: booking.areas ?? [],
    refundState: booking.refundState ?? null,
    linkVersion: booking.linkVersion ?? 1,
    expiresAt: booking.expiresAt === null ? null : new Date(booking.expiresAt),
    createdAt: new Date(booking.createdAt),
  };
}
