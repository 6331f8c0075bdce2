import { EXTENSIONS } from '../inventory/holds.ts';
import type { Show } from '../shows/show.ts';
import { appliedLimits } from '../shows/show-limits.ts';
import type { HoldLimits } from './seat-lock-store.ts';

/** How much one buyer may hold in a show at a time. */
export interface BuyerLimits {
  /** Places of areas count as seats. */
  seatsPerLock: number;
  locksPerBuyer: number;
  /** Of all their locks together. */
  seatsPerBuyer: number;
  lockSeconds: number;
  extensionsPerLock: number;
  extensionSeconds: number;
}

export interface LockSettings {
  maxSeats: number;
  ttl_ms: number;
  extension_ms: number;
  buyer: HoldLimits;
}

export function buyerLimitsOf({ maxSeats, ttl_ms, extension_ms, buyer }: LockSettings): BuyerLimits {
  return {
    seatsPerLock: maxSeats,
    locksPerBuyer: buyer.maxLocks,
    seatsPerBuyer: buyer.maxSeats,
    lockSeconds: Math.round(ttl_ms / 1000),
    extensionsPerLock: EXTENSIONS,
    extensionSeconds: Math.round(extension_ms / 1000),
  };
}

/** What applies in the show: its own limits where it has some, and never more than the server's. */
export function limitsIn({ limits }: Pick<Show, 'limits'>, ofServer: BuyerLimits): BuyerLimits {
  return { ...ofServer, ...appliedLimits(limits, ofServer) };
}

/** What the lock store counts by. */
export function holdLimitsOf({ locksPerBuyer, seatsPerBuyer }: BuyerLimits): HoldLimits {
  return { maxLocks: locksPerBuyer, maxSeats: seatsPerBuyer };
}
