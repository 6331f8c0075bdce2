import type { FormProblem, Reading } from './form-problem.ts';

/** The venue of a new plan as it stands in the fields of a form. */
export interface TypedVenue {
  name: string;
  city: string;
  /** IANA name. */
  timezone: string;
}

const MOST_CHARACTERS = 200;

/** Where this browser is. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All that the browser knows, by their names. */
export function timeZones(): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), ownTimeZone()])].sort();
}

export function readVenue(typed: TypedVenue): Reading<TypedVenue> {
  const problems = new Map<string, FormProblem>();
  const input = { name: typed.name.trim(), city: typed.city.trim(), timezone: typed.timezone };
  for (const field of ['name', 'city'] as const) {
    if (input[field] === '') problems.set(`venue-${field}`, { kind: 'missing' });
    else if (input[field].length > MOST_CHARACTERS) problems.set(`venue-${field}`, { kind: 'tooLong' });
  }
  if (problems.size > 0) return { ok: false, problems };
  const fields = ['name', 'city', 'timezone'] as const;
  const fieldOf = new Map(fields.map((field) => [`input.venue.${field}`, `venue-${field}`]));
  return { ok: true, input, fieldOf };
}
