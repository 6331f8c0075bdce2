import { isOrphanRun } from '../../shared/seats/orphans.ts';
import { isAllowedSlot, type Search, type Window } from './window-search.ts';

const LEAST_PART = 2;
/** Windows that may be looked at for one party: some milliseconds. After that the best one found by then is taken. */
const MOST_LOOKS = 60_000;

interface RowSearch extends Search {
  /** Windows that were looked at. */
  looks: number;
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
  const rows = { ...search, looks: 0 };
  return inTwoRows(rows, party) ?? (party.size >= 3 * LEAST_PART ? inMoreRows({ ...search, looks: 0 }, party) : null);
}

function inTwoRows(search: RowSearch, { size, leavesOrphans }: PartyOfRows): Window[] | null {
  let best: Window[] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const segment of segmentsByDistance(search)) {
    // The nearer one of the two parts is found here first.
    if (search.distances.nearest[segment]! * size >= least) break;
    for (let part = LEAST_PART; part <= size - LEAST_PART; part += 1) {
      for (const window of windowsOfSegment(search, { segment, size: part, leavesOrphans })) {
        if (search.looks > MOST_LOOKS) return best;
        for (const other of behind(search, window, { size: size - part, leavesOrphans })) {
          if (window.cost + other.cost >= least) continue;
          least = window.cost + other.cost;
          best = [window, other];
        }
      }
    }
  }
  return best;
}

/** Begins with each window in turn, the nearest segments first, and adds the longest and nearest one behind any that is there. */
function inMoreRows(search: RowSearch, { size, leavesOrphans }: PartyOfRows): Window[] | null {
  for (const segment of segmentsByDistance(search)) {
    for (let part = size - 2 * LEAST_PART; part >= LEAST_PART; part -= 1) {
      for (const window of windowsOfSegment(search, { segment, size: part, leavesOrphans })) {
        if (search.looks > MOST_LOOKS) return null;
        const grown = grow(search, { parts: [window], left: size - part, leavesOrphans });
        if (grown) return grown;
      }
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
    for (let size = left; size >= LEAST_PART && !next; size -= 1) {
      if (left - size === 1) continue;
      for (const part of parts) {
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
  for (let first = starts[segment]!; first <= last; first += 1) {
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
  const { board, distances, minimumRun } = search;
  const { segments, starts, isReserved } = board.layout;
  const end = first + size;
  const segment = segments[first]!;
  if (end > starts[segment + 1]!) return null;
  const isOpen = (slot: number) => board.free[slot] === 1 && isReserved[slot] === 0;
  for (let slot = first; slot < end; slot += 1) if (!isOpen(slot) || !isAllowedSlot(search, slot)) return null;
  let start = first;
  while (start > starts[segment]! && isOpen(start - 1)) start -= 1;
  if (!leavesOrphans) {
    let stop = end;
    while (stop < starts[segment + 1]! && isOpen(stop)) stop += 1;
    if (isOrphanRun(first - start, stop - start, minimumRun)) return null;
    if (isOrphanRun(stop - end, stop - start, minimumRun)) return null;
  }
  return { first, end, cost: distances.sums[end]! - distances.sums[first]!, run: start };
}
