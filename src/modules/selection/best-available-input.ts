import { isId } from '../../platform/ids.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { zoneFilter } from '../seating/zone-filter.ts';
import type { Show } from '../shows/show.ts';
import type { SeatWish } from './pick-best-seats.ts';

/** The largest party that seats are chosen for. */
export const MOST_OF_A_PARTY = 50;

export interface BestAvailableInput {
  quantity: number;
  tierIds?: readonly string[] | null | undefined;
  zones?: readonly string[] | null | undefined;
  /** Minor units of the show's currency. */
  maxPrice?: number | null | undefined;
  accessible?: number | null | undefined;
  companions?: number | null | undefined;
}

/** Throws InvalidInputError with every problem that shows without the show; `path` leads to the input. */
export function checkBestAvailable(
  input: BestAvailableInput & { showId?: string },
  { path, maxSeats }: { path: string; maxSeats: number },
): void {
  const { quantity, tierIds, showId } = input;
  const [accessible, companions] = [input.accessible ?? 0, input.companions ?? 0];
  const issues: InputIssue[] = [];
  if (showId !== undefined && !isId('show', showId)) {
    issues.push({ path: `${path}.showId`, message: 'is not a show id', code: 'MALFORMED' });
  }
  const most = Math.min(maxSeats, MOST_OF_A_PARTY);
  if (quantity < 1 || quantity > most)
    issues.push({
      path: `${path}.quantity`,
      message: `must be from 1 to ${most}`,
      code: 'OUT_OF_RANGE',
      minimum: 1,
      maximum: most,
    });
  if (accessible < 0 || accessible > quantity) {
    issues.push({
      path: `${path}.accessible`,
      message: 'must be from 0 to quantity',
      code: 'OUT_OF_RANGE',
      minimum: 0,
    });
  }
  if (companions < 0 || companions > quantity - accessible) {
    issues.push({
      path: `${path}.companions`,
      message: 'must be from 0 to quantity less accessible',
      code: 'OUT_OF_RANGE',
      minimum: 0,
    });
  } else if (companions > 0 && accessible === 0) {
    issues.push({
      path: `${path}.companions`,
      message: 'companion seats are for parties with a wheelchair place',
      code: 'NOT_COMBINABLE',
    });
  }
  for (const [index, id] of (tierIds ?? []).entries()) {
    if (!isId('tier', id))
      issues.push({ path: `${path}.tierIds.${index}`, message: 'is not a price tier id', code: 'MALFORMED' });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** What the input, which has been checked, asks for in the show. Throws InvalidInputError naming tiers or zones it has not. */
export function wishOf(
  input: BestAvailableInput,
  { show, plan, path }: { show: Show; plan: SeatingPlanModel; path: string },
): SeatWish {
  const { quantity, tierIds = null, zones = null, maxPrice = null } = input;
  const issues: InputIssue[] = [];
  const known = new Set(show.priceTiers.map(({ id }) => id));
  for (const [index, id] of (tierIds ?? []).entries()) {
    if (!known.has(id))
      issues.push({ path: `${path}.tierIds.${index}`, message: 'is not a price tier of this show', code: 'UNKNOWN' });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
  zoneFilter(plan, zones, `${path}.zones`);
  return {
    quantity,
    accessible: input.accessible ?? 0,
    companions: input.companions ?? 0,
    categories: tierIds === null && maxPrice === null ? null : categoriesOf(show, tierIds, maxPrice),
    zones: zones && new Set(zones),
  };
}

function categoriesOf({ priceTiers }: Show, tierIds: readonly string[] | null, maxPrice: number | null): Set<string> {
  const wanted = tierIds && new Set(tierIds);
  return new Set(
    priceTiers
      .filter(({ id, price }) => (wanted?.has(id) ?? true) && (maxPrice === null || price.amount <= maxPrice))
      .map(({ category }) => category),
  );
}
