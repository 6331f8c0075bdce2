import { isId } from '../../platform/ids.ts';
import { MAX_PLAN_TEXT } from '../seating/plan-limits.ts';

const PREFIX = 'seat_';
const SHOW_PREFIX = 'show_';
/** Of the show's id, behind `show_`. */
const SUFFIX_CHARACTERS = 26;
const HEAD_CHARACTERS = PREFIX.length + SUFFIX_CHARACTERS + 1;

/** Of a global id: the longest `seat_guid`, and what stands before it. */
export const MAX_SEAT_ID = MAX_PLAN_TEXT + HEAD_CHARACTERS;

/** A seat's id that says its show, too: the plan's own `seat_guid` is the same in every show on the plan. */
export function globalSeatId(showId: string, seatId: string): string {
  return `${headOf(showId)}${seatId}`;
}

/** The show and the plan's own id that a global id names; null when the text is none. */
export function parseGlobalSeatId(id: string): { showId: string; seatId: string } | null {
  if (!id.startsWith(PREFIX) || id.charAt(HEAD_CHARACTERS - 1) !== '_' || id.length === HEAD_CHARACTERS) return null;
  const showId = `${SHOW_PREFIX}${id.slice(PREFIX.length, HEAD_CHARACTERS - 1)}`;
  return isId('show', showId) ? { showId, seatId: id.slice(HEAD_CHARACTERS) } : null;
}

/**
 * The plan's own ids of seats that are given by either id. A global id of another show stays as it is, and so is unknown to
 * this one.
 */
export function planSeatIds(showId: string, seatIds: readonly string[]): readonly string[] {
  const head = headOf(showId);
  if (!seatIds.some((seatId) => seatId.startsWith(head))) return seatIds;
  return seatIds.map((seatId) => (seatId.startsWith(head) ? seatId.slice(head.length) : seatId));
}

function headOf(showId: string): string {
  return `${PREFIX}${showId.slice(SHOW_PREFIX.length)}_`;
}
