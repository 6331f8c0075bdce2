import type { PlanSeat, Point } from '../seating/seating-plan-model.ts';

/** A seat of another row is right before or behind when it is no further away than the usual one by this factor. */
const WIDEST_ROWS = 1.5;
/** The cosine between the row's direction and that to a seat: beyond it the seat is beside, across an aisle. */
const BESIDE = Math.SQRT1_2;
const SEATS_PER_CELL = 4;
/** Cells around a seat's own that are looked at, in each direction. */
const REACH = 2;

/**
 * Of each seat, those right before and behind it in the neighbouring rows, both ways: by their positions, since plans say
 * nothing of it and number rows as they like. `seats` are in the order of their segments, each from left to right. Seats
 * of one segment are not linked, nor those across an aisle of the same row.
 */
export function linkRows(seats: readonly PlanSeat[]): number[][] {
  const grid = gridOf(seats);
  const found: { from: number; to: number; distance: number }[] = [];
  for (const from of seats.keys()) {
    for (const to of beforeAndBehind(seats, from, grid)) {
      found.push({ from, to, distance: distanceBetween(seats[from]!, seats[to]!) });
    }
  }
  const distances = Float64Array.from(found, ({ distance }) => distance).sort();
  const widest = (distances[Math.floor((distances.length - 1) / 2)] ?? 0) * WIDEST_ROWS;
  const links = seats.map((): number[] => []);
  for (const { from, to, distance } of found) {
    if (distance > widest) continue;
    if (!links[from]!.includes(to)) links[from]!.push(to);
    if (!links[to]!.includes(from)) links[to]!.push(from);
  }
  return links;
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

function gridOf(seats: readonly PlanSeat[]): Grid {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of seats) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const [width, height] = [right - left, bottom - top];
  // However long and narrow the hall is, there are no more cells than seats.
  const size = Math.max(
    Math.sqrt((width * height * SEATS_PER_CELL) / seats.length),
    (width + height) / seats.length,
    1e-6,
  );
  const [columns, rows] = [Math.floor(width / size) + 1, Math.floor(height / size) + 1];
  const grid = {
    size,
    left,
    top,
    columns,
    rows,
    starts: new Uint32Array(columns * rows + 1),
    slots: new Uint32Array(seats.length),
  };
  const cells = Uint32Array.from(seats, (seat) => cellOf(grid, seat));
  for (const cell of cells) grid.starts[cell + 1]! += 1;
  for (let cell = 0; cell < columns * rows; cell += 1) grid.starts[cell + 1]! += grid.starts[cell]!;
  const next = grid.starts.slice();
  for (const [slot, cell] of cells.entries()) grid.slots[next[cell]!++] = slot;
  return grid;
}

function cellOf({ size, left, top, columns }: Grid, { x, y }: Point): number {
  return Math.floor((y - top) / size) * columns + Math.floor((x - left) / size);
}

/** The nearest seat on either side of the row that the seat is in; fewer at the first and last row. */
function beforeAndBehind(seats: readonly PlanSeat[], slot: number, grid: Grid): number[] {
  const seat = seats[slot]!;
  const direction = directionAt(seats, slot);
  const cell = cellOf(grid, seat);
  const [column, row] = [cell % grid.columns, Math.floor(cell / grid.columns)];
  let [before, behind] = [-1, -1];
  let [leastBefore, leastBehind] = [Infinity, Infinity];
  for (let y = Math.max(0, row - REACH); y <= Math.min(grid.rows - 1, row + REACH); y += 1) {
    const from = grid.starts[y * grid.columns + Math.max(0, column - REACH)]!;
    const to = grid.starts[y * grid.columns + Math.min(grid.columns - 1, column + REACH) + 1]!;
    for (let index = from; index < to; index += 1) {
      const other = grid.slots[index]!;
      const candidate = seats[other]!;
      if (candidate.segment === seat.segment) continue;
      const [dx, dy] = [candidate.x - seat.x, candidate.y - seat.y];
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance === 0 || Math.abs(dx * direction.x + dy * direction.y) > distance * BESIDE) continue;
      if (dy * direction.x - dx * direction.y < 0) {
        if (distance < leastBefore) [leastBefore, before] = [distance, other];
      } else if (distance < leastBehind) [leastBehind, behind] = [distance, other];
    }
  }
  return [before, behind].filter((other) => other >= 0);
}

/** Of the row where the seat is, as a unit; a seat that has no neighbour stands in one from left to right. */
function directionAt(seats: readonly PlanSeat[], slot: number): Point {
  const seat = seats[slot]!;
  const [before, after] = [seats[slot - 1], seats[slot + 1]];
  const from = before?.segment === seat.segment ? before : seat;
  const to = after?.segment === seat.segment ? after : seat;
  const length = distanceBetween(from, to);
  return length === 0 ? { x: 1, y: 0 } : { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
