import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import type { Money } from './money.ts';
import type { PriceTier, Show } from './show.ts';

/** The tier that prices the seat: every category of a show's plan has one. */
export function tierOf(show: Pick<Show, 'id' | 'priceTiers'>, seat: { category: string }): PriceTier {
  const tier = show.priceTiers.find(({ category }) => category === seat.category);
  if (!tier) throw new Error(`${show.id} has no price tier for category "${seat.category}"`);
  return tier;
}

export function priceOf(show: Pick<Show, 'id' | 'priceTiers'>, seat: { category: string }): Money {
  return tierOf(show, seat).price;
}

export function totalOf(
  show: Pick<Show, 'id' | 'priceTiers' | 'currency'>,
  seats: readonly { category: string }[],
): Money {
  return { amount: seats.reduce((sum, seat) => sum + priceOf(show, seat).amount, 0), currency: show.currency };
}

/** Of seats that the show's plan has. */
export function totalOfSeats(
  show: Pick<Show, 'id' | 'priceTiers' | 'currency'>,
  { seatById }: SeatingPlanModel,
  seatIds: readonly string[],
): Money {
  return totalOf(
    show,
    seatIds.map((seatId) => seatById.get(seatId)!),
  );
}
