import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  CancellationPreviewsQuery,
  CancellationPreviewsQueryVariables,
  ShowCancellationQuery,
  ShowCancellationQueryVariables,
} from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';

const PREVIEW = /* GraphQL */ `fragment Preview on ShowCancellationPreview {
  bookings unpaid refunds refundsByHand disputed amount { ...Money } amountByHand { ...Money } kept { ...Money }
}`;

export const CANCELLATION_PREVIEWS: TypedDocument<CancellationPreviewsQuery, CancellationPreviewsQueryVariables> =
  /* GraphQL */ `query CancellationPreviews($id: ID!) {
  show(id: $id) {
    FULL: cancellationPreview(refund: FULL) { ...Preview }
    WITHOUT_FEES: cancellationPreview(refund: WITHOUT_FEES) { ...Preview }
    NONE: cancellationPreview(refund: NONE) { ...Preview }
  }
}
${PREVIEW}
${MONEY}`;

export const SHOW_CANCELLATION: TypedDocument<ShowCancellationQuery, ShowCancellationQueryVariables> =
  /* GraphQL */ `query ShowCancellation($id: ID!, $isChosen: Boolean!) {
  show(id: $id) {
    cancellation {
      reason refund startedAt bookings cancelled refundsPending refundsSucceeded refundsFailed refundsByHand finishedAt
      refunded { ...Money } amountByHand { ...Money }
    }
    byHand: bookingRefunds(first: 100, byHand: true) {
      edges { node { id amount { ...Money } booking { id reference customer { name } } } }
      pageInfo { hasNextPage }
    }
    NONE: cancellationPreview(refund: NONE) @skip(if: $isChosen) { bookings }
  }
}
${MONEY}`;
