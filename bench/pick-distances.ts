import type { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { Hall } from './seat-halls.ts';
import { leavesOrphan, windowsOf } from './seat-pickers.ts';
import type { Watcher } from './seat-sale.ts';

/** Means over all people of whom any seats side by side were free when they came. */
export interface PickDistances {
  /** From the focal point to the seats that they got. */
  chosen: number;
  /** … to the nearest seats side by side of those that leave no single seat; of all, where there are none. */
  nearestGood: number;
  /** … to the nearest seats side by side, whatever they leave. */
  nearest: number;
}

/** Distances are compared as rounded: sums in another order differ in their last digits. */
const DIGITS = 6;

/** Measures each choice of a sale against the best one there was at that moment, found by trying all seats side by side. */
export function measureDistances({ layout, focalPoint }: Hall): { watch: Watcher; result(): PickDistances } {
  const distances = layout.seats.map(({ x, y }) => Math.hypot(x - focalPoint.x, y - focalPoint.y));
  const totals = { chosen: 0, nearestGood: 0, nearest: 0 };
  let people = 0;
  const distanceOf = (first: number, size: number): number => {
    let sum = 0;
    for (let slot = first; slot < first + size; slot += 1) sum += distances[slot]!;
    return sum;
  };
  const leastOf = (board: SeatBoard, size: number): { nearest: number; nearestGood: number } => {
    let [nearest, nearestGood] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const first of windowsOf(board, size, layout.isReserved)) {
      const distance = distanceOf(first, size);
      nearest = Math.min(nearest, distance);
      if (distance < nearestGood && !leavesOrphan(board, first, size)) nearestGood = distance;
    }
    return { nearest, nearestGood: Number.isFinite(nearestGood) ? nearestGood : nearest };
  };
  return {
    watch(board, slots) {
      const { nearest, nearestGood } = leastOf(board, slots.length);
      if (!Number.isFinite(nearest)) return;
      people += slots.length;
      totals.chosen += slots.reduce((sum, slot) => sum + distances[slot]!, 0);
      totals.nearest += nearest;
      totals.nearestGood += nearestGood;
    },
    result() {
      const mean = (total: number) => Number((total / people).toFixed(DIGITS));
      return { chosen: mean(totals.chosen), nearest: mean(totals.nearest), nearestGood: mean(totals.nearestGood) };
    },
  };
}
