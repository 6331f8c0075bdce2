import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  RefundableBookingQuery,
  RefundableBookingQueryVariables,
  RefundableBookingsQuery,
  RefundableBookingsQueryVariables,
  RefundBookingMutation,
  RefundBookingMutationVariables,
  RetryRefundMutation,
  RetryRefundMutationVariables,
  ShowRefundsQuery,
  ShowRefundsQueryVariables,
} from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';
import { REFUSED } from '../api/refused.graphql.ts';

const REFUND = /* GraphQL */ `fragment ListedRefund on Refund {
  id refundStatus reason failureCode createdAt amount { ...Money } payment { provider } booking { id reference customer { name } }
}`;

export const SHOW_REFUNDS: TypedDocument<ShowRefundsQuery, ShowRefundsQueryVariables> =
  /* GraphQL */ `query ShowRefunds($id: ID!, $failed: Int!, $latest: Int!) {
  show(id: $id) {
    failed: bookingRefunds(first: $failed, status: FAILED) { edges { node { ...ListedRefund } } pageInfo { hasNextPage } }
    latest: bookingRefunds(first: $latest) { edges { node { ...ListedRefund } } pageInfo { hasNextPage } }
  }
}
${REFUND}
${MONEY}`;

const REFUNDABLE = /* GraphQL */ `fragment RefundableBooking on Booking {
  id reference bookingStatus customer { name } balance { ...Money } refunded { ...Money }
  payments { provider paymentStatus } disputes { disputeStatus }
}`;

export const REFUNDABLE_BOOKING: TypedDocument<RefundableBookingQuery, RefundableBookingQueryVariables> =
  /* GraphQL */ `query RefundableBooking($id: ID!) {
  booking(id: $id) { ...RefundableBooking }
}
${REFUNDABLE}
${MONEY}`;

export const REFUNDABLE_BOOKINGS: TypedDocument<RefundableBookingsQuery, RefundableBookingsQueryVariables> =
  /* GraphQL */ `query RefundableBookings($id: ID!, $seatIds: [ID!]!) {
  show(id: $id) {
    seatHoldings(seatIds: $seatIds) { booking { ...RefundableBooking } }
  }
}
${REFUNDABLE}
${MONEY}`;

export const REFUND_BOOKING: TypedDocument<RefundBookingMutation, RefundBookingMutationVariables> =
  /* GraphQL */ `mutation RefundBooking($input: RefundBookingInput!) { refundBooking(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const RETRY_REFUND: TypedDocument<RetryRefundMutation, RetryRefundMutationVariables> =
  /* GraphQL */ `mutation RetryRefund($input: RetryRefundInput!) { retryRefund(input: $input) { __typename ...Refused } }
${REFUSED}`;
