import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { HeldArea, HeldPlaces } from './places.ts';

/** What the tickets of a hold that runs are sold as, and by which promo code: changes of these are no changes of the map. */

const SET_HELD_CODE = readStatement(new URL('./sql/set-held-code.sql', import.meta.url));
const SET_HELD_TYPES = readStatement(new URL('./sql/set-held-types.sql', import.meta.url));

/** What the total of a hold is worked out by. */
export interface HeldTerms extends HeldPlaces {
  ticketTypeIds: readonly string[];
  code: object | null;
}

export interface HeldTypes {
  showId: string;
  lockId: string;
  /** As they were when the change was worked out: with others, nothing is written. */
  before: HeldTerms;
  /** What each of the seats is to be sold as, as those of `NewHold`. */
  ticketTypeIds: readonly string[];
  /** As many of each area as before, with what they are to be sold as. */
  areas?: readonly HeldArea[] | undefined;
  /** What the seats cost then. */
  total: number;
  /** Of the show's prices that the total was worked out by. */
  pricesVersion: number;
}

/**
 * Changes what the seats of a hold are to be sold as, and nothing of the map: there is no event. False, nothing written, when the hold
 * does not run (any more) or is not as it was, or the show has other prices than the total was worked out by.
 */
export async function setHeldTypes(tx: Querier, change: HeldTypes): Promise<boolean> {
  const { showId, lockId, before, ticketTypeIds, areas, total, pricesVersion } = change;
  const rows = await tx.query(SET_HELD_TYPES, [
    showId,
    lockId,
    before.seatIds,
    before.ticketTypeIds,
    ticketTypeIds,
    total,
    pricesVersion,
    codeJson(before.code),
    areasJson(before),
    areasJson({ seatIds: [], areas }),
  ]);
  return rows.length === 1;
}

export interface HeldCodeChange {
  showId: string;
  lockId: string;
  /** As they were when the change was worked out: with others, nothing is written. */
  before: HeldTerms;
  /** Null: none. */
  code: object | null;
  /** What the seats cost then. */
  total: number;
  /** Of the show's prices that the total was worked out by. */
  pricesVersion: number;
}

/** Applies a promo code to a hold, or takes it off. There is no event; otherwise as `setHeldTypes`. */
export async function setHeldCode(tx: Querier, change: HeldCodeChange): Promise<boolean> {
  const { showId, lockId, before, code, total, pricesVersion } = change;
  const rows = await tx.query(SET_HELD_CODE, [
    showId,
    lockId,
    before.seatIds,
    before.ticketTypeIds,
    codeJson(before.code),
    codeJson(code),
    total,
    pricesVersion,
    areasJson(before),
  ]);
  return rows.length === 1;
}

/** As seat_locks has it. */
export function codeJson(code: object | null | undefined): string | null {
  return code ? JSON.stringify(code) : null;
}

/** As seat_locks has them. */
export function areasJson({ areas }: HeldPlaces): string | null {
  return areas?.length ? JSON.stringify(areas) : null;
}
