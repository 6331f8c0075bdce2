import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type {
  ApplyCodeMutation,
  ApplyCodeMutationVariables,
  BestAvailableQuery,
  BestAvailableQueryVariables,
  BookingChangesSubscription,
  BookingChangesSubscriptionVariables,
  BookingQuery,
  BookingQueryVariables,
  CancelBookingMutation,
  CancelBookingMutationVariables,
  CreateBookingMutation,
  CreateBookingMutationVariables,
  ExtendLockMutation,
  ExtendLockMutationVariables,
  LockBestAvailableMutation,
  LockBestAvailableMutationVariables,
  LockChangesSubscription,
  LockChangesSubscriptionVariables,
  LockSeatsMutation,
  LockSeatsMutationVariables,
  OpenAllotmentMutation,
  OpenAllotmentMutationVariables,
  OrdersQuery,
  OrdersQueryVariables,
  PayBookingMutation,
  PayBookingMutationVariables,
  PaymentProviderQuery,
  PaymentProviderQueryVariables,
  ReleaseLockMutation,
  ReleaseLockMutationVariables,
  RenewGuestSessionMutation,
  RenewGuestSessionMutationVariables,
  ShowQuery,
  ShowQueryVariables,
  ShowsQuery,
  ShowsQueryVariables,
  StartGuestSessionMutation,
  StartGuestSessionMutationVariables,
  StartPaymentMutation,
  StartPaymentMutationVariables,
  StartProvedSessionMutation,
  StartProvedSessionMutationVariables,
  UpdateLockMutation,
  UpdateLockMutationVariables,
  UpdateOwnCustomerMutation,
  UpdateOwnCustomerMutationVariables,
  ViewerQuery,
  ViewerQueryVariables,
} from '../../generated/web/operations.ts';
import { MONEY } from './money.graphql.ts';
import { REFUSED } from './refused.graphql.ts';
import { ROOM } from './room.graphql.ts';

// Each document with the fragments that it uses. Its types come from `npm run codegen`, by its name.

const SHOW_SUMMARY = /* GraphQL */ `fragment ShowSummary on Show {
  id title startsAt salesStartAt salesEndAt status
  priceTiers { id name category price { ...Money } }
  venue { name city timezone }
  availability { total available }
}
${MONEY}`;

export const LINES = /* GraphQL */ `fragment Line on PriceLine {
  kind description quantity total { ...Money } taxRate tax { ...Money }
  seat { id: seatId } area { id: areaId } ticketType { id name }
}`;

const PLACES = /* GraphQL */ `fragment Places on AreaPlaces { area { id: areaId } quantity ticketType { id name } }`;

const LOCK = /* GraphQL */ `fragment Lock on SeatLock {
  id status expiresAt extensionsLeft appliedCode show { id } seats { id: seatId } areas { ...Places }
  total { ...Money } lines { ...Line } booking { id }
}
${LINES}
${PLACES}`;

export const BOOKING = /* GraphQL */ `fragment Booking on Booking {
  id reference status expiresAt createdAt show { id } customer { name email }
  seats { id: seatId } areas { quantity } total { ...Money }
  payments { id status pendingReason provider failureCode }
}`;

export const WITH_TICKETS = /* GraphQL */ `fragment BookingWithTickets on Booking {
  ...Booking
  areas { ...Places }
  paid { ...Money } balance { ...Money }
  refunds { id refundStatus createdAt amount { ...Money } }
  cancellationTerms { until refund { ...Money } kept { ...Money } }
  calendarUrl receiptUrl ticketsUrl lines { ...Line } tickets { id seatId area { id: areaId } code qrCode voidedAt ticketType { name } }
}
${BOOKING}
${LINES}
${PLACES}
${MONEY}`;

export const SHOWS: TypedDocument<ShowsQuery, ShowsQueryVariables> =
  /* GraphQL */ `query Shows($after: String, $text: String) {
  shows(first: 50, after: $after, filter: { status: [ON_SALE, PAUSED], text: $text }) {
    edges { node { ...ShowSummary } }
    pageInfo { hasNextPage endCursor }
  }
}
${SHOW_SUMMARY}`;

