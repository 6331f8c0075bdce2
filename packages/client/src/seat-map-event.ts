import type { SeatMapSubscription } from './operations.generated.ts';

export type { SeatState } from './operations.generated.ts';

/** What the server's `seatMap` subscription sends. */
export type SeatMapEvent = SeatMapSubscription['seatMap'];

export type SeatChange = Extract<SeatMapEvent, { __typename: 'SeatMapDelta' }>['changes'][number];
