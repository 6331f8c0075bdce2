import { asApiError } from '../api-error.ts';
import type { TokenOption } from '../ask-token.ts';
import { HttpApi } from '../http-api.ts';
import type { TypedDocument } from '../typed-document.ts';
import * as documents from './box-office.graphql.ts';
import type { BoxOffice, BoxOfficeOptions, Following } from './box-office-types.ts';
import { Follower, type FollowSink } from './follower.ts';
import { guestToken } from './guest-token.ts';
import { IntentKeys } from './intent-keys.ts';
import type * as outcome from './outcome.ts';
import { ServerClock } from './server-clock.ts';

type Answer = { __typename: string };
type Answered<A extends Answer> = Extract<A, { __typename: `${string}Success` }>;

/** The box office over HTTP, and over WebSockets for what is followed. */
export class HttpBoxOffice implements BoxOffice {
  readonly #options: BoxOfficeOptions & { token: TokenOption };
  readonly #api: HttpApi;
  readonly #keys = new IntentKeys();
  readonly #clock = new ServerClock();
  /** Otherwise nothing can be held, and asking would begin a session. */
  readonly #isBuyerKnown: () => boolean;

  constructor(options: BoxOfficeOptions) {
    const guest = options.token === undefined ? guestToken({ url: options.url }) : null;
    const { url, token = guest ?? undefined, onWaiting } = options;
    this.#isBuyerKnown = () => guest?.isKnown() ?? true;
    this.#options = { ...options, token };
    this.#api = new HttpApi({ url, token, onWaiting });
  }

  async bestAvailable(showId: string, input: outcome.BestAvailableWish) {
    const answer = await this.#answered(() => this.#api.request(documents.BEST_AVAILABLE, { showId, input }));
    return answer.ok ? { ok: true as const, value: answer.value.show?.bestAvailable ?? [] } : answer;
  }

  async openAllotment(input: outcome.OpenAllotmentInput) {
    // It takes no key: nothing is changed.
    const sent = await this.#answered(() => this.#api.request(documents.OPEN_ALLOTMENT, { input }));
    return sent.ok ? outcomeOf(sent.value.openAllotment, ({ allotment }) => allotment) : sent;
  }

  lockSeats(input: outcome.LockSeatsInput) {
    return this.#lock(documents.LOCK_SEATS, input);
  }

  lockBestAvailable(input: outcome.LockBestAvailableInput) {
    return this.#lock(documents.LOCK_BEST_AVAILABLE, input);
  }

  updateLock(input: outcome.UpdateLockInput) {
    return this.#lock(documents.UPDATE_LOCK, input);
  }

  applyCode(input: outcome.ApplyCodeInput) {
    return this.#lock(documents.APPLY_CODE, input);
  }

  extendLock(input: outcome.ExtendLockInput) {
    return this.#lock(documents.EXTEND_LOCK, input);
  }

  releaseLock(input: outcome.ReleaseLockInput) {
    return this.#lock(documents.RELEASE_LOCK, input);
  }

  createBooking(input: outcome.CreateBookingInput) {
    return this.#mutate(documents.CREATE_BOOKING, input, ({ booking }) => booking);
  }

  payBooking(input: outcome.PayBookingInput) {
    return this.#mutate(documents.PAY_BOOKING, input, ({ booking }) => booking);
  }

  startPayment(input: outcome.StartPaymentInput) {
    return this.#mutate(documents.START_PAYMENT, input, ({ payment, session }) => ({ payment, session }));
  }

