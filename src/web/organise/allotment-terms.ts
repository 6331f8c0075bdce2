import type * as api from '../../generated/web/operations.ts';
import { ALLOTMENT_COLORS } from '../../shared/allotment-colors.ts';
import type { FormProblems } from './forms/form-problem.ts';
import { readTime } from './forms/typed-time.ts';

export type Allotment = NonNullable<NonNullable<api.ShowAllotmentsQuery['show']>['allotments']>[number];

export type AllotmentAccess = Allotment['access'];

/** What an organiser says of an allotment. */
export interface AllotmentTerms {
  name: string;
  color: string;
  access: AllotmentAccess;
  /** RFC 3339; null: by hand only. */
  releaseAt: string | null;
  /** How many places of each area of the hall are to be its own; 0: none. */
  areas: PlacesOfArea[];
}

export interface PlacesOfArea {
  areaId: string;
  quantity: number;
}

/** What is wrong with what was typed, by field. */
export interface TermProblems {
  name?: 'missing';
  /** A part of a time only, one that the clocks are put forward over, or one that is past. */
  releaseAt?: 'incomplete' | 'skipped' | 'past';
  /** Of these areas no number was typed. */
  areas?: ReadonlySet<string>;
  /** A new one would have neither seats nor places. */
  isEmpty?: true;
  /** What the server found, by the names below (`termField`). */
  refused?: FormProblems;
}

/** The names of the form's fields. */
export const termField = {
  name: 'name',
  color: 'color',
  releaseAt: 'releaseAt',
  /** What of the house it has: the seats that are selected, and places. */
  house: 'house',
  places: (areaId: string) => `places ${areaId}`,
};

/** As the fields of a form have it. */
export interface TypedTerms {
  name: string;
  color: string;
  access: string;
  /** As a field of the type `datetime-local` has it, by the clocks of the venue. */
  releaseAt: string;
  isReleaseIncomplete: boolean;
  /** Of each area of the hall, which has so many; blank: none. */
  places: readonly { areaId: string; text: string; capacity: number }[];
}

/** The terms as they are read, or what is wrong with them. */
export function termsOf(
  typed: TypedTerms,
  { timezone, now }: { timezone: string; now: number },
): { terms: AllotmentTerms } | { problems: TermProblems } {
  const name = typed.name.trim();
  const problems: TermProblems = name === '' ? { name: 'missing' } : {};
  const areas = typed.places.map(({ areaId, text, capacity }) => ({ areaId, quantity: countOfText(text, capacity) }));
  const unread = areas.filter(({ quantity }) => quantity === null);
  if (unread.length > 0) problems.areas = new Set(unread.map(({ areaId }) => areaId));
  const releaseAt = readTime(typed.releaseAt, { timezone, isIncomplete: typed.isReleaseIncomplete });
  if (typeof releaseAt === 'object' && releaseAt !== null)
    return { problems: { ...problems, releaseAt: releaseAt.kind } };
  if (releaseAt !== null && Date.parse(releaseAt) <= now) problems.releaseAt = 'past';
  if (problems.name || problems.releaseAt || problems.areas) return { problems };
  const access = typed.access === 'CODE' ? 'CODE' : 'STAFF';
  const places = areas.map(({ areaId, quantity }) => ({ areaId, quantity: quantity! }));
  return { terms: { name, color: typed.color, access, releaseAt, areas: places } };
}

/** Which field a path of the input is of, where it has these areas. */
export function fieldsOfTerms(areas: readonly PlacesOfArea[]): Map<string, string> {
  return new Map([
    ['input.name', termField.name],
    ['input.color', termField.color],
    ['input.releaseAt', termField.releaseAt],
    ['input.seatIds', termField.house],
    ...areas.map(({ areaId }, index) => [`input.areas.${index}.quantity`, termField.places(areaId)] as const),
  ]);
}

/** Null: it is no number of places that the area has. */
function countOfText(text: string, capacity: number): number | null {
  const typed = text.trim();
  if (typed === '') return 0;
  return /^\d{1,7}$/.test(typed) && Number(typed) <= capacity ? Number(typed) : null;
}

/** Those of which the allotment has another number than it is to have. */
export function otherPlaces(
  allotment: Pick<Allotment, 'areas'> | null,
  areas: readonly PlacesOfArea[],
): PlacesOfArea[] {
  const has = new Map(allotment?.areas.map(({ area, quantity }) => [area.id, quantity]));
  return areas.filter(({ areaId, quantity }) => quantity !== (has.get(areaId) ?? 0));
}

/** The first colour that none of them has. */
export function nextColor(taken: readonly Pick<Allotment, 'color'>[]): string {
  const free = ALLOTMENT_COLORS.find((color) => taken.every((one) => one.color !== color));
  return free ?? ALLOTMENT_COLORS[taken.length % ALLOTMENT_COLORS.length]!;
}
