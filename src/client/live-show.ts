export type ShowStatus = 'DRAFT' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';

export interface LivePriceTier {
  readonly id: string;
  readonly name: string;
  /** Of the plan's seats that cost this. */
  readonly category: string;
  /** Minor units; `exponent`: decimals of the major unit by ISO 4217. */
  readonly price: { readonly amount: number; readonly currency: string; readonly exponent: number };
}

/** What an organiser can change of a show. Never changes: there is another one after each change. */
export interface LiveShow {
  readonly id: string;
  readonly title: string;
  readonly startsAt: string;
  /** Null: since it was published. */
  readonly salesStartAt: string | null;
  /** Null: when it begins. */
  readonly salesEndAt: string | null;
  readonly status: ShowStatus;
  readonly priceTiers: readonly LivePriceTier[];
}

/** With no aliases but the one that is needed: all who follow a show share one execution of the same selection. */
export const SHOW_SUBSCRIPTION = `subscription Show($showId: ID!) {
  show(id: $showId) {
    id title startsAt salesStartAt salesEndAt status: showStatus
    priceTiers { id name category price { amount currency exponent } }
  }
}`;
