export type SeatState = 'AVAILABLE' | 'LOCKED' | 'BOOKED' | 'BLOCKED';

export interface SeatChange {
  seatId: string;
  state: SeatState;
}

/** What the server's `seatMap` subscription sends. */
export type SeatMapEvent =
  | { __typename: 'SeatMapSnapshot'; cursor: string; version: number; seats: SeatChange[] }
  | { __typename: 'SeatMapDelta'; cursor: string; previousVersion: number; version: number; changes: SeatChange[] };

export const SEAT_MAP_SUBSCRIPTION = `subscription SeatMap($showId: ID!, $after: String, $zones: [String!]) {
  seatMap(showId: $showId, after: $after, zones: $zones) {
    __typename
    ... on SeatMapSnapshot { cursor version seats { seatId state } }
    ... on SeatMapDelta { cursor previousVersion version changes { seatId state } }
  }
}`;
