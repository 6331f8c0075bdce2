import type { Querier } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import { type AllottedSeat, readAllotted } from '../inventory/seat-ledger.ts';
import type { Show } from '../shows/show.ts';

/** To whom seats of allotments are open. */
export interface AllotmentAccess {
  /**
   * Those of the seats that are of allotments which the caller may take seats of. Nothing is asked for a caller to whom none is
   * open.
   */
  openSeats(principal: Principal, show: Show, seatIds: readonly string[]): Promise<AllottedSeat[]>;
}

export function createAllotmentAccess(database: Querier): AllotmentAccess {
  return {
    async openSeats(principal, show, seatIds) {
      if (seatIds.length === 0 || !can(principal, 'show.allot', show)) return [];
      return await readAllotted(database, show.id, seatIds);
    },
  };
}

/** Those that are not of allotments. */
export function ordinarySeats(seatIds: readonly string[], allotted: readonly AllottedSeat[]): readonly string[] {
  if (allotted.length === 0) return seatIds;
  const others = new Set(allotted.map(({ seatId }) => seatId));
  return seatIds.filter((seatId) => !others.has(seatId));
}
