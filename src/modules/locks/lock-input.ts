import { isId } from '../../platform/ids.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { isPlainText } from '../../shared/text/plain-text.ts';
import { MAX_SEAT_BYTES_OF_A_LOCK, seatListBytes } from '../events/event-size.ts';
import { placesIn } from '../inventory/places.ts';
import { MAX_PLAN_TEXT } from '../seating/plan-limits.ts';
import type { AreaChoiceInput } from './area-choices.ts';
import { pathOfSeat, type SeatChoiceInput, type SeatsPath } from './ticket-choices.ts';

/** Seats by `seatIds` or by `seats`, not both; places by `areas`; or seats and places. */
export interface LockSeatsInput {
  showId: string;
  seatIds?: readonly string[] | null | undefined;
  seats?: readonly SeatChoiceInput[] | null | undefined;
  /** A promo code, as it was entered. */
  code?: string | null | undefined;
  areas?: readonly AreaChoiceInput[] | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface ApplyCodeInput {
  lockId: string;
  /** As it was entered; nothing, or blanks: no code. */
  code?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface UpdateLockInput {
  lockId: string;
  addSeatIds?: readonly string[] | null | undefined;
  /** In place of `addSeatIds`. */
  addSeats?: readonly SeatChoiceInput[] | null | undefined;
  removeSeatIds?: readonly string[] | null | undefined;
  /** In place of what it has of each of these areas as that type; 0: none. */
  setAreas?: readonly AreaChoiceInput[] | null | undefined;
  /** For seats that the lock has and keeps. */
  setTicketTypes?: readonly SeatChoiceInput[] | null | undefined;
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
  {
    showId,
    seatIds,
    areas,
    path = SEAT_IDS,
  }: { showId: string; seatIds: readonly string[]; areas?: LockSeatsInput['areas']; path?: SeatsPath },
  maxSeats: number,
): void {
  const issues: InputIssue[] = [];
  if (!isId('show', showId)) issues.push({ path: 'input.showId', message: 'is not a show id', code: 'MALFORMED' });
  const places = placesIn(areas ?? []);
  issues.push(...areaIssues(areas ?? []));
  if (seatIds.length + (areas ?? []).length === 0)
    issues.push({ path: path.list, message: 'must name at least one seat, or areas some places', code: 'REQUIRED' });
  issues.push(...countIssues({ seats: seatIds.length, places }, { path, maxSeats }));
  if (seatIds.length <= maxSeats) issues.push(...seatListIssues(seatIds, path), ...sizeIssues(seatIds, path.list));
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Throws InvalidInputError where these are more than one lock of the show may have: fewer, maybe, than the server allows. */
export function checkLockCount(
  {
    seatIds,
    areas,
    path = SEAT_IDS,
  }: { path?: SeatsPath | undefined; seatIds: readonly string[] } & Pick<LockSeatsInput, 'areas'>,
  maxSeats: number,
): void {
  const issues = countIssues({ seats: seatIds.length, places: placesIn(areas ?? []) }, { path, maxSeats });
  if (issues.length > 0) throw new InvalidInputError(issues);
}

function countIssues(
  { seats, places }: { seats: number; places: number },
  { path, maxSeats }: { path: SeatsPath; maxSeats: number },
): InputIssue[] {
  if (seats > maxSeats)
    return [
      {
        path: path.list,
        message: `must name at most ${maxSeats} seats, not ${seats}`,
        code: 'TOO_MANY',
        maximum: maxSeats,
      },
    ];
  return seats + places > maxSeats ? [tooManyPlaces('input.areas', maxSeats, seats + places)] : [];
}

/** Before the ids are written down along with the caller's idempotency key. */
function areaIssues(areas: readonly AreaChoiceInput[]): InputIssue[] {
  return areas.flatMap(({ areaId, ticketTypeId }, index) => [
    ...(areaId !== '' && isPlainText(areaId)
      ? []
      : [{ path: `input.areas.${index}.areaId`, message: 'is not an area id', code: 'MALFORMED' as const }]),
    ...(ticketTypeId == null || isId('tickettype', ticketTypeId)
      ? []
      : [
          {
            path: `input.areas.${index}.ticketTypeId`,
            message: 'is not a ticket type of this show',
            code: 'UNKNOWN' as const,
          },
        ]),
  ]);
}

function tooManyPlaces(path: string, most: number, count: number): InputIssue {
  return {
    path,
    message: `a lock holds at most ${most} seats and places, this would be ${count}`,
    code: 'TOO_MANY',
    maximum: most,
  };
}

export interface SeatListChange {
  /** The lock's seats as they are. */
  seatIds: readonly string[];
  addSeatIds: readonly string[];
  /** Where those are named. */
  addPath?: SeatsPath;
  removeSeatIds: readonly string[];
  /** Of which the ticket type is set. */
  typedSeatIds?: readonly string[];
  /** Of areas, after the change; without: none. */
  places?: number;
  /** Of areas, as it has them; without: none. */
  hadPlaces?: number;
  /** Whether these are changed. */
  setsPlaces?: boolean;
}

const SEAT_IDS: SeatsPath = { list: 'input.seatIds' };
const ADD_SEAT_IDS: SeatsPath = { list: 'input.addSeatIds' };
const SET_TICKET_TYPES: SeatsPath = { list: 'input.setTicketTypes', field: 'seatId' };

/**
 * Throws InvalidInputError with every problem; else the lock's seats as they are to be, those added at the end. A lock that has more than the
 * limit keeps as many as it has: the organiser has lowered it meanwhile.
 */
export function changedSeats(change: SeatListChange, maxSeats: number): string[] {
  const { seatIds, addSeatIds, addPath = ADD_SEAT_IDS, removeSeatIds, typedSeatIds = [] } = change;
  const { places = 0, hadPlaces = 0, setsPlaces = false } = change;
  const allowed = Math.max(maxSeats, seatIds.length + hadPlaces);
  const held = new Set(seatIds);
  const removed = new Set(removeSeatIds);
  const issues: InputIssue[] = [
    ...seatListIssues(addSeatIds, addPath),
    ...seatListIssues(removeSeatIds, { list: 'input.removeSeatIds' }),
    ...seatListIssues(typedSeatIds, SET_TICKET_TYPES),
    ...addSeatIds.flatMap((seatId, index): InputIssue[] =>
      held.has(seatId)
        ? [{ path: pathOfSeat(addPath, index), message: `"${seatId}" is in the lock already`, code: 'DUPLICATE' }]
        : [],
    ),
    ...typedSeatIds.flatMap((seatId, index): InputIssue[] =>
      (held.has(seatId) && !removed.has(seatId)) || !isSeatId(seatId)
        ? []
        : [
            {
              path: pathOfSeat(SET_TICKET_TYPES, index),
              message: `"${seatId}" does not stay in the lock`,
              code: 'UNKNOWN',
            },
          ],
    ),
    ...removeSeatIds.flatMap((seatId, index): InputIssue[] =>
      held.has(seatId) || !isSeatId(seatId)
        ? []
        : [{ path: `input.removeSeatIds.${index}`, message: `"${seatId}" is not in the lock`, code: 'UNKNOWN' }],
    ),
  ];
  const after = [...seatIds.filter((seatId) => !removed.has(seatId)), ...addSeatIds];
  if (addSeatIds.length + removeSeatIds.length + typedSeatIds.length === 0 && !setsPlaces) {
    issues.push({
      path: 'input',
      message: 'must name seats to add or to remove, or their ticket types',
      code: 'REQUIRED',
    });
  }
  if (after.length + places === 0) {
    issues.push({
      path: 'input.removeSeatIds',
      message: 'must leave a seat in the lock: releaseLock gives it back',
      code: 'REQUIRED',
    });
  }
  if (after.length > allowed) {
    issues.push({
      path: addPath.list,
      message: `a lock holds at most ${maxSeats} seats, this would be ${after.length}`,
      code: 'TOO_MANY',
      maximum: maxSeats,
    });
  } else {
    issues.push(...sizeIssues(after, addPath.list));
    if (after.length + places > allowed) issues.push(tooManyPlaces('input.setAreas', maxSeats, after.length + places));
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
  return after;
}

function seatListIssues(seatIds: readonly string[], path: SeatsPath): InputIssue[] {
  const seen = new Set<string>();
  return seatIds.flatMap((seatId, index): InputIssue[] => {
    const at = pathOfSeat(path, index);
    if (!isSeatId(seatId)) return [{ path: at, message: 'is not a seat id', code: 'MALFORMED' }];
    if (seen.has(seatId)) return [{ path: at, message: `"${seatId}" is listed twice`, code: 'DUPLICATE' }];
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
  return [
    {
      path,
      message: `the ids of a lock's seats may have ${most_kB} kB together: take several locks`,
      code: 'TOO_MANY',
    },
  ];
}

function isSeatId(seatId: string): boolean {
  return seatId !== '' && seatId.length <= MAX_PLAN_TEXT && isPlainText(seatId);
}
