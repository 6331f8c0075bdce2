/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** The quote to apply, and how what it costs more is paid. */
export type ApplyBookingChangeInput = {
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** How the `charge` was paid to the organiser, in place of a token. For the show's organiser only. */
  readonly method?: BoxOfficePaymentMethod | null | undefined;
  /** Token of the payment method, as of `payBooking`. Required if the quote has a `charge` and no `method` is given; else it is not used. At most 4,000 characters. */
  readonly paymentToken?: string | null | undefined;
  /** The quote, `quote_…`. At most 100 characters. */
  readonly quoteId: string;
};

/** The lock, and the promo code. */
export type ApplyCodeInput = {
  /** The code, in upper or lower case, in place of the one that the lock has. Null or empty: none. At most 50 characters. */
  readonly code?: string | null | undefined;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** A lock of the caller, `lock_…`. It must be ACTIVE. At most 100 characters. */
  readonly lockId: string;
};

/** Places of an area, sold as tickets of one type. */
export type AreaChoice = {
  /** The area, by `areaId` or `id`. 1 to 232 characters. */
  readonly areaId: string;
  /** How many places. From 0 to 5,000. */
  readonly quantity: number;
  /** One of the show's ticket types, `tickettype_…`, that its tier has a price for; the first by default. At most 100 characters. */
  readonly ticketTypeId?: string | null | undefined;
};

/** What seats to choose. */
export type BestAvailableInput = {
  /** How many of the seats are to be wheelchair places; none by default. From 0 to 50. */
  readonly accessible?: number | null | undefined;
  /** How many of the seats are to be companion seats, as far as there are some; none by default. From 0 to 50. */
  readonly companions?: number | null | undefined;
  /** The highest price of one seat, in whole minor units of the show's currency. From 0 to 1,000,000,000,000. */
  readonly maxPrice?: number | null | undefined;
  /** Number of seats, including wheelchair places and companion seats. One lock may have `Show.limits.seatsPerLock`. From 1 to 50. */
  readonly quantity: number;
  /** Price tiers to choose from, by `id`; all by default. At most 100 entries, each at most 100 characters. */
  readonly tierIds?: ReadonlyArray<string> | null | undefined;
  /** Names of the zones to choose from; all by default. At most 500 entries, each at most 200 characters. */
  readonly zones?: ReadonlyArray<string> | null | undefined;
};

/** Why a booking can not be changed. Expect new values. */
export type BookingChangeObstacle =
  /** These are all tickets of the booking: `cancelBooking` gives them back. */
  | 'ALL_TICKETS'
  /** It waits for payment, or has ended. */
  | 'NOT_CONFIRMED'
  /** The show does not offer that to buyers: see `Show.changeRules`. */
  | 'NOT_OFFERED'
  /** The show is cancelled. */
  | 'SHOW_CANCELLED'
  /** A ticket is void already. */
  | 'TICKET_VOID'
  /** Buyers could do so until some time ago, or the show has begun. */
  | 'TOO_LATE';

/** Status of a booking. Expect new values. */
export type BookingStatus =
  /** Cancelled. If it was paid, a refund is under way, unless money is kept, as it was cancelled with its show or by the rules of it: see `balance`. */
  | 'CANCELLED'
  /** Paid, or free of charge: the seats are booked and the tickets issued. */
  | 'CONFIRMED'
  /** Not paid by `payableUntil`; its seats were freed. */
  | 'EXPIRED'
  /** Confirmed, and a part of the payment, or all of it, was refunded: its tickets are valid as before. */
  | 'PARTLY_REFUNDED'
  /** Waiting for payment; its seats are held until `payableUntil`. */
  | 'PENDING_PAYMENT'
  /** Cancelled, and all of the payment was refunded. */
  | 'REFUNDED'
  /** Cancelled or expired, and a refund failed: the organiser has it tried again, or pays in another way. */
  | 'REFUND_FAILED';

/** How something is paid to the organiser. */
export type BoxOfficePaymentMethod =
  /** By a card terminal of the organiser: the payment has the provider `card_terminal`. */
  | 'CARD_TERMINAL'
  /** In cash: the payment has the provider `cash`. */
  | 'CASH';

/** The booking to cancel. */
export type CancelBookingInput = {
  /** The booking, `booking_…`. At most 100 characters. */
  readonly bookingId: string;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** What goes back by what you have shown (`Booking.cancellationTerms`), in whole minor units of the booking's currency: where less would go back, nothing is cancelled (BookingNotCancellableError). Of a booking that is cancelled already the same holds for what was to go back with that: a call that is repeated has the answer that it had. From 0 to 9,007,199,254,740,991. */
  readonly minimumRefund?: number | null | undefined;
  /** Reason, kept with the booking and told to the customer unless it contains a link. At most 500 characters. */
  readonly reason?: string | null | undefined;
};