export const SHOW: TypedDocument<ShowQuery, ShowQueryVariables> = /* GraphQL */ `query Show($id: ID!) {
  show(id: $id) {
    ...ShowSummary
    ticketTypes { id name note }
    priceTiers { id prices { ticketType { id } price { ...Money } } }
    fees { name basis percent amount { ...Money } }
    changeRules { returnsUntil exchangesUntil keepsFees returnFee { ...Money } exchangeFee { ...Money } }
    seatRules { orphanRule minimumRun endsAt } plan { url zones { name } } limits { seatsPerLock seatsPerBuyer }
    waitingRoom { ...Room }
  }
}
${SHOW_SUMMARY}
${ROOM}`;

export const VIEWER: TypedDocument<ViewerQuery, ViewerQueryVariables> = /* GraphQL */ `query Viewer($after: String) {
  viewer {
    activeLocks { ...Lock }
    bookings(first: 50, after: $after) { edges { node { ...Booking } } pageInfo { hasNextPage endCursor } }
  }
}
${LOCK}
${BOOKING}
${MONEY}`;

export const ORDERS: TypedDocument<OrdersQuery, OrdersQueryVariables> = /* GraphQL */ `query Orders($after: String) {
  viewer {
    bookings(first: 50, after: $after) {
      edges {
        node {
          id reference bookingStatus total { ...Money } seats { id: seatId } areas { quantity }
          show { id title startsAt status venue { name timezone } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
${MONEY}`;

export const BOOKING_BY_ID: TypedDocument<BookingQuery, BookingQueryVariables> =
  /* GraphQL */ `query Booking($id: ID!) { booking(id: $id) { ...BookingWithTickets } }
${WITH_TICKETS}`;

export const BOOKING_CHANGES: TypedDocument<BookingChangesSubscription, BookingChangesSubscriptionVariables> =
  /* GraphQL */ `subscription BookingChanges($id: ID!) { booking(id: $id) { ...BookingWithTickets } }
${WITH_TICKETS}`;

export const LOCK_CHANGES: TypedDocument<LockChangesSubscription, LockChangesSubscriptionVariables> =
  /* GraphQL */ `subscription LockChanges($id: ID!) { seatLock(id: $id) { ...Lock } }
${LOCK}
${MONEY}`;

export const RENEW_GUEST_SESSION: TypedDocument<RenewGuestSessionMutation, RenewGuestSessionMutationVariables> =
  /* GraphQL */ `mutation RenewGuestSession { renewGuestSession { token } }`;

export const START_GUEST_SESSION: TypedDocument<StartGuestSessionMutation, StartGuestSessionMutationVariables> =
  /* GraphQL */ `mutation StartGuestSession { startGuestSession { token } }`;

/** Apart from that without a proof: a node of an earlier release knows of none. */
export const START_PROVED_SESSION: TypedDocument<StartProvedSessionMutation, StartProvedSessionMutationVariables> =
  /* GraphQL */ `mutation StartProvedSession($proof: String!) { startGuestSession(input: { proof: $proof }) { token } }`;

