import type { ApiError } from '../api-error.ts';
import type {
  ApplyCodeInput,
  ApplyCodeMutation,
  AreaChoice,
  BestAvailableInput,
  BestAvailableQuery,
  BookingFragment,
  CancelBookingInput,
  CancelBookingMutation,
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
  ReleaseLockInput,
  ReleaseLockMutation,
  SeatChoice,
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
export type BookingRefusal = CreateBookingRefusal | PayBookingRefusal | CancelBookingRefusal;

export type {
  ApplyCodeInput,
  AreaChoice,
  CancelBookingInput,
  CreateBookingInput,
  ExtendLockInput,
  LockBestAvailableInput,
  LockSeatsInput,
  OpenAllotmentInput,
  PayBookingInput,
  ReleaseLockInput,
  SeatChoice,
  UpdateLockInput,
};
