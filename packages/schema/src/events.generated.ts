// Made by `npm run codegen` from docs/asyncapi.yaml (b547064371ab707d).

/**
 * What a message of the topics has as its payload. New types of events may come: pass over those that you do not know.
 */
export type SeatwireEvent =
  | BookingCreated
  | BookingConfirmed
  | BookingCancelled
  | BookingExpired
  | BookingRefunded
  | BookingPartlyRefunded
  | BookingRefundFailed
  | BookingChanged
  | BookingCustomerChanged
  | BookingErased
  | SeatLocked
  | SeatUnlocked
  | SeatBooked
  | SeatBlocked
  | SeatUnblocked
  | PaymentInitiated
  | PaymentRequiresAction
  | PaymentProcessing
  | PaymentSucceeded
  | PaymentFailed
  | PaymentRefunded
  | PaymentDisputed
  | RefundRequested
  | RefundSucceeded
  | RefundFailed
  | ShowCreated
  | ShowPublished
  | ShowPaused
  | ShowResumed
  | ShowClosed
  | ShowCancelled
  | ShowCancellationProgressed
  | ShowUpdated
  | ShowSalesStarted
  | ShowSalesEnded
  | ShowBegun;
/**
 * Seats of a lock were booked; the payment is pending.
 */
export type BookingCreated = Booking & {
  event_type: 'booking.created';
};
export type EventId = string;
/**
 * RFC 3339, UTC.
 */
export type Time = string;
export type BookingId = string;
export type ShowId = string;
export type LockId = string;
/**
 * The seats' `seat_guid`s in the show's plan; none where only places of areas are concerned.
 */
export type SeatIds = string[];
/**
 * Places of areas, which have no numbers; each area once.
 *
 * @minItems 1
 */
export type BookedAreas = {
  /**
   * The area's `area_guid` in the show's plan.
   */
  area_id: string;
  /**
   * How many places.
   */
  quantity: number;
}[];
/**
 * The booking was paid; its tickets exist.
 */
export type BookingConfirmed = Booking & {
  event_type: 'booking.confirmed';
};
/**
 * The booking was cancelled; its seats are free again.
 */
export type BookingCancelled = Booking & {
  event_type: 'booking.cancelled';
};
/**
 * The booking was not paid in time; its seats are free again.
 */
export type BookingExpired = Booking & {
  event_type: 'booking.expired';
};
/**
 * The booking is over, and all that was paid for it has been given back.
 */
export type BookingRefunded = Booking & {
  event_type: 'booking.refunded';
};
/**
 * Money of the booking was given back, and it stands, or there is more to give back.
 */
export type BookingPartlyRefunded = Booking & {
  event_type: 'booking.partly_refunded';
  refunded: Money;
};
/**
 * A refund of the booking failed; its organiser has to see to it.
 */
export type BookingRefundFailed = Booking & {
  event_type: 'booking.refund_failed';
  returned: Money;
};
/**
 * Tickets of the booking were given back or exchanged, and it stands. What it has now is in `seat_ids`, `areas` and `total`; refunds are told of by events of their own.
 */
export type BookingChanged = Booking & {
  event_type: 'booking.changed';
  returned_seat_ids: SeatIds;
};
/**
 * The customer's name, address, phone number or language was corrected. The API has them as they are now.
 */
export type BookingCustomerChanged = Booking & {
  event_type: 'booking.customer_changed';
};
/**
 * The customer's name, addresses and phone number were erased. Erase the copies that you have of them.
 */
export type BookingErased = Booking & {
  event_type: 'booking.erased';
};
/**
 * Seats are held for a buyer until `expires_at`; told again when the lock is extended, or gets other seats.
 */
export type SeatLocked = Seat & {
  event_type: 'seat.locked';
  seat_ids?: SeatIds;
  lock_id: LockId;
  expires_at: Time;
  lock_ids?: never;
  booking_id?: never;
  booking_ids?: never;
  reason?: never;
};
/**
 * Places of areas, which have no numbers; each area once, with how it stands after the change.
 *
 * @minItems 1
 */
