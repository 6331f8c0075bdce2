import { isOrphanRun } from '../../shared/seats/orphans.ts';
import type { SeatBoard } from './seat-board.ts';
import type { Distances } from './seat-layout.ts';

/** Where and for what is looked. */
export interface Search {
  board: SeatBoard;
  distances: Distances;
  /** By index of the category: 1 where its seats may be chosen. */
  allowed: Uint8Array;
  /** Null: all. */
  zones: ReadonlySet<string> | null;
  /** The shortest run that may be left. */
  minimumRun: number;
  /** Null: windows are looked for in all segments. */
  lane?: number | null;
}

/** Free seats side by side: slots from `first` up to, not including, `end`. */
export interface Window {
  first: number;
  end: number;
  /** The distances of its seats from the focal point, added up. */
  cost: number;
  /** The first slot of the run that it is in: windows of different runs have no seat in common. */
  run: number;
}

/** Segments are dealt out to so many lanes, one after the other. */
export const LANES = 4;

/** Takes the windows that are found. */
export interface WindowSink {
  /** A window that costs as much, or more, is of no use any more. */
  readonly limit: number;
  offer(window: Window): void;
}

/** Whether the wish lets the seat be chosen, be it free or not. */
export function isAllowedSlot(
  { board, allowed, zones }: Pick<Search, 'board' | 'allowed' | 'zones'>,
  slot: number,
): boolean {
  const { seats, categoryOf } = board.layout;
  return allowed[categoryOf[slot]!] === 1 && (zones === null || zones.has(seats[slot]!.zone));
}

/**
 * All windows of `size` free seats for everybody (no wheelchair places, no companion seats), the segments that are nearest to
 * the focal point first, until none that is left can be under the sink's limit.
 */
export function findWindows(search: Search, size: number, sink: WindowSink, leavesOrphans: boolean): void {
  const { board, distances, zones, lane = null } = search;
  const { layout } = board;
  for (const segment of distances.order) {
    if (lane !== null && segment % LANES !== lane) continue;
    if (distances.nearest[segment]! * size >= sink.limit) return;
    if (board.freeIn[segment]! < size) continue;
    if (zones !== null && !zones.has(layout.seats[layout.starts[segment]!]!.zone)) continue;
    findInSegment(search, { segment, size, leavesOrphans }, sink);
  }
}

function findInSegment(
  search: Search,
  { segment, size, leavesOrphans }: { segment: number; size: number; leavesOrphans: boolean },
  sink: WindowSink,
): void {
  const { free } = search.board;
  const { starts, isReserved } = search.board.layout;
  const end = starts[segment + 1]!;
  let slot = starts[segment]!;
  while (slot < end) {
    if (free[slot] === 0 || isReserved[slot] === 1) {
      slot += 1;
      continue;
    }
    const start = slot;
    while (slot < end && free[slot] === 1 && isReserved[slot] === 0) slot += 1;
    if (slot - start >= size) findInRun(search, { start, end: slot, size, leavesOrphans }, sink);
  }
}

function findInRun(
  { board, distances, allowed, minimumRun }: Search,
  { start, end, size, leavesOrphans }: { start: number; end: number; size: number; leavesOrphans: boolean },
  sink: WindowSink,
): void {
  const { categoryOf } = board.layout;
  const { sums } = distances;
  const length = end - start;
  let choice = start;
  for (let last = start; last < end; last += 1) {
    if (allowed[categoryOf[last]!] === 0) {
      choice = last + 1;
      continue;
    }
    const first = last - size + 1;
    if (first < choice) continue;
    if (
      !leavesOrphans &&
      (isOrphanRun(first - start, length, minimumRun) || isOrphanRun(end - 1 - last, length, minimumRun))
    ) {
      continue;
    }
    const cost = sums[last + 1]! - sums[first]!;
    // Two windows in one run are judged one by one, but may leave an orphan together.
    if (cost < sink.limit) sink.offer({ first, end: last + 1, cost, run: leavesOrphans ? choice : start });
  }
}

/** Costs that differ by less are equal: by the rounding of their sums. */
const EQUAL = 1e-9;

/** Of windows that cost the same as the last one that counts, more are kept to choose from, but not a whole hall of them. */
const MOST_EQUALS = 256;

/** Keeps the cheapest `count` windows, and those that cost as much as the last of them. */
export class CheapestWindows implements WindowSink {
  readonly #count: number;
  readonly #windows: Window[] = [];
  limit = Number.POSITIVE_INFINITY;

  constructor(count: number) {
    this.#count = count;
  }

  get windows(): readonly Window[] {
    return this.#windows;
  }

  offer(window: Window): void {
    const windows = this.#windows;
    insertByCost(windows, window);
    if (windows.length > this.#count + MOST_EQUALS) windows.pop();
    const last = windows[this.#count - 1];
    if (!last) return;
    this.limit = last.cost + EQUAL * Math.max(1, last.cost);
    while (windows.at(-1)!.cost >= this.limit) windows.pop();
  }
}

/** Keeps, of each of the `count` runs with the cheapest windows, the cheapest one. */
export class CheapestOfRuns implements WindowSink {
  readonly #count: number;
  readonly #windows: Window[] = [];
  limit = Number.POSITIVE_INFINITY;

  constructor(count: number) {
    this.#count = count;
  }

  get windows(): readonly Window[] {
    return this.#windows;
  }

  offer(window: Window): void {
    const windows = this.#windows;
    const known = windows.findIndex(({ run }) => run === window.run);
    if (known >= 0) {
      if (windows[known]!.cost <= window.cost) return;
      windows.splice(known, 1);
    }
    insertByCost(windows, window);
    if (windows.length > this.#count) windows.pop();
    if (windows.length === this.#count) this.limit = windows.at(-1)!.cost;
  }
}

/** Adds it to those that are in the order of their costs, behind those that cost the same. */
export function insertByCost<Costly extends { cost: number }>(ordered: Costly[], added: Costly): void {
  let at = ordered.length;
  while (at > 0 && ordered[at - 1]!.cost > added.cost) at -= 1;
  ordered.splice(at, 0, added);
}

export function slotsOf({ first, end }: Pick<Window, 'first' | 'end'>): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
