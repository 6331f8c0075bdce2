import { orphansLeftBy } from '../../shared/seats/orphans.ts';
import type { SeatBoard } from './seat-board.ts';

/** Whether taking these free slots leaves, of what is free on the board now, a run that is too short. */
export function leavesOrphans({ layout, free }: SeatBoard, slots: readonly number[], minimumRun: number): boolean {
  const { starts, segments, isReserved } = layout;
  const chosen = new Set(slots);
  return [...new Set(slots.map((slot) => segments[slot]!))].some((segment) => {
    const first = starts[segment]!;
    const isForEverybody = (place: number) => isReserved[first + place] === 0;
    const change = {
      length: starts[segment + 1]! - first,
      isFree: (place: number) => isForEverybody(place) && free[first + place] === 1,
      isHeld: () => false,
      willHold: (place: number) => isForEverybody(place) && chosen.has(first + place),
    };
    return orphansLeftBy(change, minimumRun).length > 0;
  });
}
