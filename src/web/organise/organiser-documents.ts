const SALES = `sales {
    held { seats amount { amount currency exponent } }
    awaitingPayment { seats amount { amount currency exponent } }
    sold { seats amount { amount currency exponent } }
    tiers { tier { id } sold { seats amount { amount currency exponent } } }
  }`;

const SHOW = `id title startsAt salesStartAt salesEndAt status
  venue { name city timezone }
  priceTiers { id name category price { amount currency exponent } }
  availability { total available locked booked blocked }
  ${SALES}`;

export const VIEWER_ROLE = 'query ViewerRole { viewer { role } }';

export const ORGANISED_SHOWS = `query OrganisedShows($after: String) {
  shows(first: 50, after: $after) { edges { node { ${SHOW} } } pageInfo { hasNextPage endCursor } }
}`;

export const ORGANISED_SHOW = `query OrganisedShow($id: ID!) { show(id: $id) { ${SHOW} plan { url } } }`;

export const SHOW_SALES = `query ShowSales($id: ID!) { show(id: $id) { status ${SALES} } }`;

export const SEAT_HOLDINGS = `query SeatHoldings($id: ID!, $seatIds: [ID!]!) {
  show(id: $id) {
    seatHoldings(seatIds: $seatIds) {
      seatId
      reason
      lock { id ownerId status expiresAt seats { id: seatId } total { amount currency exponent } }
      booking {
        id reference status expiresAt createdAt
        customer { name email phone }
        seats { id: seatId }
        total { amount currency exponent }
      }
    }
  }
}`;

const REFUSED = `__typename ... on Error { code message }
  ... on ServiceUnavailableError { retryAfterSeconds }
  ... on InvalidInputError { issues { path message } }`;

export const BLOCK_SEATS = `mutation BlockSeats($input: BlockSeatsInput!) {
  blockSeats(input: $input) {
    ${REFUSED}
    ... on SeatsUnavailableError { conflicts { seatId reason } }
  }
}`;

export const UNBLOCK_SEATS = `mutation UnblockSeats($input: UnblockSeatsInput!) { unblockSeats(input: $input) { ${REFUSED} } }`;

export const PUBLISH_SHOW = `mutation PublishShow($input: PublishShowInput!) { publishShow(input: $input) { ${REFUSED} } }`;

export const PAUSE_SHOW = `mutation PauseShow($input: PauseShowInput!) { pauseShow(input: $input) { ${REFUSED} } }`;

export const CLOSE_SHOW = `mutation CloseShow($input: CloseShowInput!) { closeShow(input: $input) { ${REFUSED} } }`;

export const CANCEL_SHOW = `mutation CancelShow($input: CancelShowInput!) { cancelShow(input: $input) { ${REFUSED} } }`;

export const UPDATE_SHOW = `mutation UpdateShow($input: UpdateShowInput!) { updateShow(input: $input) { ${REFUSED} } }`;

export const UNDELIVERED_MAILS = `query UndeliveredMails($id: ID!, $first: Int!) {
  show(id: $id) {
    undeliveredNotifications(first: $first) {
      edges { node { id channel kind recipient notificationStatus lastError nextAttemptAt givenUpAt booking { reference } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const RESEND_MAIL = `mutation ResendMail($input: ResendNotificationInput!) { resendNotification(input: $input) { ${REFUSED} } }`;
