import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { freeForParty } from '../../shared/seats/free-for-party.ts';

/** What the best seats are looked for: how many, at what price, where, and for whom. */
export interface PartyWish {
  /** All seats, wheelchair places and companion seats among them. */
  quantity: number;
  /** Of one seat, in minor units; null: any. */
  maxPrice: number | null;
  /** Price tiers, by id; null: any. */
  tierIds: string[] | null;
  /** Zones, by what the API calls them; null: any. */
  zones: string[] | null;
  /** How many of them are wheelchair places. */
  accessible: number;
  /** How many of them are seats for those who accompany someone in a wheelchair. */
  companions: number;
}

/** Seats of any price, anywhere. */
export const ANYWHERE = { maxPrice: null, tierIds: null, zones: null } as const satisfies Partial<PartyWish>;

/** The most that can be wished for: as many seats as the buyer may still choose, and as many of each kind as the hall has. */
export interface MostOfWish extends Pick<Hall, 'wheelchairPlaces' | 'companionSeats'> {
  seats: number;
}

/**
 * The wish with a change, kept within what the API takes and the hall has: no more wheelchair places than seats, and companion seats
 * for the others only. Unless it is said otherwise, each wheelchair place has one companion.
 */
export function changedWish(wish: PartyWish, change: Partial<PartyWish>, most: MostOfWish): PartyWish {
  const { quantity, accessible, companions, ...where } = { ...wish, ...change };
  const all = Math.min(Math.max(1, quantity), Math.max(1, most.seats));
  const wheelchairs = Math.min(accessible, all, most.wheelchairPlaces);
  const isOtherNumber = change.accessible !== undefined && change.companions === undefined;
  const wanted = isOtherNumber ? wheelchairs : companions;
  return {
    ...where,
    quantity: all,
    accessible: wheelchairs,
    companions: wheelchairs === 0 ? 0 : Math.min(wanted, all - wheelchairs, most.companionSeats),
  };
}

/** The values with one of them in or out; null: none, which means any. */
export function withChoice(values: readonly string[] | null, value: string, isIn: boolean): string[] | null {
  const others = (values ?? []).filter((each) => each !== value);
  const chosen = isIn ? [...others, value] : others;
  return chosen.length > 0 ? chosen : null;
}

/** What is free of a wish, up to what it asks for. */
export interface FreeOfWish {
  /** All of them, the wheelchair places included. */
  available: number;
  wheelchairs: number;
}

/** Counted as the server counts: wheelchair places and the seats beside them are for those who asked for some. */
export function freeOfWish(
  hall: Pick<Hall, 'seats' | 'zones'>,
  wish: PartyWish,
  isTaken: (id: string) => boolean,
): FreeOfWish {
  const free = { accessible: 0, companions: 0, others: 0 };
  for (const seat of hall.seats) {
    if (isTaken(seat.id) || !isWhereWished(wish, seat, hall.zones[seat.zoneIndex]?.key ?? null)) continue;
    if (seat.accessible) free.accessible += 1;
    else if (seat.companion) free.companions += 1;
    else free.others += 1;
  }
  const { available, accessible: wheelchairs } = freeForParty(free, wish);
  return { available, wheelchairs };
}

function isWhereWished({ maxPrice, tierIds, zones }: PartyWish, { tier }: HallSeat, zone: string | null): boolean {
  if (maxPrice !== null && tier.price.amount > maxPrice) return false;
  if (tierIds !== null && !tierIds.includes(tier.id)) return false;
  return zones === null || (zone !== null && zones.includes(zone));
}
