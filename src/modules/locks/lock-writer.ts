import { createBatcher } from '../../platform/batching/batcher.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { RowLimit } from '../../platform/postgres/row-limit.ts';
import { giveBack } from '../inventory/hold-ends.ts';
import { type Held, hold } from '../inventory/holds.ts';
import type { Places } from '../inventory/places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { SeatsChangedError, type SeenSeats } from '../inventory/seen-seats.ts';
import { trimEndedLocks } from './ended-locks.ts';

/** A lock to be written down (table seat_locks): what makes a hold a promise. */
export interface LockRecord extends Places {
  lockId: string;
  showId: string;
  ownerId: string;
  token: number;
  total: number;
  /** See `NewHold`. */
  pricesVersion?: number | undefined;
  ttl_ms: number;
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
   * when a seat is held (`seat_states_pkey`) or the lock is there already (`seat_locks_pkey`), and where seats are not as they
   * were seen (`haveSeatsChanged`).
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
      const written = apartFromOneAnother(items);
      const holds = written.map(({ seatIds, ...lock }) => ({ ...lock, places: { seatIds } }));
      const held = await hold(database, showId, holds);
      const heldOf = new Map(written.map((item, index) => [item, held?.[index] ?? null]));
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
    async record(lock) {
      const recorded = await locks.submit(lock.showId, lock);
      if (recorded) await limit.added(lock.ownerId);
      return recorded;
    },
    release: ({ showId, lockId, actor }) => releases.submit(showId, { lockId, actor }),
  };
}

/** Without those that were judged by seats of which another one has some: after that one they are to be judged again. */
function apartFromOneAnother(locks: readonly LockRecord[]): readonly LockRecord[] {
  if (!locks.some(({ seen }) => seen)) return locks;
  const judgedBy = new Set<string>();
  return locks.filter(({ seen }) => {
    if (!seen) return true;
    if (seen.seatIds.some((seatId) => judgedBy.has(seatId))) return false;
    for (const seatId of seen.seatIds) judgedBy.add(seatId);
    return true;
  });
}
