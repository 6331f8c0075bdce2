import type { ShowSubscription } from './operations.generated.ts';

export type { ShowStatus } from './operations.generated.ts';

/**
 * What an organiser can change of a show. Never changes: there is another one after each change. Sales whose start is null have
 * been open since the show was published; those whose end is null end when the show begins.
 */
export type LiveShow = ShowSubscription['show'];

/** A price of a show, without ticket types: `category` is that of the plan's seats that cost this. */
export type LivePriceTier = Omit<LiveTier, 'taxRate' | 'prices'>;

/**
 * A price of a show. In one with ticket types `price` is that of the first, and `prices` has each that its seats are sold as;
 * `taxRate` is that of the tax in them, in percent.
 */
export type LiveTier = LiveShow['priceTiers'][number];

/** What is charged on top of the tickets: `amount`, or so many `percent` of the price; the other one is null. */
export type LiveFee = LiveShow['fees'][number];

/** A kind of ticket that the show sells its seats as. */
export type LiveTicketType = LiveShow['ticketTypes'][number];
