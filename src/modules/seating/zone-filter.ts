import { InvalidInputError } from '../../shared/errors.ts';
import type { SeatingPlanModel } from './seating-plan-model.ts';

/** What is in some zones. */
export interface ZoneFilter {
  hasSeat(seatId: string): boolean;
  hasArea(areaId: string): boolean;
}

const EVERYTHING: ZoneFilter = { hasSeat: () => true, hasArea: () => true };

/** Whether seats and areas are in one of the zones; null: all are. Throws InvalidInputError naming the zones that are not the plan's. */
export function zoneFilter(plan: SeatingPlanModel, zones: readonly string[] | null, path: string): ZoneFilter {
  if (zones === null) return EVERYTHING;
  const known = new Set(plan.zones.map((zone) => zone.name));
  const issues = zones.flatMap((zone, index) =>
    known.has(zone)
      ? []
      : [{ path: `${path}.${index}`, message: `no zone "${zone}" in this plan`, code: 'UNKNOWN' as const }],
  );
  if (issues.length > 0) throw new InvalidInputError(issues);
  const wanted = new Set(zones);
  return {
    hasSeat: (seatId) => wanted.has(plan.seatById.get(seatId)?.zone ?? ''),
    hasArea: (areaId) => wanted.has(plan.areaById.get(areaId)?.zone ?? ''),
  };
}
