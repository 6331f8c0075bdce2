import { slices } from '../../platform/turns/slices.ts';
import { isOrphanRun, type Run, runsOf } from '../../shared/seats/orphans.ts';
import { isForEverybody, type PlanSeat, type Point, type SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { ruleAt } from '../shows/seat-rules.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { SeatMapService } from './seat-map.service.ts';

const MAX_ALTERNATIVES = 3;

export interface SeatGroup {
  show: Show;
  plan: SeatingPlanModel;
  /** From left to right. */
  seats: PlanSeat[];
  /** Of what is offered in exchange for a lock, the seats that it has. */
  heldIds?: ReadonlySet<string>;
}

export interface AlternativesService {
  /**
   * Up to three groups of as many seats side by side as were asked for, as the map is now. What the show's orphan rule refuses
   * is left out.
   */
  find(showId: string, wantedIds: readonly string[], terms?: AlternativeTerms): Promise<SeatGroup[]>;
  /**
   * Whether there are so many seats side by side that leave no orphan, in the zones and categories of those wanted. `heldIds`: of
   * the buyer, as good as free.
   */
  hasChoice(show: Show, wantedIds: readonly string[], heldIds: readonly string[]): Promise<boolean>;
}

export interface AlternativeTerms {
  /** Seats that are held by the lock that they are exchanged for: as good as free. */
  heldIds?: readonly string[];
  /** False: those that leave orphans are left out, whatever the rule is at this moment. */
  leavesOrphans?: false;
}

export function createAlternatives({
  shows,
  seatMap,
}: {
  shows: ShowsService;
  seatMap: SeatMapService;
}): AlternativesService {
  /** The seats that are available, by the map as it is now. */
  async function freeSeats(showId: string, heldIds: ReadonlySet<string>) {
    const { unavailable } = await seatMap.read(showId);
    await slices.turn();
    const taken = new Set(unavailable.map(({ seatId }) => seatId));
    return (seat: PlanSeat) => !taken.has(seat.id) || heldIds.has(seat.id);
  }

  return {
    async find(showId, wantedIds, terms = {}) {
      const show = await shows.getShow(showId);
      if (!show) return [];
      const plan = await shows.planOf(show);
      const heldIds = new Set(terms.heldIds);
      const isFree = await freeSeats(showId, heldIds);
      const { minimumRun } = show.seatRules;
      const rule = terms.leavesOrphans === false ? 'STRICT' : ruleAt(show.seatRules, new Date());
      const find = (leastRun: number) => alternativeSeats(plan, { wantedIds, isFree, minimumRun: leastRun });
      let groups = find(rule === 'OFF' ? ANY_RUN : minimumRun);
      if (rule === 'LENIENT' && groups.length === 0) groups = find(ANY_RUN);
      // What is held already is nothing to change to.
      const isHeld = (seats: PlanSeat[]) =>
        seats.length === heldIds.size && seats.every((seat) => heldIds.has(seat.id));
      return groups.filter((seats) => !isHeld(seats)).map((seats) => ({ show, plan, seats, heldIds }));
    },
    async hasChoice(show, wantedIds, heldIds) {
      const plan = await shows.planOf(show);
      const isFree = await freeSeats(show.id, new Set(heldIds));
      const wanted = wantedIds.map((id) => plan.seatById.get(id)!);
      const zones = new Set(wanted.map(({ zone }) => zone));
      const categories = new Set(wanted.map(({ category }) => category));
      return canChoose(plan, {
        size: wanted.length,
        isFree,
        isWanted: ({ zone, category }) => zones.has(zone) && categories.has(category),
        minimumRun: show.seatRules.minimumRun,
      });
    },
  };
}

/** A run of any length may be left. */
const ANY_RUN = 1;

interface Wish {
  wantedIds: readonly string[];
  isFree(seat: PlanSeat): boolean;
  /** The shortest run of free seats that may be left. */
  minimumRun?: number;
}

/**
 * Groups of as many free neighbours as were wanted, no seat in two groups: those of the wanted seats' categories first, then
 * those nearest to them. Wheelchair places and the places beside them are for those who asked for some: as many of the
 * former as were wanted, and of the latter no more, unless a wheelchair place was wanted. Seats that are moved by one place
 * come first of those of the same categories.
 */
export function alternativeSeats(
  plan: SeatingPlanModel,
  { wantedIds, isFree, minimumRun = ANY_RUN }: Wish,
): PlanSeat[][] {
  const wanted = wantedIds.flatMap((id) => plan.seatById.get(id) ?? []);
  if (wanted.length === 0) return [];
  const search: WindowSearch = {
    size: wantedIds.length,
    categories: new Set(wanted.map((seat) => seat.category)),
    centre: centreOf(wanted),
    accessible: count(wanted, 'accessible'),
    companions: count(wanted, 'companion'),
    first: firstOfWindow(wanted),
    minimumRun,
  };
  const runs = plan.segments.flatMap((segment) => freeRuns(segment, isFree));
  const chosen: PlanSeat[][] = [];
  const used = new Set<PlanSeat>();
  while (chosen.length < MAX_ALTERNATIVES) {
    const seats = bestWindow(runs, search, used);
    if (!seats) break;
    for (const seat of seats) used.add(seat);
    chosen.push(seats);
  }
  return chosen;
}

interface WindowSearch {
  size: number;
  categories: ReadonlySet<string>;
  centre: Point;
  accessible: number;
  companions: number;
  /** The leftmost of the wanted seats, where they are side by side. */
  first: PlanSeat | null;
  minimumRun: number;
}

/** Distances that differ by less are the same: sums of the same seats differ by how they were added up. */
const SAME_DISTANCE = 1e-6;

/**
 * The window of seats that are not used yet with the fewest of other categories, and of those the nearest; the first of equal
 * ones; null when there is none. One pass over the hall that makes nothing: it is asked for by those who were refused in a rush.
 */
function bestWindow(runs: readonly PlanSeat[][], search: WindowSearch, used: ReadonlySet<PlanSeat>): PlanSeat[] | null {
  const { size, categories, centre, accessible, companions } = search;
  let best: { run: PlanSeat[]; start: number } | null = null;
  let [fewest, nearest] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const run of runs) {
    if (run.length < size) continue;
    const sums = { x: 0, y: 0, accessible: 0, companions: 0, strangers: 0, used: 0 };
    const add = (seat: PlanSeat, sign: 1 | -1): void => {
      sums.x += sign * seat.x;
      sums.y += sign * seat.y;
      if (seat.accessible) sums.accessible += sign;
      if (seat.companion) sums.companions += sign;
      if (!categories.has(seat.category)) sums.strangers += sign;
      if (used.size > 0 && used.has(seat)) sums.used += sign;
    };
    for (const [end, seat] of run.entries()) {
      add(seat, 1);
      if (end >= size) add(run[end - size]!, -1);
      if (end < size - 1 || sums.used > 0 || sums.strangers > fewest || sums.accessible !== accessible) continue;
      if (accessible === 0 && sums.companions > companions) continue;
      if (accessible === 0 && leavesOrphan(run, { start: end - size + 1, end: end + 1 }, search.minimumRun)) continue;
      const distance = isMovedByOne(run[end - size + 1]!, search.first)
        ? 0
        : Math.hypot(sums.x / size - centre.x, sums.y / size - centre.y);
      if (sums.strangers < fewest || distance < nearest - SAME_DISTANCE) {
        best = { run, start: end - size + 1 };
        [fewest, nearest] = [sums.strangers, distance];
      }
    }
  }
  return best?.run.slice(best.start, best.start + size) ?? null;
}

