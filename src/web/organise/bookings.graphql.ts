import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  CancelBookingOfShowMutation,
  CancelBookingOfShowMutationVariables,
  OpenedBookingQuery,
  OpenedBookingQueryVariables,
  ResendTicketsMutation,
  ResendTicketsMutationVariables,
  ShowBookingsQuery,
  ShowBookingsQueryVariables,
  UpdateBookingCustomerMutation,
  UpdateBookingCustomerMutationVariables,
} from '../../generated/web/operations.ts';
import { LINES } from '../api/box-office.graphql.ts';
import { MONEY } from '../api/money.graphql.ts';
import { REFUSED } from '../api/refused.graphql.ts';

export const SHOW_BOOKINGS: TypedDocument<ShowBookingsQuery, ShowBookingsQueryVariables> =
  /* GraphQL */ `query ShowBookings($showId: ID!, $search: String, $status: [BookingStatus!], $first: Int!, $after: String) {
  bookings(showId: $showId, search: $search, status: $status, first: $first, after: $after) {
    totalCount
    edges {
      node {
        id reference bookingStatus payableUntil createdAt
        customer { name email }
        seats { id: seatId }
        areas { quantity area { label } ticketType { name } }
        total { ...Money }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
${MONEY}`;

export const OPENED_BOOKING: TypedDocument<OpenedBookingQuery, OpenedBookingQueryVariables> =
  /* GraphQL */ `query OpenedBooking($id: ID!) {
  booking(id: $id) {
    id bookingStatus receiptUrl ticketsUrl
    customer { name email phone }
    locale
    show { ticketTypes { id name note } priceTiers { id prices { ticketType { id } price { ...Money } } } }
    total { ...Money }
    lines { ...Line }
    tickets { id seatId area { id: areaId label } code voidedAt qrCodeUrl ticketType { name } }
    notifications { id kind channel recipient notificationStatus queuedAt sentAt }
    payments { id provider status paymentStatus pendingReason failureCode createdAt amount { ...Money } }
    refunds { id refundStatus isMadeAtProvider failureCode createdAt amount { ...Money } }
    disputes { id disputeStatus reason createdAt amount { ...Money } }
    history { at kind actor detail seatIds addedSeatIds places amount { ...Money } kept { ...Money } }
  }
}
${LINES}
${MONEY}`;

export const CANCEL_BOOKING_OF_SHOW: TypedDocument<CancelBookingOfShowMutation, CancelBookingOfShowMutationVariables> =
  /* GraphQL */ `mutation CancelBookingOfShow($input: CancelBookingInput!) {
  cancelBooking(input: $input) {
    __typename
    ...Refused
    ... on CancelBookingSuccess { booking { id bookingStatus payableUntil } }
  }
}
${REFUSED}`;

export const RESEND_TICKETS: TypedDocument<ResendTicketsMutation, ResendTicketsMutationVariables> =
  /* GraphQL */ `mutation ResendTickets($input: ResendTicketsInput!) { resendTickets(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const UPDATE_BOOKING_CUSTOMER: TypedDocument<
  UpdateBookingCustomerMutation,
  UpdateBookingCustomerMutationVariables
> =
  /* GraphQL */ `mutation UpdateBookingCustomer($input: UpdateBookingCustomerInput!) { updateBookingCustomer(input: $input) { __typename ...Refused } }
${REFUSED}`;
