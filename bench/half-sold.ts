import type { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import type { Random } from '../test/kit/basics/random.ts';
import { isFreeWindow, leavesOrphan, windowAt } from './seat-pickers.ts';

/** Half of a hall is sold to parties of one to so many. */
const LARGEST_PARTY = 4;

/** Tries at random, per seat of the hall, before it is said that there are no more. */
const MOST_MISSES = 20;

/** A hall half sold, with what is free in it. */
export interface OpenShow {
  showId: string;
  board: SeatBoard;
}

/** Blocks seats side by side, for parties of all sizes, until half of the hall is taken. */
export async function sellHalf(database: Database, { showId, board }: OpenShow, random: Random): Promise<void> {
  const half = board.layout.seats.length / 2;
  const taken: string[] = [];
  while (taken.length < half) {
    const [slots] = takeWindows(board, { count: 1, size: random.integer(1, LARGEST_PARTY) }, random);
    taken.push(...idsOf(board, slots!));
  }
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO seat_states (show_id, seat_id, state) SELECT $1, seat_id, 'BLOCKED' FROM unnest($2::text[]) AS seat_id`,
      [showId, taken],
    );
    await tx.query('UPDATE seat_maps SET version = 1 WHERE show_id = $1', [showId]);
  });
}

/**
 * Takes so many windows of free seats, anywhere in the hall; those that leave a single seat only if they may. Throws when it finds
 * no more.
 */
export function takeWindows(
  board: SeatBoard,
  { count, size, leavesOrphans = true }: { count: number; size: number; leavesOrphans?: boolean },
  random: Random,
): number[][] {
  const windows: number[][] = [];
  let misses = 0;
  while (windows.length < count) {
    if (++misses > MOST_MISSES * board.layout.seats.length) {
      throw new Error(`Only ${windows.length} of ${count} windows of ${size} seats were found.`);
    }
    const first = random.integer(0, board.layout.seats.length - size);
    if (!isFreeWindow(board, first, size)) continue;
    if (!leavesOrphans && leavesOrphan(board, first, size)) continue;
    const slots = windowAt(first, size)!;
    for (const slot of slots) board.set(slot, false);
    windows.push(slots);
    misses = 0;
  }
  return windows;
}

export function idsOf({ layout }: SeatBoard, slots: readonly number[]): string[] {
  return slots.map((slot) => layout.seats[slot]!.id);
}
