import type { FormProblem, Reading } from './form-problem.ts';
import { readTime, typedTime } from './typed-time.ts';

/** Title and times of a show as they stand in the fields of a form: times by the clocks of the venue (`2027-03-14T19:30`). */
export interface TypedDetails {
  title: string;
  startsAt: string;
  /** Blank: sales start when the show is published. */
  salesStartAt: string;
  /** Blank: sales end when the show begins. */
  salesEndAt: string;
}

export type TimeField = Exclude<keyof TypedDetails, 'title'>;

export interface DetailsInput {
  title: string;
  /** RFC 3339. */
  startsAt: string;
  salesStartAt: string | null;
  salesEndAt: string | null;
}

export const NO_DETAILS: TypedDetails = { title: '', startsAt: '', salesStartAt: '', salesEndAt: '' };

const MOST_TITLE_CHARACTERS = 200;
const TIMES: readonly TimeField[] = ['startsAt', 'salesStartAt', 'salesEndAt'];

export function detailsOfShow(show: DetailsInput & { venue: { timezone: string } }): TypedDetails {
  const wallTime = (at: string | null) => typedTime(at, show.venue.timezone);
  const { title, startsAt, salesStartAt, salesEndAt } = show;
  return {
    title,
    startsAt: wallTime(startsAt),
    salesStartAt: wallTime(salesStartAt),
    salesEndAt: wallTime(salesEndAt),
  };
}

export interface ReadDetailsOptions {
  /** IANA name, of the venue. */
  timezone: string;
  /** The fields that hold a part of a time only: their text is blank then. */
  incomplete: ReadonlySet<string>;
  /** The times as they are, to the second and beyond: what was not changed stays so. */
  before?: DetailsInput;
  /** The server's time, ms since 1970, where the show is to begin, and its sales are to end, later than that. */
  now?: number;
}

/** What was typed, as the API takes it. */
export function readDetails(
  typed: TypedDetails,
  { timezone, incomplete, before, now }: ReadDetailsOptions,
): Reading<DetailsInput> {
  const problems = new Map<string, FormProblem>();
  const title = typed.title.trim();
  if (title === '') problems.set('title', { kind: 'missing' });
  else if (title.length > MOST_TITLE_CHARACTERS) problems.set('title', { kind: 'tooLong' });
  const [startsAt, salesStartAt, salesEndAt] = TIMES.map((field) => {
    const read = readTime(typed[field], { timezone, isIncomplete: incomplete.has(field), before: before?.[field] });
    if (typeof read === 'object' && read !== null) problems.set(field, read);
    return typeof read === 'string' ? read : null;
  }) as [string | null, string | null, string | null];
  if (startsAt !== null && now !== undefined && Date.parse(startsAt) <= now) problems.set('startsAt', { kind: 'past' });
  if (salesEndAt !== null && now !== undefined && Date.parse(salesEndAt) <= now)
    problems.set('salesEndAt', { kind: 'past' });
  if (startsAt === null && !problems.has('startsAt')) problems.set('startsAt', { kind: 'missing' });
  if (salesStartAt !== null && startsAt !== null && salesStartAt >= startsAt) {
    problems.set('salesStartAt', { kind: 'notBeforeStart' });
  }
  if (salesStartAt !== null && salesEndAt !== null && salesEndAt <= salesStartAt) {
    problems.set('salesEndAt', { kind: 'notAfterSalesStart' });
  }
  if (problems.size > 0 || startsAt === null) return { ok: false, problems };
  const fieldOf = new Map(['title', ...TIMES].map((field) => [`input.${field}`, field]));
  return { ok: true, input: { title, startsAt, salesStartAt, salesEndAt }, fieldOf };
}
