import { graphql } from '../../../src/generated/graphql/gql.ts';

// What the buyers of the chaos ask for, with what they go by.

export const ReadMap = graphql(/* GraphQL */ `
  query ReadMap($id: ID!) {
    show(id: $id) { seatMap { unavailable { seatId state } areas { areaId available } } }
  }
`);

export const Hold = graphql(/* GraphQL */ `
  mutation Hold($input: LockSeatsInput!) {
    lockSeats(input: $input) {
      __typename
      ... on LockSeatsSuccess { lock { id expiresAt } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId } areas { available } }
      ... on CodeNotApplicableError { reason }
    }
  }
`);

export const HoldBest = graphql(/* GraphQL */ `
  mutation HoldBest($input: LockBestAvailableInput!) {
    lockBestAvailable(input: $input) {
      __typename
      ... on LockBestAvailableSuccess { lock { id expiresAt seats { seatId } } }
      ... on Error { code message }
      ... on CodeNotApplicableError { reason }
    }
  }
`);

export const ChangeHold = graphql(/* GraphQL */ `
  mutation ChangeHold($input: UpdateLockInput!) {
    updateLock(input: $input) {
      __typename
      ... on UpdateLockSuccess { lock { id } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId } areas { available } }
    }
  }
`);

export const Book = graphql(/* GraphQL */ `
  mutation Book($input: CreateBookingInput!) {
    createBooking(input: $input) {
      __typename
      ... on CreateBookingSuccess { booking { id payableUntil } }
      ... on Error { code message }
      ... on CodeNotApplicableError { reason }
    }
  }
`);

export const AllowChanges = graphql(/* GraphQL */ `
  mutation AllowChanges($input: UpdateShowInput!) {
    updateShow(input: $input) {
      __typename
      ... on UpdateShowSuccess { show { id } }
      ... on Error { code message }
    }
  }
`);

export const SellAtDoor = graphql(/* GraphQL */ `
  mutation SellAtDoor($input: SellAtBoxOfficeInput!) {
    sellAtBoxOffice(input: $input) {
      __typename
      ... on SellAtBoxOfficeSuccess { booking { id } }
      ... on Error { code message }
    }
  }
`);

export const ReadTerms = graphql(/* GraphQL */ `
  query ReadTerms($id: ID!) {
    booking(id: $id) { cancellationTerms { refund { amount } } }
  }
`);

export const CancelPurchase = graphql(/* GraphQL */ `
  mutation CancelPurchase($input: CancelBookingInput!) {
    cancelBooking(input: $input) {
      __typename
      ... on CancelBookingSuccess { booking { id seats { seatId } } }
      ... on BookingNotCancellableError { cancellationObstacle }
      ... on Error { code message }
    }
  }
`);

export const GiveBack = graphql(/* GraphQL */ `
  mutation GiveBack($input: RefundBookingInput!) {
    refundBooking(input: $input) {
      __typename
      ... on RefundBookingSuccess { refund { id } }
      ... on Error { code message }
    }
  }
`);

export const CancelWithBookings = graphql(/* GraphQL */ `
  mutation CancelWithBookings($input: CancelShowInput!) {
    cancelShow(input: $input) {
      __typename
      ... on CancelShowSuccess { show { id } }
      ... on Error { code message }
    }
  }
`);

export const ReadTickets = graphql(/* GraphQL */ `
  query ReadTickets($id: ID!) {
    booking(id: $id) { tickets { id seatId voidedAt } }
  }
`);

export const QuoteChange = graphql(/* GraphQL */ `
  mutation QuoteChange($input: QuoteBookingChangeInput!) {
    quoteBookingChange(input: $input) {
      __typename
      ... on QuoteBookingChangeSuccess { quote { id expiresAt charge { amount } } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId } }
    }
  }
`);

export const ApplyChange = graphql(/* GraphQL */ `
  mutation ApplyChange($input: ApplyBookingChangeInput!) {
    applyBookingChange(input: $input) {
      __typename
      ... on ApplyBookingChangeSuccess { booking { id seats { seatId } } }
      ... on Error { code message }
    }
  }
`);
