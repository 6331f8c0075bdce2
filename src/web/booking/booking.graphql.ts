import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type { LinkedBookingQuery, LinkedBookingQueryVariables } from '../../generated/web/operations.ts';
import { WITH_TICKETS } from '../api/box-office.graphql.ts';

/** What who follows a link from a mail sees of the booking. */
export const LINKED_BOOKING: TypedDocument<LinkedBookingQuery, LinkedBookingQueryVariables> =
  /* GraphQL */ `query LinkedBooking($id: ID!) {
  booking(id: $id) {
    ...BookingWithTickets
    payableUntil
  }
}
${WITH_TICKETS}`;
