import { ApiError } from '../api-error.ts';
import { type Connection, connectionOf } from '../connection.ts';
import type { BoxOffice, Following } from './box-office-types.ts';
import type { FollowSink } from './follower.ts';
import type * as outcome from './outcome.ts';
import { AT_REST, PurchaseStore } from './purchase-store.ts';

type Outcome<Refusal> = outcome.Outcome<outcome.Booking, Refusal>;

type Pending = 'create' | 'pay' | 'correct' | 'change' | 'cancel';

/** One booking, from its making on. */
export interface BookingState {
  /** As it was told last; null: there is none yet. */
  readonly booking: outcome.Booking | null;
  readonly status: outcome.BookingStatus | null;
  /** A booking that was asked for by its id has not come yet. */
  readonly loading: boolean;
  /** Until it has to be paid; null unless it waits for its payment. */
  readonly remainingSeconds: number | null;
  /** What was asked and is not answered yet. */
  readonly pending: Pending | null;
  /** Why the last request was refused; null: it was not. */
  readonly refusal: outcome.BookingRefusal | null;
  /** Why there was no answer to the last request; null: there was one. */
  readonly error: ApiError | null;
  /** How it is about following it. */
  readonly connection: Connection;
}

export interface BookingStore {
  readonly getState: () => BookingState;
  readonly getInitialState: () => BookingState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Books what a lock holds. */
  readonly create: (input: {
    lockId: string;
    customer: outcome.Customer;
  }) => Promise<Outcome<outcome.CreateBookingRefusal>>;
  /** With the token that the payment provider's form gives. Still PENDING_PAYMENT when the bank takes its time: the status follows. */
  readonly pay: (paymentToken: string) => Promise<Outcome<outcome.PayBookingRefusal>>;
  /** Opens the payment provider's own form: what it is opened with is its value, and kept nowhere. The status follows. */
  readonly startPayment: () => Promise<outcome.Outcome<outcome.StartedPayment, outcome.StartPaymentRefusal>>;
  /** Until it is paid. */
  readonly correct: (customer: outcome.CustomerChange) => Promise<Outcome<outcome.UpdateBookingCustomerRefusal>>;
  /** What giving tickets back, or exchanging some, comes to: its value, kept nowhere. */
  readonly quoteChange: (
    change: outcome.BookingChange,
  ) => Promise<outcome.Outcome<outcome.BookingQuote, outcome.QuoteBookingChangeRefusal>>;
  /** Does what a quote says; its `charge` is paid by the token. The booking is as it was while the bank takes its time: it follows. */
  readonly applyChange: (quoteId: string, paymentToken?: string) => Promise<Outcome<outcome.ApplyBookingChangeRefusal>>;
  /** What cancelling it now would come to: its value, kept nowhere, as the show's rules may change. Null: it can't be cancelled (any more). */
  readonly cancellationTerms: () => Promise<outcome.Outcome<outcome.CancellationTerms | null, never>>;
  /** Give the `refund.amount` that was shown as `minimumRefund`: where less would go back, nothing is cancelled. A text is the reason. */
  readonly cancel: (how?: string | outcome.Cancellation) => Promise<Outcome<outcome.CancelBookingRefusal>>;
  /**
   * Forgets what was refused or has failed, and a booking that does not wait for its payment any more, so that another one can be
   * made: unless it is the one that was asked for by its id, or something about it is on its way.
   */
  readonly dismiss: () => void;
  readonly reconnect: () => void;
}

/** Makes, pays and cancels a booking, and follows it as long as somebody listens: no status is the last. */
export function createBookingStore(boxOffice: BoxOffice, of: BookingOf = {}): BookingStore {
  return new FollowedBooking(boxOffice, of);
}

export interface BookingOf {
  /** The booking that there is already. */
  bookingId?: string;
  /** Or the show: a booking of it that waits for its payment is found, as after a reload. */
  showId?: string;
}

