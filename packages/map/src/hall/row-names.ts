import type { Box } from './boxes.ts';
import type { Hall, HallRow, HallSeat, HallZone } from './hall.ts';

/** A row's name beside one of its ends, in the plan's units. */
export interface RowName {
  name: string;
  x: number;
  y: number;
  /** From the row's last seat to here, of length 1. */
  dx: number;
  dy: number;
  /** That the row's seats have, in the plan's units. */
  room: number;
}

/** One of the names that stand in a line beside the rows of a zone. */
export interface RowNameInLine extends RowName {
  /** From 0, in the zone's order of rows. */
  place: number;
  /** From one to the next of the line, at least, in the plan's units; null: it is the only one. */
  step: { x: number; y: number } | null;
  /** Of the line's longest name, in letters. */
  letters: number;
}

/** Of a letter's width to its height, about. */
export const LETTER_WIDTH = 0.6;
/** Between names beside each other. */
const APART_PX = 3;
/** Of as many names one is drawn at least, or none. */
const MOST_LEFT_OUT = 16;

const ROW_NAMES_FROM_PX = 11;
const SMALLEST_PX = 9;
const LARGEST_PX = 14;

/** How far a name of so many letters is drawn from its place, in pixels. */
export function rowNameReach(letters: number): number {
  return LARGEST_PX + letters * LARGEST_PX * LETTER_WIDTH;
}

/** In pixels, where a seat has so many; null: too small to be read. */
export function rowNameSize(room_px: number): number | null {
  return room_px < ROW_NAMES_FROM_PX ? null : Math.min(LARGEST_PX, Math.max(SMALLEST_PX, room_px * 0.5));
}

/** From the last seat, as a factor of the room that seats have. */
const DISTANCE = 1.15;
/** From a seat's middle to where a name may begin, likewise. */
const SEAT_EDGE = 0.62;

/** The names of a hall's rows where the plan wants them, in the line of each row. */
export function rowNamesOf(hall: Hall): RowNameInLine[] {
  return hall.zones.flatMap((zone) => [...lineOf(zone, 'start'), ...lineOf(zone, 'end')]);
}

export function rowNamesOfRow(row: HallRow): RowName[] {
  return (['start', 'end'] as const).flatMap((side) => nameAtEnd(row, side) ?? []);
}

/** A name as it is drawn at some scale. */
export interface DrawnRowName {
  /** In pixels. */
  size: number;
  /** What it covers, in the plan's units. */
  box: Box;
}

/** How a name is drawn at so many pixels for each unit of the plan; null: it is not, for want of room beside its neighbours. */
export function drawnRowName(name: RowNameInLine, scale: number): DrawnRowName | null {
  const size = sizeInLine(name, scale);
  if (size === null) return null;
  const [width, height] = [(name.name.length * size * LETTER_WIDTH) / scale, size / scale];
  // A long name begins where a short one does: not on the seat.
  const half = (Math.abs(name.dx) * width + Math.abs(name.dy) * height) / 2;
  const farther = Math.max(0, name.room * SEAT_EDGE + half - name.room * DISTANCE);
  return { size, box: { x: name.x + name.dx * farther, y: name.y + name.dy * farther, width, height, angle: 0 } };
}

function sizeInLine({ room, place, step, letters }: RowNameInLine, scale: number): number | null {
  const size = rowNameSize(room * scale);
  if (size === null || step === null) return size;
  const [width, height] = [letters * size * LETTER_WIDTH + APART_PX, size + 1];
  const isApart = (names: number) => step.x * scale * names >= width || step.y * scale * names >= height;
  for (let every = 1; every <= MOST_LEFT_OUT; every *= 2) {
    if (isApart(every)) return place % every === 0 ? size : null;
  }
  return null;
}

function lineOf({ rows }: HallZone, side: RowSide): RowNameInLine[] {
  const names = rows.flatMap((row) => nameAtEnd(row, side) ?? []);
  const letters = Math.max(0, ...names.map(({ name }) => name.length));
  const steps = names
    .slice(1)
    .map(({ x, y }, before) => [Math.abs(x - names[before]!.x), Math.abs(y - names[before]!.y)]);
  const step = steps.length === 0 ? null : { x: least(steps.map(([x]) => x!)), y: least(steps.map(([, y]) => y!)) };
  return names.map((name, place) => ({ ...name, place, letters, step }));
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number));
}

export type RowSide = 'start' | 'end';

/**
 * The row's last seat on that side, and the way from the row to beyond it, of length 1: a seat that is alone in its row has its name
 * to its left. Null: the plan wants no name there.
 */
export function rowEnd(
  { name, nameAt, seats }: HallRow,
  side: RowSide,
): { seat: HallSeat; dx: number; dy: number } | null {
  if (name === '' || !nameAt[side]) return null;
  const [seat, before] = side === 'start' ? [seats[0]!, seats[1]] : [seats.at(-1)!, seats.at(-2)];
  const [right, down] = before ? [seat.x - before.x, seat.y - before.y] : [-1, 0];
  const length = Math.hypot(right, down) || 1;
  return { seat, dx: right / length, dy: down / length };
}

function nameAtEnd(row: HallRow, side: RowSide): RowName | null {
  const end = rowEnd(row, side);
  if (end === null) return null;
  const { seat, dx, dy } = end;
  const away = seat.room * DISTANCE;
  return { name: row.name, room: row.seats[0]!.room, x: seat.x + dx * away, y: seat.y + dy * away, dx, dy };
}
