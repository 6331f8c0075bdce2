import { composedIds } from '../../platform/composed-ids.ts';
import { MAX_PLAN_TEXT } from './plan-limits.ts';

const IDS = composedIds('area', 'plan');

/** Of a global id: the longest `area_guid`, and what stands before it. */
export const MAX_AREA_ID = MAX_PLAN_TEXT + IDS.headCharacters;

/** An area's id that says its plan, too: plans may have the same `area_guid`. */
export function globalAreaId(planId: string, areaId: string): string {
  return `${IDS.headOf(planId)}${areaId}`;
}

/** The plan and its own id of the area that a global id names; null when the text is none. */
export function parseGlobalAreaId(id: string): { planId: string; areaId: string } | null {
  const named = IDS.parse(id);
  return named && { planId: named.ownerId, areaId: named.name };
}

/** The plan's own id of an area that is given by either id. A global id of another plan stays as it is, and so is unknown to this one. */
export function planAreaId(planId: string, id: string): string {
  const head = IDS.headOf(planId);
  return id.startsWith(head) ? id.slice(head.length) : id;
}
