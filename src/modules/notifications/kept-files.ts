import { type Batcher, createBatcher } from '../../platform/batching/batcher.ts';
import { createLoadingCache, type LoadingCache } from '../../platform/caching/loading-cache.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { Slots } from '../../platform/turns/slots.ts';
import type { BookingDetails } from './booking-details.ts';

const READ_REVISIONS = readStatement(new URL('./sql/read-revisions.sql', import.meta.url));
/** Of one statement. */
const MAX_REVISIONS = 500;
/** More are refused: programs that follow a link come again. */
const MAX_WAITING = 1_000;
/** Of the connections to PostgreSQL this many at most are taken by bookings that are read in whole. */
const READ_AT_ONCE = 2;
const MAX_WAIT_MS = 5_000;
/** Not for ever: revisions may come again where PostgreSQL has lost commits. */
const KEPT_FOR_MS = 60_000;

export interface KeptFilesOptions<Made extends object> {
  database: Querier;
  findBooking(bookingId: string): Promise<BookingDetails | null>;
  /** Null: there is none of a booking like this. */
  make(booking: BookingDetails): Promise<Made | null> | Made | null;
  weigh_bytes(made: Made): number;
  maxKept_bytes: number;
  /** What making one takes, beside its request; charged when it is to be made anew. */
  making_ms: number;
}

interface Version {
  revision: string;
  linkVersion: number;
}

/**
 * Files that are made of bookings. One that was made is good as long as neither booking nor show has changed: which is asked for by one
 * statement for all who ask meanwhile.
 */
export class KeptFiles<Made extends object> {
  readonly #versions: Batcher<string, Version | null>;
  readonly #files: LoadingCache<Made>;
  readonly #slots = new Slots(READ_AT_ONCE);
  readonly #making_ms: number;

  constructor({ database, findBooking, make, weigh_bytes, maxKept_bytes, making_ms }: KeptFilesOptions<Made>) {
    this.#making_ms = making_ms;
    this.#versions = createBatcher<string, Version | null>({
      maxItems: MAX_REVISIONS,
      maxWaiting: MAX_WAITING,
      run: (_key, bookingIds) => readVersions(database, bookingIds),
    });
    this.#files = createLoadingCache({
      load: (key) => {
        const [bookingId] = key.split(' ');
        const load = async () => {
          const booking = await findBooking(bookingId!);
          return booking && (await make(booking));
        };
        return this.#slots.hold(1, load, { maxWait_ms: MAX_WAIT_MS });
      },
      weigh: (made, key) => weigh_bytes(made) + 2 * key.length,
      maxWeight: maxKept_bytes,
      ttl_ms: KEPT_FOR_MS,
    });
  }

  /**
   * Of the booking as it is now; null when there is none, or none of the link's version, where one is given. `charge` is called when it is
   * to be made anew. Throws QueueFullError or NoSlotError when too many wait.
   */
  async fileOf(
    { bookingId, linkVersion }: { bookingId: string; linkVersion?: number },
    charge?: ChargeTime,
  ): Promise<Made | null> {
    const version = await this.#versions.submit('revisions', bookingId);
    if (version === null || (linkVersion !== undefined && linkVersion !== version.linkVersion)) return null;
    // What is read for this key later may be newer, never older: then the next revision has a file of its own.
    const key = `${bookingId} ${version.revision}`;
    const kept = this.#files.known(key);
    if (kept) return kept;
    charge?.(this.#making_ms);
    return await this.#files.get(key);
  }
}

async function readVersions(
  database: Querier,
  bookingIds: readonly string[],
): Promise<PromiseSettledResult<Version | null>[]> {
  const rows = await database.query<Version & { bookingId: string }>(READ_REVISIONS, [[...new Set(bookingIds)]]);
  const found = new Map(rows.map((row) => [row.bookingId, row]));
  return bookingIds.map((id) => ({ status: 'fulfilled', value: found.get(id) ?? null }));
}