/** Why a booking can not be cancelled. Expect new values. */
export type CancellationObstacle =
  /** It has ended already: see `bookingStatus`. */
  | 'ENDED'
  /** Less would go back than `minimumRefund`, or did as it was cancelled before: show the `refund` that it is, and ask again while it is CONFIRMED. */
  | 'LESS_GOES_BACK'
  /** The show does not let buyers cancel: see `Show.changeRules`. */
  | 'NOT_OFFERED'
  /** The show has begun. */
  | 'SHOW_BEGUN'
  /** The show is being cancelled, and its bookings with it. */
  | 'SHOW_CANCELLED'
  /** Buyers could do so until some time ago. */
  | 'TOO_LATE';

/** Why a code can not be applied. Expect new values. */
export type CodeRefusal =
  /** It is for none of the tickets. */
  | 'NOTHING_APPLIES'
  /** It is no code of this show that can be used now. Whether there is such a code, or it has ended or is not valid yet, is not told. */
  | 'NOT_VALID'
  /** It opens no allotment. */
  | 'OPENS_NOTHING'
  /** The lock has seats of an allotment that its present code opens and this one, or none, does not. */
  | 'SEATS_NEED_CODE'
  /** It is left for fewer tickets than it would apply to; it then applies to none. */
  | 'TOO_MANY_TICKETS'
  /** It has been used as often as it can be. */
  | 'USED_UP';

/** The lock to book, and the customer. */
export type CreateBookingInput = {
  /** The customer. */
  readonly customer: CustomerInput;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** A lock of the caller, `lock_…`. It must be ACTIVE. At most 100 characters. */
  readonly lockId: string;
};

/** The customer. */
export type CustomerInput = {
  /** E-mail address that tickets and messages are sent to. On purpose refused: domains without a dot, IP addresses in brackets (`a@[192.0.2.1]`), and angle brackets in a quoted part (`"<a>"@example.org`). At most 254 characters. */
  readonly email: string;
  /** Language of messages, as a BCP 47 tag such as `de-AT`: English or German texts (English for other languages), dates and money in the format of the locale. Default: the preference of the request’s `Accept-Language` header. At most 35 characters. */
  readonly locale?: string | null | undefined;
  /** Name to print on the tickets. At most 200 characters. */
  readonly name: string;
  /** Phone number for text messages about the booking. At most 30 characters. */
  readonly phone?: string | null | undefined;
};

/** Codes of the expected errors. Expect new values. */
export type ErrorCode =
  /** The booking can not be cancelled in its current status. */
  | 'BOOKING_NOT_CANCELLABLE'
  /** The booking can not be changed like that, or not by this caller. */
  | 'BOOKING_NOT_CHANGEABLE'
  /** The booking can not be paid in its current status. */
  | 'BOOKING_NOT_PAYABLE'
  /** The promo code can not be applied. */
  | 'CODE_NOT_APPLICABLE'
  /** The idempotency key was used before, with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The operation is not possible in the current status. */
  | 'ILLEGAL_STATE'
  /** The input is invalid; each issue names its place. */
  | 'INVALID_INPUT'
  /** A limit was reached, such as the number of seats in one lock. */
  | 'LIMIT_EXCEEDED'
  /** The lock is no longer ACTIVE. */
  | 'LOCK_NOT_ACTIVE'
  /** The show has a waiting room, and the caller is not admitted. */
  | 'NOT_ADMITTED'
  /** Fewer seats are available than were asked for. */
  | 'NOT_ENOUGH_SEATS'
  /** An object that the input names does not exist, or the caller may not see it. */
  | 'NOT_FOUND'
  /** The choice would leave too short a run of free seats. */
  | 'ORPHAN_SEATS'
  /** The payment provider declined the payment. */
  | 'PAYMENT_DECLINED'
  /** An earlier payment of this booking is still undecided. */
  | 'PAYMENT_IN_PROGRESS'
  /** This costs a proof of work: solve the challenge. */
  | 'PROOF_REQUIRED'
  /** The quote has expired, or the booking is not as it was. */
  | 'QUOTE_NOT_USABLE'
  /** More than is left of what was paid for the booking. */
  | 'REFUND_NOT_POSSIBLE'
  /** Some of the seats are unavailable. */
  | 'SEATS_UNAVAILABLE'
  /** A service that the operation needs is unavailable; retry later. */
  | 'SERVICE_UNAVAILABLE'
  /** The show is not on sale at this time. */
  | 'SHOW_NOT_ON_SALE';

/** The lock to extend. */
export type ExtendLockInput = {
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** A lock of the caller, `lock_…`. It must be ACTIVE. At most 100 characters. */
  readonly lockId: string;
};

/** What a fee is charged on. */
export type FeeBasis =
  /** The whole booking: the amount, or the percentage of all tickets together. */
  | 'PER_BOOKING'
  /** Each ticket: the amount, or the percentage of its price. */
  | 'PER_TICKET';

