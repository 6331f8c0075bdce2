import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type * as api from '../../generated/web/operations.ts';
import type { SuccessOf } from './answer-types.ts';
import * as documents from './box-office.graphql.ts';
import type {
  BestLock,
  Booking,
  BookingSummary,
  OpenedAllotment,
  Order,
  Outcome,
  PaymentSession,
  ProposedGroup,
  SeatLock,
  Show,
  ShowSummary,
} from './box-office-types.ts';
import { type ChangeOffice, createChangeOffice } from './change-office.ts';
import { type Page, pageOf } from './connection.ts';
import { type GraphqlClient, Unauthenticated } from './graphql.ts';
import type { CallerSession } from './guest-session.ts';
import { type MutationAnswer, outcomeOf } from './outcome.ts';
import { type Ask, createRoomOffice, type RoomOffice } from './room-office.ts';

export type { BookingCustomer, Customer, HoldChange } from './box-office-types.ts';

export interface ViewerState {
  activeLocks: SeatLock[];
  /** The newest first. */
  bookings: BookingSummary[];
}

/** The box office as the page uses it. Each call rejects with Unreachable or RequestFailed when it gets no answer. */
export interface BoxOffice extends ChangeOffice, RoomOffice {
  /** A page of the shows, from the first or from where another one ended: of all, or of those that the text finds. */
  shows(request?: { after?: string | null; text?: string | null }): Promise<Page<ShowSummary>>;
  show(id: string): Promise<Show | null>;
  /** What this browser's guest holds and has; nothing for one who has not begun. */
  viewer(): Promise<ViewerState>;
  /** A page of the bookings of this browser's guest, of whatever shows, the newest first; none of one who has not begun. */
  orders(after?: string | null): Promise<Page<Order>>;
  booking(id: string): Promise<Booking | null>;
  /** Seats for a party, the best first, held by nobody; empty: there are not as many. */
  bestAvailable(showId: string, wish: api.BestAvailableInput): Promise<ProposedGroup[]>;
  /** Chooses the best seats for a party and holds them, whichever they are by then. */
  lockBestAvailable(input: api.LockBestAvailableInput): Promise<Outcome<BestLock>>;
  lockSeats(input: api.LockSeatsInput): Promise<Outcome<SeatLock>>;
  /** The hold's deadline stays. */
  updateLock(input: api.UpdateLockInput): Promise<Outcome<SeatLock>>;
  /** Null takes the code off. */
  applyCode(input: api.ApplyCodeInput): Promise<Outcome<SeatLock>>;
  /** What a code opens; nothing is used up. */
  openAllotment(input: api.OpenAllotmentInput): Promise<Outcome<OpenedAllotment>>;
  extendLock(input: api.ExtendLockInput): Promise<Outcome<SeatLock>>;
  releaseLock(input: api.ReleaseLockInput): Promise<Outcome<SeatLock>>;
  createBooking(input: api.CreateBookingInput): Promise<Outcome<Booking>>;
  /** Of a booking that is not paid. */
  updateBookingCustomer(input: api.UpdateBookingCustomerInput): Promise<Outcome<Booking>>;
  payBooking(input: api.PayBookingInput): Promise<Outcome<Booking>>;
  /** Of the payment provider's form, for a booking that waits for payment. */
  startPayment(input: api.StartPaymentInput): Promise<Outcome<PaymentSession>>;
  /** Its key is null where buyers pay with test cards. */
  paymentProvider(): Promise<api.PaymentProviderQuery['paymentProvider']>;
  cancelBooking(input: api.CancelBookingInput): Promise<Outcome<Booking>>;
}

