import type { Hall, HallRow, HallSeat } from './hall.ts';

/** A row's name beside one of its ends, in the plan's units. */
export interface RowName {
  name: string;
  x: number;
  y: number;
  /** That the row's seats have, in the plan's units. */
  room: number;
}

const ROW_NAMES_FROM_PX = 11;
const SMALLEST_PX = 9;
const LARGEST_PX = 14;

/** In pixels, where a seat has so many; null: too small to be read. */
export function rowNameSize(room_px: number): number | null {
  return room_px < ROW_NAMES_FROM_PX ? null : Math.min(LARGEST_PX, Math.max(SMALLEST_PX, room_px * 0.5));
}

/** From the last seat, as a factor of the room that seats have. */
const DISTANCE = 1.15;

/** The names of a hall's rows where the plan wants them, in the line of each row. */
export function rowNamesOf(hall: Hall): RowName[] {
  return hall.zones.flatMap(({ rows }) => rows.flatMap(rowNamesOfRow));
}

export function rowNamesOfRow({ name, nameAt, seats }: HallRow): RowName[] {
  if (name === '') return [];
  const names: RowName[] = [];
  const { room } = seats[0]!;
  if (nameAt.start) names.push({ name, room, ...beside(seats[0]!, seats[1]) });
  if (nameAt.end) names.push({ name, room, ...beside(seats.at(-1)!, seats.at(-2)) });
  return names;
}

/** A seat that is alone in its row has the name to its left. */
function beside(end: HallSeat, next: HallSeat | undefined): { x: number; y: number } {
  const [dx, dy] = next ? [end.x - next.x, end.y - next.y] : [-1, 0];
  const length = Math.hypot(dx, dy) || 1;
  return { x: end.x + (dx / length) * end.room * DISTANCE, y: end.y + (dy / length) * end.room * DISTANCE };
}