  async updateBookingCustomer(input: outcome.UpdateBookingCustomerInput) {
    // It takes no key: what is set once more is the same.
    const variables = { input, ...this.#words };
    const sent = await this.#answered(() => this.#api.request(documents.UPDATE_BOOKING_CUSTOMER, variables));
    return sent.ok ? outcomeOf(sent.value.updateBookingCustomer, ({ booking }) => booking) : sent;
  }

  async quoteBookingChange(input: outcome.QuoteBookingChangeInput) {
    // It takes no key: another quote takes the place of the former.
    const sent = await this.#answered(() => this.#api.request(documents.QUOTE_BOOKING_CHANGE, { input }));
    return sent.ok ? outcomeOf(sent.value.quoteBookingChange, ({ quote }) => quote) : sent;
  }

  startChangePayment(input: outcome.StartChangePaymentInput) {
    return this.#mutate(documents.START_CHANGE_PAYMENT, input, ({ payment, session }) => ({ payment, session }));
  }

  applyBookingChange(input: outcome.ApplyBookingChangeInput) {
    return this.#mutate(documents.APPLY_BOOKING_CHANGE, input, ({ booking }) => booking);
  }

  async cancellationTerms(bookingId: string) {
    const answer = await this.#answered(() => this.#api.request(documents.CANCELLATION_TERMS, { id: bookingId }));
    return answer.ok ? { ok: true as const, value: answer.value.booking?.cancellationTerms ?? null } : answer;
  }

  cancelBooking(input: outcome.CancelBookingInput) {
    return this.#mutate(documents.CANCEL_BOOKING, input, ({ booking }) => booking);
  }

  async heldLock(showId: string): Promise<outcome.SeatLock | null> {
    if (!this.#isBuyerKnown()) return null;
    const answer = await this.#answered(() => this.#api.request(documents.ACTIVE_LOCKS, this.#words));
    // The newest is the last to expire, unless one was extended.
    const lock = answer.ok
      ? answer.value.viewer.activeLocks.filter(({ show }) => show.id === showId).at(-1)
      : undefined;
    return lock ? this.#observed(lock) : null;
  }

  async openBooking(showId: string): Promise<outcome.Booking | null> {
    if (!this.#isBuyerKnown()) return null;
    const answer = await this.#answered(() => this.#api.request(documents.OPEN_BOOKINGS, this.#words));
    const bookings = answer.ok ? answer.value.viewer.bookings.nodes : [];
    return (
      bookings.find(({ show, bookingStatus }) => show.id === showId && bookingStatus === 'PENDING_PAYMENT') ?? null
    );
  }

  followLock(id: string, { next, changed }: FollowSink<outcome.SeatLock>): Following {
    const query = documents.LOCK_CHANGES;
    return new Follower(
      { ...this.#options, query, variables: { id, ...this.#words } },
      { next: ({ seatLock }) => next(this.#observed(seatLock)), changed },
    );
  }

  followBooking(id: string, { next, changed }: FollowSink<outcome.Booking>): Following {
    const query = documents.BOOKING_CHANGES;
    return new Follower(
      { ...this.#options, query, variables: { id, ...this.#words } },
      { next: ({ booking }) => next(booking), changed },
    );
  }

  now(): number {
    return this.#clock.now();
  }

  /** In which language seats are called. */
  get #words(): { locale?: string } {
    const { locale } = this.#options;
    const tag = typeof locale === 'function' ? locale() : locale;
    return tag === undefined ? {} : { locale: tag };
  }

  #observed(lock: outcome.SeatLock): outcome.SeatLock {
    this.#clock.observe(lock);
    return lock;
  }

  #lock<A extends Answer, Input extends { idempotencyKey?: string | null | undefined }>(
    query: TypedDocument<Record<string, A>, { input: Input; locale?: string | null | undefined }>,
    input: NoInfer<Input>,
  ) {
    const lockOf = (success: Answered<A>) => this.#observed((success as unknown as { lock: outcome.SeatLock }).lock);
    return this.#mutate(query, input, lockOf);
  }

  async #mutate<A extends Answer, Input extends { idempotencyKey?: string | null | undefined }, Value>(
    query: TypedDocument<Record<string, A>, { input: Input; locale?: string | null | undefined }>,
    input: NoInfer<Input>,
    pick: (success: Answered<A>) => Value,
  ): Promise<outcome.Outcome<Value, Exclude<A, { __typename: `${string}Success` }>>> {
    const idempotencyKey = input.idempotencyKey ?? this.#keys.keyFor(query, input);
    const sent = await this.#answered(() =>
      this.#api.request(query, { input: { ...input, idempotencyKey }, ...this.#words }),
    );
    if (!sent.ok) return sent;
    this.#keys.answered(query, input);
    // A mutation of ours has one field.
    return outcomeOf(Object.values(sent.value)[0]!, pick);
  }

  async #answered<Data>(request: () => Promise<Data>): Promise<outcome.Outcome<Data, never>> {
    try {
      return { ok: true, value: await request() };
    } catch (cause) {
      return { ok: false, refusal: null, error: asApiError(cause) };
    }
  }
}

function outcomeOf<A extends Answer, Value>(
  answer: A,
  pick: (success: Answered<A>) => Value,
): outcome.Outcome<Value, Exclude<A, { __typename: `${string}Success` }>> {
  return isSuccess(answer)
    ? { ok: true, value: pick(answer) }
    : { ok: false, refusal: answer as Exclude<A, { __typename: `${string}Success` }>, error: null };
}

function isSuccess<A extends Answer>(answer: A): answer is Answered<A> {
  return answer.__typename.endsWith('Success');
}
