import type { HallSeat } from '../hall/hall.ts';

/** What the best seats are looked for: how many, at what price, and for whom. */
export interface PartyWish {
  /** All seats, wheelchair places and companion seats among them. */
  quantity: number;
  /** Of one seat, in minor units; null: any. */
  maxPrice: number | null;
  /** How many of them are wheelchair places. */
  accessible: number;
  /** How many of them are seats for those who accompany someone in a wheelchair. */
  companions: number;
}

/**
 * The wish with a change, kept within what the API takes: no more wheelchair places than seats, and companion seats for the others
 * only. Unless it is said otherwise, each wheelchair place has one companion.
 */
export function changedWish(wish: PartyWish, change: Partial<PartyWish>, maxSeats: number): PartyWish {
  const { quantity, maxPrice, accessible, companions } = { ...wish, ...change };
  const all = Math.min(Math.max(1, quantity), Math.max(1, maxSeats));
  const wheelchairs = Math.min(accessible, all);
  const isOtherNumber = change.accessible !== undefined && change.companions === undefined;
  const wanted = isOtherNumber ? wheelchairs : companions;
  return {
    quantity: all,
    maxPrice,
    accessible: wheelchairs,
    companions: wheelchairs === 0 ? 0 : Math.min(wanted, all - wheelchairs),
  };
}

/** Whether a seat may be chosen for the wish. Wheelchair places and the seats beside them are for those who asked for some. */
export function isWished(wish: PartyWish, { tier, accessible, companion }: HallSeat): boolean {
  if (wish.maxPrice !== null && tier.price.amount > wish.maxPrice) return false;
  if (accessible) return wish.accessible > 0;
  return !companion || wish.companions > 0;
}
