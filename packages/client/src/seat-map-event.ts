import type { SeatMapSubscription, SeatsSubscription } from './operations.generated.ts';

export type { SeatState } from './operations.generated.ts';

/** What the server's `seatMap` subscription sends, with areas where they are followed. */
export type SeatMapEvent = SeatMapSubscription['seatMap'] | SeatsSubscription['seatMap'];

export type SeatChange = Extract<SeatMapEvent, { __typename: 'SeatMapDelta' }>['changes'][number];
