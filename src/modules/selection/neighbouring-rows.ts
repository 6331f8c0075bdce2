import { isOrphanRun } from '../../shared/seats/orphans.ts';
import { FreeRuns, longestStretch } from './free-runs.ts';
import { isAllowedSlot, type Search, type Window } from './window-search.ts';

const LEAST_PART = 2;
/**
 * Windows that may be looked at for one party: some milliseconds, as each takes as long as it has seats, however long its row is. After
 * that the best one found by then is taken.
 */
const MOST_LOOKS = 60_000;

interface RowSearch extends Search {
  /** Windows that were looked at. */
  looks: number;
  runs: FreeRuns;
  /** No part can be larger. */
  largestPart: number;
}

export interface PartyOfRows {
  size: number;
  leavesOrphans: boolean;
}

/**
 * Windows of at least two seats for the party, each right before or behind another: in two rows, those nearest to the focal
 * point of all; else in more rows, grown from the nearest. Null when there are none.
 */
export function inNeighbouringRows(search: Search, party: PartyOfRows): Window[] | null {
  if (party.size < 2 * LEAST_PART) return null;
  const largestPart = longestStretch(search);
  if (largestPart < LEAST_PART) return null;
  const rows = { ...search, looks: 0, runs: new FreeRuns(search.board), largestPart };
  return inTwoRows(rows, party) ?? (party.size >= 3 * LEAST_PART ? inMoreRows({ ...rows, looks: 0 }, party) : null);
}

function inTwoRows(search: RowSearch, { size, leavesOrphans }: PartyOfRows): Window[] | null {
  let best: Window[] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const segment of segmentsByDistance(search)) {
    // The nearer one of the two parts is found here first.
    if (search.distances.nearest[segment]! * size >= least) break;
    const most = Math.min(size - LEAST_PART, search.largestPart);
    for (let part = Math.max(LEAST_PART, size - search.largestPart); part <= most; part += 1) {
      for (const window of windowsOfSegment(search, { segment, size: part, leavesOrphans })) {
        for (const other of behind(search, window, { size: size - part, leavesOrphans })) {
          if (window.cost + other.cost >= least) continue;
          least = window.cost + other.cost;
          best = [window, other];
        }
      }
      if (search.looks > MOST_LOOKS) return best;
    }
  }
  return best;
}

/** Begins with each window in turn, the nearest segments first, and adds the longest and nearest one behind any that is there. */
function inMoreRows(search: RowSearch, { size, leavesOrphans }: PartyOfRows): Window[] | null {
  for (const segment of segmentsByDistance(search)) {
    for (let part = Math.min(size - 2 * LEAST_PART, search.largestPart); part >= LEAST_PART; part -= 1) {
      for (const window of windowsOfSegment(search, { segment, size: part, leavesOrphans })) {
        const grown = grow(search, { parts: [window], left: size - part, leavesOrphans });
        if (grown) return grown;
      }
      if (search.looks > MOST_LOOKS) return null;
    }
  }
  return null;
}

function grow(
  search: RowSearch,
  { parts, left, leavesOrphans }: { parts: Window[]; left: number; leavesOrphans: boolean },
): Window[] | null {
  while (left > 0) {
    let next: Window | null = null;
    for (let size = Math.min(left, search.largestPart); size >= LEAST_PART && !next; size -= 1) {
      if (left - size === 1) continue;
      for (const part of parts) {
        if (search.looks > MOST_LOOKS) return null;
        for (const other of behind(search, part, { size, leavesOrphans })) {
          if (parts.some(({ run }) => run === other.run)) continue;
          if (!next || other.cost < next.cost) next = other;
        }
      }
    }
    if (!next) return null;
    parts.push(next);
    left -= next.end - next.first;
  }
  return parts;
}

function* segmentsByDistance({ board, distances }: RowSearch): Generator<number> {
  for (const segment of distances.order) if (board.freeIn[segment]! >= LEAST_PART) yield segment;
}

function* windowsOfSegment(
  search: RowSearch,
  { segment, size, leavesOrphans }: { segment: number; size: number; leavesOrphans: boolean },
): Generator<Window> {
  const { starts } = search.board.layout;
  const last = starts[segment + 1]! - size;
  for (let first = starts[segment]!; first <= last && search.looks <= MOST_LOOKS; first += 1) {
    const window = windowAt(search, { first, size, leavesOrphans });
    if (window) yield window;
  }
}

/** The windows of that size with a seat right before or behind one of the window's; some may come more than once. */
function* behind(
  search: RowSearch,
  window: Window,
  { size, leavesOrphans }: { size: number; leavesOrphans: boolean },
): Generator<Window> {
  const links = search.board.layout.links();
  for (let slot = window.first; slot < window.end; slot += 1) {
    for (const other of links[slot]!) {
      for (let first = Math.max(0, other - size + 1); first <= other; first += 1) {
        const found = windowAt(search, { first, size, leavesOrphans });
        if (found) yield found;
      }
    }
  }
}

/** The window if all its seats are of one segment, free, and for everybody. */
function windowAt(
  search: RowSearch,
  { first, size, leavesOrphans }: { first: number; size: number; leavesOrphans: boolean },
): Window | null {
  search.looks += 1;
  const { distances, minimumRun, runs } = search;
  const end = first + size;
  const run = runs.at(first);
  if (run === null || end > run.end) return null;
  for (let slot = first; slot < end; slot += 1) if (!isAllowedSlot(search, slot)) return null;
  if (!leavesOrphans) {
    const length = run.end - run.start;
    if (isOrphanRun(first - run.start, length, minimumRun)) return null;
    if (isOrphanRun(run.end - end, length, minimumRun)) return null;
  }
  return { first, end, cost: distances.sums[end]! - distances.sums[first]!, run: run.start };
}
