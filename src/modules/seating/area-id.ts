import { isId } from '../../platform/ids.ts';
import { MAX_PLAN_TEXT } from './plan-limits.ts';

const PREFIX = 'area_';
const PLAN_PREFIX = 'plan_';
/** Of the plan's id, behind `plan_`. */
const SUFFIX_CHARACTERS = 26;
const HEAD_CHARACTERS = PREFIX.length + SUFFIX_CHARACTERS + 1;

/** Of a global id: the longest `area_guid`, and what stands before it. */
export const MAX_AREA_ID = MAX_PLAN_TEXT + HEAD_CHARACTERS;

/** An area's id that says its plan, too: plans may have the same `area_guid`. */
export function globalAreaId(planId: string, areaId: string): string {
  return `${headOf(planId)}${areaId}`;
}

/** The plan and its own id of the area that a global id names; null when the text is none. */
export function parseGlobalAreaId(id: string): { planId: string; areaId: string } | null {
  if (!id.startsWith(PREFIX) || id.charAt(HEAD_CHARACTERS - 1) !== '_' || id.length === HEAD_CHARACTERS) return null;
  const planId = `${PLAN_PREFIX}${id.slice(PREFIX.length, HEAD_CHARACTERS - 1)}`;
  return isId('plan', planId) ? { planId, areaId: id.slice(HEAD_CHARACTERS) } : null;
}

/** The plan's own id of an area that is given by either id. A global id of another plan stays as it is, and so is unknown to this one. */
export function planAreaId(planId: string, id: string): string {
  const head = headOf(planId);
  return id.startsWith(head) ? id.slice(head.length) : id;
}

function headOf(planId: string): string {
  return `${PREFIX}${planId.slice(PLAN_PREFIX.length)}_`;
}