/** What seats to choose and lock. */
export type LockBestAvailableInput = {
  /** How many of the seats are to be wheelchair places; none by default. From 0 to 50. */
  readonly accessible?: number | null | undefined;
  /** A promo code, in upper or lower case. Where it can not be applied nothing is locked. `maxPrice` is the price before its discount; seats of the allotment that it opens are not chosen. Null or empty: none. At most 50 characters. */
  readonly code?: string | null | undefined;
  /** How many of the seats are to be companion seats, as far as there are some; none by default. From 0 to 50. */
  readonly companions?: number | null | undefined;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The highest price of one seat, in whole minor units of the show's currency. From 0 to 1,000,000,000,000. */
  readonly maxPrice?: number | null | undefined;
  /** Number of seats, including wheelchair places and companion seats. One lock may have `Show.limits.seatsPerLock`. From 1 to 50. */
  readonly quantity: number;
  /** The show, `show_…`. At most 100 characters. */
  readonly showId: string;
  /** Price tiers to choose from, by `id`; all by default. At most 100 entries, each at most 100 characters. */
  readonly tierIds?: ReadonlyArray<string> | null | undefined;
  /** Names of the zones to choose from; all by default. At most 500 entries, each at most 200 characters. */
  readonly zones?: ReadonlyArray<string> | null | undefined;
};

/** The seats and places to lock. */
export type LockSeatsInput = {
  /** Places of areas, beside the seats or alone. All seats and places are locked, or none. At most 200 entries. */
  readonly areas?: ReadonlyArray<AreaChoice> | null | undefined;
  /** A promo code, in upper or lower case. Where it can not be applied nothing is locked. Null or empty: none. At most 50 characters. */
  readonly code?: string | null | undefined;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The seats, by `seatId` or `id`, each as a ticket of the first type. All of them are locked, or none. `seats`, or `areas`, may be given instead. At most 5,000 entries, each 1 to 232 characters. */
  readonly seatIds?: ReadonlyArray<string> | null | undefined;
  /** The seats with their ticket types. All of them are locked, or none. At most 5,000 entries. */
  readonly seats?: ReadonlyArray<SeatChoice> | null | undefined;
  /** The show, `show_…`. At most 100 characters. */
  readonly showId: string;
};

/** The show, and the promo code. */
export type OpenAllotmentInput = {
  /** The code, in upper or lower case. 1 to 50 characters. */
  readonly code: string;
  /** The show, `show_…`. At most 100 characters. */
  readonly showId: string;
};

/** What happens when a buyer chooses seats so that too short a run of free seats is left beside them. */
export type OrphanRule =
  /** The choice is refused, unless no other seats side by side in the same tiers and zones are free for as many people. */
  | 'LENIENT'
  /** The choice is accepted. `lockBestAvailable` still prefers seats that leave no such run. */
  | 'OFF'
  /** The choice is refused. */
  | 'STRICT';

/** The booking to pay, and the payment token. */
export type PayBookingInput = {
  /** The booking, `booking_…`. At most 100 characters. */
  readonly bookingId: string;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** Token of the payment method, from the payment provider’s form. The sandbox provider accepts tok_ok, tok_declined, tok_insufficient_funds, tok_timeout, tok_late, tok_twice, tok_requires_action, tok_processing, tok_processing_fails, tok_refund_fails, tok_refund_reversed, tok_disputed, tok_dispute_won and tok_dispute_lost. At most 4,000 characters. */
  readonly paymentToken: string;
};

/** Status of a payment. */
export type PaymentStatus =
  /** Nothing was charged: see `failureCode`. */
  | 'FAILED'
  /** The payment provider has not decided yet. */
  | 'PENDING'
  /** All of the amount was refunded. */
  | 'REFUNDED'
  /** The amount was charged. */
  | 'SUCCEEDED';

/** What a price line is for. More kinds will be added: show a line of an unknown kind by its description and total. */
export type PriceLineKind =
  /** Tickets of one type for an area. */
  | 'AREA'
  /** What a promo code takes off the tickets of one tax rate, or what was given away at the box office; its amounts are negative. */
  | 'DISCOUNT'
  /** A fee, on tickets or on the booking. */
  | 'FEE'
  /** A ticket for one seat. */
  | 'SEAT';

/** The booking, and what is to become of its tickets. */
export type QuoteBookingChangeInput = {
  /** The booking, `booking_…`. It must be CONFIRMED. At most 100 characters. */
  readonly bookingId: string;
  /** Tickets of the booking that are given back, `ticket_…`: not all of them. At most 5,000 entries, each at most 100 characters. */
  readonly cancelTicketIds?: ReadonlyArray<string> | null | undefined;
  /** Tickets of the booking that are exchanged. At most 200 entries. */
  readonly exchange?: ReadonlyArray<TicketExchangeInput> | null | undefined;
};