export type Areas = {
  /**
   * The area's `area_guid` in the show's plan.
   */
  area_id: string;
  /**
   * How many places were locked, freed, booked or set aside.
   */
  quantity: number;
  /**
   * Places that can be locked by everyone: neither held, sold nor of an allotment.
   */
  available: number;
  /**
   * Places held by locks, and by bookings that wait for payment.
   */
  held: number;
  /**
   * Places sold.
   */
  booked: number;
}[];
/**
 * Held or booked seats are available again.
 */
export type SeatUnlocked = Seat & {
  event_type: 'seat.unlocked';
  reason: 'RELEASED' | 'EXPIRED' | 'SHOW_CANCELLED' | 'BOOKING_CANCELLED' | 'BOOKING_EXPIRED' | 'BOOKING_CHANGED';
  expires_at?: never;
  unlocked_seat_ids?: never;
  unlocked_areas?: never;
};
/**
 * Seats are sold.
 */
export type SeatBooked = Seat & {
  event_type: 'seat.booked';
  seat_ids?: SeatIds;
  booking_id: BookingId;
  booking_ids?: never;
  lock_ids?: never;
  expires_at?: never;
};
/**
 * The organiser took seats off sale. Very many at once are several events, each with its version.
 */
export type SeatBlocked = Seat & {
  event_type: 'seat.blocked';
  seat_ids?: SeatIds;
  blocked_seat_ids?: never;
  unlocked_areas?: never;
  lock_id?: never;
  lock_ids?: never;
  booking_id?: never;
  booking_ids?: never;
  reason?: never;
  expires_at?: never;
};
/**
 * The organiser put seats back on sale. Very many at once are several events, each with its version.
 */
export type SeatUnblocked = Seat & {
  event_type: 'seat.unblocked';
  seat_ids?: SeatIds;
  blocked_seat_ids?: never;
  unlocked_areas?: never;
  lock_id?: never;
  lock_ids?: never;
  booking_id?: never;
  booking_ids?: never;
  expires_at?: never;
};
/**
 * The provider was asked for the money.
 */
export type PaymentInitiated = Payment & {
  event_type: 'payment.initiated';
  failure_code?: never;
  dispute_id?: never;
  reason?: never;
  dispute_status?: never;
};
export type PaymentId = string;
export type DisputeId = string;
/**
 * The buyer has to act, such as confirm it with the bank; nothing moves without.
 */
export type PaymentRequiresAction = Payment & {
  event_type: 'payment.requires_action';
  failure_code?: never;
  dispute_id?: never;
  reason?: never;
  dispute_status?: never;
};
/**
 * The money is under way, maybe for days; the booking waits for it without a deadline.
 */
export type PaymentProcessing = Payment & {
  event_type: 'payment.processing';
  failure_code?: never;
  dispute_id?: never;
  reason?: never;
  dispute_status?: never;
};
/**
 * The money was captured.
 */
export type PaymentSucceeded = Payment & {
  event_type: 'payment.succeeded';
  failure_code?: never;
  dispute_id?: never;
  reason?: never;
  dispute_status?: never;
};
/**
 * The provider refused.
 */
export type PaymentFailed = Payment & {
  event_type: 'payment.failed';
  failure_code: string;
  dispute_id?: never;
  reason?: never;
  dispute_status?: never;
};
/**
 * The money was given back.
 */
export type PaymentRefunded = Payment & {
  event_type: 'payment.refunded';
  failure_code?: never;
  dispute_id?: never;
  reason?: never;
  dispute_status?: never;
};
/**
 * The buyer has the bank contest the payment; told again with each change of the dispute's status.
 */
