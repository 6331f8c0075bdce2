import { newId } from '../../platform/ids.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { textIssues } from '../../shared/text/text-issues.ts';

const LOCK_VENUE_NAME = readStatement(new URL('./sql/lock-venue-name.sql', import.meta.url));
const FIND_VENUE = readStatement(new URL('./sql/find-venue.sql', import.meta.url));
const INSERT_VENUE = readStatement(new URL('./sql/insert-venue.sql', import.meta.url));
const FIND_ZONE_NAME = readStatement(new URL('./sql/find-zone-name.sql', import.meta.url));

export interface Venue {
  id: string;
  name: string;
  city: string;
  /** IANA name, for example `Europe/Berlin`. */
  timezone: string;
}

export type VenueInput = Omit<Venue, 'id'>;

export const MAX_VENUE_TEXT = 200;

/** The Prisma selection that makes a `Venue`. */
export const VENUE = { id: true, name: true, city: true, timezone: true } as const;

export async function readVenue({ prisma }: Database, id: string): Promise<Venue | null> {
  return await prisma.venue.findUnique({ where: { id }, select: VENUE });
}

/** Every problem of the input, by its path below `root`. */
export function venueIssues(venue: VenueInput, root: string): InputIssue[] {
  const issues: InputIssue[] = [];
  for (const key of ['name', 'city'] as const) {
    issues.push(...textIssues(venue[key], `${root}.${key}`, MAX_VENUE_TEXT));
  }
  if (canonical(venue.timezone) === null) {
    issues.push({
      path: `${root}.timezone`,
      message: 'must be an IANA time zone such as Europe/Berlin',
      code: 'MALFORMED',
    });
  }
  return issues;
}

/**
 * The venue of that name in that city, made if there is none; two imports at once make one. Throws InvalidInputError when it
 * is there, in another time zone than the input says.
 */
export async function findOrMakeVenue(tx: Querier, input: VenueInput, root: string): Promise<Venue> {
  await tx.query(LOCK_VENUE_NAME, [`venue:${input.name}:${input.city}`]);
  const [found] = await tx.query<Venue>(FIND_VENUE, [input.name, input.city]);
  if (found) {
    if (canonical(found.timezone) === canonical(input.timezone)) return found;
    const message = `"${found.name}" in ${found.city} is there already, in ${found.timezone}`;
    throw new InvalidInputError([{ path: `${root}.timezone`, message, code: 'NOT_CHANGEABLE' }]);
  }
  const timezone = await spellingOf(tx, input.timezone);
  const venue = { id: newId('venue'), name: input.name, city: input.city, timezone };
  await tx.query(INSERT_VENUE, [venue.id, venue.name, venue.city, venue.timezone]);
  return venue;
}

/** As the IANA database spells it: `Europe/Berlin` for `europe/berlin`. Intl would give some zones a name of long ago. */
async function spellingOf(tx: Querier, timezone: string): Promise<string> {
  const [known] = await tx.query<{ name: string }>(FIND_ZONE_NAME, [timezone]);
  return known?.name ?? canonical(timezone) ?? timezone;
}

/** The time zone's own name, whatever its spelling; null when there is none. Intl takes offsets such as +02:00, which are no places. */
function canonical(timezone: string): string | null {
  if (!/^[A-Za-z]/.test(timezone)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
