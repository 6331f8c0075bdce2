import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { HeldArea, HeldPlaces } from './places.ts';

/** What the tickets of a hold that runs are sold as, and by which promo code: changes of these are no changes of the map. */

const SET_HELD_TERMS = readStatement(new URL('./sql/set-held-terms.sql', import.meta.url));

/** What the total of a hold is worked out by. */
export interface HeldTerms extends HeldPlaces {
  /** What each of the seats is to be sold as, as those of `NewHold`. */
  ticketTypeIds: readonly string[];
  /** Null: none. */
  code: object | null;
}

export interface HeldTermsChange {
  showId: string;
  lockId: string;
  /** As they were when the change was worked out: with others, nothing is written. */
  before: HeldTerms;
  /** Of the same seats, and as many places of each area. */
  after: Omit<HeldTerms, 'seatIds'>;
  /** What they cost then. */
  total: number;
  /** Of the show's prices that the total was worked out by. */
  pricesVersion: number;
}

/**
 * Changes what a hold is to be sold as, and nothing of the map: there is no event. False, nothing written, when the hold
 * does not run (any more) or is not as it was, or the show has other prices than the total was worked out by.
 */
export async function setHeldTerms(tx: Querier, change: HeldTermsChange): Promise<boolean> {
  const { showId, lockId, before, after, total, pricesVersion } = change;
  const rows = await tx.query(SET_HELD_TERMS, [
    showId,
    lockId,
    before.seatIds,
    before.ticketTypeIds,
    codeJson(before.code),
    areasJson(before.areas),
    after.ticketTypeIds,
    codeJson(after.code),
    areasJson(after.areas),
    total,
    pricesVersion,
  ]);
  return rows.length === 1;
}

/** As seat_locks has it. */
export function codeJson(code: object | null | undefined): string | null {
  return code ? JSON.stringify(code) : null;
}

/** As seat_locks has them. */
export function areasJson(areas: readonly HeldArea[] | undefined): string | null {
  return areas?.length ? JSON.stringify(areas) : null;
}
