import { createBatcher } from '../../platform/batching/batcher.ts';
import { isTracing, traceparentOf } from '../../platform/observability/tracing.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { RowLimit } from '../../platform/postgres/row-limit.ts';
import type { AllottedPlaces } from '../inventory/allotted-pool.ts';
import { giveBack } from '../inventory/hold-ends.ts';
import { type Held, hold, type NewHold } from '../inventory/holds.ts';
import type { HeldPlaces } from '../inventory/places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { AllottedSeat } from '../inventory/seat-ledger.ts';
import { SeatsChangedError, type SeenSeats } from '../inventory/seen-seats.ts';
import type { CodeTerms } from '../pricing/code-terms.ts';
import { trimEndedLocks } from './ended-locks.ts';

/** A lock to be written down (table seat_locks): what makes a hold a promise. */
export interface LockRecord extends HeldPlaces {
  lockId: string;
  showId: string;
  ownerId: string;
  /** See `NewHold`. */
  allotted?: readonly AllottedSeat[] | undefined;
  openPlaces?: readonly AllottedPlaces[] | undefined;
  /** See `SeatLock`. */
  ticketTypeIds?: readonly string[];
  code?: CodeTerms | null | undefined;
  token: number;
  total: number;
  /** See `NewHold`. */
  pricesVersion?: number | undefined;
  ttl_ms: number;
  /** See `NewHold`: such a one is written by itself. */
  atDoor?: boolean | undefined;
  /** See `NewHold`. */
  asksAdmission?: boolean | undefined;
  /** See `NewHold`: of who asks. */
  traceparent?: string | null;
  /** What the choice was judged by, if it was. */
  seen?: SeenSeats | null | undefined;
}

/**
 * Writes lock records. Concurrent requests for one show share a statement and its commit: the show's head is locked until
 * the commit is on disk, so one commit each would make them queue for the disk.
 */
export interface LockWriter {
  /**
   * Resolves with the lock's event and deadline, or with null when the show is not on sale, or its prices are not those of the
   * total (any more). Rejects with a unique violation
   * when a seat is held (`seat_states_pkey`; AllottedSeatsTakenError of those of allotments) or the lock is there already
   * (`seat_locks_pkey`), where seats are not as they were seen (`haveSeatsChanged`), where an area has not so many places
   * (`isAreaFull`), and where its owner is not admitted (`isNotAdmitted`).
   */
  record(lock: LockRecord): Promise<Held | null>;
  /** Resolves with the event of the lock's end, or null when it does not run (any more). */
  release(request: { lockId: string; showId: string; actor: string }): Promise<MapEvent | null>;
}

const MAX_BATCH = 200;
/** Of one owner, the newest: no fewer than its idempotency keys, which are answered from them. */
const ENDED_LOCKS_PER_OWNER = 2_000;

/** `endedLocksPerOwner`: how many locks that have ended, unbooked, are kept of one owner (and up to 100 more). */
export function createLockWriter(
  database: Database,
  { endedLocksPerOwner = ENDED_LOCKS_PER_OWNER }: { endedLocksPerOwner?: number } = {},
): LockWriter {
  const limit = new RowLimit({ trim: (ownerId) => trimEndedLocks(database, ownerId, endedLocksPerOwner) });
  const locks = createBatcher<LockRecord, Held | null>({
    maxItems: MAX_BATCH,
    // A batch of which one can't be written is nothing: it is run again in halves until that one fails alone.
    async run(showId, items) {
      const written = writableTogether(items);
      const holds = written.map(({ item: { seatIds, areas, ...lock }, seen }) => {
        return { ...lock, places: { seatIds, areas }, seen };
      });
      const held = await holdTogether(database, showId, holds);
      const heldOf = new Map(written.map(({ item }, index) => [item, held?.[index] ?? null]));
      return items.map((item) => {
        const value = heldOf.get(item);
        return value === undefined
          ? { status: 'rejected', reason: new SeatsChangedError() }
          : { status: 'fulfilled', value };
      });
    },
  });
  const releases = createBatcher<{ lockId: string; actor: string }, MapEvent | null>({
    maxItems: MAX_BATCH,
    async run(showId, items) {
      const { events, failure, failed } = await giveBack(database, showId, items);
      const eventOf = new Map(events.map((event) => [event.lock_id, event]));
      return items.map(({ lockId }) =>
        failed.has(lockId)
          ? { status: 'rejected', reason: failure }
          : { status: 'fulfilled', value: eventOf.get(lockId) ?? null },
      );
    },
  });
  return {
    async record(asked) {
      const lock = isTracing() ? { ...asked, traceparent: traceparentOf() } : asked;
      const recorded = await (lock.atDoor ? recordAtDoor(database, lock) : locks.submit(lock.showId, lock));
      if (recorded) await limit.added(lock.ownerId);
      return recorded;
    },
    release: ({ showId, lockId, actor }) => releases.submit(showId, { lockId, actor }),
  };
}

async function holdTogether(database: Database, showId: string, holds: readonly NewHold[]): Promise<Held[] | null> {
  const isPlain = holds.every(({ allotted, openPlaces }) => !allotted?.length && !openPlaces?.length);
  return isPlain ? await hold(database, showId, holds) : await database.transaction((tx) => hold(tx, showId, holds));
}

async function recordAtDoor(database: Database, { showId, seatIds, areas, ...lock }: LockRecord): Promise<Held | null> {
  const held = await holdTogether(database, showId, [{ ...lock, places: { seatIds, areas } }]);
  return held?.[0] ?? null;
}

/**
 * The locks that one statement may write, in their order. The statement compares what each was judged by with the seats as they are before
 * all of them. A lock that was judged as if the seats of one before it were taken already is compared with these seats free. One
 * that was not is left out: it is to be judged again.
 */
function writableTogether(locks: readonly LockRecord[]): readonly Written[] {
  if (!locks.some(({ seen }) => seen)) return locks.map((item) => ({ item, seen: null }));
  const takenBy = new Map<string, string>();
  return locks.flatMap((item) => {
    const seen = item.seen ? withoutTaken(item.seen, takenBy) : null;
    if (item.seen && !seen) return [];
    for (const seatId of item.seatIds) takenBy.set(seatId, item.ownerId);
    return [{ item, seen }];
  });
}

interface Written {
  item: LockRecord;
  seen: SeenSeats | null;
}

/** What was seen, with the seats free that locks before it take; null where it has not counted these as taken, by whom takes them. */
function withoutTaken(seen: SeenSeats, takenBy: ReadonlyMap<string, string>): SeenSeats | null {
  const early = new Set(seen.seatIds.filter((seatId) => takenBy.has(seatId)));
  if (early.size === 0) return seen;
  const [taken, own] = [new Set(seen.taken), new Set(seen.own)];
  for (const seatId of early) {
    const isSeen = takenBy.get(seatId) === seen.buyerId ? own.has(seatId) : taken.has(seatId);
    if (!isSeen) return null;
  }
  const isThere = (seatId: string) => !early.has(seatId);
  return { ...seen, taken: seen.taken.filter(isThere), own: seen.own.filter(isThere) };
}
