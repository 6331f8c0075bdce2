import { InvalidInputError } from '../../shared/errors.ts';
import type { SeatingPlanModel } from './seating-plan-model.ts';

/** Whether a seat is in one of the zones; null: all are. Throws InvalidInputError naming the zones that are not the plan's. */
export function zoneFilter(
  plan: SeatingPlanModel,
  zones: readonly string[] | null,
  path: string,
): (seatId: string) => boolean {
  if (zones === null) return () => true;
  const known = new Set(plan.zones.map((zone) => zone.name));
  const issues = zones.flatMap((zone, index) =>
    known.has(zone) ? [] : [{ path: `${path}.${index}`, message: `no zone "${zone}" in this plan` }],
  );
  if (issues.length > 0) throw new InvalidInputError(issues);
  const wanted = new Set(zones);
  return (seatId) => wanted.has(plan.seatById.get(seatId)?.zone ?? '');
}
