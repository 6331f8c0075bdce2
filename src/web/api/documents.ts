const SHOW_SUMMARY = `id title startsAt salesStartAt salesEndAt status
  priceTiers { id name category price { amount currency exponent } }
  venue { name city timezone }
  availability { total available }`;

const LOCK =
  'id status expiresAt extensionsLeft show { id } seats { id: seatId } total { amount currency exponent } booking { id }';

const BOOKING = `id reference status expiresAt createdAt show { id } customer { name email }
  seats { id: seatId price { amount currency exponent } } total { amount currency exponent }
  payments { id status failureCode }`;

const TICKETS = 'calendarUrl tickets { id seatId code qrCode voidedAt }';

/** Every refusal that the page's mutations can get; a union that lacks one of them is why these are written out. */
const REFUSED = '__typename ... on Error { code message }';
const UNAVAILABLE = '... on ServiceUnavailableError { retryAfterSeconds }';
const INVALID = '... on InvalidInputError { issues { path message } }';
/** By another name: what the union's other members have by this one is never null, and a document has one type for it. */
const LIMIT = '... on LimitExceededError { limit limitRetryAfterSeconds: retryAfterSeconds }';

export const SHOWS = `query Shows($after: String) { shows(first: 50, after: $after, filter: { status: [ON_SALE, PAUSED] }) { edges { node { ${SHOW_SUMMARY} } } pageInfo { hasNextPage endCursor } } }`;

export const SHOW = `query Show($id: ID!) { show(id: $id) { ${SHOW_SUMMARY} plan { url } limits { seatsPerLock seatsPerBuyer } } }`;

export const VIEWER = `query Viewer($after: String) {
  viewer { activeLocks { ${LOCK} } bookings(first: 50, after: $after) { edges { node { ${BOOKING} } } pageInfo { hasNextPage endCursor } } }
}`;

export const BOOKING_BY_ID = `query Booking($id: ID!) { booking(id: $id) { ${BOOKING} ${TICKETS} } }`;

export const BOOKING_CHANGES = `subscription Booking($id: ID!) { booking(id: $id) { ${BOOKING} ${TICKETS} } }`;

export const LOCK_CHANGES = `subscription SeatLock($id: ID!) { seatLock(id: $id) { ${LOCK} } }`;

export const RENEW_GUEST_SESSION = 'mutation RenewGuestSession { renewGuestSession { token } }';

export const START_GUEST_SESSION = 'mutation StartGuestSession { startGuestSession { token } }';

export const LOCK_SEATS = `mutation LockSeats($input: LockSeatsInput!) {
  lockSeats(input: $input) {
    ${REFUSED} ${UNAVAILABLE} ${INVALID} ${LIMIT}
    ... on LockSeatsSuccess { lock { ${LOCK} } }
    ... on SeatsUnavailableError {
      conflicts { seatId reason }
      alternatives { seatIds total { amount currency exponent } }
    }
    ... on ShowNotOnSaleError { salesStartAt }
  }
}`;

export const UPDATE_LOCK = `mutation UpdateLock($input: UpdateLockInput!) {
  updateLock(input: $input) {
    ${REFUSED} ${UNAVAILABLE} ${INVALID} ${LIMIT}
    ... on UpdateLockSuccess { lock { ${LOCK} } }
    ... on SeatsUnavailableError { conflicts { seatId reason } }
  }
}`;

export const EXTEND_LOCK = `mutation ExtendLock($input: ExtendLockInput!) {
  extendLock(input: $input) { ${REFUSED} ${UNAVAILABLE} ${INVALID} ... on ExtendLockSuccess { lock { ${LOCK} } } }
}`;

export const RELEASE_LOCK = `mutation ReleaseLock($input: ReleaseLockInput!) {
  releaseLock(input: $input) { ${REFUSED} ${UNAVAILABLE} ... on ReleaseLockSuccess { lock { ${LOCK} } } }
}`;

export const CREATE_BOOKING = `mutation CreateBooking($input: CreateBookingInput!) {
  createBooking(input: $input) {
    ${REFUSED} ${UNAVAILABLE} ${INVALID} ${LIMIT}
    ... on CreateBookingSuccess { booking { ${BOOKING} ${TICKETS} } }
  }
}`;

export const PAY_BOOKING = `mutation PayBooking($input: PayBookingInput!) {
  payBooking(input: $input) {
    ${REFUSED} ${UNAVAILABLE} ${INVALID} ${LIMIT}
    ... on PaymentDeclinedError { failureCode }
    ... on PayBookingSuccess { booking { ${BOOKING} ${TICKETS} } }
  }
}`;

export const CANCEL_BOOKING = `mutation CancelBooking($input: CancelBookingInput!) {
  cancelBooking(input: $input) {
    ${REFUSED} ${UNAVAILABLE} ${INVALID}
    ... on CancelBookingSuccess { booking { ${BOOKING} ${TICKETS} } }
  }
}`;
