import { atOnce } from '../../platform/turns/slices.ts';
import { freeForParty } from '../../shared/seats/free-for-party.ts';
import { DEFAULT_MINIMUM_RUN } from '../../shared/seats/orphans.ts';
import type { Point } from '../seating/seating-plan-model.ts';
import type { OrphanRule } from '../shows/seat-rules.ts';
import { type AccessibleParty, seatAccessibleParty } from './accessible-party.ts';
import { closenessOf, type SeatCloseness } from './closeness.ts';
import { largestParty } from './exact-parts.ts';
import { inNeighbouringRows } from './neighbouring-rows.ts';
import { partParty } from './parted-party.ts';
import type { SeatBoard } from './seat-board.ts';
import { distancesOf, type SeatLayout } from './seat-layout.ts';
import type { AvailableSeats } from './selection.errors.ts';
import { CheapestWindows, findWindows, isAllowedSlot, type Search, slotsOf, type Window } from './window-search.ts';

/** What a party asks for. */
export interface SeatWish extends AccessibleParty {
  /** Categories of the plan to choose from; null: all. */
  categories: ReadonlySet<string> | null;
  /** Names of zones; null: all. */
  zones: ReadonlySet<string> | null;
}

export interface PickTerms {
  focalPoint: Point;
  /** From 0 up to, not including, 1: chooses among equals. */
  random: () => number;
  /** What becomes of choices that leave orphans. OFF and LENIENT: they come last. STRICT: never. As OFF unless it says so. */
  orphanRule?: OrphanRule;
  minimumRun?: number;
  /** Not the best one, but one of so many of the best: for those who know that others choose at the same time. */
  among?: number;
  /** In this lane of the hall first, if they can sit together there: for those whose others keep to other lanes. Null: anywhere. */
  lane?: number | null;
}

export interface PickedSeats {
  /** From left to right, part by part. */
  slots: number[];
  closeness: SeatCloseness;
}

/**
 * The best free seats for a party; null when there are not enough of them (or, under STRICT, none that leave no orphan).
 * The ladder: together without leaving an orphan, together, in parts of at least two in neighbouring rows, in parts of at
 * least two elsewhere, and last with some who sit alone; at each step in as few parts as can be, and nearest to the focal
 * point, by the mean distance of the seats. Parts across an aisle come with those elsewhere, after neighbouring rows, so that
 * a whole party is on one side of an aisle before it is astride it. Wheelchair places and companion seats are for parties
 * that ask for some; the orphan rule does not look at those parties.
 */
export function pickBestSeats(board: SeatBoard, wish: SeatWish, terms: PickTerms): PickedSeats | null {
  return atOnce(searchBestSeats(board, wish, terms));
}

/**
 * The same in steps, each of some milliseconds in a large hall; for most parties there is one. The board may change between them: the
 * seats are free on it as it is at the end, and null says that there are none by then.
 */
export function* searchBestSeats(
  board: SeatBoard,
  wish: SeatWish,
  terms: PickTerms,
): Generator<void, PickedSeats | null> {
  const search = searchFor(board, wish, terms);
  if (wish.accessible > 0) {
    const slots = seatAccessibleParty(search, wish);
    return slots && { slots: slots.sort((a, b) => a - b), closeness: closenessOf(board.layout, slots) };
  }
  const { quantity: size } = wish;
  const isStrict = terms.orphanRule === 'STRICT';
  for (const step of STEPS) {
    // Looked at when they can't sit together: then all ways to part them would be tried in vain.
    if (step === STEPS[1] && countMatching(board, wish) < size) return null;
    for (const leavesOrphans of isStrict ? [false] : [false, true]) {
      if (step !== together) yield;
      const windows = step(search, { size, leavesOrphans }, terms);
      if (!windows) continue;
      const slots = windows.flatMap(slotsOf).sort((a, b) => a - b);
      return { slots, closeness: closenessOf(board.layout, slots) };
    }
  }
  return null;
}

interface StepTerms {
  size: number;
  leavesOrphans: boolean;
}

type Step = (search: Search, party: StepTerms, terms: PickTerms) => Window[] | null;

const STEPS: readonly Step[] = [
  together,
  inNeighbouringRows,
  (search, party) => partParty(search, { ...party, leastPart: 2 }),
  (search, party) => partParty(search, { ...party, leastPart: 1 }),
];

/** The largest party, up to what the wish asks for, that can have seats without leaving an orphan, in whatever parts. */
export function countWithoutOrphans(
  board: SeatBoard,
  wish: SeatWish,
  terms: Pick<PickTerms, 'focalPoint' | 'minimumRun'>,
): number {
  const parting = { size: wish.quantity, leastPart: 1, leavesOrphans: false };
  return largestParty(searchFor(board, wish, terms), parting);
}

/** How many of the seats that a wish asks for are free; as many as asked for at most. */
export function countMatching(board: SeatBoard, wish: SeatWish): number {
  return matching(board, wish).available;
}

/** The same, and how many of them are wheelchair places. */
export function matching(board: SeatBoard, wish: SeatWish): AvailableSeats {
  const choice = { board, allowed: allowedOf(board.layout, wish), zones: wish.zones };
  const { seats } = board.layout;
  const free = { accessible: 0, companions: 0, others: 0 };
  for (const slot of seats.keys()) {
    if (board.free[slot] === 0 || !isAllowedSlot(choice, slot)) continue;
    if (seats[slot]!.accessible) free.accessible += 1;
    else if (seats[slot]!.companion) free.companions += 1;
    else free.others += 1;
  }
  return freeForParty(free, wish);
}

function searchFor(
  board: SeatBoard,
  wish: SeatWish,
  { focalPoint, minimumRun = DEFAULT_MINIMUM_RUN }: Pick<PickTerms, 'focalPoint' | 'minimumRun'>,
): Search {
  const { layout } = board;
  return {
    board,
    distances: distancesOf(layout, focalPoint),
    allowed: allowedOf(layout, wish),
    zones: wish.zones,
    minimumRun,
  };
}

function allowedOf({ categories: all }: SeatLayout, { categories }: SeatWish): Uint8Array {
  return Uint8Array.from(all, (category) => ((categories?.has(category) ?? true) ? 1 : 0));
}

function together(
  search: Search,
  { size, leavesOrphans }: StepTerms,
  { random, among = 1, lane = null }: PickTerms,
): Window[] | null {
  for (const there of lane === null ? [null] : [lane, null]) {
    const sink = new CheapestWindows(among);
    findWindows({ ...search, lane: there }, size, sink, leavesOrphans);
    const { windows } = sink;
    if (windows.length > 0) return [windows[Math.floor(random() * windows.length)]!];
  }
  return null;
}
