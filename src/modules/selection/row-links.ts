import type { PlanSeat, Point } from '../seating/seating-plan-model.ts';

/** A seat of another row is right before or behind when it is no further away than the usual one by this factor. */
const WIDEST_ROWS = 1.5;
/** The cosine between the row's direction and that to a seat: beyond it the seat is beside, across an aisle. */
const BESIDE = Math.SQRT1_2;
const SEATS_PER_CELL = 4;
/** Cells around a seat's own that are looked at, in each direction. */
const REACH = 2;

/**
 * So many seats around one are looked at: several times as many as there are in any drawing of a hall. Where a plan heaps its
 * seats in one spot there are no rows to be found, and each would be compared with all others.
 */
const MOST_LOOKS = 1_024;
/** Cells are made for where the seats are but for this part at each side: one that stands far off makes them no larger. */
const FAR_OFF = 0.005;

/** Seats are looked at in steps of so many, about a millisecond each. */
const STEP = 256;
/** Of so many values the middle one is taken for that of all: sorting them all would be one long step. */
const MOST_SAMPLES = 8_192;

/** Where the seats are, by slot. */
interface Places {
  x: Float64Array;
  y: Float64Array;
  segment: Uint32Array;
}

/**
 * Of each seat, those right before and behind it in the neighbouring rows, both ways: by their positions, since plans say
 * nothing of it and number rows as they like. `seats` are in the order of their segments, each from left to right. Seats
 * of one segment are not linked, nor those across an aisle of the same row. In short steps, since halls are large.
 */
export function* linkRows(seats: readonly PlanSeat[]): Generator<void, number[][]> {
  const places = placesOf(seats);
  yield;
  const grid = gridOf(places);
  // By slot, the seat before and the seat behind; where there is none, -1.
  const nearest = new Int32Array(2 * seats.length);
  for (const slot of seats.keys()) {
    if (slot % STEP === 0) yield;
    nearest.set(beforeAndBehind(places, slot, grid), 2 * slot);
  }
  const distanceAt = (index: number) => distanceBetween(places, index >> 1, nearest[index]!);
  const widest = usualDistance(nearest, distanceAt) * WIDEST_ROWS;
  const links = seats.map((): number[] => []);
  for (const [index, to] of nearest.entries()) {
    if (index % STEP === 0) yield;
    if (to < 0 || distanceAt(index) > widest) continue;
    const from = index >> 1;
    if (!links[from]!.includes(to)) links[from]!.push(to);
    if (!links[to]!.includes(from)) links[to]!.push(from);
  }
  return links;
}

function placesOf(seats: readonly PlanSeat[]): Places {
  const count = seats.length;
  const places = { x: new Float64Array(count), y: new Float64Array(count), segment: new Uint32Array(count) };
  for (const [slot, { x, y, segment }] of seats.entries()) {
    places.x[slot] = x;
    places.y[slot] = y;
    places.segment[slot] = segment;
  }
  return places;
}

