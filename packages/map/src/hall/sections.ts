import { readableAngle } from './boxes.ts';
import { distance, rowDistances, seatDistances } from './distances.ts';
import type { Hall, HallRow, HallSeat, HallZone } from './hall.ts';

type Place = Pick<HallSeat, 'x' | 'y'>;

/** A zone as a shape: its rows as thick lines that run into each other, by the category of their seats. */
export interface Section {
  zone: HallZone;
  parts: { category: string; lines: Place[][] }[];
  /** How thick the lines are, in the plan's units. */
  thickness: number;
  /** The seat in its midst: where its name stands. */
  middle: HallSeat;
  /** In which direction the rows run there, clockwise, in radians: more than -π/2, at most π/2. */
  angle: number;
}

/** From this many seats on, in several zones, a hall is seen as sections from afar. */
const BIG_HALL_SEATS = 1_000;
/** A larger distance in a row, as a factor of the usual one, is an aisle. */
const AISLE = 2.2;
/** Rows that are farther apart than this, as a factor of the room of a seat, don't run into each other. */
const FARTHEST_ROWS = 4;
/** So that no background shows between rows. */
const OVERLAP = 1.12;

/** The sections of a big hall, in the order of its zones; none for a small one, whose seats say all. */
export function sectionsOf(hall: Hall): Section[] {
  if (hall.zones.length < 2 || hall.seats.length < BIG_HALL_SEATS) return [];
  return hall.zones.map(sectionOf);
}

function sectionOf(zone: HallZone): Section {
  const room = zone.rows[0]!.seats[0]!.room;
  const middle = middleOf(zone);
  const lines = new Map<string, Place[][]>();
  for (const row of zone.rows) {
    for (const run of runsOf(row)) {
      const { category } = run[0]!.tier;
      const known = lines.get(category);
      if (known) known.push(straightened(run));
      else lines.set(category, [straightened(run)]);
    }
  }
  return {
    zone,
    parts: [...lines].map(([category, ofCategory]) => ({ category, lines: ofCategory })),
    thickness: Math.max(room, rowDistance(zone.rows, room)) * OVERLAP,
    middle,
    angle: directionOfRowAt(middle, zone.rows),
  };
}

/** Neighbours of one category in a row, without an aisle between them. */
function runsOf(row: HallRow): HallSeat[][] {
  const { seats } = row;
  const usual = median(seatDistances(row)) ?? 0;
  const runs: HallSeat[][] = [];
  for (const [index, seat] of seats.entries()) {
    const before = seats[index - 1];
    const goesOn = before && before.tier === seat.tier && distance(before, seat) <= usual * AISLE;
    if (goesOn) runs.at(-1)!.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

/** Fewer points for the same line: ends, and where it bends. */
function straightened(run: readonly HallSeat[]): Place[] {
  const step = Math.max(1, Math.floor((run.length - 1) / 8));
  const points = run.filter((_, index) => index % step === 0 || index === run.length - 1);
  return points.map(({ x, y }) => ({ x, y }));
}

function rowDistance(rows: readonly HallRow[], room: number): number {
  return median(rowDistances(rows).filter((each) => each > 0 && each <= room * FARTHEST_ROWS)) ?? room;
}

function middleOf({ rows }: HallZone): HallSeat {
  const seats = rows.flatMap((row) => row.seats);
  const x = seats.reduce((sum, seat) => sum + seat.x, 0) / seats.length;
  const y = seats.reduce((sum, seat) => sum + seat.y, 0) / seats.length;
  return seats.reduce((best, seat) => (distance(seat, { x, y }) < distance(best, { x, y }) ? seat : best));
}

/** The direction of a row at one of its seats. */
function directionOfRowAt(seat: HallSeat, rows: readonly HallRow[]): number {
  const seats = rows.find((row) => row.seats.includes(seat))?.seats ?? [seat];
  const at = seats.indexOf(seat);
  const [before, after] = [seats[Math.max(0, at - 1)]!, seats[at + 1] ?? seat];
  return readableAngle(Math.atan2(after.y - before.y, after.x - before.x));
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** How far the thickest section reaches beyond its seats; 0: there are none. */
export function largestThickness(sections: readonly Section[]): number {
  return Math.max(0, ...sections.map(({ thickness }) => thickness / 2));
}