interface PartyWish {
  size: number;
  isFree(seat: PlanSeat): boolean;
  isWanted(seat: PlanSeat): boolean;
  minimumRun: number;
}

/** Whether so many adjacent seats, not counting wheelchair places and companion seats, can be locked without leaving an orphan. */
export function canChoose(plan: SeatingPlanModel, { size, isFree, isWanted, minimumRun }: PartyWish): boolean {
  const isForAll = (seat: PlanSeat) => isFree(seat) && isForEverybody(seat);
  return plan.segments.some((segment) =>
    freeRuns(segment, isForAll).some((run) => {
      let wanted = 0;
      for (const [place, seat] of run.entries()) {
        wanted = isWanted(seat) ? wanted + 1 : 0;
        if (wanted < size) continue;
        if (!leavesOrphan(run, { start: place - size + 1, end: place + 1 }, minimumRun)) return true;
      }
      return false;
    }),
  );
}

/** Whether a window of a run of free seats leaves too short a run at its left or right. */
function leavesOrphan(run: readonly PlanSeat[], { start, end }: Run, minimumRun: number): boolean {
  if (minimumRun <= ANY_RUN) return false;
  const left = countBeside(run, { from: start - 1, step: -1, most: minimumRun });
  const right = countBeside(run, { from: end, step: 1, most: minimumRun });
  const before = left + (end - start) + right;
  return isOrphanRun(left, before, minimumRun) || isOrphanRun(right, before, minimumRun);
}

/** How many seats for everybody follow one another from there; wheelchair places and those beside them end a run. */
function countBeside(
  run: readonly PlanSeat[],
  { from, step, most }: { from: number; step: 1 | -1; most: number },
): number {
  let count = 0;
  for (let place = from; count < most && place >= 0 && place < run.length; place += step) {
    if (!isForEverybody(run[place]!)) break;
    count += 1;
  }
  return count;
}

function firstOfWindow(seats: readonly PlanSeat[]): PlanSeat | null {
  const first = seats.reduce((least, seat) => (seat.place < least.place ? seat : least));
  const isWindow = seats.every(({ segment, place }) => segment === first.segment && place < first.place + seats.length);
  return isWindow ? first : null;
}

function isMovedByOne(seat: PlanSeat, first: PlanSeat | null): boolean {
  return first !== null && seat.segment === first.segment && Math.abs(seat.place - first.place) === 1;
}

function count(seats: readonly PlanSeat[], kind: 'accessible' | 'companion'): number {
  return seats.filter((seat) => seat[kind]).length;
}

/** The longest stretches of free seats within a segment. */
function freeRuns(segment: readonly PlanSeat[], isFree: (seat: PlanSeat) => boolean): PlanSeat[][] {
  const runs = runsOf(segment.length, (place) => isFree(segment[place]!));
  return runs.map(({ start, end }) => segment.slice(start, end));
}

function centreOf(seats: readonly PlanSeat[]): Point {
  const sum = seats.reduce((total, seat) => ({ x: total.x + seat.x, y: total.y + seat.y }), { x: 0, y: 0 });
  return { x: sum.x / seats.length, y: sum.y / seats.length };
}
