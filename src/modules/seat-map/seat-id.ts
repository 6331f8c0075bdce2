import { composedIds } from '../../platform/composed-ids.ts';
import { MAX_PLAN_TEXT } from '../seating/plan-limits.ts';

const IDS = composedIds('seat', 'show');

/** Of a global id: the longest `seat_guid`, and what stands before it. */
export const MAX_SEAT_ID = MAX_PLAN_TEXT + IDS.headCharacters;

/** A seat's id that says its show, too: the plan's own `seat_guid` is the same in every show on the plan. */
export function globalSeatId(showId: string, seatId: string): string {
  return `${IDS.headOf(showId)}${seatId}`;
}

/** The show and the plan's own id that a global id names; null when the text is none. */
export function parseGlobalSeatId(id: string): { showId: string; seatId: string } | null {
  const named = IDS.parse(id);
  return named && { showId: named.ownerId, seatId: named.name };
}

/**
 * The plan's own ids of seats that are given by either id. A global id of another show stays as it is, and so is unknown to
 * this one.
 */
export function planSeatIds(showId: string, seatIds: readonly string[]): readonly string[] {
  const head = IDS.headOf(showId);
  if (!seatIds.some((seatId) => seatId.startsWith(head))) return seatIds;
  return seatIds.map((seatId) => (seatId.startsWith(head) ? seatId.slice(head.length) : seatId));
}
