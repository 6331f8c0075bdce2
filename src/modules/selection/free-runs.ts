import type { SeatBoard } from './seat-board.ts';
import { isAllowedSlot, type Search } from './window-search.ts';

/** Slots from `start` up to, not including, `end`. */
export interface FreeRun {
  start: number;
  end: number;
}

/** In which run of free seats for everybody a slot is. Found segment by segment as it is asked for: rows may be as long as the hall. */
export class FreeRuns {
  readonly #board: SeatBoard;
  /** By segment: its runs by slot. */
  readonly #found = new Map<number, (FreeRun | null)[]>();

  constructor(board: SeatBoard) {
    this.#board = board;
  }

  /** As the board was when its segment was first asked for; null: the slot is taken, or for some only. */
  at(slot: number): FreeRun | null {
    const { segments, starts } = this.#board.layout;
    const segment = segments[slot]!;
    let runs = this.#found.get(segment);
    if (!runs) {
      runs = this.#find(segment);
      this.#found.set(segment, runs);
    }
    return runs[slot - starts[segment]!]!;
  }

  #find(segment: number): (FreeRun | null)[] {
    const { free, layout } = this.#board;
    const { starts, isReserved } = layout;
    const runs: (FreeRun | null)[] = [];
    let run: FreeRun | null = null;
    for (let slot = starts[segment]!; slot < starts[segment + 1]!; slot += 1) {
      const isOpen = free[slot] === 1 && isReserved[slot] === 0;
      if (!isOpen) run = null;
      else if (run) run.end = slot + 1;
      else run = { start: slot, end: slot + 1 };
      runs.push(run);
    }
    return runs;
  }
}

/** How many seats that the wish lets be chosen are side by side at most: no part is longer. */
export function longestStretch(search: Search): number {
  const { free, freeIn, layout } = search.board;
  const { starts, isReserved } = layout;
  let longest = 0;
  for (const segment of freeIn.keys()) {
    if (freeIn[segment]! <= longest) continue;
    let length = 0;
    for (let slot = starts[segment]!; slot < starts[segment + 1]!; slot += 1) {
      length = free[slot] === 1 && isReserved[slot] === 0 && isAllowedSlot(search, slot) ? length + 1 : 0;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}
