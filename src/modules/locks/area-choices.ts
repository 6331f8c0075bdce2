import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import type { HeldArea } from '../inventory/places.ts';
import { planAreaId } from '../seating/area-id.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show } from '../shows/show.ts';
import type { TicketChoice } from './ticket-choices.ts';

/** Places of an area, and what they are to be sold as; without, it is the show's first type. */
export interface AreaChoiceInput {
  areaId: string;
  quantity: number;
  ticketTypeId?: string | null | undefined;
}

/**
 * The places that were asked for, by the plan's own ids; `list`: where in the input they stand. Throws InvalidInputError where the plan has
 * not such an area, or one is named twice with a type.
 */
export function heldAreas(
  { show, plan }: { show: Pick<Show, 'plan' | 'ticketTypes'>; plan: SeatingPlanModel },
  asked: readonly AreaChoiceInput[],
  list: string,
): HeldArea[] {
  return readAreas({ show, plan }, asked, { list, least: 1 });
}

/** What a lock has after places were set, in the order in which it got them; `set`: with the types for which it was. Throws as `heldAreas`. */
export function areasAfter(
  show: { show: Pick<Show, 'plan' | 'ticketTypes'>; plan: SeatingPlanModel },
  before: readonly HeldArea[],
  asked: readonly AreaChoiceInput[],
): { areas: HeldArea[]; set: HeldArea[] } {
  const set = readAreas(show, asked, { list: 'input.setAreas', least: 0 });
  const after = new Map(before.map((area) => [nameOf(area), area]));
  for (const area of set) after.set(nameOf(area), area);
  return { areas: [...after.values()].filter(({ quantity }) => quantity > 0), set };
}

function readAreas(
  { show, plan }: { show: Pick<Show, 'plan' | 'ticketTypes'>; plan: SeatingPlanModel },
  asked: readonly AreaChoiceInput[],
  { list, least }: { list: string; least: number },
): HeldArea[] {
  const issues: InputIssue[] = [];
  const seen = new Set<string>();
  const held = asked.map(({ areaId: id, quantity, ticketTypeId: type }, index): HeldArea => {
    const areaId = planAreaId(show.plan.id, id);
    const ticketTypeId = type ?? show.ticketTypes[0]?.id ?? null;
    const path = `${list}.${index}`;
    const name = nameOf({ areaId, ticketTypeId });
    if (!plan.areaById.has(areaId))
      issues.push({ path: `${path}.areaId`, message: 'is not an area of this show', code: 'UNKNOWN' });
    else if (seen.has(name)) issues.push({ path, message: 'is listed twice', code: 'DUPLICATE' });
    if (quantity < least)
      issues.push({
        path: `${path}.quantity`,
        message: `must be at least ${least}`,
        code: 'OUT_OF_RANGE',
        minimum: least,
      });
    seen.add(name);
    return { areaId, ticketTypeId, quantity };
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
  return held;
}

function nameOf({ areaId, ticketTypeId }: Pick<HeldArea, 'areaId' | 'ticketTypeId'>): string {
  return JSON.stringify([areaId, ticketTypeId]);
}

/** What of these is to be checked against the show's prices. */
export function areaChoicesOf(areas: readonly HeldArea[], list: string): TicketChoice[] {
  return areas.map(({ areaId, ticketTypeId }, index) => {
    return { areaId, ticketTypeId, path: `${list}.${index}.ticketTypeId` };
  });
}