class FollowedBooking
  extends PurchaseStore<outcome.Booking, Pending, outcome.BookingRefusal, BookingState>
  implements BookingStore
{
  readonly #bookingId: string | null;
  readonly #showId: string | null;

  constructor(boxOffice: BoxOffice, { bookingId = null, showId = null }: { [Key in keyof BookingOf]: string | null }) {
    super(boxOffice, {
      ...{ booking: null, status: null, loading: bookingId !== null, remainingSeconds: null },
      ...{ pending: null, refusal: null, error: null },
      connection: connectionOf({ ...AT_REST, status: bookingId === null ? 'idle' : 'connecting' }),
    });
    this.#bookingId = bookingId;
    this.#showId = bookingId === null ? showId : null;
  }

  readonly create = (input: { lockId: string; customer: outcome.Customer }) => {
    const isOpen = this.getState().status === 'PENDING_PAYMENT';
    const nonsense = isOpen ? 'There is a booking that waits for its payment: pay() or cancel() it.' : null;
    return this.act('create', nonsense, () => this.boxOffice.createBooking(input));
  };

  readonly pay = (paymentToken: string) =>
    this.#actOnBooking('pay', (bookingId) => this.boxOffice.payBooking({ bookingId, paymentToken }));

  readonly startPayment = () => this.#ask((bookingId) => this.boxOffice.startPayment({ bookingId }));

  readonly correct = (customer: outcome.CustomerChange) =>
    this.#actOnBooking('correct', (bookingId) => this.boxOffice.updateBookingCustomer({ ...customer, bookingId }));

  readonly quoteChange = (change: outcome.BookingChange) =>
    this.#ask((bookingId) => this.boxOffice.quoteBookingChange({ ...change, bookingId }));

  readonly applyChange = (quoteId: string, paymentToken?: string) =>
    this.#actOnBooking('change', () =>
      this.boxOffice.applyBookingChange({ quoteId, ...(paymentToken === undefined ? {} : { paymentToken }) }),
    );

  readonly cancellationTerms = () => this.#ask((bookingId) => this.boxOffice.cancellationTerms(bookingId));

  readonly cancel = (how: string | outcome.Cancellation = {}) =>
    this.#actOnBooking('cancel', (bookingId) =>
      this.boxOffice.cancelBooking({ bookingId, ...(typeof how === 'string' ? { reason: how } : how) }),
    );

  readonly dismiss = (): void => {
    const { status, pending } = this.getState();
    const isKept = this.#bookingId !== null || status === 'PENDING_PAYMENT' || pending !== null;
    this.set({
      refusal: null,
      error: null,
      ...(isKept ? {} : { booking: null, status: null, remainingSeconds: null }),
    });
    this.follow();
  };

  protected get thing(): outcome.Booking | null {
    return this.getState().booking;
  }

  protected async found(): Promise<outcome.Booking | null> {
    return this.#showId === null ? null : await this.boxOffice.openBooking(this.#showId);
  }

  protected take(booking: outcome.Booking, change: { pending?: null } = {}): void {
    const { bookingStatus: status, payableUntil } = booking;
    const isOpen = status === 'PENDING_PAYMENT' && payableUntil !== null;
    const remainingSeconds = isOpen ? this.countdown.secondsUntil(payableUntil) : null;
    this.set({ ...change, booking, status, remainingSeconds, loading: false });
    this.follow();
  }

  protected followable(): { id: string | null; deadline: string | null } {
    const { booking, status } = this.getState();
    return {
      // No status is the last: late money is refunded after EXPIRED, and a refund may come back after REFUNDED.
      id: booking?.id ?? this.#bookingId,
      deadline: status === 'PENDING_PAYMENT' ? (booking?.payableUntil ?? null) : null,
    };
  }

  protected open(id: string, sink: FollowSink<outcome.Booking>): Following {
    return this.boxOffice.followBooking(id, sink);
  }

  protected override connected(connection: Connection): void {
    this.set({ connection, ...(connection.error?.isFinal ? { loading: false } : {}) });
  }

  /** About the booking, which stays as it is. */
  async #ask<Value, Refusal>(
    send: (bookingId: string) => Promise<outcome.Outcome<Value, Refusal>>,
  ): Promise<outcome.Outcome<Value, Refusal>> {
    const { booking } = this.getState();
    if (booking !== null) return await send(booking.id);
    const error = new ApiError({ code: 'NOTHING_TO_DO', message: 'There is no booking.' });
    return { ok: false, refusal: null, error };
  }

  #actOnBooking<Refusal extends outcome.BookingRefusal>(
    pending: Pending,
    send: (bookingId: string) => Promise<Outcome<Refusal>>,
  ): Promise<Outcome<Refusal>> {
    const { booking } = this.getState();
    return this.act(pending, booking === null ? 'There is no booking.' : null, () => send(booking!.id));
  }
}
