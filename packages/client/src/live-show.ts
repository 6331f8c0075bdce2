import type { ShowSubscription } from './operations.generated.ts';

export type { ShowStatus } from './operations.generated.ts';

/**
 * What an organiser can change of a show. Never changes: there is another one after each change. Sales whose start is null have
 * been open since the show was published; those whose end is null end when the show begins.
 */
export type LiveShow = ShowSubscription['show'];

/** A price of a show: `category` is that of the plan's seats that cost this. */
export type LivePriceTier = LiveShow['priceTiers'][number];
