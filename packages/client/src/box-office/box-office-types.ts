import type { TokenOption } from '../ask-token.ts';
import type { RetryOptions } from '../backoff.ts';
import type { OnWaiting } from '../patience.ts';
import type { FollowSink } from './follower.ts';
import type * as outcome from './outcome.ts';

export interface BoxOfficeOptions {
  /** The GraphQL endpoint, or those of several nodes: the next one's turn comes when one does not answer. */
  url: string | readonly string[];
  /** Who buys. Without it, a guest whose token is kept in this browser (`guestToken`). */
  token?: TokenOption;
  /** A BCP 47 tag, or who knows the present one: `label` of seats is German or English by it. Without it, English. */
  locale?: string | (() => string);
  /** Needed in runtimes without a global WebSocket. */
  webSocketImpl?: unknown;
  /** The wait before the first attempt to follow again (default 1,000) and the longest (default 15,000), in ms. */
  retry?: RetryOptions;
  /**
   * Told that a request was refused because the server has too much to do, and is sent again by itself in about so many seconds, and with
   * null when it is: tell the buyer to wait. Queries, and mutations of this box office, are tried four times within 30 seconds at most.
   */
  onWaiting?: OnWaiting;
}

/** Until it is ended, or what is followed has come to its end. */
export interface Following {
  end(): void;
  reconnect(): void;
}

/**
 * Holding, booking and paying. No method rejects: what came of it is its value. Sent again with the same input because no
 * answer came, a request has its effect once; an `idempotencyKey` of one's own goes before.
 */
export interface BoxOffice {
  /** Seats for a party, the best first, held by nobody; empty: there are not as many. */
  bestAvailable(
    showId: string,
    wish: outcome.BestAvailableWish,
  ): Promise<outcome.Outcome<readonly outcome.ProposedSeats[], never>>;
  /**
   * Which seats and places a promo code opens, before any is held: `lockSeats` takes them with the `code`. Nothing is used up. Refused with
   * `OPENS_NOTHING` where it is a right code that opens none.
   */
  openAllotment(
    input: outcome.OpenAllotmentInput,
  ): Promise<outcome.Outcome<outcome.OpenedAllotment, outcome.OpenAllotmentRefusal>>;
  lockSeats(input: outcome.LockSeatsInput): Promise<outcome.Outcome<outcome.SeatLock, outcome.LockSeatsRefusal>>;
  lockBestAvailable(
    input: outcome.LockBestAvailableInput,
  ): Promise<outcome.Outcome<outcome.SeatLock, outcome.LockBestAvailableRefusal>>;
  updateLock(input: outcome.UpdateLockInput): Promise<outcome.Outcome<outcome.SeatLock, outcome.UpdateLockRefusal>>;
  /** A promo code in place of the one that the lock has; null takes that off. */
  applyCode(input: outcome.ApplyCodeInput): Promise<outcome.Outcome<outcome.SeatLock, outcome.ApplyCodeRefusal>>;
  extendLock(input: outcome.ExtendLockInput): Promise<outcome.Outcome<outcome.SeatLock, outcome.ExtendLockRefusal>>;
  releaseLock(input: outcome.ReleaseLockInput): Promise<outcome.Outcome<outcome.SeatLock, outcome.ReleaseLockRefusal>>;
  createBooking(
    input: outcome.CreateBookingInput,
  ): Promise<outcome.Outcome<outcome.Booking, outcome.CreateBookingRefusal>>;
  payBooking(input: outcome.PayBookingInput): Promise<outcome.Outcome<outcome.Booking, outcome.PayBookingRefusal>>;
  /** For the payment provider's own form; nothing is charged before the buyer has paid there, and the booking tells of it. */
  startPayment(
    input: outcome.StartPaymentInput,
  ): Promise<outcome.Outcome<outcome.StartedPayment, outcome.StartPaymentRefusal>>;
  /** Of a booking that is not paid. */
  updateBookingCustomer(
    input: outcome.UpdateBookingCustomerInput,
  ): Promise<outcome.Outcome<outcome.Booking, outcome.UpdateBookingCustomerRefusal>>;
  /** What giving tickets back, or exchanging some, comes to; new seats are held as long as it is good. Nothing is changed. */
  quoteBookingChange(
    input: outcome.QuoteBookingChangeInput,
  ): Promise<outcome.Outcome<outcome.BookingQuote, outcome.QuoteBookingChangeRefusal>>;
  /** As `startPayment`, for the `charge` of a quote: when it is paid the change is made. */
  startChangePayment(
    input: outcome.StartChangePaymentInput,
  ): Promise<outcome.Outcome<outcome.StartedPayment, outcome.StartChangePaymentRefusal>>;
  /** Does what a quote says; its `charge` is paid by the `paymentToken`. As it was, with a PENDING payment, while the bank takes its time. */
  applyBookingChange(
    input: outcome.ApplyBookingChangeInput,
  ): Promise<outcome.Outcome<outcome.Booking, outcome.ApplyBookingChangeRefusal>>;
  /** What cancelling a booking now would come to; null: it can't be cancelled, or not by this caller (any more). */
  cancellationTerms(bookingId: string): Promise<outcome.Outcome<outcome.CancellationTerms | null, never>>;
  /** With the `minimumRefund` that was shown nothing is cancelled where less would go back: the refusal has what would. */
  cancelBooking(
    input: outcome.CancelBookingInput,
  ): Promise<outcome.Outcome<outcome.Booking, outcome.CancelBookingRefusal>>;
  /** What the buyer holds of a show already, as after a reload; null: nothing, or there is no buyer yet. */
  heldLock(showId: string): Promise<outcome.SeatLock | null>;
  /** The buyer's booking of a show that waits for its payment, in the same way. */
  openBooking(showId: string): Promise<outcome.Booking | null>;
  /** The caller's own lock: as it is now, and after each change. */
  followLock(id: string, sink: FollowSink<outcome.SeatLock>): Following;
  /** The caller's own booking, in the same way. */
  followBooking(id: string, sink: FollowSink<outcome.Booking>): Following;
  /** The server's time in ms since 1970, as far as its answers have told; the device's own before. */
  now(): number;
}
