import type { Prisma } from '../../generated/prisma/client.ts';
import { isId } from '../../platform/ids.ts';
import { type InputIssue, InvalidInputError } from '../errors.ts';
import { MAX_PAGE_SIZE } from '../page-size.ts';
import { SHOW_TRANSITIONS, type Show, type ShowStatus } from './show.ts';

export interface ShowFilter {
  status?: readonly ShowStatus[] | null | undefined;
  /** This moment included. */
  startsAfter?: Date | null | undefined;
  /** This moment excluded. */
  startsBefore?: Date | null | undefined;
  venueId?: string | null | undefined;
}

export interface ShowPageRequest {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ShowFilter | null | undefined;
}

/** Shows in the order of (startsAt, id), in the shape of a Relay connection. */
export interface ShowPage {
  edges: { cursor: string; node: Show }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Where a show stands in the list: stays right while others come and go. */
interface Position {
  startsAt: Date;
  id: string;
}

export interface PageQuery {
  where: Prisma.ShowWhereInput;
  size: number;
  /** Whether the page is counted from the back: the rows then come in reverse. */
  backward: boolean;
}

const DEFAULT_PAGE_SIZE = 20;
const STATUSES = Object.keys(SHOW_TRANSITIONS).length;

/** What to read for a page. Throws InvalidInputError with every problem of the arguments. */
export function pageQuery(request: ShowPageRequest, options: { drafts: boolean }): PageQuery {
  const issues: InputIssue[] = [];
  const after = positionOf(request.after, 'after', issues);
  const before = positionOf(request.before, 'before', issues);
  if (request.first != null && request.last != null) {
    issues.push({ path: 'last', message: 'must not be combined with first' });
  }
  for (const path of ['first', 'last'] as const) {
    const size = request[path];
    if (size != null && (size < 1 || size > MAX_PAGE_SIZE)) {
      issues.push({ path, message: `must be 1 to ${MAX_PAGE_SIZE}` });
    }
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
  const { status, startsAfter, startsBefore, venueId } = request.filter ?? {};
  // What is no venue's id has no shows; null would mean: all venues.
  const venue = venueId && !isId('venue', venueId) ? 'none' : venueId;
  return {
    where: {
      AND: [
        ...(after
          ? [{ OR: [{ startsAt: { gt: after.startsAt } }, { startsAt: after.startsAt, id: { gt: after.id } }] }]
          : []),
        ...(before
          ? [{ OR: [{ startsAt: { lt: before.startsAt } }, { startsAt: before.startsAt, id: { lt: before.id } }] }]
          : []),
        ...(options.drafts ? [] : [{ status: { not: 'DRAFT' as const } }]),
        ...(status ? [{ status: { in: asList(status) } }] : []),
        ...(startsAfter ? [{ startsAt: { gte: startsAfter } }] : []),
        ...(startsBefore ? [{ startsAt: { lt: startsBefore } }] : []),
        ...(venue ? [{ plan: { venueId: venue } }] : []),
      ],
    },
    size: request.first ?? request.last ?? DEFAULT_PAGE_SIZE,
    backward: request.last != null,
  };
}

/** Always of one length, unless it is empty: a list of each other length would be another statement for Prisma and PostgreSQL. */
function asList(statuses: readonly ShowStatus[]): ShowStatus[] {
  const [first, ...others] = new Set(statuses);
  if (first === undefined) return [];
  return [first, ...others, ...Array<ShowStatus>(STATUSES - 1 - others.length).fill(first)];
}

/** Makes the page of the rows read: one more than its size when there is more in that direction. */
export function pageOf(rows: readonly Show[], query: PageQuery, request: ShowPageRequest): ShowPage {
  const shows = rows.slice(0, query.size);
  if (query.backward) shows.reverse();
  const edges = shows.map((node) => ({ cursor: cursorOf(node), node }));
  const hasMore = rows.length > query.size;
  return {
    edges,
    pageInfo: {
      // A cursor was given out for a show, so there is at least that one on its other side.
      hasNextPage: query.backward ? request.before != null : hasMore,
      hasPreviousPage: query.backward ? hasMore : request.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Opaque to clients. */
export function cursorOf({ startsAt, id }: Position): string {
  return Buffer.from(`${startsAt.getTime()} ${id}`).toString('base64url');
}

function positionOf(cursor: string | null | undefined, path: string, issues: InputIssue[]): Position | null {
  if (cursor == null) return null;
  const [, time, id] = /^(-?\d{1,16}) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const startsAt = new Date(Number(time));
  if (id !== undefined && isId('show', id) && isPossible(startsAt)) return { startsAt, id };
  issues.push({ path, message: 'is not a cursor that this API gave out' });
  return null;
}

/** Whether a show can start then: within the years that RFC 3339 can write. */
function isPossible(startsAt: Date): boolean {
  const year = startsAt.getUTCFullYear();
  return year >= 1 && year <= 9999;
}
