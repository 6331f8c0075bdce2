import type { Prisma } from '../../generated/prisma/client.ts';
import { isId } from '../../platform/ids.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { MAX_PAGE_SIZE } from '../../shared/page-size.ts';
import { MAX_SEARCH_WORDS } from '../../shared/show-search.ts';
import type { VisibleDrafts } from '../identity/rights.ts';
import { SHOW_TRANSITIONS, type Show, type ShowStatus } from './show.ts';

export interface ShowFilter {
  status?: readonly ShowStatus[] | null | undefined;
  /** This moment included. */
  startsAfter?: Date | null | undefined;
  /** This moment excluded. */
  startsBefore?: Date | null | undefined;
  venueId?: string | null | undefined;
  /** Words that must all be in the show's title or in its venue's name or city. */
  text?: string | null | undefined;
  /** Only those that the caller organises. */
  mine?: boolean | null | undefined;
}

/** UPCOMING_FIRST, the default: those to come, the next one first, then those that have begun, the latest first. */
export type ShowOrder = 'UPCOMING_FIRST' | 'EARLIEST_FIRST' | 'LATEST_FIRST';

export interface ShowPageRequest {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ShowFilter | null | undefined;
  orderBy?: ShowOrder | null | undefined;
}

/** Shows in the shape of a Relay connection, in the order that was asked for. */
export interface ShowPage {
  edges: { cursor: string; node: Show }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Where a show stands in the list: stays right while others come and go. */
interface Position {
  startsAt: Date;
  id: string;
}

/**
 * A position, and the time that tells shows to come from those that have begun: the same on all pages of a walk. Before all
 * time every show is to come, after all time each has begun.
 */
interface Cursor extends Position {
  asOf: Date;
}

/** Shows that stand together in the list, in one direction of time: the index has them in their order. */
export interface Stretch {
  where: Prisma.ShowWhereInput;
  direction: 'asc' | 'desc';
}

export interface PageQuery {
  /** To be read one after the other until the page is full. */
  stretches: Stretch[];
  size: number;
  /** Whether the page is counted from the back: the rows then come in reverse. */
  backward: boolean;
  asOf: Date;
}

const DEFAULT_PAGE_SIZE = 20;
const STATUSES = Object.keys(SHOW_TRANSITIONS).length;
/** Also that of cursors of releases whose list was in the order of time alone: they go on so. */
const BEFORE_ALL = new Date('0001-01-01T00:00:00Z');
const AFTER_ALL = new Date('9999-12-31T23:59:59.999Z');

/** What to read for a page. Throws InvalidInputError with every problem of the arguments. */
export function pageQuery(request: ShowPageRequest, { drafts, now }: { drafts: VisibleDrafts; now: Date }): PageQuery {
  const issues: InputIssue[] = [];
  const after = cursorIn(request.after, 'after', issues);
  const before = cursorIn(request.before, 'before', issues);
  if (request.first != null && request.last != null) {
    issues.push({ path: 'last', message: 'must not be combined with first', code: 'NOT_COMBINABLE' });
  }
  for (const path of ['first', 'last'] as const) {
    const size = request[path];
    if (size != null && (size < 1 || size > MAX_PAGE_SIZE)) {
      issues.push({
        path,
        message: `must be 1 to ${MAX_PAGE_SIZE}`,
        code: 'OUT_OF_RANGE',
        minimum: 1,
        maximum: MAX_PAGE_SIZE,
      });
    }
  }
  const words = wordsOf(request.filter?.text ?? '');
  if (words.length > MAX_SEARCH_WORDS)
    issues.push({
      path: 'filter.text',
      message: `must have at most ${MAX_SEARCH_WORDS} words`,
      code: 'TOO_MANY',
      maximum: MAX_SEARCH_WORDS,
    });
  if (issues.length > 0) throw new InvalidInputError(issues);
  const asOf = timeOf(request.orderBy) ?? after?.asOf ?? before?.asOf ?? now;
  const backward = request.last != null;
  const filter = filterOf(request.filter, { drafts });
  const stretches = [true, false].flatMap((isToCome): Stretch[] => {
    if (asOf.getTime() === (isToCome ? AFTER_ALL : BEFORE_ALL).getTime()) return [];
    const bounds = [
      boundOf(after, { isToCome, asOf, isAfter: true }),
      boundOf(before, { isToCome, asOf, isAfter: false }),
    ];
    if (bounds.includes('none')) return [];
    const time = isToCome ? { startsAt: { gte: asOf } } : { startsAt: { lt: asOf } };
    const where = { AND: [time, ...bounds.filter((bound) => typeof bound === 'object'), ...filter] };
    return [{ where, direction: isToCome !== backward ? 'asc' : 'desc' }];
  });
  if (backward) stretches.reverse();
  return { stretches, size: request.first ?? request.last ?? DEFAULT_PAGE_SIZE, backward, asOf };
}

/** The time as of which the list is in this order whatever the time; null: as of its first page. */
function timeOf(order: ShowOrder | null | undefined): Date | null {
  switch (order) {
    case 'EARLIEST_FIRST':
      return BEFORE_ALL;
    case 'LATEST_FIRST':
      return AFTER_ALL;
    case 'UPCOMING_FIRST':
    case null:
    case undefined:
      return null;
  }
}

/** Which shows of one kind stand on the wanted side of a position: all, none or some. */
function boundOf(
  position: Position | null,
  { isToCome, asOf, isAfter }: { isToCome: boolean; asOf: Date; isAfter: boolean },
): Prisma.ShowWhereInput | 'all' | 'none' {
  if (position === null) return 'all';
  const { startsAt, id } = position;
  const isPositionToCome = startsAt >= asOf;
  if (isPositionToCome !== isToCome) return isPositionToCome === isAfter ? 'all' : 'none';
  // Those that have begun stand in reverse.
  const isLater = isToCome === isAfter;
  return isLater
    ? { OR: [{ startsAt: { gt: startsAt } }, { startsAt, id: { gt: id } }] }
    : { OR: [{ startsAt: { lt: startsAt } }, { startsAt, id: { lt: id } }] };
}

/** The conditions that a caller's filter sets. */
export function filterOf(
  filter: ShowFilter | null | undefined,
  { drafts }: { drafts: VisibleDrafts },
): Prisma.ShowWhereInput[] {
  const { status, startsAfter, startsBefore, venueId, mine, text } = filter ?? {};
  // What is no venue's id has no shows; null would mean: all venues.
  const venue = venueId && !isId('venue', venueId) ? 'none' : venueId;
  return [
    ...draftFilter(drafts),
    ...(mine ? ownFilter(drafts) : []),
    ...(status ? [{ status: { in: asList(status) } }] : []),
    ...(startsAfter ? [{ startsAt: { gte: startsAfter } }] : []),
    ...(startsBefore ? [{ startsAt: { lt: startsBefore } }] : []),
    ...(venue ? [{ plan: { venueId: venue } }] : []),
    ...(text ? textFilter(text) : []),
  ];
}

/** Always of one length, unless there is nothing to look for (see `asList`). */
function textFilter(text: string): Prisma.ShowWhereInput[] {
  const words = wordsOf(text).slice(0, MAX_SEARCH_WORDS);
  const [first] = words;
  if (first === undefined) return [];
  return [...words, ...Array<string>(MAX_SEARCH_WORDS - words.length).fill(first)].map((word) => {
    // Prisma hands `%` and `_` on to LIKE, where they stand for anything.
    const contains = { contains: word.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const;
    return { OR: [{ title: contains }, { plan: { venue: { OR: [{ name: contains }, { city: contains }] } } }] };
  });
}

function wordsOf(text: string): string[] {
  return [...new Set(text.normalize('NFC').split(/\s+/u).filter(Boolean))];
}

function draftFilter(drafts: VisibleDrafts): Prisma.ShowWhereInput[] {
  if (drafts === 'all') return [];
  const isPublished = { publishedAt: { not: null } };
  return drafts === 'none' ? [isPublished] : [{ OR: [isPublished, drafts] }];
}

/** Whoever may know of a show's draft organises it. */
function ownFilter(drafts: VisibleDrafts): Prisma.ShowWhereInput[] {
  if (drafts === 'all') return [];
  return drafts === 'none' ? [{ id: { in: [] } }] : [drafts];
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
  const edges = shows.map((node) => ({ cursor: cursorOf({ ...node, asOf: query.asOf }), node }));
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
export function cursorOf({ startsAt, id, asOf }: Cursor): string {
  return Buffer.from(`${startsAt.getTime()} ${id} ${asOf.getTime()}`).toString('base64url');
}

function cursorIn(cursor: string | null | undefined, path: string, issues: InputIssue[]): Cursor | null {
  if (cursor == null) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, time, id, asOfTime] = /^(-?\d{1,16}) (\S+?)(?: (-?\d{1,16}))?$/.exec(text) ?? [];
  const startsAt = new Date(Number(time));
  const asOf = asOfTime === undefined ? BEFORE_ALL : new Date(Number(asOfTime));
  if (id !== undefined && isId('show', id) && isPossible(startsAt) && isPossible(asOf)) return { startsAt, id, asOf };
  issues.push({ path, message: 'is not a cursor that this API gave out', code: 'MALFORMED' });
  return null;
}

/** Whether a show can start then: within the years that RFC 3339 can write. */
function isPossible(startsAt: Date): boolean {
  const year = startsAt.getUTCFullYear();
  return year >= 1 && year <= 9999;
}
