import type { HallSeat } from '../hall/hall.ts';
import type { PriceTier } from '../hall/price-tier.ts';
import type { MapContext } from './map-context.ts';

/** What seats cost: one price, or from the lowest to the highest. */
export function priceRange({ formats }: Pick<MapContext, 'formats'>, seats: readonly HallSeat[]): string {
  const prices = [...new Set(seats.map(({ tier }) => tier))].map(({ price }) => price);
  prices.sort((a, b) => a.amount - b.amount);
  const [lowest, highest] = [prices[0], prices.at(-1)];
  if (!lowest || !highest) return '';
  return lowest.amount === highest.amount
    ? formats.money(lowest)
    : `${formats.money(lowest)} – ${formats.money(highest)}`;
}

/** What seats cost together; null: there are none. */
export function totalOf(seats: readonly HallSeat[]): PriceTier['price'] | null {
  const [first] = seats;
  if (!first) return null;
  const amount = seats.reduce((sum, { tier }) => sum + tier.price.amount, 0);
  return { amount, currency: first.tier.price.currency, exponent: first.tier.price.exponent };
}

/** What two things cost together; null: there is neither. */
export function sumOf(a: PriceTier['price'] | null, b: PriceTier['price'] | null): PriceTier['price'] | null {
  return a && b ? { ...a, amount: a.amount + b.amount } : (a ?? b);
}
