import type {
  SeatMapSubscription,
  SeatMapSubscriptionVariables,
  SeatsSubscription,
  SeatsSubscriptionVariables,
  ShowSubscription,
  ShowSubscriptionVariables,
} from './operations.generated.ts';
import type { TypedDocument } from './typed-document.ts';

export const SEAT_MAP_SUBSCRIPTION: TypedDocument<SeatMapSubscription, SeatMapSubscriptionVariables> =
  /* GraphQL */ `subscription SeatMap($showId: ID!, $after: String, $zones: [String!]) {
  seatMap(showId: $showId, after: $after, zones: $zones) {
    __typename
    ... on SeatMapSnapshot { cursor version seats { seatId state } areas { areaId available } }
    ... on SeatMapDelta { cursor previousVersion version changes { seatId state } areas { areaId available } }
  }
}`;

/** What servers of 0.1.0 have as well: they know no areas. */
export const SEATS_SUBSCRIPTION: TypedDocument<SeatsSubscription, SeatsSubscriptionVariables> =
  /* GraphQL */ `subscription Seats($showId: ID!, $after: String, $zones: [String!]) {
  seatMap(showId: $showId, after: $after, zones: $zones) {
    __typename
    ... on SeatMapSnapshot { cursor version seats { seatId state } }
    ... on SeatMapDelta { cursor previousVersion version changes { seatId state } }
  }
}`;

/** With no aliases but the one that is needed: all who follow a show share one execution of the same selection. */
export const SHOW_SUBSCRIPTION: TypedDocument<ShowSubscription, ShowSubscriptionVariables> =
  /* GraphQL */ `subscription Show($showId: ID!) {
  show(id: $showId) {
    id title startsAt salesStartAt salesEndAt status: showStatus
    priceTiers {
      id name category taxRate price { amount currency exponent }
      prices { ticketType { id name } price { amount currency exponent } }
    }
    ticketTypes { id name note }
    fees { name basis amount { amount currency exponent } percent }
    seatRules { orphanRule minimumRun endsAt }
    limits { seatsPerLock seatsPerBuyer }
    changeRules {
      returnsUntil exchangesUntil keepsFees
      returnFee { amount currency exponent } exchangeFee { amount currency exponent }
    }
  }
}`;
