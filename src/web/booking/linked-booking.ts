import type { LinkedBookingQuery } from '../../generated/web/operations.ts';

/** The booking that a link leads to. */
export type LinkedBooking = NonNullable<LinkedBookingQuery['booking']>;

/** What can not be done, or was not. */
export type BookingProblem = 'unreachable' | 'notCancellable';
