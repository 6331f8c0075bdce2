import { closenessOf } from '../src/modules/selection/closeness.ts';
import { pickBestSeats } from '../src/modules/selection/pick-best-seats.ts';
import type { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { Hall } from './seat-halls.ts';

/** The seats for a party of so many, as slots; null: it is refused. */
export type SeatPicker = (board: SeatBoard, quantity: number) => number[] | null;

/** Ours first, and the others. */
export const PICKERS = [
  { picker: 'ours', words: 'ours' },
  { picker: 'firstFit', words: 'first fit' },
  { picker: 'anyWindow', words: 'random' },
  { picker: 'documentedLadder', words: 'the documented ladder' },
] as const;
export type PickerName = (typeof PICKERS)[number]['picker'];

/** Ways to choose seats, each simply written; all know which seats are side by side. */
export function seatPickers({ focalPoint, layout }: Hall, random: () => number): Record<PickerName, SeatPicker> {
  /** By slot, the distances of all slots before it, added up. */
  const sums = [0];
  for (const { x, y } of layout.seats) sums.push(sums.at(-1)! + Math.hypot(x - focalPoint.x, y - focalPoint.y));
  const nearest = (firsts: number[], quantity: number) => {
    const distanceOf = (first: number) => sums[first + quantity]! - sums[first]!;
    const best = firsts.reduce((known, it) => (distanceOf(it) < distanceOf(known) ? it : known), firsts[0] ?? -1);
    return best < 0 ? null : windowAt(best, quantity);
  };

  /** The plan's first seats side by side that are free. */
  const firstFit: SeatPicker = (board, quantity) => windowAt(windowsOf(board, quantity)[0], quantity);

  /** Any seats side by side that are free. */
  const anyWindow: SeatPicker = (board, quantity) => {
    const windows = windowsOf(board, quantity);
    return windowAt(windows[Math.floor(random() * windows.length)], quantity);
  };

  /**
   * As seats.io documents its best available seats: in the same row, adjacent, no orphans, nearest to the focal point; if there
   * are none, orphans are allowed. Wheelchair places and companion seats are left alone.
   */
  const documentedLadder: SeatPicker = (board, quantity) => {
    const firsts = windowsOf(board, quantity, layout.isReserved);
    const good = firsts.filter((first) => !leavesOrphan(board, first, quantity));
    return nearest(good.length > 0 ? good : firsts, quantity);
  };

  const ours: SeatPicker = (board, quantity) => {
    const wish = { quantity, accessible: 0, companions: 0, categories: null, zones: null };
    return pickBestSeats(board, wish, { focalPoint, random })?.slots ?? null;
  };

  return { ours, firstFit, anyWindow, documentedLadder };
}

/** The first slots of all seats side by side that are free, in the plan's order; `leftAlone`: by slot, 1 where it is not chosen. */
export function windowsOf({ layout, free }: SeatBoard, quantity: number, leftAlone?: Uint8Array): number[] {
  const firsts: number[] = [];
  let length = 0;
  for (const slot of free.keys()) {
    if (free[slot] === 0 || leftAlone?.[slot] === 1) length = 0;
    else length = layout.segments[slot] === layout.segments[slot - 1] ? length + 1 : 1;
    if (length >= quantity) firsts.push(slot - quantity + 1);
  }
  return firsts;
}

/** Whether so many slots from the first on are free seats side by side. */
export function isFreeWindow({ layout, free }: SeatBoard, first: number, quantity: number): boolean {
  return windowAt(first, quantity)!.every(
    (slot) => free[slot] === 1 && layout.segments[slot] === layout.segments[first],
  );
}

export function windowAt(first: number | undefined, quantity: number): number[] | null {
  return first === undefined ? null : Array.from({ length: quantity }, (_, index) => first + index);
}

/** Whether a single seat is left beside the window. */
export function leavesOrphan(board: SeatBoard, first: number, quantity: number): boolean {
  const last = first + quantity - 1;
  return (
    (isOpen(board, first - 1, first) && !isOpen(board, first - 2, first)) ||
    (isOpen(board, last + 1, last) && !isOpen(board, last + 2, last))
  );
}

/** Single seats: free, for everybody, and neither neighbour is. */
export function singleSeats(board: SeatBoard): number {
  let count = 0;
  for (const slot of board.free.keys()) {
    if (isOpen(board, slot, slot) && !isOpen(board, slot - 1, slot) && !isOpen(board, slot + 1, slot)) count += 1;
  }
  return count;
}

/** Whether the slot is of the other one's segment, free and for everybody. */
function isOpen({ layout, free }: SeatBoard, slot: number, beside: number): boolean {
  return layout.segments[slot] === layout.segments[beside] && free[slot] === 1 && layout.isReserved[slot] === 0;
}

export function isTogether(board: SeatBoard, slots: readonly number[]): boolean {
  return closenessOf(board.layout, slots) === 'TOGETHER';
}
