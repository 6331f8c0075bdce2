import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  BlockSeatsMutation,
  BlockSeatsMutationVariables,
  CancelShowMutation,
  CancelShowMutationVariables,
  CloseShowMutation,
  CloseShowMutationVariables,
  OrganisedShowQuery,
  OrganisedShowQueryVariables,
  OrganisedShowsQuery,
  OrganisedShowsQueryVariables,
  PauseShowMutation,
  PauseShowMutationVariables,
  PublishShowMutation,
  PublishShowMutationVariables,
  ResendMailMutation,
  ResendMailMutationVariables,
  SeatHoldingsQuery,
  SeatHoldingsQueryVariables,
  ShowSalesQuery,
  ShowSalesQueryVariables,
  UnblockSeatsMutation,
  UnblockSeatsMutationVariables,
  UndeliveredMailsQuery,
  UndeliveredMailsQueryVariables,
  UpdateShowMutation,
  UpdateShowMutationVariables,
  ViewerRoleQuery,
  ViewerRoleQueryVariables,
} from '../../generated/web/operations.ts';
import { MONEY } from '../api/money.graphql.ts';
import { REFUSED } from '../api/refused.graphql.ts';

// Each document with the fragments that it uses. Its types come from `npm run codegen`, by its name.

const SALES = /* GraphQL */ `fragment Sales on ShowSales {
  held { seats amount { ...Money } }
  awaitingPayment { seats amount { ...Money } }
  sold { seats amount { ...Money } }
  tiers { tier { id } sold { seats amount { ...Money } } }
}
${MONEY}`;

const ORGANISED = /* GraphQL */ `fragment Organised on Show {
  id title startsAt salesStartAt salesEndAt status
  venue { name city timezone }
  priceTiers { id name category price { ...Money } }
  availability { total available locked booked blocked }
  sales { ...Sales }
  seatRules { orphanRule minimumRun endsAt }
}
${SALES}`;

export const VIEWER_ROLE: TypedDocument<ViewerRoleQuery, ViewerRoleQueryVariables> =
  /* GraphQL */ `query ViewerRole { viewer { role } }`;

export const ORGANISED_SHOWS: TypedDocument<OrganisedShowsQuery, OrganisedShowsQueryVariables> =
  /* GraphQL */ `query OrganisedShows($after: String) {
  shows(first: 50, after: $after, filter: { mine: true }) { edges { node { ...Organised } } pageInfo { hasNextPage endCursor } }
}
${ORGANISED}`;

export const ORGANISED_SHOW: TypedDocument<OrganisedShowQuery, OrganisedShowQueryVariables> =
  /* GraphQL */ `query OrganisedShow($id: ID!) { show(id: $id) { ...Organised plan { url } } }
${ORGANISED}`;

export const SHOW_SALES: TypedDocument<ShowSalesQuery, ShowSalesQueryVariables> =
  /* GraphQL */ `query ShowSales($id: ID!) { show(id: $id) { status sales { ...Sales } seatRules { orphanRule minimumRun endsAt } } }
${SALES}`;

export const SEAT_HOLDINGS: TypedDocument<SeatHoldingsQuery, SeatHoldingsQueryVariables> =
  /* GraphQL */ `query SeatHoldings($id: ID!, $seatIds: [ID!]!) {
  show(id: $id) {
    seatHoldings(seatIds: $seatIds) {
      seatId
      reason
      lock { id ownerId status expiresAt seats { id: seatId } areas { quantity } total { ...Money } }
      booking {
        id reference status expiresAt createdAt
        customer { name email phone }
        seats { id: seatId }
        areas { quantity }
        total { ...Money }
      }
    }
  }
}
${MONEY}`;

export const UNDELIVERED_MAILS: TypedDocument<UndeliveredMailsQuery, UndeliveredMailsQueryVariables> =
  /* GraphQL */ `query UndeliveredMails($id: ID!, $first: Int!) {
  show(id: $id) {
    undeliveredNotifications(first: $first) {
      edges { node { id channel kind recipient notificationStatus lastError nextAttemptAt givenUpAt booking { reference } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const BLOCK_SEATS: TypedDocument<BlockSeatsMutation, BlockSeatsMutationVariables> =
  /* GraphQL */ `mutation BlockSeats($input: BlockSeatsInput!) { blockSeats(input: $input) { __typename ...Refused ... on SeatsUnavailableError { conflicts { seatId reason } } } }
${REFUSED}`;

export const UNBLOCK_SEATS: TypedDocument<UnblockSeatsMutation, UnblockSeatsMutationVariables> =
  /* GraphQL */ `mutation UnblockSeats($input: UnblockSeatsInput!) { unblockSeats(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const PUBLISH_SHOW: TypedDocument<PublishShowMutation, PublishShowMutationVariables> =
  /* GraphQL */ `mutation PublishShow($input: PublishShowInput!) { publishShow(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const PAUSE_SHOW: TypedDocument<PauseShowMutation, PauseShowMutationVariables> =
  /* GraphQL */ `mutation PauseShow($input: PauseShowInput!) { pauseShow(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const CLOSE_SHOW: TypedDocument<CloseShowMutation, CloseShowMutationVariables> =
  /* GraphQL */ `mutation CloseShow($input: CloseShowInput!) { closeShow(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const CANCEL_SHOW: TypedDocument<CancelShowMutation, CancelShowMutationVariables> =
  /* GraphQL */ `mutation CancelShow($input: CancelShowInput!) { cancelShow(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const UPDATE_SHOW: TypedDocument<UpdateShowMutation, UpdateShowMutationVariables> =
  /* GraphQL */ `mutation UpdateShow($input: UpdateShowInput!) { updateShow(input: $input) { __typename ...Refused } }
${REFUSED}`;

export const RESEND_MAIL: TypedDocument<ResendMailMutation, ResendMailMutationVariables> =
  /* GraphQL */ `mutation ResendMail($input: ResendNotificationInput!) { resendNotification(input: $input) { __typename ...Refused } }
${REFUSED}`;
