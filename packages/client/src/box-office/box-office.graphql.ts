import type {
  ActiveLocksQuery,
  ActiveLocksQueryVariables,
  ApplyBookingChangeMutation,
  ApplyBookingChangeMutationVariables,
  ApplyCodeMutation,
  ApplyCodeMutationVariables,
  BestAvailableQuery,
  BestAvailableQueryVariables,
  BookingChangesSubscription,
  BookingChangesSubscriptionVariables,
  CancelBookingMutation,
  CancelBookingMutationVariables,
  CancellationTermsQuery,
  CancellationTermsQueryVariables,
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
  OpenBookingsQuery,
  OpenBookingsQueryVariables,
  PayBookingMutation,
  PayBookingMutationVariables,
  QuoteBookingChangeMutation,
  QuoteBookingChangeMutationVariables,
  ReleaseLockMutation,
  ReleaseLockMutationVariables,
  RenewGuestSessionMutation,
  RenewGuestSessionMutationVariables,
  StartChangePaymentMutation,
  StartChangePaymentMutationVariables,
  StartGuestSessionMutation,
  StartGuestSessionMutationVariables,
  StartPaymentMutation,
  StartPaymentMutationVariables,
  StartProvedSessionMutation,
  StartProvedSessionMutationVariables,
  UpdateBookingCustomerMutation,
  UpdateBookingCustomerMutationVariables,
  UpdateLockMutation,
  UpdateLockMutationVariables,
} from '../operations.generated.ts';
import type { TypedDocument } from '../typed-document.ts';

// Each document with the fragments that it uses. Its types come from `npm run codegen`, by its name.

const MONEY = /* GraphQL */ `fragment Money on Money { amount currency exponent }`;

/** What every refusal says, and what some say beside it. */
const REFUSED = /* GraphQL */ `fragment Refused on Error {
  code message
  ... on ServiceUnavailableError { retryAfterSeconds }
  ... on InvalidInputError { issues { path message } }
  ... on LimitExceededError { limit waitSeconds }
  ... on CodeNotApplicableError { reason }
}`;

/** What a total is made of. */
const LINE = /* GraphQL */ `fragment Line on PriceLine {
  kind description quantity unitPrice { ...Money } total { ...Money } taxRate tax { ...Money }
  seat { seatId } area { areaId name } ticketType { id name }
}`;

/** Held or booked places of areas. */
const PLACES = /* GraphQL */ `fragment Places on AreaPlaces { area { areaId name } quantity ticketType { id name } }`;

const LOCK = /* GraphQL */ `fragment Lock on SeatLock {
  id lockStatus expiresAt remainingSeconds extensionsLeft appliedCode show { id }
  seats { seatId label(locale: $locale) price { ...Money } } areas { ...Places } total { ...Money } booking { id }
  lines { ...Line }
}
${LINE}
${PLACES}`;

const BOOKING = /* GraphQL */ `fragment Booking on Booking {
  id reference bookingStatus payableUntil createdAt calendarUrl show { id title startsAt } customer { name email }
  seats { seatId label(locale: $locale) price { ...Money } } areas { ...Places } total { ...Money }
  payments { id paymentStatus failureCode }
  tickets { id seatId area { areaId name } code qrCodeUrl voidedAt ticketType { id name } }
  lines { ...Line }
}
${LINE}
${PLACES}
${MONEY}`;

export const START_GUEST_SESSION: TypedDocument<StartGuestSessionMutation, StartGuestSessionMutationVariables> =
  /* GraphQL */ `mutation StartGuestSession { startGuestSession { token } }`;

/** Apart from that without a proof: a node of an earlier release knows of none. */
export const START_PROVED_SESSION: TypedDocument<StartProvedSessionMutation, StartProvedSessionMutationVariables> =
  /* GraphQL */ `mutation StartProvedSession($proof: String!) { startGuestSession(input: { proof: $proof }) { token } }`;

export const RENEW_GUEST_SESSION: TypedDocument<RenewGuestSessionMutation, RenewGuestSessionMutationVariables> =
  /* GraphQL */ `mutation RenewGuestSession { renewGuestSession { token } }`;

export const ACTIVE_LOCKS: TypedDocument<ActiveLocksQuery, ActiveLocksQueryVariables> =
  /* GraphQL */ `query ActiveLocks($locale: String) { viewer { activeLocks { ...Lock } } }
${LOCK}
${MONEY}`;