export type PaymentDisputed = Payment & {
  event_type: 'payment.disputed';
  failure_code?: never;
  dispute_id: DisputeId;
  reason: string;
  dispute_status: string;
};
/**
 * A refund was asked for; asked for again, when it had failed.
 */
export type RefundRequested = Refund & {
  event_type: 'refund.requested';
  failure_code?: never;
  was_reversed?: never;
};
export type RefundId = string;
/**
 * The money of a refund was sent back.
 */
export type RefundSucceeded = Refund & {
  event_type: 'refund.succeeded';
  failure_code?: never;
  was_reversed?: never;
};
/**
 * A refund failed, at once or after it had been made; its organiser has to see to it.
 */
export type RefundFailed = Refund & {
  event_type: 'refund.failed';
  failure_code: string;
  was_reversed: boolean;
};
/**
 * A show was made, as a draft.
 */
export type ShowCreated = Show & {
  event_type: 'show.created';
  status?: 'DRAFT';
  cancellation?: never;
};
export type TierId = string;
/**
 * A draft went on sale.
 */
export type ShowPublished = Show & {
  event_type: 'show.published';
  status?: 'ON_SALE';
  cancellation?: never;
};
/**
 * Its sales are paused.
 */
export type ShowPaused = Show & {
  event_type: 'show.paused';
  status?: 'PAUSED';
  cancellation?: never;
};
/**
 * Paused sales go on.
 */
export type ShowResumed = Show & {
  event_type: 'show.resumed';
  status?: 'ON_SALE';
  cancellation?: never;
};
/**
 * Its sales were ended for good.
 */
export type ShowClosed = Show & {
  event_type: 'show.closed';
  status?: 'CLOSED';
  cancellation?: never;
};
/**
 * The show was cancelled.
 */
export type ShowCancelled = Show & {
  event_type: 'show.cancelled';
  status?: 'CANCELLED';
  cancellation?: never;
};
/**
 * More of the bookings of a cancelled show are cancelled, or more of their money is back. At most one a second.
 */
export type ShowCancellationProgressed = Show & {
  event_type: 'show.cancellation_progressed';
  status?: 'CANCELLED';
  cancellation: {};
};
/**
 * Its title, times or prices were changed.
 */
export type ShowUpdated = Show & {
  event_type: 'show.updated';
  cancellation?: never;
};
/**
 * The time came at which its sales start.
 */
export type ShowSalesStarted = Show & {
  event_type: 'show.sales_started';
  status?: 'ON_SALE';
  cancellation?: never;
};
/**
 * The time came at which its sales end.
 */
export type ShowSalesEnded = Show & {
  event_type: 'show.sales_ended';
  status?: 'ON_SALE';
  cancellation?: never;
};
/**
 * The time came at which it begins.
 */
export type ShowBegun = Show & {
  event_type: 'show.begun';
  cancellation?: never;
};

