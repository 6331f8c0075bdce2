import type { PlanSeat, Point, SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { linkRows } from './row-links.ts';

/**
 * A plan laid out for searching. A *slot* is a seat's index in it: segment by segment, in each from left to right, so that
 * neighbours are slots that follow one another within a segment.
 */
export interface SeatLayout {
  /** By slot. */
  readonly seats: readonly PlanSeat[];
  readonly slotOf: ReadonlyMap<string, number>;
  /** First slot of each segment, and one more: where the last one ends. */
  readonly starts: Uint32Array;
  /** By slot. */
  readonly segments: Uint32Array;
  /** By slot: index in `categories`. */
  readonly categoryOf: Uint16Array;
  readonly categories: readonly string[];
  /** By slot: 1 for a wheelchair place or companion seat. */
  readonly isReserved: Uint8Array;
  /** Slots of all wheelchair places and companion seats. */
  readonly reserved: readonly number[];
  /** By slot, the slots right before and behind it in the neighbouring rows. Made when first asked for. */
  links(): readonly (readonly number[])[];
}

/** How far from the focal point the seats of a layout are. */
export interface Distances {
  readonly focalPoint: Point;
  /** By slot. */
  readonly of: Float64Array;
  /** By slot, the sum of those of all slots before it, and one more: of all. */
  readonly sums: Float64Array;
  /** By segment, that of its nearest seat. */
  readonly nearest: Float64Array;
  /** The segments, that with the nearest seat first. */
  readonly order: Uint32Array;
}

const layouts = new WeakMap<SeatingPlanModel, SeatLayout>();
/** Of each layout, those of the focal point that was asked for last: shows in one plan differ in it by their prices only. */
const measured = new WeakMap<SeatLayout, Distances>();

/** The layout of a plan, made once as long as the plan is in memory. */
export function layoutOf(plan: SeatingPlanModel): SeatLayout {
  let layout = layouts.get(plan);
  if (!layout) {
    layout = createLayout(plan);
    layouts.set(plan, layout);
  }
  return layout;
}

export function distancesOf(layout: SeatLayout, focalPoint: Point): Distances {
  const known = measured.get(layout);
  if (known && known.focalPoint.x === focalPoint.x && known.focalPoint.y === focalPoint.y) return known;
  const distances = measure(layout, focalPoint);
  measured.set(layout, distances);
  return distances;
}

function createLayout(plan: SeatingPlanModel): SeatLayout {
  const seats = plan.segments.flat();
  const starts = new Uint32Array(plan.segments.length + 1);
  for (const [segment, { length }] of plan.segments.entries()) starts[segment + 1] = starts[segment]! + length;
  const categories = [...new Set(seats.map(({ category }) => category))];
  const indexOf = new Map(categories.map((category, index) => [category, index]));
  const isReserved = Uint8Array.from(seats, ({ accessible, companion }) => (accessible || companion ? 1 : 0));
  let links: readonly (readonly number[])[] | null = null;
  const layout: SeatLayout = {
    seats,
    slotOf: new Map(seats.map(({ id }, slot) => [id, slot])),
    starts,
    segments: Uint32Array.from(seats, ({ segment }) => segment),
    categoryOf: Uint16Array.from(seats, ({ category }) => indexOf.get(category)!),
    categories,
    isReserved,
    reserved: seats.flatMap((_, slot) => (isReserved[slot] === 1 ? [slot] : [])),
    links() {
      links ??= linkRows(seats);
      return links;
    },
  };
  return layout;
}

function measure({ seats, starts }: SeatLayout, focalPoint: Point): Distances {
  const of = Float64Array.from(seats, ({ x, y }) => Math.hypot(x - focalPoint.x, y - focalPoint.y));
  const sums = new Float64Array(seats.length + 1);
  for (const [slot, distance] of of.entries()) sums[slot + 1] = sums[slot]! + distance;
  const nearest = new Float64Array(starts.length - 1);
  for (const segment of nearest.keys()) {
    let least = Number.POSITIVE_INFINITY;
    for (let slot = starts[segment]!; slot < starts[segment + 1]!; slot += 1) least = Math.min(least, of[slot]!);
    nearest[segment] = least;
  }
  const order = Uint32Array.from(nearest.keys()).sort((a, b) => nearest[a]! - nearest[b]!);
  return { focalPoint, of, sums, nearest, order };
}
