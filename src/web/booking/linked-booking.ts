import type { LinkedBookingQuery } from '../../generated/web/operations.ts';

/** The booking that a link leads to. */
export type LinkedBooking = NonNullable<LinkedBookingQuery['booking']>;
