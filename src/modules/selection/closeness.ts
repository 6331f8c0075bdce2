import type { SeatLayout } from './seat-layout.ts';

/** How close together the seats of one party are. */
export type SeatCloseness = 'TOGETHER' | 'ADJACENT_ROWS' | 'SPLIT' | 'SCATTERED';

/** Of any slots, in any order. */
export function closenessOf(layout: SeatLayout, slots: readonly number[]): SeatCloseness {
  const parts = partsOf(layout, slots);
  if (parts.length === 1) return 'TOGETHER';
  if (parts.some(({ length }) => length === 1)) return 'SCATTERED';
  return areLinked(layout, parts) ? 'ADJACENT_ROWS' : 'SPLIT';
}

/** The slots as seats side by side, each part from left to right. */
export function partsOf({ segments }: SeatLayout, slots: readonly number[]): number[][] {
  const parts: number[][] = [];
  for (const slot of slots.toSorted((a, b) => a - b)) {
    const part = parts.at(-1);
    const before = part?.at(-1);
    if (before === slot - 1 && segments[before] === segments[slot]) part!.push(slot);
    else parts.push([slot]);
  }
  return parts;
}

/** Whether one can go from each part to each other one by seats that are right before or behind one another. */
function areLinked(layout: SeatLayout, parts: readonly number[][]): boolean {
  const links = layout.links();
  const left = new Set(parts.slice(1));
  const reached = [parts[0]!];
  for (const part of reached) {
    for (const other of left) {
      const slots = new Set(other);
      if (!part.some((slot) => links[slot]!.some((behind) => slots.has(behind)))) continue;
      left.delete(other);
      reached.push(other);
    }
  }
  return left.size === 0;
}
