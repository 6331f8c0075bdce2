import { type Box, readableAngle } from '../hall/boxes.ts';
import type { HallRow, HallSeat, HallZone } from '../hall/hall.ts';

/** A seat at a zone's edge and the direction away from the zone there, of length 1. */
interface Edge {
  seat: HallSeat;
  dx: number;
  dy: number;
  /** How much farther a name stands, in the plan's units: where the rows have their own names. */
  distance: number;
}

/** From the middle of a seat, as a factor of the room that it has. */
const DISTANCE = 0.75;
/** Where rows have their own names. */
const DISTANCE_AT_ENDS = 2;
/** Where the next place is tried when a curved row is in the way, as factors of the name's height. */
const FARTHER = [0, 0.6, 1.2] as const;

/** Where a zone's name may stand beside its seats: before and behind its rows, then at their ends; the best first. */
export function* placesBeside(zone: HallZone, { width, height }: Pick<Box, 'width' | 'height'>): Generator<Box> {
  const edges = edgesOf(zone);
  for (const angle of ['level', 'along'] as const) {
    for (const farther of FARTHER) {
      for (const { seat, dx, dy, distance } of edges) {
        const turned = angle === 'level' ? 0 : readableAngle(Math.atan2(dx, -dy));
        const half = angle === 'level' ? (Math.abs(dx) * width + Math.abs(dy) * height) / 2 : height / 2;
        const away = distance + half + farther * height;
        yield { x: seat.x + dx * away, y: seat.y + dy * away, width, height, angle: turned };
      }
    }
  }
}

function edgesOf({ rows }: HallZone): Edge[] {
  const middle = rows[Math.floor(rows.length / 2)]!;
  const ahead = [edgeBeyond(rows[0]!, rows[1]), edgeBeyond(rows.at(-1)!, rows.at(-2))];
  const ends = [endOf(middle.seats[0]!, middle.seats[1]), endOf(middle.seats.at(-1)!, middle.seats.at(-2))];
  // A name is looked for above what it names.
  return [...ahead.sort((a, b) => a.dy - b.dy), ...ends.sort((a, b) => a.dx - b.dx)];
}

/** Away from the next row; of a row that is alone, upwards. */
function edgeBeyond(row: HallRow, next: HallRow | undefined): Edge {
  const seat = middleOf(row);
  const distance = seat.room * DISTANCE;
  if (next === undefined) return { seat, dx: 0, dy: -1, distance };
  const nearest = next.seats.reduce((best, other) => (between(other, seat) < between(best, seat) ? other : best));
  return { seat, ...away(nearest, seat, { x: 0, y: -1 }), distance };
}

function endOf(seat: HallSeat, next: HallSeat | undefined): Edge {
  const direction = next === undefined ? { dx: -1, dy: 0 } : away(next, seat, { x: -1, y: 0 });
  return { seat, ...direction, distance: seat.room * DISTANCE_AT_ENDS };
}

function middleOf({ seats }: HallRow): HallSeat {
  return seats[Math.floor(seats.length / 2)]!;
}

function between(a: HallSeat, b: HallSeat): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function away(from: HallSeat, to: HallSeat, otherwise: { x: number; y: number }): { dx: number; dy: number } {
  const length = between(from, to);
  if (length === 0) return { dx: otherwise.x, dy: otherwise.y };
  return { dx: (to.x - from.x) / length, dy: (to.y - from.y) / length };
}