/** The middle one of the distances to the nearest seats. */
function usualDistance(nearest: Int32Array, distanceAt: (index: number) => number): number {
  const distances: number[] = [];
  const step = Math.ceil(nearest.length / MOST_SAMPLES);
  for (let index = 0; index < nearest.length; index += step) {
    // Seats before and behind in turn, whatever the step is.
    const sample = index ^ (Math.floor(index / step) & 1);
    if (nearest[sample]! >= 0) distances.push(distanceAt(sample));
  }
  const sorted = Float64Array.from(distances).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Square cells with a few seats each. */
interface Grid {
  size: number;
  left: number;
  top: number;
  columns: number;
  rows: number;
  /** First place of each cell in `slots`, and one more: where the last one ends. */
  starts: Uint32Array;
  /** Of all seats, cell by cell. */
  slots: Uint32Array;
}

function gridOf({ x: xs, y: ys }: Places): Grid {
  const count = xs.length;
  const [left, right] = spanOf(xs);
  const [top, bottom] = spanOf(ys);
  const [width, height] = [right - left, bottom - top];
  // However long and narrow the hall is, there are no more cells than seats.
  const size = Math.max(Math.sqrt((width * height * SEATS_PER_CELL) / count), (width + height) / count, 1e-6);
  const [columns, rows] = [Math.floor(width / size) + 1, Math.floor(height / size) + 1];
  const grid = {
    size,
    left,
    top,
    columns,
    rows,
    starts: new Uint32Array(columns * rows + 1),
    slots: new Uint32Array(count),
  };
  const cells = new Uint32Array(count);
  for (let slot = 0; slot < count; slot += 1) {
    cells[slot] = cellOf(grid, xs[slot]!, ys[slot]!);
    grid.starts[cells[slot]! + 1]! += 1;
  }
  for (let cell = 0; cell < columns * rows; cell += 1) grid.starts[cell + 1]! += grid.starts[cell]!;
  const next = grid.starts.slice();
  for (let slot = 0; slot < count; slot += 1) grid.slots[next[cells[slot]!]!++] = slot;
  return grid;
}

/** From where to where nearly all of the values are. */
function spanOf(values: Float64Array): [from: number, to: number] {
  const step = Math.ceil(values.length / MOST_SAMPLES);
  const sorted = values.filter((_, index) => index % step === 0).sort();
  const beyond = Math.floor(sorted.length * FAR_OFF);
  return [sorted[beyond]!, sorted[sorted.length - 1 - beyond]!];
}

/** What is beyond the cells is in the nearest one. */
function cellOf({ size, left, top, columns, rows }: Grid, x: number, y: number): number {
  const column = Math.max(0, Math.min(columns - 1, Math.floor((x - left) / size)));
  const row = Math.max(0, Math.min(rows - 1, Math.floor((y - top) / size)));
  return row * columns + column;
}

/** The nearest seat on either side of the row that the seat is in; -1 where there is none, at the first and last row. */
function beforeAndBehind(places: Places, slot: number, grid: Grid): [before: number, behind: number] {
  const { x: xs, y: ys, segment } = places;
  const [x, y] = [xs[slot]!, ys[slot]!];
  const direction = directionAt(places, slot);
  const cell = cellOf(grid, x, y);
  const [column, row] = [cell % grid.columns, Math.floor(cell / grid.columns)];
  let [before, behind] = [-1, -1];
  let [leastBefore, leastBehind] = [Infinity, Infinity];
  let looks = 0;
  for (let line = Math.max(0, row - REACH); line <= Math.min(grid.rows - 1, row + REACH); line += 1) {
    const from = grid.starts[line * grid.columns + Math.max(0, column - REACH)]!;
    const to = grid.starts[line * grid.columns + Math.min(grid.columns - 1, column + REACH) + 1]!;
    for (let index = from; index < to && looks < MOST_LOOKS; index += 1) {
      looks += 1;
      const other = grid.slots[index]!;
      if (segment[other] === segment[slot]) continue;
      const [dx, dy] = [xs[other]! - x, ys[other]! - y];
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance === 0 || Math.abs(dx * direction.x + dy * direction.y) > distance * BESIDE) continue;
      if (dy * direction.x - dx * direction.y < 0) {
        if (distance < leastBefore) [leastBefore, before] = [distance, other];
      } else if (distance < leastBehind) [leastBehind, behind] = [distance, other];
    }
  }
  return [before, behind];
}

/** Of the row where the seat is, as a unit; a seat that has no neighbour stands in one from left to right. */
function directionAt(places: Places, slot: number): Point {
  const { x, y, segment } = places;
  const from = segment[slot - 1] === segment[slot] ? slot - 1 : slot;
  const to = segment[slot + 1] === segment[slot] ? slot + 1 : slot;
  const length = distanceBetween(places, from, to);
  return length === 0 ? { x: 1, y: 0 } : { x: (x[to]! - x[from]!) / length, y: (y[to]! - y[from]!) / length };
}

function distanceBetween({ x, y }: Places, a: number, b: number): number {
  return Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!);
}
