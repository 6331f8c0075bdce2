import type { HeldSeatState } from '../inventory/seat-state.ts';

/**
 * Who may take seats of an allotment: the show's staff alone, or also whoever has a code that names it. Places of areas, which nobody names, are
 * taken by the staff, or by whoever has the code.
 */
export type AllotmentAccess = 'STAFF' | 'CODE';

/**
 * A named part of the house that is not for everyone, until it is released. To everyone else its free seats are BLOCKED, and its free places of
 * areas not available.
 */
export interface Allotment {
  id: string;
  showId: string;
  name: string;
  /** `#rrggbb`, lower case: how its seats are drawn. */
  color: string;
  access: AllotmentAccess;
  /** When it is released by itself; null: by hand only. */
  releaseAt: Date | null;
  /** Null: it is not. Its seats are as any others once it is. */
  releasedAt: Date | null;
}

/** Places of an area that are an allotment's. */
export interface AreaOfAllotment {
  areaId: string;
  quantity: number;
  /** Held or sold; more than `quantity` where that was made less meanwhile. */
  taken: number;
}

/** How many of an allotment's places of an area can be had by those who may. */
export function freePlacesOf({ quantity, taken }: Pick<AreaOfAllotment, 'quantity' | 'taken'>): number {
  return Math.max(quantity - taken, 0);
}

/** A seat of an allotment: BLOCKED while nobody has it. */
export interface SeatOfAllotment {
  seatId: string;
  state: HeldSeatState;
}
