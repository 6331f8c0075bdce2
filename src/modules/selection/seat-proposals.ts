import type { SeatGroup } from '../seat-map/alternatives.ts';
import { leavesOrphans } from './board-orphans.ts';
import { type Choosing, termsOf } from './choosing.ts';
import { pickBestSeats, type SeatWish } from './pick-best-seats.ts';

const MOST_PROPOSALS = 3;
/** Some are left out for what they leave. */
const MOST_TRIES_TO_PROPOSE = 8;

/** Up to three groups of seats on the live map, the best first, no seat in two of them. Each is chosen after `turn`. */
export async function proposeSeats(
  choosing: Choosing,
  wish: SeatWish,
  turn: () => Promise<void>,
): Promise<SeatGroup[]> {
  const { show, plan, live, orphanRule } = choosing;
  const { board } = live;
  const proposed: number[] = [];
  const groups: SeatGroup[] = [];
  let areExcused = false;
  for (let tries = 0; groups.length < MOST_PROPOSALS && tries < MOST_TRIES_TO_PROPOSE; tries += 1) {
    await turn();
    live.catchUp();
    // Some may have been taken meanwhile.
    const stillFree = proposed.filter((slot) => board.free[slot] === 1);
    const picked = board.without(stillFree, () => pickBestSeats(board, wish, termsOf(choosing)));
    if (!picked) break;
    proposed.push(...picked.slots);
    // Each is to be held by itself: what it leaves is judged with the others free.
    const isJudged = orphanRule !== 'OFF' && wish.accessible === 0 && !areExcused;
    if (isJudged && leavesOrphans(board, picked.slots, show.seatRules.minimumRun)) {
      // The first one is the best that there is: under LENIENT it may leave some.
      if (tries > 0 || orphanRule === 'STRICT') continue;
      areExcused = true;
    }
    groups.push({ show, plan, seats: picked.slots.map((slot) => board.layout.seats[slot]!) });
  }
  return groups;
}
