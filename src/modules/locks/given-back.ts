import type { HoldOrigin } from '../limits/hold-origin.ts';
import type { AcquireOutcome, HoldLimits } from './seat-lock-store.ts';

type Exceeded = Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }>;

/** What a buyer may hold, by itself and where it comes from. */
export interface Allowed {
  limits: HoldLimits;
  origin: HoldOrigin | null;
}

/** For the moment in which a buyer has what is given back as well. Many share a network address: nothing is beyond what that may hold. */
export function withGivenBack({ limits, origin }: Allowed, givenBack: number): Allowed {
  const more = { limits: { ...limits, maxSeats: limits.maxSeats + givenBack }, origin };
  if (!origin?.isAccount || origin.maxSeats === null || givenBack === 0) return more;
  return { ...more, origin: { ...origin, maxSeats: origin.maxSeats + givenBack } };
}

/** So much and no more, of a buyer who holds more than a limit that was lowered since; null: it is not that limit. */
export function raisedTo(maxSeats: number, { limits, origin }: Allowed, { limit }: Exceeded): Allowed | null {
  if (limit === 'SEATS' && limits.maxSeats < maxSeats) return { limits: { ...limits, maxSeats }, origin };
  const isBelow = origin?.isAccount && origin.maxSeats !== null && origin.maxSeats < maxSeats;
  return limit === 'ADDRESS_SEATS' && isBelow ? { limits, origin: { ...origin, maxSeats } } : null;
}

/** With the limit that holds, not the one with what is given back. */
export function byLimit(exceeded: Exceeded, origin: HoldOrigin | null): Exceeded {
  return exceeded.limit === 'ADDRESS_SEATS' ? { ...exceeded, max: origin?.maxSeats ?? exceeded.max } : exceeded;
}
