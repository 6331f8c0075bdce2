import { ApiError } from '../api-error.ts';
import { type Connection, connectionOf, type Followed } from '../connection.ts';
import type { BoxOffice, Following } from './box-office-types.ts';
import { Countdown } from './countdown.ts';
import type * as outcome from './outcome.ts';
import { Store } from './store.ts';

type Outcome<Refusal> = outcome.Outcome<outcome.Booking, Refusal>;

/** One booking, from its making to its end. */
export interface BookingState {
  /** As it was told last; null: there is none yet. */
  readonly booking: outcome.Booking | null;
  readonly status: outcome.BookingStatus | null;
  /** A booking that was asked for by its id has not come yet. */
  readonly loading: boolean;
  /** Until it has to be paid; null unless it waits for its payment. */
  readonly remainingSeconds: number | null;
  /** What was asked and is not answered yet. */
  readonly pending: 'create' | 'pay' | 'cancel' | null;
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
  readonly cancel: (reason?: string) => Promise<Outcome<outcome.CancelBookingRefusal>>;
  /** Forgets what was refused or has failed. */
  readonly dismiss: () => void;
  readonly reconnect: () => void;
}

/** Makes, pays and cancels a booking, and follows it to its end. */
export function createBookingStore(boxOffice: BoxOffice, of: BookingOf = {}): BookingStore {
  return new FollowedBooking(boxOffice, of);
}

export interface BookingOf {
  /** The booking that there is already. */
  bookingId?: string;
  /** Or the show: a booking of it that waits for its payment is found, as after a reload. */
  showId?: string;
}

const AT_REST: Followed = { status: 'idle', lastError: null, attempt: 0, nextAttemptAt: null };
/** Nothing comes after these. */
const ENDS: readonly outcome.BookingStatus[] = ['EXPIRED', 'REFUNDED'];

class FollowedBooking extends Store<BookingState> implements BookingStore {
  readonly #boxOffice: BoxOffice;
  readonly #bookingId: string | null;
  readonly #showId: string | null;
  readonly #countdown: Countdown;
  #following: { id: string; follow: Following } | null = null;
  #wasResumed = false;

  constructor(boxOffice: BoxOffice, { bookingId = null, showId = null }: { [Key in keyof BookingOf]: string | null }) {
    super({
      ...{ booking: null, status: null, loading: bookingId !== null, remainingSeconds: null },
      ...{ pending: null, refusal: null, error: null },
      connection: connectionOf({ ...AT_REST, status: bookingId === null ? 'idle' : 'connecting' }),
    });
    this.#boxOffice = boxOffice;
    this.#bookingId = bookingId;
    this.#showId = bookingId === null ? showId : null;
    this.#countdown = new Countdown({
      now: () => boxOffice.now(),
      tell: (remainingSeconds) => this.set({ remainingSeconds }),
    });
  }

  readonly create = (input: { lockId: string; customer: outcome.Customer }) => {
    const isOpen = this.getState().status === 'PENDING_PAYMENT';
    const nonsense = isOpen ? 'There is a booking that waits for its payment: pay() or cancel() it.' : null;
    return this.#act('create', nonsense, () => this.#boxOffice.createBooking(input));
  };

  readonly pay = (paymentToken: string) =>
    this.#actOnBooking('pay', (bookingId) => this.#boxOffice.payBooking({ bookingId, paymentToken }));

  readonly cancel = (reason?: string) =>
    this.#actOnBooking('cancel', (bookingId) =>
      this.#boxOffice.cancelBooking({ bookingId, ...(reason === undefined ? {} : { reason }) }),
    );

  readonly dismiss = (): void => this.set({ refusal: null, error: null });

  readonly reconnect = (): void => this.#following?.follow.reconnect();

  protected followed(): void {
    this.#follow();
    // Later: who only looks in, as React's StrictMode does, asks for nothing.
    queueMicrotask(() => void this.#resume());
  }

  /** Once: what waited for its payment before the page was loaded. */
  async #resume(): Promise<void> {
    if (this.#wasResumed || !this.isFollowed || this.#showId === null) return;
    this.#wasResumed = true;
    const booking = await this.#boxOffice.openBooking(this.#showId);
    // Whatever was asked meanwhile is newer.
    if (booking !== null && this.getState().booking === null && this.getState().pending === null) this.#take(booking);
  }

  protected left(): void {
    this.#countdown.stop();
    this.#unfollow();
  }

  #actOnBooking<Refusal extends outcome.BookingRefusal>(
    pending: NonNullable<BookingState['pending']>,
    send: (bookingId: string) => Promise<Outcome<Refusal>>,
  ): Promise<Outcome<Refusal>> {
    const { booking } = this.getState();
    return this.#act(pending, booking === null ? 'There is no booking.' : null, () => send(booking!.id));
  }

  async #act<Refusal extends outcome.BookingRefusal>(
    pending: NonNullable<BookingState['pending']>,
    nonsense: string | null,
    send: () => Promise<Outcome<Refusal>>,
  ): Promise<Outcome<Refusal>> {
    const busy = this.getState().pending;
    if (busy !== null) return notSent('BUSY', `${busy} is on its way.`);
    if (nonsense !== null) return notSent('NOTHING_TO_DO', nonsense);
    this.set({ pending, refusal: null, error: null });
    const came = await send();
    if (came.ok) this.#take(came.value, { pending: null });
    else this.set({ pending: null, refusal: came.refusal, error: came.error });
    return came;
  }

  #take(booking: outcome.Booking, change: Partial<BookingState> = {}): void {
    const { bookingStatus: status, payableUntil } = booking;
    const isOpen = status === 'PENDING_PAYMENT' && payableUntil !== null;
    const remainingSeconds = isOpen ? this.#countdown.secondsUntil(payableUntil) : null;
    this.set({ ...change, booking, status, remainingSeconds, loading: false });
    this.#follow();
  }

  #follow(): void {
    const { booking, status } = this.getState();
    const isOver = status !== null && ENDS.includes(status);
    const id = isOver ? null : (booking?.id ?? this.#bookingId);
    this.#countdown.until(status === 'PENDING_PAYMENT' ? (booking?.payableUntil ?? null) : null);
    if (!this.isFollowed) this.#countdown.stop();
    if (!this.isFollowed || this.#following?.id === id) return;
    this.#unfollow();
    if (id === null) return;
    const follow = this.#boxOffice.followBooking(id, {
      next: (next) => this.#following?.follow === follow && this.#take(next),
      changed: (followed) => this.#following?.follow === follow && this.#connected(followed),
    });
    this.#following = { id, follow };
  }

  #connected(followed: Followed): void {
    const connection = connectionOf(followed);
    this.set({ connection, ...(connection.error?.isFinal ? { loading: false } : {}) });
  }

  #unfollow(): void {
    this.#following?.follow.end();
    this.#following = null;
    this.set({ connection: connectionOf(AT_REST) });
  }
}

function notSent(code: 'BUSY' | 'NOTHING_TO_DO', message: string) {
  return { ok: false, refusal: null, error: new ApiError({ code, message }) } as const;
}
