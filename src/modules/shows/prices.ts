import type { PriceTier, Show } from './show.ts';

/** Whole minor units of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

/** The tier that prices the seat: every category of a show's plan has one. */
export function tierOf(show: Pick<Show, 'id' | 'priceTiers'>, seat: { category: string }): PriceTier {
  const tier = show.priceTiers.find(({ category }) => category === seat.category);
  if (!tier) throw new Error(`${show.id} has no price tier for category "${seat.category}"`);
  return tier;
}

export function priceOf(show: Pick<Show, 'id' | 'priceTiers' | 'currency'>, seat: { category: string }): Money {
  return { amount: tierOf(show, seat).price, currency: show.currency };
}
