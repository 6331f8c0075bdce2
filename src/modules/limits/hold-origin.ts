import type { Cooldown } from './cooldown.ts';

/**
 * The network address that seats are taken from, and what it may hold of a show, over all its callers. Two limits: the seats
 * that it holds now, and a budget: each seat that is taken costs some of it, and it comes back with time. So that who takes
 * the same seats again and again runs out of it, and who pays has it back at once. Beside them, seats that it lets run out
 * unpaid keep it from taking others for a while.
 *
 * An account whose e-mail address is verified is counted in the same way, over all its subjects (see account-key.ts): `isAccount`.
 */
export interface HoldOrigin {
  address: string;
  isAccount?: boolean;
  /** Seats at a time; null: any number. Seats that were booked, freed or have run out no longer count. */
  maxSeats: number | null;
  /** What a seat costs: how long the budget takes to make up for it. 0: nothing. */
  seat_ms: number;
  /** The whole budget. From a whole one, any one request is taken. */
  budget_ms: number;
  /** When a hold that is taken now has ended for sure, extended or not. */
  lasts_ms: number;
  /** What seats cost that it lets run out unpaid; without, nothing. */
  cooldown?: Cooldown | null;
}

/** What HELD_SEATS_PER_ADDRESS and SEAT_HOLDS_PER_HOUR_PER_ADDRESS say; 0: no limit. */
export interface OriginSettings {
  seats: number;
  holdsPerHour: number;
}

const HOUR_MS = 3_600_000;
/** Of a small hall one address gets a quarter. */
const SHARE_OF_HALL = 1 / 4;

export interface OriginTerms {
  address: string | null;
  settings: OriginSettings;
  /** As many one buyer may hold, however small the hall is. */
  maxSeatsOfBuyer: number;
  hallSeats: number;
  /** Of a new lock. */
  ttl_ms: number;
  /** By how much a lock may get longer. */
  extension_ms: number;
  cooldown?: Cooldown | null;
}

/** Null when the address is not known, not counted, or without limits. */
export function holdOrigin(terms: OriginTerms): HoldOrigin | null {
  const { address, settings, maxSeatsOfBuyer, hallSeats, ttl_ms, extension_ms, cooldown = null } = terms;
  if (address === null || (settings.seats === 0 && settings.holdsPerHour === 0 && cooldown === null)) return null;
  const share = Math.max(maxSeatsOfBuyer, Math.floor(hallSeats * SHARE_OF_HALL));
  return {
    address,
    maxSeats: settings.seats === 0 ? null : Math.min(settings.seats, share),
    seat_ms: seatCost_ms(settings),
    budget_ms: HOUR_MS,
    lasts_ms: ttl_ms + extension_ms,
    cooldown,
  };
}

/** Of an account: as much as one buyer may hold in the show, under whichever subject. */
export function accountOrigin(
  key: string,
  { maxSeatsOfBuyer, ttl_ms, extension_ms, cooldown = null }: Omit<OriginTerms, 'address' | 'settings' | 'hallSeats'>,
): HoldOrigin {
  const lasts_ms = ttl_ms + extension_ms;
  return {
    address: key,
    isAccount: true,
    maxSeats: maxSeatsOfBuyer,
    seat_ms: 0,
    budget_ms: HOUR_MS,
    lasts_ms,
    cooldown,
  };
}

/** What a seat costs that is held for the whole time of a lock. */
export function seatCost_ms({ holdsPerHour }: OriginSettings): number {
  return holdsPerHour === 0 ? 0 : HOUR_MS / holdsPerHour;
}

/** Seats that are held for less than a lock's whole time cost less. */
export function forPartOfTime(origin: HoldOrigin | null, part: number): HoldOrigin | null {
  return origin && { ...origin, seat_ms: origin.seat_ms * Math.min(1, part) };
}
