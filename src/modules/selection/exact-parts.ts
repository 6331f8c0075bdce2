import { inRun, type RunTerms, sizesInRun, windowsInRun } from './parts-of-run.ts';
import type { Search, Window } from './window-search.ts';

export interface Parting {
  size: number;
  /** Nobody's part is smaller. */
  leastPart: number;
  /** Whether parts may leave orphans. */
  leavesOrphans: boolean;
}

/**
 * The windows of a party in parts, if it can be parted at all: every way to do it counts, several parts in one run included. Of the
 * runs those nearest to the focal point are used, not the fewest. One pass over the free seats, whatever the party's size.
 */
export function partExactly(search: Search, parting: Parting): Window[] | null {
  const reached = reach(search, parting);
  const windows: Window[] = [];
  for (let left = parting.size; left > 0; ) {
    const last = reached[left];
    if (!last) return null;
    windows.push(...windowsInRun(search, last.run, last.size));
    left -= last.size;
  }
  return windows;
}

/** Of parties up to that size, the largest that can have seats, in whatever parts; 0 if none can. */
export function largestParty(search: Search, parting: Parting): number {
  return Math.max(
    0,
    reach(search, parting).findLastIndex((last) => last !== undefined),
  );
}

/** The run that made a party of some size possible, and how many sit in it; the others sit in runs that came before. */
interface LastRun {
  run: RunTerms;
  size: number;
}

/** By party size; undefined where there is no way. */
function reach(search: Search, { size: most, leastPart, leavesOrphans }: Parting): (LastRun | undefined)[] {
  const reached: (LastRun | undefined)[] = Array.from({ length: most + 1 });
  const minimumRun = leavesOrphans ? 1 : search.minimumRun;
  for (const { start, end } of runsByDistance(search)) {
    const run = inRun(search, { start, end, minimumRun, leastPart });
    if (!run) continue;
    const sizes = sizesInRun(run, most);
    if (sizes.length === 0) continue;
    // From the largest down: what this run makes possible is not built on within it.
    for (let party = most; party > 0; party -= 1) {
      if (reached[party]) continue;
      const size = sizes.find((each) => each <= party && (each === party || reached[party - each]));
      if (size !== undefined) reached[party] = { run, size };
    }
    if (reached[most]) break;
  }
  return reached;
}

/** The runs of free seats for everybody, those of the segments nearest to the focal point first. */
function* runsByDistance(search: Search): Generator<{ start: number; end: number }> {
  const { free, freeIn, layout } = search.board;
  const { starts, isReserved } = layout;
  for (const segment of search.distances.order) {
    if (freeIn[segment] === 0) continue;
    const end = starts[segment + 1]!;
    for (let slot = starts[segment]!; slot < end; slot += 1) {
      const start = slot;
      while (slot < end && free[slot] === 1 && isReserved[slot] === 0) slot += 1;
      if (slot > start) yield { start, end: slot };
    }
  }
}
