/**
 * How seats, rows and zones of a plan are called, by the rules that the API has (`Seat.rowLabel`, `Seat.seatLabel`, `Zone.label`):
 * what is drawn and what stands on a ticket read the same.
 */

/** Characters of a name, a number or an id of a plan. */
const MAX_PLAN_TEXT = 200;
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

/** What people call a zone, `index` of the plan. */
export function zoneLabel({ name, zone_id: id }: { name?: unknown; zone_id?: unknown }, index: number): string {
  if (typeof name === 'string' && hasVisibleText(name)) return name;
  if (typeof id === 'string' && id.length <= MAX_PLAN_TEXT && isReadable(id)) return id.trim();
  return `Zone ${index + 1}`;
}

/** Whether there is anything to see in the text: marks, blanks and characters without a shape alone are nothing. */
export function hasVisibleText(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''));
}

function isReadable(id: string): boolean {
  return isPlainText(id) && hasVisibleText(id) && !MADE_BY_PROGRAM.test(id.trim());
}

/** No control characters, no half of a surrogate pair. */
function isPlainText(text: string): boolean {
  return !/\p{Cc}|\p{Cs}/u.test(text);
}

/** No half of a surrogate pair is left at its end. */
function beginningOf(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Cs}$/u, '');
}
