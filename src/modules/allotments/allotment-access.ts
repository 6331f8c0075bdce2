import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import { type AllottedSeat, readAllotted } from '../inventory/seat-ledger.ts';
import type { Show } from '../shows/show.ts';

const READ_OPEN_TO_CODE = readStatement(new URL('./sql/read-open-to-code.sql', import.meta.url));

export interface OpenSeatsRequest {
  principal: Principal;
  show: Show;
  seatIds: readonly string[];
  /** The promo code that the lock has, or is to have, with the allotment that it opened when it was applied. */
  code?: OpeningCode | null | undefined;
}

interface OpeningCode {
  id: string;
  allotmentId: string | null;
}

/** To whom seats of allotments are open. */
export interface AllotmentAccess {
  /**
   * Those of the seats that are of allotments which the caller may take seats of: the staff of the show of any, others by their code.
   * Nothing is asked for a caller to whom none can be open.
   */
  openSeats(request: OpenSeatsRequest): Promise<AllottedSeat[]>;
  /** Those of the seats of a lock that are of allotments, open or not. Nothing is asked of a lock without a code that opens one. */
  heldByCode(
    showId: string,
    lock: { seatIds: readonly string[]; code: Pick<OpeningCode, 'allotmentId'> | null },
  ): Promise<AllottedSeat[]>;
}

export function createAllotmentAccess(database: Querier): AllotmentAccess {
  return {
    async openSeats({ principal, show, seatIds, code }) {
      if (seatIds.length === 0) return [];
      if (can(principal, 'show.allot', show)) return await readAllotted(database, show.id, seatIds);
      if (!code?.allotmentId) return [];
      return await database.query<AllottedSeat>(READ_OPEN_TO_CODE, [show.id, seatIds, code.id, code.allotmentId]);
    },
    async heldByCode(showId, { seatIds, code }) {
      if (!code?.allotmentId || seatIds.length === 0) return [];
      return await readAllotted(database, showId, seatIds);
    },
  };
}

/** Those that are not of allotments. */
export function ordinarySeats(seatIds: readonly string[], allotted: readonly AllottedSeat[]): readonly string[] {
  if (allotted.length === 0) return seatIds;
  const others = new Set(allotted.map(({ seatId }) => seatId));
  return seatIds.filter((seatId) => !others.has(seatId));
}
