import type { LiveShow, Hall as PlainHall } from '@seatwire/client/show-map';
import { createHall, type Hall } from '../hall/hall.ts';
import type { PretixPlan } from '../hall/pretix-plan.ts';
import type { PriceTier } from '../hall/price-tier.ts';

/** A price as it is now, for all seats that have it. */
type ChangingTier = { -readonly [Key in keyof PriceTier]: PriceTier[Key] };

/** A show's hall to be drawn, of what the client has loaded of it. Its seats have tiers of their own, which may be changed. */
export function hallOfShow({ plan }: PlainHall, { priceTiers }: LiveShow): Hall {
  // The client reads of a plan what it needs; the server has checked all of it.
  return createHall(
    plan as PretixPlan,
    priceTiers.map((tier): ChangingTier => ({ ...tier })),
  );
}

/** Changes the prices of a hall's seats to those; whether some are different. */
export function changePrices(hall: Hall, priceTiers: readonly PriceTier[]): boolean {
  const news = new Map(priceTiers.map((tier) => [tier.id, tier]));
  let isDifferent = false;
  for (const tier of new Set([...hall.seats, ...hall.saleAreas].map((thing) => thing.tier))) {
    const now = news.get(tier.id);
    if (now === undefined || JSON.stringify(now) === JSON.stringify(tier)) continue;
    Object.assign(tier, now);
    isDifferent = true;
  }
  return isDifferent;
}
