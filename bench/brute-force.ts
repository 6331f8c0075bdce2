import { closenessOf, type SeatCloseness } from '../src/modules/selection/closeness.ts';
import type { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { SeatLayout } from '../src/modules/selection/seat-layout.ts';
import type { Hall } from './seat-halls.ts';
import { leavesOrphan, windowAt, windowsOf } from './seat-pickers.ts';

/** Steps of the ladder for parties without a wheelchair place. */
export const STEPS = ['together, no orphan', 'together', 'neighbouring rows', 'split', 'scattered'] as const;
export type Step = (typeof STEPS)[number];

/**
 * The best step of the ladder that there is for the party, and the least distance there: by trying everything. Null when it can
 * only sit in more than two parts.
 */
export function bestByBruteForce(hall: Hall, board: SeatBoard, quantity: number): { step: Step; least: number } | null {
  const { layout } = hall;
  const windows = (size: number) => windowsOf(board, size, layout.isReserved);
  const least = (choices: readonly number[][]) => Math.min(...choices.map((slots) => distanceOf(hall, slots)));
  const whole = windows(quantity);
  const slotsFrom = (firsts: number[]) => firsts.map((first) => windowAt(first, quantity)!);
  const good = whole.filter((first) => !leavesOrphan(board, first, quantity));
  if (good.length > 0) return { step: 'together, no orphan', least: least(slotsFrom(good)) };
  if (whole.length > 0) return { step: 'together', least: least(slotsFrom(whole)) };
  const pairs = pairsOfParts(windows, quantity);
  const of = (closeness: SeatCloseness) => preferringNoOrphan(board, choicesOf(layout, pairs, closeness));
  for (const [closeness, step] of [
    ['ADJACENT_ROWS', 'neighbouring rows'],
    ['SPLIT', 'split'],
    ['SCATTERED', 'scattered'],
  ] as const) {
    const choices = of(closeness);
    if (choices.length > 0) return { step, least: least(choices) };
  }
  return null;
}

/** All pairs of parts. */
function pairsOfParts(windows: (size: number) => number[], quantity: number): [number[], number[]][] {
  const pairs: [number[], number[]][] = [];
  for (let size = 1; size * 2 <= quantity; size += 1) {
    for (const a of windows(size)) {
      for (const b of windows(quantity - size)) pairs.push([windowAt(a, size)!, windowAt(b, quantity - size)!]);
    }
  }
  return pairs;
}

function choicesOf(layout: SeatLayout, pairs: readonly [number[], number[]][], closeness: SeatCloseness) {
  return pairs.filter(
    ([a, b]) => !a.some((slot) => b.includes(slot)) && closenessOf(layout, [...a, ...b]) === closeness,
  );
}

function preferringNoOrphan(board: SeatBoard, pairs: readonly [number[], number[]][]): number[][] {
  const good = pairs.filter((parts) => parts.every((part) => !leavesOrphan(board, part[0]!, part.length)));
  return (good.length > 0 ? good : pairs).map(([a, b]) => [...a, ...b]);
}

/** The distances of the seats from the focal point, added up. */
export function distanceOf({ layout, focalPoint }: Hall, slots: readonly number[]): number {
  return slots.reduce((sum, slot) => {
    const { x, y } = layout.seats[slot]!;
    return sum + Math.hypot(x - focalPoint.x, y - focalPoint.y);
  }, 0);
}
