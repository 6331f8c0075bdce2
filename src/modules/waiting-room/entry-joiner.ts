import { createBatcher } from '../../platform/batching/batcher.ts';
import { newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { IllegalStateError } from '../../shared/errors.ts';
import type { Entry, LockedRoom } from './room.ts';
import { join, lockRoom } from './room-writer.ts';

/** Few enough to keep nobody else waiting for the room's row. */
const MAX_BATCH = 500;

export interface EntryJoiner {
  /** The caller's entry in the room of the show: a new one, or the one that is there. Throws IllegalStateError where it can't be joined. */
  join(showId: string, ownerId: string): Promise<Entry>;
}

/** Those who join a room at the same moment share a transaction: a hundred thousand come in a minute. */
export function createEntryJoiner(database: Database): EntryJoiner {
  const joins = createBatcher<string, Entry>({
    maxItems: MAX_BATCH,
    async run(showId, ownerIds) {
      const joining = ownerIds.map((ownerId) => ({ id: newId('waitingentry'), ownerId }));
      const entries = await database.transaction(async (tx) => {
        const room = await lockRoom(tx, showId);
        // In a statement of its own, so that it sees what was there when the room was locked.
        return whyClosed(room) ?? (await join(tx, room!, joining));
      });
      return ownerIds.map((ownerId) => {
        return entries instanceof IllegalStateError
          ? { status: 'rejected', reason: entries }
          : { status: 'fulfilled', value: entries.get(ownerId)! };
      });
    },
  });
  return { join: (showId, ownerId) => joins.submit(showId, ownerId) };
}

/** Null: it can be joined. */
export function whyClosed(
  room: Pick<LockedRoom, 'enabled' | 'isOver' | 'opensAt' | 'now'> | null,
): IllegalStateError | null {
  if (!room?.enabled) return new IllegalStateError('The show has no waiting room.');
  if (room.isOver) return new IllegalStateError('Sales of the show are over.');
  if (room.now < room.opensAt) {
    return new IllegalStateError(`The waiting room opens at ${room.opensAt.toISOString()}.`);
  }
  return null;
}
