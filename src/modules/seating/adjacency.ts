/** A seat as its row lists it. */
export interface PlacedSeat {
  x: number;
  y: number;
  /** The plan says that the row is interrupted between this seat and the next one listed. */
  gapAfter: boolean;
}

/** Where a seat stands among those beside it. */
export interface Adjacency {
  /** Number of the segment, unique within the plan: seats of a row without a gap between them. */
  segment: number;
  /** Place within the segment: 0 for the leftmost seat, then one more for each neighbour. */
  place: number;
}

/** A gap is wider than the usual distance of neighbours by more than this factor: an aisle, or a seat that is missing. */
const WIDEST_NEIGHBOURS = 1.5;
/** Rows with fewer distances than this have none that is usual: the plan's counts where theirs is larger. */
const FEWEST_DISTANCES = 3;

/**
 * The adjacency of all seats of a plan, row by row in the order given; `rows` are the plan's own row objects, whatever
 * their labels. Seats of one row are neighbours when their distance is at most 1.5 times the row's usual (median) distance
 * and the plan names no gap between them. The order within a row follows the positions, so that a plan may list its
 * seats in any order; "left" is towards smaller x, or smaller y in a row that runs up or down.
 */
export function adjacencyOf(rows: readonly (readonly PlacedSeat[])[]): Adjacency[][] {
  const ordered = rows.map(orderOf);
  const distances = rows.map((row, index) => distancesOf(row, ordered[index]!));
  const planDistance = median(distances.flat());
  let segment = -1;
  return rows.map((row, index) => {
    const order = ordered[index]!;
    const own = distances[index]!;
    const usual = own.length < FEWEST_DISTANCES ? Math.min(median(own), planDistance) : median(own);
    const places: Adjacency[] = new Array(row.length);
    let place = 0;
    for (const [at, seat] of order.entries()) {
      const before = order[at - 1];
      const isNeighbour =
        before !== undefined &&
        !isGapNamed(row, before, seat) &&
        distanceBetween(row[before]!, row[seat]!) <= usual * WIDEST_NEIGHBOURS;
      if (isNeighbour) place += 1;
      else {
        segment += 1;
        place = 0;
      }
      places[seat] = { segment, place };
    }
    return places;
  });
}

/**
 * The seats' indices from left to right. As the row lists them, forwards or backwards, unless going along the row's main
 * direction is a shorter way: a row that is curved is listed along the curve, and one that lists its odd numbers
 * before its even ones is not.
 */
function orderOf(row: readonly PlacedSeat[]): number[] {
  const listed = row.map((_, index) => index);
  if (row.length < 2) return listed;
  if (row.length === 2) return fromLeft(row, listed);
  const { x, y } = directionOf(row);
  const along = listed.toSorted((a, b) => row[a]!.x * x + row[a]!.y * y - (row[b]!.x * x + row[b]!.y * y) || a - b);
  const isListedShorter = total(distancesOf(row, listed)) <= total(distancesOf(row, along));
  return fromLeft(row, isListedShorter ? listed : along);
}

function fromLeft(row: readonly PlacedSeat[], order: number[]): number[] {
  const [first, last] = [row[order[0]!]!, row[order.at(-1)!]!];
  const [dx, dy] = [last.x - first.x, last.y - first.y];
  const isFromRight = Math.abs(dx) >= Math.abs(dy) ? dx < 0 : dy < 0;
  return isFromRight ? order.toReversed() : order;
}

/** The direction in which the seats lie furthest apart: the main axis of their positions. */
function directionOf(row: readonly PlacedSeat[]): { x: number; y: number } {
  const count = row.length;
  const centre = { x: total(row.map(({ x }) => x)) / count, y: total(row.map(({ y }) => y)) / count };
  let [xx, xy, yy] = [0, 0, 0];
  for (const seat of row) {
    const [dx, dy] = [seat.x - centre.x, seat.y - centre.y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

/** A gap that the plan names stands between a seat and the one that it lists next. */
function isGapNamed(row: readonly PlacedSeat[], a: number, b: number): boolean {
  return Math.abs(a - b) === 1 && row[Math.min(a, b)]!.gapAfter;
}

function distancesOf(row: readonly PlacedSeat[], order: readonly number[]): number[] {
  return order.slice(1).map((seat, index) => distanceBetween(row[order[index]!]!, row[seat]!));
}

function distanceBetween(a: PlacedSeat, b: PlacedSeat): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The lower one of the two in the middle, so that one wide gap of two is a gap; Infinity of none. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
