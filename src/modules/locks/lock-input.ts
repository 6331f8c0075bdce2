import { isId } from '../../platform/ids.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { isPlainText } from '../../shared/text/plain-text.ts';
import { MAX_SEAT_BYTES_OF_A_LOCK, seatListBytes } from '../events/event-size.ts';
import { MAX_PLAN_TEXT } from '../seating/plan-limits.ts';

export interface LockSeatsInput {
  showId: string;
  seatIds: readonly string[];
  idempotencyKey?: string | null | undefined;
}

export interface UpdateLockInput {
  lockId: string;
  addSeatIds?: readonly string[] | null | undefined;
  removeSeatIds?: readonly string[] | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface ExtendLockInput {
  lockId: string;
  idempotencyKey?: string | null | undefined;
}

export interface ReleaseLockInput {
  lockId: string;
  idempotencyKey?: string | null | undefined;
}

/** The highest value of SEAT_LOCK_MAX_SEATS. */
export const MOST_SEATS_OF_A_LOCK = 5_000;

/** Throws InvalidInputError with every problem. Whether show and seats exist is not looked at. */
export function checkLockSeats(
  { showId, seatIds }: { showId: string; seatIds: readonly string[] },
  maxSeats: number,
): void {
  const issues: InputIssue[] = [];
  if (!isId('show', showId)) issues.push({ path: 'input.showId', message: 'is not a show id' });
  if (seatIds.length === 0) issues.push({ path: 'input.seatIds', message: 'must name at least one seat' });
  if (seatIds.length > maxSeats) {
    issues.push({ path: 'input.seatIds', message: `must name at most ${maxSeats} seats, not ${seatIds.length}` });
  } else {
    issues.push(...seatListIssues(seatIds, 'input.seatIds'), ...sizeIssues(seatIds, 'input.seatIds'));
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}

export interface SeatListChange {
  /** The lock's seats as they are. */
  seatIds: readonly string[];
  addSeatIds: readonly string[];
  removeSeatIds: readonly string[];
}

/** Throws InvalidInputError with every problem; else the lock's seats as they are to be, those added at the end. */
export function changedSeats({ seatIds, addSeatIds, removeSeatIds }: SeatListChange, maxSeats: number): string[] {
  const held = new Set(seatIds);
  const removed = new Set(removeSeatIds);
  const issues = [
    ...seatListIssues(addSeatIds, 'input.addSeatIds'),
    ...seatListIssues(removeSeatIds, 'input.removeSeatIds'),
    ...addSeatIds.flatMap((seatId, index) =>
      held.has(seatId) ? [{ path: `input.addSeatIds.${index}`, message: `"${seatId}" is in the lock already` }] : [],
    ),
    ...removeSeatIds.flatMap((seatId, index) =>
      held.has(seatId) || !isSeatId(seatId)
        ? []
        : [{ path: `input.removeSeatIds.${index}`, message: `"${seatId}" is not in the lock` }],
    ),
  ];
  const after = [...seatIds.filter((seatId) => !removed.has(seatId)), ...addSeatIds];
  if (addSeatIds.length + removeSeatIds.length === 0) {
    issues.push({ path: 'input', message: 'must name seats to add or to remove' });
  }
  if (after.length === 0) {
    issues.push({ path: 'input.removeSeatIds', message: 'must leave a seat in the lock: releaseLock gives it back' });
  }
  if (after.length > maxSeats) {
    issues.push({
      path: 'input.addSeatIds',
      message: `a lock holds at most ${maxSeats} seats, this would be ${after.length}`,
    });
  } else {
    issues.push(...sizeIssues(after, 'input.addSeatIds'));
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
  return after;
}

function seatListIssues(seatIds: readonly string[], path: string): InputIssue[] {
  const seen = new Set<string>();
  return seatIds.flatMap((seatId, index) => {
    const at = `${path}.${index}`;
    if (!isSeatId(seatId)) return [{ path: at, message: 'is not a seat id' }];
    if (seen.has(seatId)) return [{ path: at, message: `"${seatId}" is listed twice` }];
    seen.add(seatId);
    return [];
  });
}

/** So many seats are never too long together: a character has at most three bytes in an event. */
const ALWAYS_FIT = Math.floor(MAX_SEAT_BYTES_OF_A_LOCK / (3 * MAX_PLAN_TEXT + 3));

/** One event tells of all the seats of a lock. */
function sizeIssues(seatIds: readonly string[], path: string): InputIssue[] {
  if (seatIds.length <= ALWAYS_FIT || seatListBytes(seatIds) <= MAX_SEAT_BYTES_OF_A_LOCK) return [];
  const most_kB = MAX_SEAT_BYTES_OF_A_LOCK / 1024;
  return [{ path, message: `the ids of a lock's seats may have ${most_kB} kB together: take several locks` }];
}

function isSeatId(seatId: string): boolean {
  return seatId !== '' && seatId.length <= MAX_PLAN_TEXT && isPlainText(seatId);
}
