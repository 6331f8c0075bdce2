import { graphql } from '../../../src/generated/graphql/gql.ts';

// The operations of the journeys that tests take, each with everything that some test looks at. Types by `npm run codegen`.

export const StartGuestSession = graphql(/* GraphQL */ `
  mutation StartGuestSession {
    startGuestSession { token expiresAt viewer { id role email } }
  }
`);

export const WhoAmI = graphql(/* GraphQL */ `
  query WhoAmI {
    viewer {
      id
      role
      email
      activeLocks { id status }
      bookings(first: 20) { edges { node { id reference status } } }
    }
  }
`);

export const ListShows = graphql(/* GraphQL */ `
  query ListShows($first: Int, $after: String, $filter: ShowFilter) {
    shows(first: $first, after: $after, filter: $filter) {
      edges { cursor node { id title status startsAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const GetShow = graphql(/* GraphQL */ `
  query GetShow($id: ID!) {
    show(id: $id) {
      id
      title
      status
      startsAt
      salesStartAt
      salesEndAt
      currency
      venue { id name city timezone }
      plan { id name seatCount url zones { name seatCount } categories { name color } }
      priceTiers { id name price { amount currency } }
      availability { total available locked booked blocked }
    }
  }
`);

export const GetSeatMap = graphql(/* GraphQL */ `
  query GetSeatMap($id: ID!, $zones: [String!]) {
    show(id: $id) {
      availability { total available locked booked blocked }
      seatMap(zones: $zones) {
        cursor
        version
        seats { id seatId zone row number x y accessible state tier { id name } price { amount currency } }
        unavailable { seatId state }
      }
    }
  }
`);

export const GetShowMetrics = graphql(/* GraphQL */ `
  query GetShowMetrics($id: ID!) {
    show(id: $id) {
      metrics {
        bookingsCreated
        bookingsConfirmed
        bookingsCancelled
        bookingsExpired
        bookingsRefunded
        seatsSold
        revenue { amount currency }
      }
    }
  }
`);

export const GetShowSales = graphql(/* GraphQL */ `
  query GetShowSales($id: ID!) {
    show(id: $id) {
      title
      sales {
        held { seats amount { amount currency } }
        awaitingPayment { seats amount { amount } }
        sold { seats amount { amount } }
        tiers { tier { name } held { seats } awaitingPayment { seats } sold { seats amount { amount } } }
      }
    }
  }
`);

export const GetSeatHoldings = graphql(/* GraphQL */ `
  query GetSeatHoldings($id: ID!, $seatIds: [ID!]!) {
    show(id: $id) {
      title
      seatHoldings(seatIds: $seatIds) {
        seatId
        state
        reason
        lock { id ownerId status }
        booking { id ownerId status customer { name email phone } }
      }
    }
  }
`);

export const GetUnavailableSeats = graphql(/* GraphQL */ `
  query GetUnavailableSeats($id: ID!) {
    show(id: $id) { seatMap { cursor version unavailable { seatId state } areas { areaId available } } }
  }
`);

export const GetNode = graphql(/* GraphQL */ `
  query GetNode($id: ID!) {
    node(id: $id) { __typename id }
  }
`);

export const GetSeatLock = graphql(/* GraphQL */ `
  query GetSeatLock($id: ID!) {
    seatLock(id: $id) {
      id
      status
      expiresAt
      remainingSeconds
      extensionsLeft
      total { amount currency }
      seats { id seatId state }
      booking { id status }
    }
  }
`);

export const GetBooking = graphql(/* GraphQL */ `
  query GetBooking($id: ID!) {
    booking(id: $id) {
      id
      reference
      status
      expiresAt
      createdAt
      total { amount currency }
      show { id title }
      seats { id seatId state }
      payments { id status provider failureCode amount { amount currency } }
      tickets { id code seatId voidedAt }
    }
  }
`);

export const LockSeats = graphql(/* GraphQL */ `
  mutation LockSeats($input: LockSeatsInput!) {
    lockSeats(input: $input) {
      __typename
      ... on LockSeatsSuccess {
        lock { id status expiresAt remainingSeconds total { amount currency } seats { id seatId state } }
      }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId reason } alternatives { seatIds } }
      ... on ShowNotOnSaleError { showStatus: status }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const UpdateLock = graphql(/* GraphQL */ `
  mutation UpdateLock($input: UpdateLockInput!) {
    updateLock(input: $input) {
      __typename
      ... on UpdateLockSuccess { lock { id expiresAt seats { id seatId } } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId reason } }
    }
  }
`);

export const ExtendLock = graphql(/* GraphQL */ `
  mutation ExtendLock($input: ExtendLockInput!) {
    extendLock(input: $input) {
      __typename
      ... on ExtendLockSuccess { lock { id expiresAt extensionsLeft } }
      ... on Error { code message }
    }
  }
`);

export const ReleaseLock = graphql(/* GraphQL */ `
  mutation ReleaseLock($input: ReleaseLockInput!) {
    releaseLock(input: $input) {
      __typename
      ... on ReleaseLockSuccess { lock { id status } }
      ... on Error { code message }
      ... on LockNotActiveError { lockStatus: status }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const CreateBooking = graphql(/* GraphQL */ `
  mutation CreateBooking($input: CreateBookingInput!) {
    createBooking(input: $input) {
      __typename
      ... on CreateBookingSuccess { booking { id reference status expiresAt total { amount currency } } }
      ... on Error { code message }
      ... on LockNotActiveError { lockStatus: status }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const PayBooking = graphql(/* GraphQL */ `
  mutation PayBooking($input: PayBookingInput!) {
    payBooking(input: $input) {
      __typename
      ... on PayBookingSuccess {
        booking { id status payments { id status failureCode } tickets { id code seatId } }
      }
      ... on Error { code message }
      ... on PaymentDeclinedError { failureCode }
      ... on BookingNotPayableError { bookingStatus: status }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const CancelBooking = graphql(/* GraphQL */ `
  mutation CancelBooking($input: CancelBookingInput!) {
    cancelBooking(input: $input) {
      __typename
      ... on CancelBookingSuccess { booking { id status } }
      ... on Error { code message }
      ... on BookingNotCancellableError { bookingStatus: status }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const ImportSeatingPlan = graphql(/* GraphQL */ `
  mutation ImportSeatingPlan($input: ImportSeatingPlanInput!) {
    importSeatingPlan(input: $input) {
      __typename
      ... on ImportSeatingPlanSuccess { plan { id name seatCount url categories { name } } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const HoldBestSeats = graphql(/* GraphQL */ `
  mutation HoldBestSeats($input: LockBestAvailableInput!) {
    lockBestAvailable(input: $input) {
      __typename
      ... on LockBestAvailableSuccess { lock { id expiresAt seats { seatId } } }
      ... on Error { code message }
    }
  }
`);

export const CreateShow = graphql(/* GraphQL */ `
  mutation CreateShow($input: CreateShowInput!) {
    createShow(input: $input) {
      __typename
      ... on CreateShowSuccess { show { id status priceTiers { id name } } }
      ... on Error { code message }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const PublishShow = graphql(/* GraphQL */ `
  mutation PublishShow($input: PublishShowInput!) {
    publishShow(input: $input) {
      __typename
      ... on PublishShowSuccess { show { id status } }
      ... on Error { code message }
      ... on NotFoundError { path }
    }
  }
`);

export const PauseShow = graphql(/* GraphQL */ `
  mutation PauseShow($input: PauseShowInput!) {
    pauseShow(input: $input) {
      __typename
      ... on PauseShowSuccess { show { id status } }
      ... on Error { code message }
      ... on NotFoundError { path }
    }
  }
`);

export const CloseShow = graphql(/* GraphQL */ `
  mutation CloseShow($input: CloseShowInput!) {
    closeShow(input: $input) {
      __typename
      ... on CloseShowSuccess { show { id status } }
      ... on Error { code message }
    }
  }
`);

export const CancelShow = graphql(/* GraphQL */ `
  mutation CancelShow($input: CancelShowInput!) {
    cancelShow(input: $input) {
      __typename
      ... on CancelShowSuccess { show { id status } }
      ... on Error { code message }
    }
  }
`);

export const UpdateShow = graphql(/* GraphQL */ `
  mutation UpdateShow($input: UpdateShowInput!) {
    updateShow(input: $input) {
      __typename
      ... on UpdateShowSuccess { show { id title priceTiers { id name price { amount } } } }
      ... on Error { code message }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const WatchShow = graphql(/* GraphQL */ `
  subscription WatchShow($id: ID!) {
    show(id: $id) {
      id title showStatus startsAt salesStartAt salesEndAt
      priceTiers { id name price { amount } }
    }
  }
`);

export const BlockSeats = graphql(/* GraphQL */ `
  mutation BlockSeats($input: BlockSeatsInput!) {
    blockSeats(input: $input) {
      __typename
      ... on BlockSeatsSuccess { show { id } }
      ... on Error { code message }
      ... on SeatsUnavailableError { conflicts { seatId reason } }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const UnblockSeats = graphql(/* GraphQL */ `
  mutation UnblockSeats($input: UnblockSeatsInput!) {
    unblockSeats(input: $input) {
      __typename
      ... on UnblockSeatsSuccess { show { id } }
      ... on Error { code message }
      ... on NotFoundError { path }
      ... on InvalidInputError { issues { path message } }
    }
  }
`);

export const WatchSeatMap = graphql(/* GraphQL */ `
  subscription WatchSeatMap($showId: ID!, $after: String, $zones: [String!]) {
    seatMap(showId: $showId, after: $after, zones: $zones) {
      __typename
      ... on SeatMapSnapshot { cursor version seats { seatId state } areas { areaId available } }
      ... on SeatMapDelta { cursor previousVersion version changes { seatId state } areas { areaId available } }
    }
  }
`);

export const WatchSeatLock = graphql(/* GraphQL */ `
  subscription WatchSeatLock($id: ID!) {
    seatLock(id: $id) { id status expiresAt remainingSeconds booking { id status } }
  }
`);

export const WatchBooking = graphql(/* GraphQL */ `
  subscription WatchBooking($id: ID!) {
    booking(id: $id) { id status payments { id status failureCode } tickets { id code } }
  }
`);

export const GetUndelivered = graphql(/* GraphQL */ `
  query GetUndelivered($id: ID!, $first: Int, $after: String) {
    show(id: $id) {
      undeliveredNotifications(first: $first, after: $after) {
        edges {
          node {
            id
            channel
            kind
            recipient
            notificationStatus
            attempts
            lastError
            queuedAt
            nextAttemptAt
            givenUpAt
            booking { id reference }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const ResendNotification = graphql(/* GraphQL */ `
  mutation ResendNotification($input: ResendNotificationInput!) {
    resendNotification(input: $input) {
      __typename
      ... on ResendNotificationSuccess { notification { id notificationStatus attempts } }
      ... on Error { code message }
      ... on NotFoundError { path }
      ... on NotificationNotResendableError { notificationStatus }
    }
  }
`);
