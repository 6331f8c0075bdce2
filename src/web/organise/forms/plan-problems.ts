import type { InputIssue, Refusal } from '../../api/box-office-types.ts';
import { memberOf } from './plan-member.ts';

/** Where in a plan something is: each part by the name that the plan has for it, or by its number where it has none; null: not in one. */
export interface PlanPlace {
  zone: string | number | null;
  row: string | number | null;
  seat: string | number | null;
  area: string | number | null;
  category: string | number | null;
  /** Below that, as the file calls it: `seat_guid`. */
  path: string;
}

/** What is wrong with a plan, and where. */
export interface PlanProblem {
  place: PlanPlace;
  issue: InputIssue;
  /** What stands there, where that is text or a number. */
  value: string | null;
  /** Where the other one is that it repeats. */
  other: PlanPlace | null;
  /** Only that there are more than are listed. */
  isMore: boolean;
}

/** As many the server lists; what follows says that there are more. */
const MOST_LISTED = 20;
const MOST_CHARACTERS = 60;

/** The server's list, for people: `input.plan.zones.0.rows.1.seats.2.category` is of a seat of a row of a zone. */
export function planProblems({ issues = [] }: Refusal, plan: unknown): PlanProblem[] {
  return issues.flatMap((issue, index) => {
    const { path } = issue;
    if (path !== 'input' && path !== 'input.plan' && !path.startsWith('input.plan.')) return [];
    const related = issue.relatedPath ?? null;
    return {
      place: placeOf(path, plan),
      issue,
      value: shownOf(valueAt(path, plan)),
      other: related === null ? null : placeOf(related, plan),
      isMore: index === MOST_LISTED,
    };
  });
}

const LISTS = {
  zones: { part: 'zone', name: 'name' },
  rows: { part: 'row', name: 'row_number' },
  seats: { part: 'seat', name: 'seat_number' },
  areas: { part: 'area', name: 'name' },
  categories: { part: 'category', name: 'name' },
} as const;

function placeOf(path: string, plan: unknown): PlanPlace {
  const keys = path.split('.').slice(2);
  const place: PlanPlace = { zone: null, row: null, seat: null, area: null, category: null, path: '' };
  let at: unknown = plan;
  while (keys.length >= 2 && isList(keys[0]!) && /^\d+$/.test(keys[1]!)) {
    const [list, index] = keys.splice(0, 2) as [keyof typeof LISTS, string];
    at = memberOf(memberOf(at, list), index);
    const { part, name } = LISTS[list];
    place[part] = shownOf(memberOf(at, name)) ?? Number(index) + 1;
  }
  return { ...place, path: keys.join('.') };
}

function isList(key: string): key is keyof typeof LISTS {
  return Object.hasOwn(LISTS, key);
}

function valueAt(path: string, plan: unknown): unknown {
  return path.split('.').slice(2).reduce(memberOf, plan);
}

/** Null where it is no text that is seen, and no number. */
function shownOf(value: unknown): string | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === '') return null;
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}
