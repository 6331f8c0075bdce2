import type { AreaState, SeatMapImage, SeatState } from '../inventory/seat-state.ts';
import type { PlanArea, SeatingPlanModel } from '../seating/seating-plan-model.ts';
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
  for (const { area, available, held, booked } of countsOfAreas(plan, image)) {
    for (const target of [counts, byTier.get(tierOf(show, area))!]) {
      target.total += area.capacity;
      target.available += available;
      target.locked += held;
      target.booked += booked;
      // Of allotments, and free for those who may have them.
      target.blocked += area.capacity - available - held - booked;
    }
  }
  return { ...counts, tiers: [...byTier].map(([tier, tierCounts]) => ({ tier, ...tierCounts })) };
}

interface CountsOfArea extends Omit<AreaState, 'areaId'> {
  area: PlanArea;
}

/** The areas of the plan, in its order, with how they stand. One that the map does not know of is free. */
export function countsOfAreas(
  { areas }: Pick<SeatingPlanModel, 'areas'>,
  image: Pick<SeatMapImage, 'areas'>,
): CountsOfArea[] {
  const states = new Map(image.areas?.map((state) => [state.areaId, state]));
  return areas.map((area) => {
    const { available, held, booked } = states.get(area.id) ?? { available: area.capacity, held: 0, booked: 0 };
    return { area, available, held, booked };
  });
}

function emptyCounts(): SeatCounts {
  return { total: 0, available: 0, locked: 0, booked: 0, blocked: 0 };
}
