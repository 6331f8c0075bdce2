import type { SeatLayout } from '../src/modules/selection/seat-layout.ts';

/** How many seats for everybody each run of seats side by side has, in a hall of which nothing is sold. */
export function runsOf({ starts, isReserved }: Pick<SeatLayout, 'starts' | 'isReserved'>): number[] {
  const runs: number[] = [];
  for (let segment = 0; segment + 1 < starts.length; segment += 1) {
    let length = 0;
    for (let slot = starts[segment]!; slot < starts[segment + 1]!; slot += 1) {
      if (isReserved[slot] === 0) {
        length += 1;
        continue;
      }
      if (length > 0) runs.push(length);
      length = 0;
    }
    if (length > 0) runs.push(length);
  }
  return runs;
}

/**
 * Whether a way was found to seat all parties, each side by side: the shortest runs are filled first, with the largest parties
 * that fill them exactly. Parties of one, and seats that stay free, are kept for where nothing else does. `parties`: by size,
 * how many. True is certain; false may only mean that this way leads to none.
 */
export function canSeat(runs: readonly number[], parties: readonly number[]): boolean {
  const left = [...parties];
  const free = sum(runs) - sum(parties.map((count, size) => count * size));
  if (free < 0) return false;
  left[1]! += free;
  const fill = (length: number, largest: number): boolean => {
    if (length === 0) return true;
    for (let size = Math.min(largest, length); size > 1; size -= 1) {
      if (left[size] === 0) continue;
      left[size]! -= 1;
      if (fill(length - size, size)) return true;
      left[size]! += 1;
    }
    return false;
  };
  for (const length of runs.toSorted((a, b) => a - b)) {
    let singles = 0;
    while (!fill(length - singles, left.length - 1)) singles += 1;
    if (singles > left[1]!) return false;
    left[1]! -= singles;
  }
  return true;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