export const LOCK_SEATS: TypedDocument<LockSeatsMutation, LockSeatsMutationVariables> =
  /* GraphQL */ `mutation LockSeats($input: LockSeatsInput!) {
  lockSeats(input: $input) {
    __typename
    ...Refused
    ... on LockSeatsSuccess { lock { ...Lock } }
    ... on SeatsUnavailableError {
      conflicts { seatId reason }
      areas { areaId available }
      alternatives { seatIds total { ...Money } }
    }
    ... on OrphanSeatsError {
      orphans { id: seatId }
      alternatives { seatIds total { ...Money } }
    }
    ... on ShowNotOnSaleError { salesStartAt }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const BEST_AVAILABLE: TypedDocument<BestAvailableQuery, BestAvailableQueryVariables> =
  /* GraphQL */ `query BestAvailable($showId: ID!, $input: BestAvailableInput!) {
  show(id: $showId) { bestAvailable(input: $input) { seatIds closeness total { ...Money } } }
}
${MONEY}`;

export const LOCK_BEST_AVAILABLE: TypedDocument<LockBestAvailableMutation, LockBestAvailableMutationVariables> =
  /* GraphQL */ `mutation LockBestAvailable($input: LockBestAvailableInput!) {
  lockBestAvailable(input: $input) {
    __typename
    ...Refused
    ... on LockBestAvailableSuccess { closeness lock { ...Lock } }
    ... on NotEnoughSeatsError { available availableAccessible }
    ... on ShowNotOnSaleError { salesStartAt }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const UPDATE_LOCK: TypedDocument<UpdateLockMutation, UpdateLockMutationVariables> =
  /* GraphQL */ `mutation UpdateLock($input: UpdateLockInput!) {
  updateLock(input: $input) {
    __typename
    ...Refused
    ... on UpdateLockSuccess { lock { ...Lock } }
    ... on OrphanSeatsError {
      orphans { id: seatId }
      alternatives { seatIds total { ...Money } }
    }
    ... on SeatsUnavailableError { conflicts { seatId reason } areas { areaId available } }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const APPLY_CODE: TypedDocument<ApplyCodeMutation, ApplyCodeMutationVariables> =
  /* GraphQL */ `mutation ApplyCode($input: ApplyCodeInput!) {
  applyCode(input: $input) {
    __typename
    ...Refused
    ... on ApplyCodeSuccess { lock { ...Lock } }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const OPEN_ALLOTMENT: TypedDocument<OpenAllotmentMutation, OpenAllotmentMutationVariables> =
  /* GraphQL */ `mutation OpenAllotment($input: OpenAllotmentInput!) {
  openAllotment(input: $input) {
    __typename
    ...Refused
    ... on OpenAllotmentSuccess { allotment { name seatIds areas { areaId available } } }
  }
}
${REFUSED}`;

export const EXTEND_LOCK: TypedDocument<ExtendLockMutation, ExtendLockMutationVariables> =
  /* GraphQL */ `mutation ExtendLock($input: ExtendLockInput!) {
  extendLock(input: $input) {
    __typename
    ...Refused
    ... on ExtendLockSuccess { lock { ...Lock } }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const RELEASE_LOCK: TypedDocument<ReleaseLockMutation, ReleaseLockMutationVariables> =
  /* GraphQL */ `mutation ReleaseLock($input: ReleaseLockInput!) {
  releaseLock(input: $input) {
    __typename
    ...Refused
    ... on ReleaseLockSuccess { lock { ...Lock } }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const CREATE_BOOKING: TypedDocument<CreateBookingMutation, CreateBookingMutationVariables> =
  /* GraphQL */ `mutation CreateBooking($input: CreateBookingInput!) {
  createBooking(input: $input) {
    __typename
    ...Refused
    ... on CreateBookingSuccess { booking { ...BookingWithTickets } }
  }
}
${REFUSED}
${WITH_TICKETS}`;

export const UPDATE_OWN_CUSTOMER: TypedDocument<UpdateOwnCustomerMutation, UpdateOwnCustomerMutationVariables> =
  /* GraphQL */ `mutation UpdateOwnCustomer($input: UpdateBookingCustomerInput!) {
  updateBookingCustomer(input: $input) {
    __typename
    ...Refused
    ... on UpdateBookingCustomerSuccess { booking { ...BookingWithTickets } }
  }
}
${REFUSED}
${WITH_TICKETS}`;

export const PAY_BOOKING: TypedDocument<PayBookingMutation, PayBookingMutationVariables> =
  /* GraphQL */ `mutation PayBooking($input: PayBookingInput!) {
  payBooking(input: $input) {
    __typename
    ...Refused
    ... on PaymentDeclinedError { failureCode }
    ... on PayBookingSuccess { booking { ...BookingWithTickets } }
  }
}
${REFUSED}
${WITH_TICKETS}`;

export const PAYMENT_PROVIDER: TypedDocument<PaymentProviderQuery, PaymentProviderQueryVariables> =
  /* GraphQL */ `query PaymentProvider { paymentProvider { publishableKey } }`;

export const START_PAYMENT: TypedDocument<StartPaymentMutation, StartPaymentMutationVariables> =
  /* GraphQL */ `mutation StartPayment($input: StartPaymentInput!) {
  startPayment(input: $input) {
    __typename
    ...Refused
    ... on PaymentDeclinedError { failureCode }
    ... on StartPaymentSuccess { session { publishableKey clientSecret } }
  }
}
${REFUSED}`;

export const CANCEL_BOOKING: TypedDocument<CancelBookingMutation, CancelBookingMutationVariables> =
  /* GraphQL */ `mutation CancelBooking($input: CancelBookingInput!) {
  cancelBooking(input: $input) {
    __typename
    ...Refused
    ... on BookingNotCancellableError { cancellationObstacle bookingStatus refund { ...Money } }
    ... on CancelBookingSuccess { booking { ...BookingWithTickets } }
  }
}
${REFUSED}
${WITH_TICKETS}`;
