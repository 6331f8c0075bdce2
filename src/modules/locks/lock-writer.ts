import { createBatcher } from '../../platform/batcher.ts';
import { type Database, violatedUniqueConstraint } from '../../platform/postgres/database.ts';
import {
  type EndedLocksEvent,
  type LockRecord,
  type RecordedLock,
  recordLocks,
  recordReleases,
} from './lock-record.ts';

/**
 * Writes lock records. Concurrent requests for one show share a statement and its commit: the show's head is locked until
 * the commit is on disk, so one commit each would make them queue for the disk.
 */
export interface LockWriter {
  /**
   * Resolves with the map's version that the lock made and the deadline, or with null when the show is not on sale. Rejects with a unique
   * violation when a seat is held (`seat_states_pkey`) or the lock is there already (`seat_locks_pkey`).
   */
  record(lock: LockRecord): Promise<RecordedLock | null>;
  /** Resolves with the event of the lock's end, or null when it does not run (any more). */
  release(request: { lockId: string; showId: string; actor: string }): Promise<EndedLocksEvent | null>;
}

const MAX_BATCH = 200;

export function createLockWriter(database: Database): LockWriter {
  const locks = createBatcher<LockRecord, RecordedLock | null>({
    maxItems: MAX_BATCH,
    async run(showId, items) {
      try {
        const recorded = await recordLocks(database, showId, items);
        return items.map((_item, index) => ({ status: 'fulfilled', value: recorded?.[index] ?? null }));
      } catch (error) {
        if (items.length === 1 || violatedUniqueConstraint(error) === null) throw error;
        return await oneByOne(items, async (item) => (await recordLocks(database, showId, [item]))?.[0] ?? null);
      }
    },
  });
  const releases = createBatcher<{ lockId: string; actor: string }, EndedLocksEvent | null>({
    maxItems: MAX_BATCH,
    async run(showId, items) {
      const events = new Map((await recordReleases(database, showId, items)).map((event) => [event.lock_id, event]));
      return items.map(({ lockId }) => ({ status: 'fulfilled', value: events.get(lockId) ?? null }));
    },
  });
  return {
    record: (lock) => locks.submit(lock.showId, lock),
    release: ({ showId, lockId, actor }) => releases.submit(showId, { lockId, actor }),
  };
}

/** One of a batch can't be written: each by itself then, so that it alone fails. */
async function oneByOne<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  for (const item of items) results.push(...(await Promise.allSettled([work(item)])));
  return results;
}
