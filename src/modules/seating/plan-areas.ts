import { z } from 'zod';
import { hasVisibleText } from '../../shared/text/plain-text.ts';
import { MAX_AREA_CAPACITY } from './plan-limits.ts';
import {
  listIn,
  mayBeBlank,
  memberOf,
  missingOr,
  object,
  refuseRepeated,
  refuseUnknownCategory,
  text,
  textIn,
  turnsNothing,
} from './plan-values.ts';
import type { ProblemList } from './problem-list.ts';
import type { UnlabelledArea } from './seating-plan-model.ts';

/**
 * Areas of a zone that have places without numbers: those with an `"area_guid"`, unique within the plan. Such an area has a
 * `"capacity"` and a `"category"` of the plan, and may have a `"name"`; without one it is called as the drawing's own `text` says, or
 * else by its guid. All of these are ours; an area without `"area_guid"` is a drawing and nothing else.
 */

const CAPACITY = `must be a whole number from 1 to ${MAX_AREA_CAPACITY.toLocaleString('en-US')}`;

const Area = z.object(
  {
    area_guid: text,
    capacity: z
      .int({ error: missingOr(CAPACITY) })
      .min(1, CAPACITY)
      .max(MAX_AREA_CAPACITY, CAPACITY),
    category: text,
    name: mayBeBlank.nullish(),
  },
  object,
);

/** Whether an entry of a zone's `areas` has places. */
export function isArea(value: unknown): boolean {
  return memberOf(value, 'area_guid') !== undefined;
}

/** Those of all zones, in the plan's order; `keys` and `labels` are the zones' own. */
export function readAreas(
  { zones, keys, labels }: { zones: readonly unknown[]; keys: readonly string[]; labels: readonly string[] },
  problems: ProblemList,
  categories: ReadonlySet<string | null>,
): UnlabelledArea[] {
  const areas: UnlabelledArea[] = [];
  const guidPlaces = new Map<string, string>();
  for (const [zoneIndex, zone] of zones.entries()) {
    for (const [index, value] of listIn(zone, 'areas').entries()) {
      if (problems.isFull) return areas;
      const path = `zones.${zoneIndex}.areas.${index}`;
      refuseTurningWords(value, path, problems);
      if (!isArea(value)) continue;
      const area = problems.check(Area, value, path);
      refuseRepeated(textIn(value, 'area_guid'), `${path}.area_guid`, guidPlaces, problems);
      refuseUnknownCategory(value, path, { problems, categories });
      if (area === null) continue;
      const { area_guid: id, capacity, category } = area;
      const ofZone = { zone: keys[zoneIndex]!, zoneLabel: labels[zoneIndex]! };
      areas.push({ id, ...ofZone, name: nameOf(value, area), category, capacity });
    }
  }
  return areas;
}

/** Of any drawing, since they stand on the map. */
function refuseTurningWords(value: unknown, path: string, problems: ProblemList): void {
  const words = memberOf(value, 'text');
  if (typeof words === 'string') problems.check(turnsNothing, words, `${path}.text`);
  else problems.check(turnsNothing, memberOf(words, 'text'), `${path}.text.text`);
}

function nameOf(value: unknown, { name, area_guid }: z.infer<typeof Area>): string {
  if (name && hasVisibleText(name)) return name.trim();
  const words = memberOf(value, 'text');
  const drawn = mayBeBlank.safeParse(typeof words === 'string' ? words : memberOf(words, 'text'));
  return drawn.success && hasVisibleText(drawn.data) ? drawn.data.trim() : area_guid;
}
