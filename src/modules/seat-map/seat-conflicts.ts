import type { Querier } from '../../platform/postgres/database.ts';
import { readHolders } from '../inventory/seat-ledger.ts';
import type { SeatConflict } from './seat-map.errors.ts';

/** Why these seats can't be had, as PostgreSQL knows it, in the order given; seats that are AVAILABLE are left out. */
export async function conflictsOf(
  database: Querier,
  showId: string,
  seatIds: readonly string[],
  principalId: string,
): Promise<SeatConflict[]> {
  const holders = new Map((await readHolders(database, showId, seatIds)).map((holder) => [holder.seatId, holder]));
  return seatIds.flatMap((seatId): SeatConflict[] => {
    const holder = holders.get(seatId);
    if (!holder) return [];
    if (holder.state !== 'LOCKED') return [{ seatId, reason: holder.state }];
    return [{ seatId, reason: holder.ownerId === principalId ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER' }];
  });
}
