import type { Room, RoomEntry } from '../api/box-office-types.ts';

/** Where a buyer is with the waiting room of a show. */
export type RoomStep =
  /** It can't be joined yet. */
  | 'before'
  /** It can be joined. */
  | 'open'
  /** Joined; places are not drawn yet. */
  | 'gathering'
  /** Has a place, and waits for its turn. */
  | 'waiting'
  /** May hold seats. */
  | 'admitted';

export type EndReason = NonNullable<RoomEntry['endReason']>;

/** Null: no admission is needed. `now`: the server's time, ms since 1970. */
export function roomStep(room: Room | null, entry: RoomEntry | null, now: number): RoomStep | null {
  if (!room || room.status === 'ENDED') return null;
  if (entry?.entryStatus === 'ADMITTED') return 'admitted';
  if (entry?.entryStatus === 'WAITING') return entry.place === null ? 'gathering' : 'waiting';
  return now < Date.parse(room.opensAt) ? 'before' : 'open';
}

export interface Standing {
  /** Turns up to and including the buyer's. */
  position: number;
  /** Until it is the buyer's turn, as it goes now; null: nobody can say. */
  seconds: number | null;
}

/**
 * Null unless it waits and has a place. The entry's own position is told seldom; in between `calledPlace`, which all are told of at once,
 * says at most how many are left. It does not know of those who left the queue, so the smaller of both holds.
 */
export function standingOf(room: Room | null, entry: RoomEntry | null): Standing | null {
  if (!room || entry?.entryStatus !== 'WAITING' || entry.place === null) return null;
  const atMost = Math.max(1, entry.place - room.calledPlace);
  const told = entry.position ?? atMost;
  const position = Math.min(told, atMost);
  const seconds = entry.estimatedSeconds === null ? null : Math.ceil((entry.estimatedSeconds * position) / told);
  return { position, seconds };
}