/** Why a quote can not be applied. Expect new values. */
export type QuoteFlaw =
  /** Its time is over. */
  | 'EXPIRED'
  /** The booking was changed since, or has ended. */
  | 'OUTDATED'
  /** Either was so when its money had come: what was charged goes back. */
  | 'PAID_TOO_LATE';

/** The lock to release. */
export type ReleaseLockInput = {
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The lock, `lock_…`. At most 100 characters. */
  readonly lockId: string;
};

/** A seat, and the ticket type that it is to be sold as. */
export type SeatChoice = {
  /** The seat, by `seatId` or `id`. 1 to 232 characters. */
  readonly seatId: string;
  /** One of the show's ticket types, `tickettype_…`, that its tier has a price for; the first by default. At most 100 characters. */
  readonly ticketTypeId?: string | null | undefined;
};

/** How close together the seats of one party are. */
export type SeatCloseness =
  /** In parts of at least two, right before and behind one another. */
  | 'ADJACENT_ROWS'
  /** At least one sits alone. */
  | 'SCATTERED'
  /** In parts of at least two, elsewhere or across an aisle. */
  | 'SPLIT'
  /** All side by side, without an aisle between them. */
  | 'TOGETHER';

/** Reason why a seat is unavailable. */
export type SeatConflictReason =
  /** Taken off sale by the organiser. */
  | 'BLOCKED'
  /** Sold. */
  | 'BOOKED'
  /** Locked by another buyer. */
  | 'LOCKED_BY_OTHER'
  /** Already in another lock of the caller. */
  | 'LOCKED_BY_YOU'
  /** The show has no seat with this id. */
  | 'UNKNOWN_SEAT';

/** Status of a seat lock. */
export type SeatLockStatus =
  /** The seats are held until `expiresAt`. */
  | 'ACTIVE'
  /** A booking was created from it; the seats belong to the booking. */
  | 'CONFIRMED'
  /** The deadline passed; the seats were freed. */
  | 'EXPIRED'
  /** The seats were given back before the deadline, by the buyer or because the show was cancelled. */
  | 'RELEASED';

/** State of a seat. */
export type SeatState =
  /** Can be locked. */
  | 'AVAILABLE'
  /** Taken off sale by the organiser. */
  | 'BLOCKED'
  /** Sold. */
  | 'BOOKED'
  /** Held by a lock, or by a booking that waits for payment. */
  | 'LOCKED';

/** Status of a show. */
export type ShowStatus =
  /** Cancelled. */
  | 'CANCELLED'
  /** Sales have ended. */
  | 'CLOSED'
  /** In preparation; visible to its organiser only. */
  | 'DRAFT'
  /** Published. Seats can be locked between the start and the end of sales. */
  | 'ON_SALE'
  /** Sales are paused. Existing locks and bookings continue. */
  | 'PAUSED';

/** The quote to pay. */
export type StartChangePaymentInput = {
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** The quote, `quote_…`. Its `charge` is to be paid. At most 100 characters. */
  readonly quoteId: string;
};

/** The booking to pay. */
export type StartPaymentInput = {
  /** The booking, `booking_…`. At most 100 characters. */
  readonly bookingId: string;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
};

/** A ticket that is exchanged for one of another seat, or of the same seat and another type. */
export type TicketExchangeInput = {
  /** The ticket, `ticket_…`. At most 100 characters. */
  readonly ticketId: string;
  /** What the seat is sold as, `tickettype_…`; the first type of the show by default. At most 100 characters. */
  readonly ticketTypeId?: string | null | undefined;
  /** The seat that it is exchanged for, by either of its ids. At most 232 characters. */
  readonly toSeatId: string;
};

/** The booking, and what is to be corrected of its customer. What is not given stays as it is. */
export type UpdateBookingCustomerInput = {
  /** The booking, `booking_…`. At most 100 characters. */
  readonly bookingId: string;
  /** E-mail address that tickets and messages are sent to. Refused is what `CustomerInput.email` says. At most 254 characters. */
  readonly email?: string | null | undefined;
  /** Language of messages, as a BCP 47 tag such as `de-AT`. At most 35 characters. */
  readonly locale?: string | null | undefined;
  /** Name to print on the tickets. At most 200 characters. */
  readonly name?: string | null | undefined;
  /** Phone number for text messages about the booking; null takes it out. At most 30 characters. */
  readonly phone?: string | null | undefined;
};