export interface Booking {
  event_type: string;
  event_id: EventId;
  occurred_at: Time;
  booking_id: BookingId;
  show_id: ShowId;
  lock_id: LockId;
  seat_ids: SeatIds;
  areas?: BookedAreas;
  total: Money;
  /**
   * Of what had paid for the booking, what went back with this change; none of a payment that came too late, or twice.
   */
  refunded?: Money;
  /**
   * Of what had been given back, what came back with this change.
   */
  returned?: Money;
  /**
   * Seats that the booking has since this change.
   */
  added_seat_ids?: SeatIds;
  /**
   * Seats that the booking has no more since this change, or has as another ticket.
   */
  returned_seat_ids?: SeatIds;
  /**
   * Places that the booking has no more since this change.
   */
  returned_areas?: BookedAreas;
  /**
   * The booking's revision after this change; order by it.
   */
  revision: number;
}
export interface Money {
  /**
   * In minor units.
   */
  amount: number;
  /**
   * ISO 4217.
   */
  currency: string;
}
export interface Seat {
  event_type: string;
  event_id: EventId;
  occurred_at: Time;
  show_id: ShowId;
  /**
   * The seat map's version after this change; the versions of one show have no gaps.
   */
  version: number;
  /**
   * The seats' `seat_guid`s in the show's plan. None in a seat.unlocked whose seats all returned to their allotment.
   */
  seat_ids: string[];
  /**
   * seat.locked: seats that the same change took out of the lock; seat.booked: that the booking gave back in exchange. They are available.
   */
  unlocked_seat_ids?: SeatIds;
  /**
   * seat.locked, seat.unlocked, seat.booked: other seats that the same change took out of the lock, or that the booking had; they returned to their allotment and are blocked.
   */
  blocked_seat_ids?: SeatIds;
  areas?: Areas;
  /**
   * seat.locked: places that the same change took out of the lock; seat.booked: that the booking gave back in exchange.
   */
  unlocked_areas?: Areas;
  lock_id?: LockId;
  /**
   * seat.unlocked: the locks, in place of `lock_id`, when several that ended at the same moment, or whose bookings did, share the event.
   *
   * @minItems 2
   */
  lock_ids?: LockId[];
  booking_id?: BookingId;
  /**
   * seat.unlocked: the bookings, in place of `booking_id` and in the order of their `lock_ids`, when several that are over share the event.
   *
   * @minItems 2
   */
  booking_ids?: BookingId[];
  /**
   * Who or what caused it: a principal's id, or `system`.
   */
  actor: string;
  /**
   * seat.unlocked: why.
   */
  reason?: string;
  expires_at?: Time;
}
export interface Payment {
  event_type: string;
  event_id: EventId;
  occurred_at: Time;
  payment_id: PaymentId;
  booking_id: BookingId;
  amount: Money;
  provider: string;
  /**
   * The provider's reason, for example `card_declined`.
   */
  failure_code?: string;
  dispute_id?: DisputeId;
  /**
   * payment.disputed: why, in the provider's words, for example `fraudulent`.
   */
  reason?: string;
  /**
   * payment.disputed: `NEEDS_RESPONSE`, `UNDER_REVIEW`, `WON`, `LOST` or `CLOSED`; expect new values.
   */
  dispute_status?: string;
}
export interface Refund {
  event_type: string;
  event_id: EventId;
  occurred_at: Time;
  refund_id: RefundId;
  payment_id: PaymentId;
  booking_id: BookingId;
  show_id: ShowId;
  amount: Money;
  provider: string;
  /**
   * The provider's reason, or `given_up`.
   */
  failure_code?: string;
  /**
   * It had been made before; the money came back.
   */
  was_reversed?: boolean;
}
export interface Show {
  event_type: string;
  event_id: EventId;
  occurred_at: Time;
  show_id: ShowId;
  /**
   * The show's version after this change; order by it. It goes up by one or more, and events of one moment share it.
   */
  version: number;
  status: 'DRAFT' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
  starts_at: Time;
  /**
   * When sales start; missing when that is as soon as it is published.
   */
  sales_start_at?: Time;
  /**
   * When sales end; that is `starts_at` unless the organiser says otherwise.
   */
  sales_end_at: Time;
  /**
   * One for each price tier, in the organiser's order. Names are in the API.
   */
  prices: TierPrice[];
  /**
   * Who caused it: a principal's id, or `system`.
   */
  actor: string;
  cancellation?: Cancellation;
}
export interface TierPrice {
  tier_id: TierId;
  price: Money;
}
/**
 * How far the cancellation of the show's bookings is.
 */
export interface Cancellation {
  /**
   * What of their money goes back.
   */
  refund: 'FULL' | 'WITHOUT_FEES' | 'NONE';
  /**
   * That are to be cancelled with the show, and those that are.
   */
  bookings: number;
  cancelled: number;
  refunds_pending: number;
  refunds_succeeded: number;
  refunds_failed: number;
}
