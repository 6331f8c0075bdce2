/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What happens when a buyer chooses seats so that too short a run of free seats is left beside them. */
export type OrphanRule =
  /** The choice is refused, unless no other seats side by side in the same tiers and zones are free for as many people. */
  | 'LENIENT'
  /** The choice is accepted. `lockBestAvailable` still prefers seats that leave no such run. */
  | 'OFF'
  /** The choice is refused. */
  | 'STRICT';

/** State of a seat. */
export type SeatState =
  /** Can be locked. */
  | 'AVAILABLE'
  /** Taken off sale by the organiser. */
  | 'BLOCKED'
  /** Sold. */
  | 'BOOKED'
  /** Held by a lock, or by a booking that waits for payment. */
  | 'LOCKED';

/** Status of a show. */
export type ShowStatus =
  /** Cancelled. */
  | 'CANCELLED'
  /** Sales have ended. */
  | 'CLOSED'
  /** In preparation; visible to its organiser only. */
  | 'DRAFT'
  /** Published. Seats can be locked between the start and the end of sales. */
  | 'ON_SALE'
  /** Sales are paused. Existing locks and bookings continue. */
  | 'PAUSED';

export type SeatMapSubscriptionVariables = Exact<{
  showId: string;
  after?: string | null | undefined;
  zones?: ReadonlyArray<string> | null | undefined;
}>;


export type SeatMapSubscription = { readonly seatMap:
    | { readonly __typename: 'SeatMapDelta', readonly cursor: string, readonly previousVersion: number, readonly version: number, readonly changes: ReadonlyArray<{ readonly seatId: string, readonly state: SeatState }> }
    | { readonly __typename: 'SeatMapSnapshot', readonly cursor: string, readonly version: number, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly state: SeatState }> }
   };

export type ShowSubscriptionVariables = Exact<{
  showId: string;
}>;


export type ShowSubscription = { readonly show: { readonly id: string, readonly title: string, readonly startsAt: string, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly status: ShowStatus, readonly priceTiers: ReadonlyArray<{ readonly id: string, readonly name: string, readonly category: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly seatRules: { readonly orphanRule: OrphanRule, readonly minimumRun: number, readonly endsAt: string | null } } };

export type HallQueryVariables = Exact<{
  showId: string;
}>;


export type HallQuery = { readonly show: { readonly id: string, readonly title: string, readonly startsAt: string, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly status: ShowStatus, readonly priceTiers: ReadonlyArray<{ readonly id: string, readonly name: string, readonly category: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly seatRules: { readonly orphanRule: OrphanRule, readonly minimumRun: number, readonly endsAt: string | null }, readonly plan: { readonly name: string, readonly url: string } } | null };
