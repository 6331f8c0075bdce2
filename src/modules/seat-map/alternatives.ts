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
  const categories = new Set(wanted.map((seat) => seat.category));
  const centre = centreOf(wanted);
  const candidates = plan.segments
    .flatMap((segment) => freeRuns(segment, isFree))
    .flatMap((run) => windowsOf(run, wantedIds.length))
    .filter((seats) => suits(seats, wanted))
    .map((seats) => ({
      seats,
      strangers: seats.filter((seat) => !categories.has(seat.category)).length,
      distance: distanceBetween(centreOf(seats), centre),
    }))
    .sort((a, b) => a.strangers - b.strangers || a.distance - b.distance);
  const chosen: PlanSeat[][] = [];
  const used = new Set<string>();
  for (const { seats } of candidates) {
    if (chosen.length === MAX_ALTERNATIVES) break;
    if (seats.some((seat) => used.has(seat.id))) continue;
    for (const seat of seats) used.add(seat.id);
    chosen.push(seats);
  }
  return chosen;
}

function suits(seats: readonly PlanSeat[], wanted: readonly PlanSeat[]): boolean {
  const accessible = count(wanted, 'accessible');
  if (count(seats, 'accessible') !== accessible) return false;
  return accessible > 0 || count(seats, 'companion') <= count(wanted, 'companion');
}

function count(seats: readonly PlanSeat[], kind: 'accessible' | 'companion'): number {
  return seats.filter((seat) => seat[kind]).length;
}

/** The longest stretches of free seats within a segment. */
function freeRuns(segment: readonly PlanSeat[], isFree: (seat: PlanSeat) => boolean): PlanSeat[][] {
  const runs: PlanSeat[][] = [];
  let run: PlanSeat[] = [];
  for (const seat of segment) {
    if (isFree(seat)) {
      run.push(seat);
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function windowsOf(run: PlanSeat[], size: number): PlanSeat[][] {
  return Array.from({ length: Math.max(0, run.length - size + 1) }, (_, start) => run.slice(start, start + size));
}

function centreOf(seats: readonly PlanSeat[]): Point {
  const sum = seats.reduce((total, seat) => ({ x: total.x + seat.x, y: total.y + seat.y }), { x: 0, y: 0 });
  return { x: sum.x / seats.length, y: sum.y / seats.length };
}

function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
