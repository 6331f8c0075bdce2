import type { LivePriceTier } from '@seatwire/client/show-map';

/** The name and price of one category in one show. */
export type PriceTier = LivePriceTier;
