import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { textIssues } from '../../shared/text/text-issues.ts';
import type { AreaQuantity } from '../inventory/places.ts';
import { namedSeatIssues } from '../seat-map/named-seats.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { AllotmentAccess } from './allotment.ts';

/** Of one show, released ones included. */
export const MAX_ALLOTMENTS = 100;
export const MAX_ALLOTMENT_NAME = 100;
/** `#rrggbb`. */
export const COLOR_CHARACTERS = 7;

export interface CreateAllotmentInput {
  showId: string;
  name: string;
  /** As `#rrggbb`; without, one that the show's others do not have. */
  color?: string | null | undefined;
  access: AllotmentAccess;
  seatIds?: readonly string[] | null | undefined;
  areas?: readonly AreaQuantity[] | null | undefined;
  releaseAt?: Date | null | undefined;
  idempotencyKey?: string | null | undefined;
}

/** What is left out stays. */
export interface UpdateAllotmentInput {
  allotmentId: string;
  name?: string | null | undefined;
  color?: string | null | undefined;
  access?: AllotmentAccess | null | undefined;
  addSeatIds?: readonly string[] | null | undefined;
  removeSeatIds?: readonly string[] | null | undefined;
  /** How many places of these areas are to be its own; 0: none any more. */
  areas?: readonly AreaQuantity[] | null | undefined;
  /** Null: by hand only. */
  releaseAt?: Date | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface ReleaseAllotmentInput {
  allotmentId: string;
  idempotencyKey?: string | null | undefined;
}

/** Throws InvalidInputError with every problem. */
export function checkNewAllotment(input: CreateAllotmentInput, plan: SeatingPlanModel, now: Date): void {
  const [seatIds, areas] = [input.seatIds ?? [], input.areas ?? []];
  const issues = [
    ...termsIssues(input, now),
    ...namedSeatIssues(plan, seatIds, 'input.seatIds'),
    ...areaIssues(plan, areas, 1),
  ];
  if (seatIds.length + areas.length === 0) {
    issues.push({
      path: 'input.seatIds',
      message: 'must name at least one seat, or areas some places',
      code: 'REQUIRED',
    });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Throws InvalidInputError with every problem. */
export function checkAllotmentChange(input: UpdateAllotmentInput, plan: SeatingPlanModel, now: Date): void {
  const { name, color, access, releaseAt, addSeatIds, removeSeatIds } = input;
  const areas = input.areas ?? [];
  const [added, removed] = [addSeatIds ?? [], removeSeatIds ?? []];
  const issues = [
    ...termsIssues(input, now),
    ...namedSeatIssues(plan, added, 'input.addSeatIds'),
    ...namedSeatIssues(plan, removed, 'input.removeSeatIds'),
    ...areaIssues(plan, areas, 0),
  ];
  const removing = new Set(removed);
  const both = added.findIndex((seatId) => removing.has(seatId));
  if (both !== -1) {
    issues.push({
      path: `input.addSeatIds.${both}`,
      message: `"${added[both]}" can not be added and removed at once`,
      code: 'NOT_COMBINABLE',
    });
  }
  const isNothing = name == null && color == null && access == null && releaseAt === undefined;
  if (isNothing && added.length + removed.length + areas.length === 0)
    issues.push({ path: 'input', message: 'must change something', code: 'REQUIRED' });
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** The plan's own ids; `least`: places of each. */
function areaIssues(plan: SeatingPlanModel, areas: readonly AreaQuantity[], least: number): InputIssue[] {
  const seen = new Set<string>();
  return areas.flatMap(({ areaId, quantity }, index): InputIssue[] => {
    const path = `input.areas.${index}`;
    const isTwice = seen.has(areaId);
    seen.add(areaId);
    const area = plan.areaById.get(areaId);
    if (!area) return [{ path: `${path}.areaId`, message: 'is not an area of this show', code: 'UNKNOWN' }];
    if (isTwice) return [{ path, message: 'is listed twice', code: 'DUPLICATE' }];
    const { capacity } = area;
    if (quantity >= least && quantity <= capacity) return [];
    const bounds = { code: 'OUT_OF_RANGE', minimum: least, maximum: capacity } as const;
    return [{ path: `${path}.quantity`, message: `must be from ${least} to ${capacity}`, ...bounds }];
  });
}

const COLOR = /^#[0-9a-f]{6}$/i;

function termsIssues(
  { name, color, releaseAt }: Pick<UpdateAllotmentInput, 'name' | 'color' | 'releaseAt'>,
  now: Date,
): InputIssue[] {
  const issues: InputIssue[] = name == null ? [] : textIssues(name, 'input.name', MAX_ALLOTMENT_NAME);
  if (color != null && !COLOR.test(color)) {
    issues.push({ path: 'input.color', message: 'must be a color as #rrggbb', code: 'MALFORMED' });
  }
  if (releaseAt && releaseAt <= now)
    issues.push({ path: 'input.releaseAt', message: 'must be in the future', code: 'TOO_EARLY' });
  return issues;
}