/** The lock, and what to change: seats to add, seats to remove, places of areas, ticket types. */
export type UpdateLockInput = {
  /** Seats to add, each as a ticket of the first type. At most 5,000 entries, each 1 to 232 characters. */
  readonly addSeatIds?: ReadonlyArray<string> | null | undefined;
  /** Seats to add with their ticket types, in place of `addSeatIds`. At most 5,000 entries. */
  readonly addSeats?: ReadonlyArray<SeatChoice> | null | undefined;
  /** Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key. 1 to 200 characters. */
  readonly idempotencyKey?: string | null | undefined;
  /** A lock of the caller, `lock_…`. It must be ACTIVE. At most 100 characters. */
  readonly lockId: string;
  /** Seats to remove. At least one seat, or place of an area, must remain. At most 5,000 entries, each 1 to 232 characters. */
  readonly removeSeatIds?: ReadonlyArray<string> | null | undefined;
  /** How many places of areas the lock is to have, by area and ticket type; 0 gives them back. What is not listed stays as it is. At most 200 entries. */
  readonly setAreas?: ReadonlyArray<AreaChoice> | null | undefined;
  /** Seats that the lock has and keeps, with their new ticket types. Other seats keep theirs. At most 5,000 entries. */
  readonly setTicketTypes?: ReadonlyArray<SeatChoice> | null | undefined;
};

export type MoneyFragment = { readonly amount: number, readonly currency: string, readonly exponent: number };

type Refused_BookingNotCancellableError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_BookingNotChangeableError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_BookingNotPayableError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_CodeNotApplicableError_Fragment = { readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string };

type Refused_IdempotencyConflictError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_IllegalStateError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_InvalidInputError_Fragment = { readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> };

type Refused_LimitExceededError_Fragment = { readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string };

type Refused_LockNotActiveError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_NotAdmittedError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_NotEnoughSeatsError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_NotFoundError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_NotificationNotResendableError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_OrphanSeatsError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_PaymentDeclinedError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_PaymentInProgressError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_ProofRequiredError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_QuoteNotUsableError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_RefundNotPossibleError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_SeatsUnavailableError_Fragment = { readonly code: ErrorCode, readonly message: string };

type Refused_ServiceUnavailableError_Fragment = { readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string };

type Refused_ShowNotOnSaleError_Fragment = { readonly code: ErrorCode, readonly message: string };

export type RefusedFragment =
  | Refused_BookingNotCancellableError_Fragment
  | Refused_BookingNotChangeableError_Fragment
  | Refused_BookingNotPayableError_Fragment
  | Refused_CodeNotApplicableError_Fragment
  | Refused_IdempotencyConflictError_Fragment
  | Refused_IllegalStateError_Fragment
  | Refused_InvalidInputError_Fragment
  | Refused_LimitExceededError_Fragment
  | Refused_LockNotActiveError_Fragment
  | Refused_NotAdmittedError_Fragment
  | Refused_NotEnoughSeatsError_Fragment
  | Refused_NotFoundError_Fragment
  | Refused_NotificationNotResendableError_Fragment
  | Refused_OrphanSeatsError_Fragment
  | Refused_PaymentDeclinedError_Fragment
  | Refused_PaymentInProgressError_Fragment
  | Refused_ProofRequiredError_Fragment
  | Refused_QuoteNotUsableError_Fragment
  | Refused_RefundNotPossibleError_Fragment
  | Refused_SeatsUnavailableError_Fragment
  | Refused_ServiceUnavailableError_Fragment
  | Refused_ShowNotOnSaleError_Fragment
;

export type LineFragment = { readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null };

export type PlacesFragment = { readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null };

export type LockFragment = { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> };

export type BookingFragment = { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> };

export type StartGuestSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type StartGuestSessionMutation = { readonly startGuestSession: { readonly token: string } };

export type StartProvedSessionMutationVariables = Exact<{
  proof: string;
}>;


export type StartProvedSessionMutation = { readonly startGuestSession: { readonly token: string } };

export type RenewGuestSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type RenewGuestSessionMutation = { readonly renewGuestSession: { readonly token: string } };

export type ActiveLocksQueryVariables = Exact<{
  locale?: string | null | undefined;
}>;


export type ActiveLocksQuery = { readonly viewer: { readonly activeLocks: ReadonlyArray<{ readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> }> } };

export type OpenBookingsQueryVariables = Exact<{
  locale?: string | null | undefined;
}>;


export type OpenBookingsQuery = { readonly viewer: { readonly bookings: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> }> } } };

export type BestAvailableQueryVariables = Exact<{
  showId: string;
  input: BestAvailableInput;
}>;


export type BestAvailableQuery = { readonly show: { readonly bestAvailable: ReadonlyArray<{ readonly seatIds: ReadonlyArray<string>, readonly closeness: SeatCloseness, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number } }> } | null };

export type OpenAllotmentMutationVariables = Exact<{
  input: OpenAllotmentInput;
}>;


