import { graphql } from '../../src/generated/graphql/gql.ts';

export const WatchCancellation = graphql(/* GraphQL */ `
  subscription WatchCancellation($id: ID!) {
    show(id: $id) {
      showStatus
      cancellation { reason refund startedAt bookings cancelled refundsPending refundsSucceeded refundsFailed refunded { amount } finishedAt }
    }
  }
`);

export const ReadCancellation = graphql(/* GraphQL */ `
  query ReadCancellation($id: ID!) {
    show(id: $id) {
      cancellation { reason refund bookings cancelled refundsPending refundsSucceeded refundsFailed refunded { amount } finishedAt }
    }
  }
`);
