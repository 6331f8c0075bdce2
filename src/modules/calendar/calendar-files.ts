import { type Batcher, createBatcher } from '../../platform/batching/batcher.ts';
import { createLoadingCache, type LoadingCache } from '../../platform/caching/loading-cache.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { Slots } from '../../platform/turns/slots.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { type CalendarFile, calendarFile } from '../notifications/calendar-file.ts';

const READ_REVISIONS = readStatement(new URL('./sql/read-revisions.sql', import.meta.url));
/** Of one statement. */
const MAX_REVISIONS = 500;
/** More are refused: programs that follow a link come again. */
const MAX_WAITING = 1_000;
/** Of the connections to PostgreSQL this many at most are taken by bookings that are read in whole. */
const READ_AT_ONCE = 2;
const MAX_WAIT_MS = 5_000;
/** Measured: 4.2 for reading a booking with all that hangs on it and writing its file, beside its request. */
const MAKING_MS = 4;
/** Some two thousand files of two seats. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
const BYTES_PER_FILE = 1_024;
/** Not for ever: revisions may come again where PostgreSQL has lost commits. */
const KEPT_FOR_MS = 60_000;

export interface CalendarFilesDeps {
  database: Querier;
  /** The sender of mails, who is the organiser of the events. */
  from: string;
  findBooking(bookingId: string): Promise<BookingDetails | null>;
}

/**
 * The calendar files of bookings. One that was made is good as long as neither booking nor show has changed: which is asked for by one
 * statement for all who ask meanwhile.
 */
export class CalendarFiles {
  readonly #revisions: Batcher<string, string | null>;
  readonly #files: LoadingCache<CalendarFile>;
  readonly #slots = new Slots(READ_AT_ONCE);

  constructor({ database, from, findBooking }: CalendarFilesDeps) {
    this.#revisions = createBatcher<string, string | null>({
      maxItems: MAX_REVISIONS,
      maxWaiting: MAX_WAITING,
      run: (_key, bookingIds) => readRevisions(database, bookingIds),
    });
    this.#files = createLoadingCache({
      load: (key) => {
        const [bookingId] = key.split(' ');
        const make = async () => {
          const booking = await findBooking(bookingId!);
          return booking && calendarFile(booking, { from, madeAt: new Date() });
        };
        return this.#slots.hold(1, make, { maxWait_ms: MAX_WAIT_MS });
      },
      weigh: ({ text }, key) => 2 * (text.length + key.length) + BYTES_PER_FILE,
      maxWeight: MAX_KEPT_BYTES,
      ttl_ms: KEPT_FOR_MS,
    });
  }

  /**
   * The booking as it is now; null when there is none. `charge` is called when it is to be made anew. Throws QueueFullError or
   * NoSlotError when too many wait.
   */
  async fileOf(bookingId: string, charge?: ChargeTime): Promise<CalendarFile | null> {
    const revision = await this.#revisions.submit('revisions', bookingId);
    if (revision === null) return null;
    // What is read for this key later may be newer, never older: then the next revision has a file of its own.
    const key = `${bookingId} ${revision}`;
    const kept = this.#files.known(key);
    if (kept) return kept;
    charge?.(MAKING_MS);
    return await this.#files.get(key);
  }
}

async function readRevisions(
  database: Querier,
  bookingIds: readonly string[],
): Promise<PromiseSettledResult<string | null>[]> {
  const rows = await database.query<{ bookingId: string; revision: string }>(READ_REVISIONS, [
    [...new Set(bookingIds)],
  ]);
  const found = new Map(rows.map(({ bookingId, revision }) => [bookingId, revision]));
  return bookingIds.map((id) => ({ status: 'fulfilled', value: found.get(id) ?? null }));
}
