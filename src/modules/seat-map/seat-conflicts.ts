import type { Querier } from '../../platform/postgres/database.ts';
import { readAreas, readHolders } from '../inventory/seat-ledger.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type AreaShortage, type SeatConflict, SeatsUnavailableError } from './seat-map.errors.ts';

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

/** Those of the areas that have not so many places left, as PostgreSQL knows it. */
export async function shortAreasOf(
  database: Querier,
  showId: string,
  demands: readonly { areaId: string; more: number }[] = [],
): Promise<AreaShortage[]> {
  if (demands.length === 0) return [];
  const areas = new Map((await readAreas(database, showId)).map((area) => [area.areaId, area.available]));
  return demands.flatMap(({ areaId, more }) => {
    const available = areas.get(areaId) ?? 0;
    return more > available ? [{ areaId, available }] : [];
  });
}

export interface WantedSeats {
  showId: string;
  plan: SeatingPlanModel;
  seatIds: readonly string[];
  /** Who wants them. */
  principalId: string;
}

/** Throws SeatsUnavailableError when the plan has not all of the seats: with every conflict, those of the others too. */
export async function assertKnownSeats(
  database: Querier,
  { showId, plan, seatIds, principalId }: WantedSeats,
): Promise<void> {
  const unknown = new Set(seatIds.filter((seatId) => !plan.seatById.has(seatId)));
  if (unknown.size === 0) return;
  const known = await conflictsOf(database, showId, seatIds, principalId);
  const bySeat = new Map(known.map((conflict) => [conflict.seatId, conflict]));
  const conflicts = seatIds.flatMap((seatId): SeatConflict[] => {
    if (unknown.has(seatId)) return [{ seatId, reason: 'UNKNOWN_SEAT' }];
    return bySeat.has(seatId) ? [bySeat.get(seatId)!] : [];
  });
  throw new SeatsUnavailableError(showId, seatIds, conflicts);
}
