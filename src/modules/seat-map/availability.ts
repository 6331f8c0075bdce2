import type { SeatMapImage, SeatState } from '../inventory/seat-state.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { tierOf } from '../shows/prices.ts';
import type { PriceTier, Show } from '../shows/show.ts';

export interface SeatCounts {
  total: number;
  available: number;
  locked: number;
  booked: number;
  blocked: number;
}

export interface TierAvailability extends SeatCounts {
  tier: PriceTier;
}

export interface Availability extends SeatCounts {
  tiers: TierAvailability[];
}

const COUNT_OF: Record<SeatState, keyof SeatCounts> = {
  AVAILABLE: 'available',
  LOCKED: 'locked',
  BOOKED: 'booked',
  BLOCKED: 'blocked',
};

/** How many seats and places there are in which state, in all and for each tier of the show, in the show's order. */
export function availabilityOf(
  show: Pick<Show, 'id' | 'priceTiers'>,
  plan: SeatingPlanModel,
  image: SeatMapImage,
): Availability {
  const states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state]));
  const counts = emptyCounts();
  const byTier = new Map(show.priceTiers.map((tier) => [tier, emptyCounts()]));
  for (const seat of plan.seats) {
    const count = COUNT_OF[states.get(seat.id) ?? 'AVAILABLE'];
    for (const target of [counts, byTier.get(tierOf(show, seat))!]) {
      target.total += 1;
      target[count] += 1;
    }
  }
  const areas = new Map(image.areas?.map((area) => [area.areaId, area]));
  for (const area of plan.areas) {
    const { available, held, booked } = areas.get(area.id) ?? { available: area.capacity, held: 0, booked: 0 };
    for (const target of [counts, byTier.get(tierOf(show, area))!]) {
      target.total += area.capacity;
      target.available += available;
      target.locked += held;
      target.booked += booked;
    }
  }
  return { ...counts, tiers: [...byTier].map(([tier, tierCounts]) => ({ tier, ...tierCounts })) };
}

function emptyCounts(): SeatCounts {
  return { total: 0, available: 0, locked: 0, booked: 0, blocked: 0 };
}
