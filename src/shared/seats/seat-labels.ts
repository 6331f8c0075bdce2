import { beginningOf, hasVisibleText, isPlainText } from '../text/plain-text.ts';

/** Characters of a name, a number or an id of a plan. */
export const MAX_PLAN_TEXT = 200;

/**
 * What people read of a seat, as opposed to the keys that programs use. The rules are those of pretix: `row_label` and
 * `seat_label` are the plan's own words, in which `%s` stands for the number; without them a number says "Row 7"; what is
 * blank is not said.
 */
export interface SeatLabels {
  /** The zone's name; one that has none is called by its readable `zone_id`, or `Zone 3` by its place in the plan. */
  zoneLabel: string;
  /** The plan's own words, such as "Table 7"; null: it has none. */
  rowLabel: string | null;
  /** The plan's own words, such as "Chair 1"; null: it has none. */
  seatLabel: string | null;
}

const NUMBER = '%s';
/** Ids that programs make: nobody could find a door by them. */
const MADE_BY_PROGRAM = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,})$/i;

/** The label that a pattern of the plan gives; null when there is none, or nothing can be seen of it. */
export function labelOf(pattern: unknown, number: string): string | null {
  // Of plans that were imported before labels were looked at, anything may come.
  if (typeof pattern !== 'string' || pattern.length > MAX_PLAN_TEXT || !isPlainText(pattern)) return null;
  const label = beginningOf(pattern.replaceAll(NUMBER, () => number).trim(), MAX_PLAN_TEXT);
  return hasVisibleText(label) ? label : null;
}

export interface ZoneNaming {
  name?: unknown;
  zone_id?: unknown;
}

/** What people call a zone, `index` of the plan. */
export function zoneLabel({ name, zone_id: id }: ZoneNaming, index: number): string {
  if (typeof name === 'string' && hasVisibleText(name)) return name;
  if (typeof id === 'string' && id.length <= MAX_PLAN_TEXT && isReadable(id)) return id.trim();
  return `Zone ${index + 1}`;
}

function isReadable(id: string): boolean {
  return isPlainText(id) && hasVisibleText(id) && !MADE_BY_PROGRAM.test(id.trim());
}
