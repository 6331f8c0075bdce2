import { atOnce, slices } from '../../platform/turns/slices.ts';
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
  /** By slot, the slots right before and behind it in the neighbouring rows. Made at once unless they are there. */
  links(): readonly (readonly number[])[];
  /** Makes the links, in short steps. */
  makeLinks(): Generator<void, void>;
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
const preparing = new WeakMap<SeatingPlanModel, Promise<SeatLayout>>();
/** Of each layout, those of the focal points that were asked for last: shows in one plan may differ in it by their prices. */
const measured = new WeakMap<SeatLayout, readonly Distances[]>();
const MOST_FOCAL_POINTS = 8;
/** Seats are written down in steps of so many. */
const STEP = 1_024;

/** The layout of a plan, made once as long as the plan is in memory: at once, and without its links. */
export function layoutOf(plan: SeatingPlanModel): SeatLayout {
  let layout = layouts.get(plan);
  if (!layout) {
    layout = atOnce(createLayout(plan));
    layouts.set(plan, layout);
  }
  return layout;
}

/** The layout of a plan with its links, all made in slices that let others run: of a large hall that takes a tenth of a second. */
export function preparedLayoutOf(plan: SeatingPlanModel): Promise<SeatLayout> {
  let layout = preparing.get(plan);
  if (!layout) {
    layout = slices.through(prepare(plan));
    preparing.set(plan, layout);
  }
  return layout;
}

function* prepare(plan: SeatingPlanModel): Generator<void, SeatLayout> {
  const made = layouts.get(plan) ?? (yield* createLayout(plan));
  // Another one may have been made at once meanwhile: a plan has one layout.
  const layout = layouts.get(plan) ?? made;
  layouts.set(plan, layout);
  yield* layout.makeLinks();
  return layout;
}

export function distancesOf(layout: SeatLayout, focalPoint: Point): Distances {
  const known = measured.get(layout) ?? [];
  const { x, y } = focalPoint;
  const found = known.find((distances) => distances.focalPoint.x === x && distances.focalPoint.y === y);
  if (found) return found;
  const distances = measure(layout, focalPoint);
  measured.set(layout, [distances, ...known.slice(0, MOST_FOCAL_POINTS - 1)]);
  return distances;
}

function* createLayout(plan: SeatingPlanModel): Generator<void, SeatLayout> {
  const seats = plan.segments.flat();
  const count = seats.length;
  const starts = new Uint32Array(plan.segments.length + 1);
  for (const [segment, { length }] of plan.segments.entries()) starts[segment + 1] = starts[segment]! + length;
  const slotOf = new Map<string, number>();
  const indexOf = new Map<string, number>();
  const [segments, categoryOf, isReserved] = [new Uint32Array(count), new Uint16Array(count), new Uint8Array(count)];
  const reserved: number[] = [];
  for (const [slot, { id, segment, category, accessible, companion }] of seats.entries()) {
    if (slot % STEP === 0) yield;
    slotOf.set(id, slot);
    segments[slot] = segment;
    if (!indexOf.has(category)) indexOf.set(category, indexOf.size);
    categoryOf[slot] = indexOf.get(category)!;
    if (!accessible && !companion) continue;
    isReserved[slot] = 1;
    reserved.push(slot);
  }
  let links: readonly (readonly number[])[] | null = null;
  return {
    seats,
    slotOf,
    starts,
    segments,
    categoryOf,
    categories: [...indexOf.keys()],
    isReserved,
    reserved,
    links() {
      links ??= atOnce(linkRows(seats));
      return links;
    },
    *makeLinks() {
      links ??= yield* linkRows(seats);
    },
  };
}

function measure({ seats, starts }: SeatLayout, focalPoint: Point): Distances {
  const of = new Float64Array(seats.length);
  const sums = new Float64Array(seats.length + 1);
  for (let slot = 0; slot < seats.length; slot += 1) {
    const { x, y } = seats[slot]!;
    of[slot] = Math.hypot(x - focalPoint.x, y - focalPoint.y);
    sums[slot + 1] = sums[slot]! + of[slot]!;
  }
  const nearest = new Float64Array(starts.length - 1);
  for (const segment of nearest.keys()) {
    let least = Number.POSITIVE_INFINITY;
    for (let slot = starts[segment]!; slot < starts[segment + 1]!; slot += 1) least = Math.min(least, of[slot]!);
    nearest[segment] = least;
  }
  const order = Uint32Array.from(nearest.keys()).sort((a, b) => nearest[a]! - nearest[b]!);
  return { focalPoint, of, sums, nearest, order };
}
