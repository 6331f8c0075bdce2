import { slices } from '../../platform/turns/slices.ts';
import type { Slots } from '../../platform/turns/slots.ts';
import { focalPointOf } from '../seat-map/focal-point.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { OrphanRule } from '../shows/seat-rules.ts';
import type { Show } from '../shows/show.ts';
import type { LiveBoard } from './live-board.ts';
import {
  countMatching,
  countWithoutOrphans,
  matching,
  type PickedSeats,
  type PickTerms,
  type SeatWish,
  searchBestSeats,
} from './pick-best-seats.ts';
import type { AvailableSeats } from './selection.errors.ts';

/** What requests for seats of one show share on this node. */
export interface ShowSelection {
  live: LiveBoard;
  /** For those that choose and hold at the same time. */
  slots: Slots;
  /** Takes the live map to where the seat map of that show is now, or further. */
  readMap(showId: string): Promise<void>;
}

/** What one request chooses from, and by which terms. */
export interface Choosing extends ShowSelection {
  show: Show;
  plan: SeatingPlanModel;
  /** The orphan rule, as far as it is applied to who chooses. */
  orphanRule: OrphanRule;
  /** From 0 up to 1. */
  random: () => number;
}

export function termsOf({ show, plan, orphanRule, random }: Choosing): PickTerms {
  return { focalPoint: focalPointOf(show, plan), random, orphanRule, minimumRun: show.seatRules.minimumRun };
}

/**
 * The best seats on the live map; null: there are none. For a party that can't sit together it takes a while: others have their turns
 * meanwhile. `onPicked` is called at once when seats are found: nobody else chooses before.
 */
export async function searchLiveBoard(
  choosing: Choosing,
  wish: SeatWish,
  { onPicked, ...rush }: Pick<PickTerms, 'among' | 'lane'> & { onPicked?(picked: PickedSeats): void } = {},
): Promise<PickedSeats | null> {
  const { live } = choosing;
  const steps = searchBestSeats(live.board, wish, { ...termsOf(choosing), ...rush });
  for (;;) {
    const step = steps.next();
    if (step.done) {
      if (step.value) onPicked?.(step.value);
      return step.value;
    }
    await slices.turn();
    live.catchUp();
  }
}

/** Up to as many as the party is, how many there are for it: under STRICT, for the largest one that can have seats. */
export function countAvailable(choosing: Choosing, wish: SeatWish): AvailableSeats {
  const { board } = choosing.live;
  const free = matching(board, wish);
  if (choosing.orphanRule !== 'STRICT' || wish.accessible > 0) return free;
  const available = countWithoutOrphans(board, wish, termsOf(choosing));
  return { available, accessible: 0, isRuled: available < free.available };
}

/**
 * Whether seats that are left aside may do, once it is known which of them are free. Under STRICT fewer free seats may be better
 * than more: it has to be known.
 */
export function mayBeAside({ live, orphanRule }: Choosing, wish: SeatWish): boolean {
  if (live.withAside(() => countMatching(live.board, wish)) < wish.quantity) return false;
  return orphanRule !== 'STRICT' || live.hasAside;
}
