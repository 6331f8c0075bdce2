import type { Principal } from '../shared/principal.ts';
import { may } from './rights.ts';

/** Nobody's list is counted further: the count is one statement that reads so many rows of an index at most. */
export const MAX_COUNTED = 10_000;

const DESCRIPTION = `Number of entries on all pages together, counted only if it is asked for and up to ${MAX_COUNTED}: ${MAX_COUNTED + 1} means that there are more.`;

/** Options of a connection's field `totalCount`. What it costs is one reading, of many rows. */
export const TOTAL_COUNT = {
  nullable: true,
  description: `${DESCRIPTION} For organisers; null for other callers.`,
  extensions: { cost: 2_000 },
} as const;

/** The same of a list of what is the caller's own: there are no more rows than they have made. */
export const OWN_TOTAL_COUNT = { ...TOTAL_COUNT, description: DESCRIPTION } as const;

/** A page with the means to count the whole list. */
export interface Counted {
  /** At most one more than `max`. */
  count(max: number): Promise<number>;
}

/** The value of `totalCount` of a list of the caller's own. */
export function ownTotalCountOf(list: Counted): Promise<number> {
  return list.count(MAX_COUNTED);
}

/** The value of `totalCount`. */
export function totalCountOf(list: Counted, principal: Principal | null): Promise<number> | null {
  return may(principal, 'list.count') ? list.count(MAX_COUNTED) : null;
}
