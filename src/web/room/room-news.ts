import type { RoomEntry } from '../api/box-office-types.ts';
import type { EndReason } from './room-state.ts';

/** What happens to a buyer in a waiting room, for the page to tell. */
export type RoomNews =
  | { kind: 'opened' }
  | { kind: 'joined' }
  | { kind: 'drawn'; place: number }
  | { kind: 'admitted' }
  | { kind: 'timeLeft'; left_ms: number }
  | { kind: 'ended'; reason: EndReason }
  /** No admission is needed any more. */
  | { kind: 'off' };

/** What is to be told of the change of an entry; null: nothing. */
export function newsOf(before: RoomEntry | null, after: RoomEntry | null): RoomNews | null {
  if (!after) return null;
  if (after.entryStatus === 'ENDED') return after.endReason ? { kind: 'ended', reason: after.endReason } : null;
  if (after.entryStatus === 'ADMITTED') return before?.entryStatus === 'ADMITTED' ? null : { kind: 'admitted' };
  if (after.place !== null && before?.place == null) return { kind: 'drawn', place: after.place };
  return before ? null : { kind: 'joined' };
}
