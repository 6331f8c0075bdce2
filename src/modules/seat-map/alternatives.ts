import { slices } from '../../platform/slices.ts';
import { runsOf } from '../../shared/seats/orphans.ts';
import type { PlanSeat, Point, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { SeatMapService } from './seat-map.service.ts';

const MAX_ALTERNATIVES = 3;

export interface SeatGroup {
  show: Show;
  plan: SeatingPlanModel;
  /** From left to right. */
  seats: PlanSeat[];
}

export interface AlternativesService {
  /** Up to three groups of as many seats side by side as were asked for, as the map is now. */
  find(showId: string, wantedIds: readonly string[]): Promise<SeatGroup[]>;
}

export function createAlternatives({
  shows,
  seatMap,
}: {
  shows: ShowsService;
  seatMap: SeatMapService;
}): AlternativesService {
  return {
    async find(showId, wantedIds) {
      const show = await shows.getShow(showId);
      if (!show) return [];
      const plan = await shows.planOf(show);
      const { unavailable } = await seatMap.read(showId);
      await slices.turn();
      const taken = new Set(unavailable.map(({ seatId }) => seatId));
      return alternativeSeats(plan, { wantedIds, isFree: (seat) => !taken.has(seat.id) }).map((seats) => ({
        show,
        plan,
        seats,
      }));
    },
  };
}

interface Wish {
  wantedIds: readonly string[];
  isFree(seat: PlanSeat): boolean;
}

/**
 * Groups of as many free neighbours as were wanted, no seat in two groups: those of the wanted seats' categories first, then
 * those nearest to them. Wheelchair places and the places beside them are for those who asked for some: as many of the
 * former as were wanted, and of the latter no more, unless a wheelchair place was wanted.
 */
export function alternativeSeats(plan: SeatingPlanModel, { wantedIds, isFree }: Wish): PlanSeat[][] {
  const wanted = wantedIds.flatMap((id) => plan.seatById.get(id) ?? []);
  if (wanted.length === 0) return [];
  const search: WindowSearch = {
    size: wantedIds.length,
    categories: new Set(wanted.map((seat) => seat.category)),
    centre: centreOf(wanted),
    accessible: count(wanted, 'accessible'),
    companions: count(wanted, 'companion'),
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
}

/** Distances that differ by less are the same: sums of the same seats differ by how they were added up. */
const SAME_DISTANCE = 1e-6;

/**
 * The window of seats that are not used yet with the fewest of other categories, and of those the nearest; the first of equal
 * ones; null when there is none. One pass over the hall that makes nothing: it is asked for by those who were refused in a rush.
 */
function bestWindow(
  runs: readonly PlanSeat[][],
  { size, categories, centre, accessible, companions }: WindowSearch,
  used: ReadonlySet<PlanSeat>,
): PlanSeat[] | null {
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
      const distance = Math.hypot(sums.x / size - centre.x, sums.y / size - centre.y);
      if (sums.strangers < fewest || distance < nearest - SAME_DISTANCE) {
        best = { run, start: end - size + 1 };
        [fewest, nearest] = [sums.strangers, distance];
      }
    }
  }
  return best?.run.slice(best.start, best.start + size) ?? null;
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
