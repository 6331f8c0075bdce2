import type * as api from '../../generated/web/operations.ts';
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
}

/** What is wrong with what was typed, by field. */
export interface TermProblems {
  name?: 'missing';
  /** A part of a time only, one that the clocks are put forward over, or one that is past. */
  releaseAt?: 'incomplete' | 'skipped' | 'past';
}

/** As the fields of a form have it. */
export interface TypedTerms {
  name: string;
  color: string;
  access: string;
  /** As a field of the type `datetime-local` has it, by the clocks of the venue. */
  releaseAt: string;
  isReleaseIncomplete: boolean;
}

/** Told apart by colour-blind eyes, too; none is near the usual colours of categories. */
export const COLORS = ['#b5179e', '#0077b6', '#d97706', '#2a9d8f', '#6d4cc3', '#c1121f'];

/** The terms as they are read, or what is wrong with them. */
export function termsOf(
  typed: TypedTerms,
  { timezone, now }: { timezone: string; now: number },
): { terms: AllotmentTerms } | { problems: TermProblems } {
  const name = typed.name.trim();
  const problems: TermProblems = name === '' ? { name: 'missing' } : {};
  const releaseAt = readTime(typed.releaseAt, { timezone, isIncomplete: typed.isReleaseIncomplete });
  if (typeof releaseAt === 'object' && releaseAt !== null)
    return { problems: { ...problems, releaseAt: releaseAt.kind } };
  if (releaseAt !== null && Date.parse(releaseAt) <= now) problems.releaseAt = 'past';
  if (problems.name || problems.releaseAt) return { problems };
  return { terms: { name, color: typed.color, access: typed.access === 'CODE' ? 'CODE' : 'STAFF', releaseAt } };
}

/** The first colour that none of them has. */
export function nextColor(taken: readonly Pick<Allotment, 'color'>[]): string {
  return COLORS.find((color) => taken.every((one) => one.color !== color)) ?? COLORS[taken.length % COLORS.length]!;
}