export type OpenAllotmentMutation = { readonly openAllotment:
    | { readonly __typename: 'CodeNotApplicableError', readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'OpenAllotmentSuccess', readonly allotment: { readonly name: string, readonly color: string, readonly seatIds: ReadonlyArray<string>, readonly areas: ReadonlyArray<{ readonly areaId: string, readonly available: number }> } }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type LockSeatsMutationVariables = Exact<{
  input: LockSeatsInput;
  locale?: string | null | undefined;
}>;


export type LockSeatsMutation = { readonly lockSeats:
    | { readonly __typename: 'CodeNotApplicableError', readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'LockSeatsSuccess', readonly lock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'NotAdmittedError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'OrphanSeatsError', readonly code: ErrorCode, readonly message: string, readonly orphans: ReadonlyArray<{ readonly seatId: string }>, readonly alternatives: ReadonlyArray<{ readonly seatIds: ReadonlyArray<string>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number } }> }
    | { readonly __typename: 'SeatsUnavailableError', readonly code: ErrorCode, readonly message: string, readonly conflicts: ReadonlyArray<{ readonly seatId: string, readonly reason: SeatConflictReason }>, readonly areas: ReadonlyArray<{ readonly areaId: string, readonly available: number }>, readonly alternatives: ReadonlyArray<{ readonly seatIds: ReadonlyArray<string>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number } }> }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ShowNotOnSaleError', readonly showStatus: ShowStatus, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly code: ErrorCode, readonly message: string }
   };

export type LockBestAvailableMutationVariables = Exact<{
  input: LockBestAvailableInput;
  locale?: string | null | undefined;
}>;


export type LockBestAvailableMutation = { readonly lockBestAvailable:
    | { readonly __typename: 'CodeNotApplicableError', readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'LockBestAvailableSuccess', readonly lock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'NotAdmittedError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotEnoughSeatsError', readonly available: number, readonly availableAccessible: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ShowNotOnSaleError', readonly showStatus: ShowStatus, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly code: ErrorCode, readonly message: string }
   };

export type UpdateLockMutationVariables = Exact<{
  input: UpdateLockInput;
  locale?: string | null | undefined;
}>;


export type UpdateLockMutation = { readonly updateLock:
    | { readonly __typename: 'CodeNotApplicableError', readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'LockNotActiveError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'OrphanSeatsError', readonly code: ErrorCode, readonly message: string, readonly orphans: ReadonlyArray<{ readonly seatId: string }>, readonly alternatives: ReadonlyArray<{ readonly seatIds: ReadonlyArray<string>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number } }> }
    | { readonly __typename: 'SeatsUnavailableError', readonly code: ErrorCode, readonly message: string, readonly conflicts: ReadonlyArray<{ readonly seatId: string, readonly reason: SeatConflictReason }>, readonly areas: ReadonlyArray<{ readonly areaId: string, readonly available: number }>, readonly alternatives: ReadonlyArray<{ readonly seatIds: ReadonlyArray<string>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number } }> }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ShowNotOnSaleError', readonly showStatus: ShowStatus, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'UpdateLockSuccess', readonly lock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
   };

export type ApplyCodeMutationVariables = Exact<{
  input: ApplyCodeInput;
  locale?: string | null | undefined;
}>;


export type ApplyCodeMutation = { readonly applyCode:
    | { readonly __typename: 'ApplyCodeSuccess', readonly lock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'CodeNotApplicableError', readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'LockNotActiveError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type ExtendLockMutationVariables = Exact<{
  input: ExtendLockInput;
  locale?: string | null | undefined;
}>;


export type ExtendLockMutation = { readonly extendLock:
    | { readonly __typename: 'ExtendLockSuccess', readonly lock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'LockNotActiveError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type ReleaseLockMutationVariables = Exact<{
  input: ReleaseLockInput;
  locale?: string | null | undefined;
}>;


export type ReleaseLockMutation = { readonly releaseLock:
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LockNotActiveError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ReleaseLockSuccess', readonly lock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type CreateBookingMutationVariables = Exact<{
  input: CreateBookingInput;
  locale?: string | null | undefined;
}>;


export type CreateBookingMutation = { readonly createBooking:
    | { readonly __typename: 'CodeNotApplicableError', readonly reason: CodeRefusal, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'CreateBookingSuccess', readonly booking: { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'LockNotActiveError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ShowNotOnSaleError', readonly showStatus: ShowStatus, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly code: ErrorCode, readonly message: string }
   };

export type PayBookingMutationVariables = Exact<{
  input: PayBookingInput;
  locale?: string | null | undefined;
}>;


export type PayBookingMutation = { readonly payBooking:
    | { readonly __typename: 'BookingNotPayableError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PayBookingSuccess', readonly booking: { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'PaymentDeclinedError', readonly failureCode: string, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentInProgressError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type SessionFragment = { readonly provider: string, readonly publishableKey: string | null, readonly clientSecret: string };

export type StartPaymentMutationVariables = Exact<{
  input: StartPaymentInput;
}>;


export type StartPaymentMutation = { readonly startPayment:
    | { readonly __typename: 'BookingNotPayableError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentDeclinedError', readonly failureCode: string, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentInProgressError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'StartPaymentSuccess', readonly payment: { readonly id: string, readonly paymentStatus: PaymentStatus }, readonly session: { readonly provider: string, readonly publishableKey: string | null, readonly clientSecret: string } }
   };

export type UpdateBookingCustomerMutationVariables = Exact<{
  input: UpdateBookingCustomerInput;
  locale?: string | null | undefined;
}>;


export type UpdateBookingCustomerMutation = { readonly updateBookingCustomer:
    | { readonly __typename: 'IllegalStateError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'UpdateBookingCustomerSuccess', readonly booking: { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
   };

export type QuoteBookingChangeMutationVariables = Exact<{
  input: QuoteBookingChangeInput;
}>;


export type QuoteBookingChangeMutation = { readonly quoteBookingChange:
    | { readonly __typename: 'BookingNotChangeableError', readonly obstacle: BookingChangeObstacle, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotAdmittedError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'OrphanSeatsError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'QuoteBookingChangeSuccess', readonly quote: { readonly id: string, readonly expiresAt: string, readonly refund: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly charge: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'RefundNotPossibleError', readonly code: ErrorCode, readonly message: string, readonly refundable: { readonly amount: number, readonly currency: string, readonly exponent: number } }
    | { readonly __typename: 'SeatsUnavailableError', readonly code: ErrorCode, readonly message: string, readonly conflicts: ReadonlyArray<{ readonly seatId: string, readonly reason: SeatConflictReason }> }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ShowNotOnSaleError', readonly code: ErrorCode, readonly message: string }
   };

export type StartChangePaymentMutationVariables = Exact<{
  input: StartChangePaymentInput;
}>;


export type StartChangePaymentMutation = { readonly startChangePayment:
    | { readonly __typename: 'BookingNotChangeableError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'BookingNotPayableError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentDeclinedError', readonly failureCode: string, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentInProgressError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'QuoteNotUsableError', readonly flaw: QuoteFlaw, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'StartChangePaymentSuccess', readonly payment: { readonly id: string, readonly paymentStatus: PaymentStatus }, readonly session: { readonly provider: string, readonly publishableKey: string | null, readonly clientSecret: string } }
   };

export type ApplyBookingChangeMutationVariables = Exact<{
  input: ApplyBookingChangeInput;
  locale?: string | null | undefined;
}>;


export type ApplyBookingChangeMutation = { readonly applyBookingChange:
    | { readonly __typename: 'ApplyBookingChangeSuccess', readonly booking: { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'BookingNotChangeableError', readonly obstacle: BookingChangeObstacle, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'BookingNotPayableError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'LimitExceededError', readonly limit: number, readonly waitSeconds: number | null, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentDeclinedError', readonly failureCode: string, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'PaymentInProgressError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'QuoteNotUsableError', readonly flaw: QuoteFlaw, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'RefundNotPossibleError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type CancellationTermsQueryVariables = Exact<{
  id: string;
}>;


export type CancellationTermsQuery = { readonly booking: { readonly cancellationTerms: { readonly until: string | null, readonly refund: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly kept: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } | null } | null };

export type CancelBookingMutationVariables = Exact<{
  input: CancelBookingInput;
  locale?: string | null | undefined;
}>;


export type CancelBookingMutation = { readonly cancelBooking:
    | { readonly __typename: 'BookingNotCancellableError', readonly cancellationObstacle: CancellationObstacle | null, readonly bookingStatus: BookingStatus, readonly code: ErrorCode, readonly message: string, readonly refund: { readonly amount: number, readonly currency: string, readonly exponent: number } | null }
    | { readonly __typename: 'CancelBookingSuccess', readonly booking: { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } }
    | { readonly __typename: 'IdempotencyConflictError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'InvalidInputError', readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'NotFoundError', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ServiceUnavailableError', readonly retryAfterSeconds: number, readonly code: ErrorCode, readonly message: string }
   };

export type LockChangesSubscriptionVariables = Exact<{
  id: string;
  locale?: string | null | undefined;
}>;


export type LockChangesSubscription = { readonly seatLock: { readonly id: string, readonly lockStatus: SeatLockStatus, readonly expiresAt: string, readonly remainingSeconds: number, readonly extensionsLeft: number, readonly appliedCode: string | null, readonly show: { readonly id: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly booking: { readonly id: string } | null, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } };

export type BookingChangesSubscriptionVariables = Exact<{
  id: string;
  locale?: string | null | undefined;
}>;


export type BookingChangesSubscription = { readonly booking: { readonly id: string, readonly reference: string, readonly bookingStatus: BookingStatus, readonly payableUntil: string | null, readonly createdAt: string, readonly calendarUrl: string, readonly show: { readonly id: string, readonly title: string, readonly startsAt: string }, readonly customer: { readonly name: string, readonly email: string }, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly label: string, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }>, readonly areas: ReadonlyArray<{ readonly quantity: number, readonly area: { readonly areaId: string, readonly name: string }, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly payments: ReadonlyArray<{ readonly id: string, readonly paymentStatus: PaymentStatus, readonly failureCode: string | null }>, readonly tickets: ReadonlyArray<{ readonly id: string, readonly seatId: string, readonly code: string, readonly qrCodeUrl: string, readonly voidedAt: string | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }>, readonly lines: ReadonlyArray<{ readonly kind: PriceLineKind, readonly description: string, readonly quantity: number, readonly taxRate: number, readonly unitPrice: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly total: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly tax: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly seat: { readonly seatId: string } | null, readonly area: { readonly areaId: string, readonly name: string } | null, readonly ticketType: { readonly id: string, readonly name: string } | null }> } };

export type SeatMapSubscriptionVariables = Exact<{
  showId: string;
  after?: string | null | undefined;
  zones?: ReadonlyArray<string> | null | undefined;
}>;


export type SeatMapSubscription = { readonly seatMap:
    | { readonly __typename: 'SeatMapDelta', readonly cursor: string, readonly previousVersion: number, readonly version: number, readonly changes: ReadonlyArray<{ readonly seatId: string, readonly state: SeatState }>, readonly areas: ReadonlyArray<{ readonly areaId: string, readonly available: number }> }
    | { readonly __typename: 'SeatMapSnapshot', readonly cursor: string, readonly version: number, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly state: SeatState }>, readonly areas: ReadonlyArray<{ readonly areaId: string, readonly available: number }> }
   };

export type SeatsSubscriptionVariables = Exact<{
  showId: string;
  after?: string | null | undefined;
  zones?: ReadonlyArray<string> | null | undefined;
}>;


export type SeatsSubscription = { readonly seatMap:
    | { readonly __typename: 'SeatMapDelta', readonly cursor: string, readonly previousVersion: number, readonly version: number, readonly changes: ReadonlyArray<{ readonly seatId: string, readonly state: SeatState }> }
    | { readonly __typename: 'SeatMapSnapshot', readonly cursor: string, readonly version: number, readonly seats: ReadonlyArray<{ readonly seatId: string, readonly state: SeatState }> }
   };

export type ShowSubscriptionVariables = Exact<{
  showId: string;
}>;


export type ShowSubscription = { readonly show: { readonly id: string, readonly title: string, readonly startsAt: string, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly status: ShowStatus, readonly priceTiers: ReadonlyArray<{ readonly id: string, readonly name: string, readonly category: string, readonly taxRate: number, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly prices: ReadonlyArray<{ readonly ticketType: { readonly id: string, readonly name: string }, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }> }>, readonly ticketTypes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly note: string | null }>, readonly fees: ReadonlyArray<{ readonly name: string, readonly basis: FeeBasis, readonly percent: number | null, readonly amount: { readonly amount: number, readonly currency: string, readonly exponent: number } | null }>, readonly seatRules: { readonly orphanRule: OrphanRule, readonly minimumRun: number, readonly endsAt: string | null }, readonly limits: { readonly seatsPerLock: number, readonly seatsPerBuyer: number }, readonly changeRules: { readonly returnsUntil: string | null, readonly exchangesUntil: string | null, readonly keepsFees: boolean, readonly returnFee: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly exchangeFee: { readonly amount: number, readonly currency: string, readonly exponent: number } } } };

export type HallQueryVariables = Exact<{
  showId: string;
}>;


export type HallQuery = { readonly show: { readonly id: string, readonly title: string, readonly startsAt: string, readonly salesStartAt: string | null, readonly salesEndAt: string | null, readonly status: ShowStatus, readonly priceTiers: ReadonlyArray<{ readonly id: string, readonly name: string, readonly category: string, readonly taxRate: number, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly prices: ReadonlyArray<{ readonly ticketType: { readonly id: string, readonly name: string }, readonly price: { readonly amount: number, readonly currency: string, readonly exponent: number } }> }>, readonly ticketTypes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly note: string | null }>, readonly fees: ReadonlyArray<{ readonly name: string, readonly basis: FeeBasis, readonly percent: number | null, readonly amount: { readonly amount: number, readonly currency: string, readonly exponent: number } | null }>, readonly seatRules: { readonly orphanRule: OrphanRule, readonly minimumRun: number, readonly endsAt: string | null }, readonly limits: { readonly seatsPerLock: number, readonly seatsPerBuyer: number }, readonly changeRules: { readonly returnsUntil: string | null, readonly exchangesUntil: string | null, readonly keepsFees: boolean, readonly returnFee: { readonly amount: number, readonly currency: string, readonly exponent: number }, readonly exchangeFee: { readonly amount: number, readonly currency: string, readonly exponent: number } }, readonly plan: { readonly name: string, readonly url: string, readonly areas: ReadonlyArray<{ readonly areaId: string, readonly name: string, readonly zone: string, readonly category: string, readonly capacity: number }> } } | null };