export const OPEN_BOOKINGS: TypedDocument<OpenBookingsQuery, OpenBookingsQueryVariables> =
  /* GraphQL */ `query OpenBookings($locale: String) { viewer { bookings(first: 10) { nodes { ...Booking } } } }
${BOOKING}`;

export const BEST_AVAILABLE: TypedDocument<BestAvailableQuery, BestAvailableQueryVariables> =
  /* GraphQL */ `query BestAvailable($showId: ID!, $input: BestAvailableInput!) {
  show(id: $showId) { bestAvailable(input: $input) { seatIds closeness total { ...Money } } }
}
${MONEY}`;

export const OPEN_ALLOTMENT: TypedDocument<OpenAllotmentMutation, OpenAllotmentMutationVariables> =
  /* GraphQL */ `mutation OpenAllotment($input: OpenAllotmentInput!) {
  openAllotment(input: $input) {
    __typename
    ...Refused
    ... on OpenAllotmentSuccess { allotment { name color seatIds areas { areaId available } } }
  }
}
${REFUSED}`;

export const LOCK_SEATS: TypedDocument<LockSeatsMutation, LockSeatsMutationVariables> =
  /* GraphQL */ `mutation LockSeats($input: LockSeatsInput!, $locale: String) {
  lockSeats(input: $input) {
    __typename
    ...Refused
    ... on LockSeatsSuccess { lock { ...Lock } }
    ... on SeatsUnavailableError { conflicts { seatId reason } areas { areaId available } alternatives { seatIds total { ...Money } } }
    ... on OrphanSeatsError { orphans { seatId } alternatives { seatIds total { ...Money } } }
    ... on ShowNotOnSaleError { showStatus salesStartAt salesEndAt }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const LOCK_BEST_AVAILABLE: TypedDocument<LockBestAvailableMutation, LockBestAvailableMutationVariables> =
  /* GraphQL */ `mutation LockBestAvailable($input: LockBestAvailableInput!, $locale: String) {
  lockBestAvailable(input: $input) {
    __typename
    ...Refused
    ... on LockBestAvailableSuccess { lock { ...Lock } }
    ... on NotEnoughSeatsError { available availableAccessible }
    ... on ShowNotOnSaleError { showStatus salesStartAt salesEndAt }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const UPDATE_LOCK: TypedDocument<UpdateLockMutation, UpdateLockMutationVariables> =
  /* GraphQL */ `mutation UpdateLock($input: UpdateLockInput!, $locale: String) {
  updateLock(input: $input) {
    __typename
    ...Refused
    ... on UpdateLockSuccess { lock { ...Lock } }
    ... on SeatsUnavailableError { conflicts { seatId reason } areas { areaId available } alternatives { seatIds total { ...Money } } }
    ... on OrphanSeatsError { orphans { seatId } alternatives { seatIds total { ...Money } } }
    ... on ShowNotOnSaleError { showStatus salesStartAt salesEndAt }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const APPLY_CODE: TypedDocument<ApplyCodeMutation, ApplyCodeMutationVariables> =
  /* GraphQL */ `mutation ApplyCode($input: ApplyCodeInput!, $locale: String) {
  applyCode(input: $input) {
    __typename
    ...Refused
    ... on ApplyCodeSuccess { lock { ...Lock } }
  }
}
${REFUSED}
${LOCK}
${MONEY}`;

export const EXTEND_LOCK: TypedDocument<ExtendLockMutation, ExtendLockMutationVariables> =
  /* GraphQL */ `mutation ExtendLock($input: ExtendLockInput!, $locale: String) {
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
  /* GraphQL */ `mutation ReleaseLock($input: ReleaseLockInput!, $locale: String) {
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
  /* GraphQL */ `mutation CreateBooking($input: CreateBookingInput!, $locale: String) {
  createBooking(input: $input) {
    __typename
    ...Refused
    ... on CreateBookingSuccess { booking { ...Booking } }
    ... on ShowNotOnSaleError { showStatus salesStartAt salesEndAt }
  }
}
${REFUSED}
${BOOKING}`;

export const PAY_BOOKING: TypedDocument<PayBookingMutation, PayBookingMutationVariables> =
  /* GraphQL */ `mutation PayBooking($input: PayBookingInput!, $locale: String) {
  payBooking(input: $input) {
    __typename
    ...Refused
    ... on PayBookingSuccess { booking { ...Booking } }
    ... on PaymentDeclinedError { failureCode }
  }
}
${REFUSED}
${BOOKING}`;

/** What the payment provider's own form is opened with. */
const SESSION = /* GraphQL */ `fragment Session on PaymentSession { provider publishableKey clientSecret }`;

export const START_PAYMENT: TypedDocument<StartPaymentMutation, StartPaymentMutationVariables> =
  /* GraphQL */ `mutation StartPayment($input: StartPaymentInput!) {
  startPayment(input: $input) {
    __typename
    ...Refused
    ... on StartPaymentSuccess { payment { id paymentStatus } session { ...Session } }
    ... on PaymentDeclinedError { failureCode }
  }
}
${REFUSED}
${SESSION}`;

export const UPDATE_BOOKING_CUSTOMER: TypedDocument<
  UpdateBookingCustomerMutation,
  UpdateBookingCustomerMutationVariables
> = /* GraphQL */ `mutation UpdateBookingCustomer($input: UpdateBookingCustomerInput!, $locale: String) {
  updateBookingCustomer(input: $input) {
    __typename
    ...Refused
    ... on UpdateBookingCustomerSuccess { booking { ...Booking } }
  }
}
${REFUSED}
${BOOKING}`;

export const QUOTE_BOOKING_CHANGE: TypedDocument<QuoteBookingChangeMutation, QuoteBookingChangeMutationVariables> =
  /* GraphQL */ `mutation QuoteBookingChange($input: QuoteBookingChangeInput!) {
  quoteBookingChange(input: $input) {
    __typename
    ...Refused
    ... on QuoteBookingChangeSuccess { quote { id expiresAt refund { ...Money } charge { ...Money } lines { ...Line } } }
    ... on BookingNotChangeableError { obstacle }
    ... on SeatsUnavailableError { conflicts { seatId reason } }
    ... on RefundNotPossibleError { refundable { ...Money } }
  }
}
${REFUSED}
${LINE}
${MONEY}`;

export const START_CHANGE_PAYMENT: TypedDocument<StartChangePaymentMutation, StartChangePaymentMutationVariables> =
  /* GraphQL */ `mutation StartChangePayment($input: StartChangePaymentInput!) {
  startChangePayment(input: $input) {
    __typename
    ...Refused
    ... on StartChangePaymentSuccess { payment { id paymentStatus } session { ...Session } }
    ... on PaymentDeclinedError { failureCode }
    ... on QuoteNotUsableError { flaw }
  }
}
${REFUSED}
${SESSION}`;

export const APPLY_BOOKING_CHANGE: TypedDocument<ApplyBookingChangeMutation, ApplyBookingChangeMutationVariables> =
  /* GraphQL */ `mutation ApplyBookingChange($input: ApplyBookingChangeInput!, $locale: String) {
  applyBookingChange(input: $input) {
    __typename
    ...Refused
    ... on ApplyBookingChangeSuccess { booking { ...Booking } }
    ... on PaymentDeclinedError { failureCode }
    ... on QuoteNotUsableError { flaw }
    ... on BookingNotChangeableError { obstacle }
  }
}
${REFUSED}
${BOOKING}`;

export const CANCELLATION_TERMS: TypedDocument<CancellationTermsQuery, CancellationTermsQueryVariables> =
  /* GraphQL */ `query CancellationTerms($id: ID!) {
  booking(id: $id) { cancellationTerms { until refund { ...Money } kept { ...Money } lines { ...Line } } }
}
${LINE}
${MONEY}`;

export const CANCEL_BOOKING: TypedDocument<CancelBookingMutation, CancelBookingMutationVariables> =
  /* GraphQL */ `mutation CancelBooking($input: CancelBookingInput!, $locale: String) {
  cancelBooking(input: $input) {
    __typename
    ...Refused
    ... on CancelBookingSuccess { booking { ...Booking } }
    ... on BookingNotCancellableError { cancellationObstacle bookingStatus refund { ...Money } }
  }
}
${REFUSED}
${BOOKING}`;

export const LOCK_CHANGES: TypedDocument<LockChangesSubscription, LockChangesSubscriptionVariables> =
  /* GraphQL */ `subscription LockChanges($id: ID!, $locale: String) { seatLock(id: $id) { ...Lock } }
${LOCK}
${MONEY}`;

export const BOOKING_CHANGES: TypedDocument<BookingChangesSubscription, BookingChangesSubscriptionVariables> =
  /* GraphQL */ `subscription BookingChanges($id: ID!, $locale: String) { booking(id: $id) { ...Booking } }
${BOOKING}`;
