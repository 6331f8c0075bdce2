import type * as api from '../../generated/web/operations.ts';
import type { Filled, Merged, SuccessOf } from './answer-types.ts';

/** What the page knows of the API, by the names that the page has for it: parts of the documents in *.graphql.ts. */

export type { SeatState } from '../../../packages/client/src/seat-map-event.ts';

export type Money = api.MoneyFragment;

export type ShowSummary = api.ShowSummaryFragment;

export type PriceTier = ShowSummary['priceTiers'][number];

/** What an organiser can change of a show. */
export type ShowFacts = Omit<ShowSummary, 'venue' | 'availability'>;

export type Show = NonNullable<api.ShowQuery['show']>;

/** The waiting room of a show, as all know it. */
export type Room = api.RoomFragment;

/** The caller's own entry in it. */
export type RoomEntry = api.RoomEntryFragment;

export type SeatLock = api.LockFragment;

/** As it stands in a list. */
export type BookingSummary = api.BookingFragment;

/** One of the guest's bookings as it stands beside the list of shows. */
export type Order = api.OrdersQuery['viewer']['bookings']['edges'][number]['node'];

export type Booking = api.BookingWithTicketsFragment;

/** What the payment provider's form needs. */
export type PaymentSession = Extract<
  api.StartPaymentMutation['startPayment'],
  { __typename: 'StartPaymentSuccess' }
>['session'];

/** What giving tickets back comes to. */
export type ReturnQuote = SuccessOf<api.QuoteReturnMutation['quoteBookingChange']>['quote'];

export type Ticket = Booking['tickets'][number];

/** Who books. */
export type BookingCustomer = api.CustomerInput;

/** What is asked of them. */
export type Customer = Pick<BookingCustomer, 'name' | 'email'>;

/** Held or booked places of an area, of one ticket type. */
export type Places = api.PlacesFragment;

/** What is to become of the seats and places of a hold. */
export type HoldChange = Filled<Pick<api.UpdateLockInput, 'addSeatIds' | 'removeSeatIds'>> &
  Pick<api.UpdateLockInput, 'setTicketTypes' | 'setAreas'>;

/** A line of what a hold or a booking costs. */
export type PriceLine = api.LineFragment;

type Answer =
  | api.LockSeatsMutation['lockSeats']
  | api.LockBestAvailableMutation['lockBestAvailable']
  | api.UpdateLockMutation['updateLock']
  | api.ApplyCodeMutation['applyCode']
  | api.OpenAllotmentMutation['openAllotment']
  | api.ExtendLockMutation['extendLock']
  | api.ReleaseLockMutation['releaseLock']
  | api.CreateBookingMutation['createBooking']
  | api.PayBookingMutation['payBooking']
  | api.StartPaymentMutation['startPayment']
  | api.CancelBookingMutation['cancelBooking']
  | api.QuoteReturnMutation['quoteBookingChange']
  | api.ApplyReturnMutation['applyBookingChange']
  | api.JoinRoomMutation['joinWaitingRoom']
  | api.LeaveRoomMutation['leaveWaitingRoom'];

/**
 * A refusal: a value, not an exception. Others than those known here may come, with the message that each has. With
 * `limitRetryAfterSeconds` a limit is over by then; where it is null, waiting does not help.
 */
export type Refusal = { __typename: string; code: string; message: string } & Partial<
  Omit<Merged<Exclude<Answer, SuccessOf<Answer>>>, '__typename' | 'code' | 'message'>
>;

/** One problem that the server has found in an input. */
export type InputIssue = NonNullable<Refusal['issues']>[number];

/** A part of the house that a promo code opens. */
export type OpenedAllotment = SuccessOf<api.OpenAllotmentMutation['openAllotment']>['allotment'];

/** Seats that are offered in the place of others. */
export type SeatGroup = NonNullable<Refusal['alternatives']>[number];

/** Seats that are proposed for a party. */
export type ProposedGroup = NonNullable<api.BestAvailableQuery['show']>['bestAvailable'][number];

export type SeatCloseness = ProposedGroup['closeness'];

/** What was chosen and is held in one request. */
export type BestLock = Pick<SuccessOf<api.LockBestAvailableMutation['lockBestAvailable']>, 'lock' | 'closeness'>;

export type Outcome<Success> = { ok: true; value: Success } | { ok: false; refusal: Refusal };