export function createBoxOffice({ graphql, session }: { graphql: GraphqlClient; session: CallerSession }): BoxOffice {
  /** As the guest; a token that has ended is replaced once. */
  async function asGuest<Data, Variables>(
    query: TypedDocument<Data, Variables>,
    variables: NoInfer<Variables>,
  ): Promise<Data> {
    const token = await session.ensure();
    try {
      return await graphql.request({ query, variables, token });
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      session.forget(token);
      return await graphql.request({ query, variables, token: await session.ensure() });
    }
  }

  /** As the guest, if there is one. */
  const ask: Ask = (query, variables) =>
    session.token === null ? graphql.request({ query, variables }) : asGuest(query, variables);

  /** Sends a mutation and tells its success from its refusals. */
  async function make<Answer extends MutationAnswer, Input, Value>(
    query: TypedDocument<Record<string, Answer>, { input: Input }>,
    input: NoInfer<Input>,
    pick: (success: SuccessOf<Answer>) => Value,
  ): Promise<Outcome<Value>> {
    return outcomeOf(await asGuest(query, { input }), pick);
  }

  /** The same, of whose success one field is to be known. */
  async function mutate<Answer extends MutationAnswer, Input, Field extends keyof SuccessOf<Answer>>(
    query: TypedDocument<Record<string, Answer>, { input: Input }>,
    input: NoInfer<Input>,
    field: Field,
  ): Promise<Outcome<SuccessOf<Answer>[Field]>> {
    return make(query, input, (success) => success[field]);
  }

  return {
    async shows({ after = null, text = null } = {}) {
      return pageOf((await graphql.request({ query: documents.SHOWS, variables: { after, text } })).shows);
    },
    async show(id) {
      return (await graphql.request({ query: documents.SHOW, variables: { id } })).show;
    },
    async viewer() {
      if (session.token === null) return { activeLocks: [], bookings: [] };
      const bookings: BookingSummary[] = [];
      let activeLocks: SeatLock[] = [];
      let after: string | null = null;
      do {
        const { viewer }: api.ViewerQuery = await asGuest(documents.VIEWER, { after });
        activeLocks = viewer.activeLocks;
        const page: Page<BookingSummary> = pageOf(viewer.bookings);
        bookings.push(...page.items);
        after = page.after;
      } while (after !== null);
      return { activeLocks, bookings: bookings.sort((a, b) => b.createdAt.localeCompare(a.createdAt)) };
    },
    async orders(after = null) {
      if (session.token === null) return { items: [], after: null };
      return pageOf((await asGuest(documents.ORDERS, { after })).viewer.bookings);
    },
    async booking(id) {
      if (session.token === null) return null;
      return (await asGuest(documents.BOOKING_BY_ID, { id })).booking;
    },
    async bestAvailable(showId, wish) {
      const variables = { showId, input: wish };
      return (await graphql.request({ query: documents.BEST_AVAILABLE, variables })).show?.bestAvailable ?? [];
    },
    async lockBestAvailable(input) {
      const answer = await asGuest(documents.LOCK_BEST_AVAILABLE, { input });
      return outcomeOf(answer, ({ lock, closeness }) => ({ lock, closeness }));
    },
    lockSeats: (input) => mutate(documents.LOCK_SEATS, input, 'lock'),
    updateLock: (input) => mutate(documents.UPDATE_LOCK, input, 'lock'),
    applyCode: (input) => mutate(documents.APPLY_CODE, input, 'lock'),
    openAllotment: (input) => mutate(documents.OPEN_ALLOTMENT, input, 'allotment'),
    extendLock: (input) => mutate(documents.EXTEND_LOCK, input, 'lock'),
    releaseLock: (input) => mutate(documents.RELEASE_LOCK, input, 'lock'),
    createBooking: (input) => mutate(documents.CREATE_BOOKING, input, 'booking'),
    updateBookingCustomer: (input) => mutate(documents.UPDATE_OWN_CUSTOMER, input, 'booking'),
    payBooking: (input) => mutate(documents.PAY_BOOKING, input, 'booking'),
    startPayment: (input) => mutate(documents.START_PAYMENT, input, 'session'),
    async paymentProvider() {
      return (await graphql.request({ query: documents.PAYMENT_PROVIDER, variables: {} })).paymentProvider;
    },
    cancelBooking: (input) => mutate(documents.CANCEL_BOOKING, input, 'booking'),
    ...createRoomOffice({ make, ask }),
    ...createChangeOffice(make),
  };
}
