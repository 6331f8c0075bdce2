import type { ApiError } from '../api-error.ts';
import type {
  ApplyBookingChangeInput,
  ApplyBookingChangeMutation,
  ApplyCodeInput,
  ApplyCodeMutation,
  AreaChoice,
  BestAvailableInput,
  BestAvailableQuery,
  BookingFragment,
  CancelBookingInput,
  CancelBookingMutation,
  CancellationTermsQuery,
  CreateBookingInput,
  CreateBookingMutation,
  CustomerInput,
  ExtendLockInput,
  ExtendLockMutation,
  LineFragment,
  LockBestAvailableInput,
  LockBestAvailableMutation,
  LockFragment,
  LockSeatsInput,
  LockSeatsMutation,
  OpenAllotmentInput,
  OpenAllotmentMutation,
  PayBookingInput,
  PayBookingMutation,
  PlacesFragment,
  QuoteBookingChangeInput,
  QuoteBookingChangeMutation,
  ReleaseLockInput,
  ReleaseLockMutation,
  SeatChoice,
  StartChangePaymentInput,
  StartChangePaymentMutation,
  StartPaymentInput,
  StartPaymentMutation,
  UpdateBookingCustomerInput,
  UpdateBookingCustomerMutation,
  UpdateLockInput,
  UpdateLockMutation,
} from '../operations.generated.ts';

export type SeatLock = LockFragment;
export type Booking = BookingFragment;
/** Held or booked places of an area, of one ticket type. */
export type AreaPlaces = PlacesFragment;
/** What a lock or a booking costs, one line for each seat, each area and ticket type, and each fee: the total is their sum. */
export type PriceLine = LineFragment;
/** A part of the house that a promo code opens: its seats that are BLOCKED, and so many places, can be had with it. */
export type OpenedAllotment = Extract<
  OpenAllotmentMutation['openAllotment'],
  { __typename: 'OpenAllotmentSuccess' }
>['allotment'];
/** Changes of a lock. `setTicketTypes`: of seats that it has and keeps; `setAreas`: how many places of areas it is to have. */
export type LockChange = Omit<UpdateLockInput, 'lockId' | 'idempotencyKey'>;
/** What a change of a booking would make of it, and what goes back or is to be paid. */
export type BookingQuote = Extract<
  QuoteBookingChangeMutation['quoteBookingChange'],
  { __typename: 'QuoteBookingChangeSuccess' }
>['quote'];
/** Tickets of a booking that are given back, and exchanged. */
export type BookingChange = Omit<QuoteBookingChangeInput, 'bookingId'>;
/** What goes back when a booking is cancelled, what is kept of it and for what, and until when its buyer can. */
export type CancellationTerms = NonNullable<NonNullable<CancellationTermsQuery['booking']>['cancellationTerms']>;
/** Why a booking is cancelled, and what its buyer was told that goes back: where less would, nothing is cancelled. */
export type Cancellation = Pick<CancelBookingInput, 'reason' | 'minimumRefund'>;
/** What of its customer is to be otherwise. */
export type CustomerChange = Omit<UpdateBookingCustomerInput, 'bookingId'>;
/** A payment that the buyer makes in the provider's own form. Whoever has its `clientSecret` can pay: it is not to be stored. */
export type StartedPayment = Pick<
  Extract<StartPaymentMutation['startPayment'], { __typename: 'StartPaymentSuccess' }>,
  'payment' | 'session'
>;
export type BookingStatus = Booking['bookingStatus'];
export type Customer = CustomerInput;
export type BestAvailableWish = BestAvailableInput;
/** What seats to choose and hold, and a promo code for them. */
export type LockBestWish = Omit<LockBestAvailableInput, 'showId' | 'idempotencyKey'>;
export type ProposedSeats = NonNullable<BestAvailableQuery['show']>['bestAvailable'][number];

/**
 * What came of a request: it was done; it was refused, which is an answer, told apart by `__typename`; or there is no answer.
 * Newer servers may refuse in other ways, with the `code` and `message` that each refusal has.
 */
export type Outcome<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal; readonly error: null }
  | { readonly ok: false; readonly refusal: null; readonly error: ApiError };

type RefusalIn<Answer> = Exclude<Answer, { __typename: `${string}Success` }>;

export type LockSeatsRefusal = RefusalIn<LockSeatsMutation['lockSeats']>;
export type LockBestAvailableRefusal = RefusalIn<LockBestAvailableMutation['lockBestAvailable']>;
export type ApplyCodeRefusal = RefusalIn<ApplyCodeMutation['applyCode']>;
export type OpenAllotmentRefusal = RefusalIn<OpenAllotmentMutation['openAllotment']>;
export type UpdateLockRefusal = RefusalIn<UpdateLockMutation['updateLock']>;
export type ExtendLockRefusal = RefusalIn<ExtendLockMutation['extendLock']>;
export type ReleaseLockRefusal = RefusalIn<ReleaseLockMutation['releaseLock']>;
export type CreateBookingRefusal = RefusalIn<CreateBookingMutation['createBooking']>;
export type PayBookingRefusal = RefusalIn<PayBookingMutation['payBooking']>;
export type StartPaymentRefusal = RefusalIn<StartPaymentMutation['startPayment']>;
export type UpdateBookingCustomerRefusal = RefusalIn<UpdateBookingCustomerMutation['updateBookingCustomer']>;
export type QuoteBookingChangeRefusal = RefusalIn<QuoteBookingChangeMutation['quoteBookingChange']>;
export type StartChangePaymentRefusal = RefusalIn<StartChangePaymentMutation['startChangePayment']>;
export type ApplyBookingChangeRefusal = RefusalIn<ApplyBookingChangeMutation['applyBookingChange']>;
export type CancelBookingRefusal = RefusalIn<CancelBookingMutation['cancelBooking']>;

/** Whatever may be refused about a lock. */
export type LockRefusal =
  | LockSeatsRefusal
  | LockBestAvailableRefusal
  | UpdateLockRefusal
  | ApplyCodeRefusal
  | ExtendLockRefusal
  | ReleaseLockRefusal;
/** Whatever may be refused about a booking. */
export type BookingRefusal =
  | CreateBookingRefusal
  | PayBookingRefusal
  | UpdateBookingCustomerRefusal
  | ApplyBookingChangeRefusal
  | CancelBookingRefusal;

export type {
  ApplyBookingChangeInput,
  ApplyCodeInput,
  AreaChoice,
  CancelBookingInput,
  CreateBookingInput,
  ExtendLockInput,
  LockBestAvailableInput,
  LockSeatsInput,
  OpenAllotmentInput,
  PayBookingInput,
  QuoteBookingChangeInput,
  ReleaseLockInput,
  SeatChoice,
  StartChangePaymentInput,
  StartPaymentInput,
  UpdateBookingCustomerInput,
  UpdateLockInput,
};
