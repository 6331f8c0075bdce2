import type { Booking, Outcome, Refusal, SeatLock, Show, ShowSummary } from './box-office-types.ts';
import { type Connection, type Page, pageOf } from './connection.ts';
import * as documents from './documents.ts';
import { type GraphqlClient, Unauthenticated } from './graphql.ts';
import type { GuestSession } from './guest-session.ts';

export interface Customer {
  name: string;
  email: string;
}

/** Who books. */
export interface BookingCustomer extends Customer {
  /** BCP 47: how they are written to. */
  locale: string;
}

/** What is to become of the seats of a hold. */
export interface HoldChange {
  addSeatIds: string[];
  removeSeatIds: string[];
}

export interface ViewerState {
  activeLocks: SeatLock[];
  /** The newest first. */
  bookings: Booking[];
}

/** The box office as the page uses it. Each call rejects with Unreachable or RequestFailed when it gets no answer. */
export interface BoxOffice {
  /** A page of the shows, from the first or from where another one ended. */
  shows(after?: string | null): Promise<Page<ShowSummary>>;
  show(id: string): Promise<Show | null>;
  /** What this browser's guest holds and has; nothing for one who has not begun. */
  viewer(): Promise<ViewerState>;
  booking(id: string): Promise<Booking | null>;
  lockSeats(input: { showId: string; seatIds: string[]; idempotencyKey: string }): Promise<Outcome<SeatLock>>;
  /** The hold's deadline stays. */
  updateLock(input: HoldChange & { lockId: string; idempotencyKey: string }): Promise<Outcome<SeatLock>>;
  extendLock(input: { lockId: string; idempotencyKey: string }): Promise<Outcome<SeatLock>>;
  releaseLock(input: { lockId: string }): Promise<Outcome<SeatLock>>;
  createBooking(input: {
    lockId: string;
    customer: BookingCustomer;
    idempotencyKey: string;
  }): Promise<Outcome<Booking>>;
  payBooking(input: { bookingId: string; paymentToken: string; idempotencyKey: string }): Promise<Outcome<Booking>>;
  cancelBooking(input: { bookingId: string; idempotencyKey: string }): Promise<Outcome<Booking>>;
}

type Answer = { __typename: string } & Record<string, unknown>;

interface ViewerAnswer {
  viewer: { activeLocks: SeatLock[]; bookings: Connection<Booking> };
}

export function createBoxOffice({ graphql, session }: { graphql: GraphqlClient; session: GuestSession }): BoxOffice {
  /** As the guest; a token that has ended is replaced once. */
  async function asGuest<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
    const token = await session.ensure();
    try {
      return await graphql.request<Data>({ query, variables, token });
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      session.forget(token);
      return await graphql.request<Data>({ query, variables, token: await session.ensure() });
    }
  }

  /** Sends a mutation and tells its success, below `field`, from its refusals. */
  async function mutate<Success>(query: string, input: object, field: string): Promise<Outcome<Success>> {
    const data = await asGuest<Record<string, Answer>>(query, { input });
    const answer = Object.values(data)[0]!;
    if (answer.__typename.endsWith('Success')) return { ok: true, value: answer[field] as Success };
    return { ok: false, refusal: answer as unknown as Refusal };
  }

  return {
    async shows(after = null) {
      const asked = { query: documents.SHOWS, variables: { after } };
      return pageOf((await graphql.request<{ shows: Connection<ShowSummary> }>(asked)).shows);
    },
    async show(id) {
      return (await graphql.request<{ show: Show | null }>({ query: documents.SHOW, variables: { id } })).show;
    },
    async viewer() {
      if (session.token === null) return { activeLocks: [], bookings: [] };
      const bookings: Booking[] = [];
      let activeLocks: SeatLock[] = [];
      let after: string | null = null;
      do {
        const { viewer } = await asGuest<ViewerAnswer>(documents.VIEWER, { after });
        activeLocks = viewer.activeLocks;
        const page: Page<Booking> = pageOf(viewer.bookings);
        bookings.push(...page.items);
        after = page.after;
      } while (after !== null);
      return { activeLocks, bookings: bookings.sort((a, b) => b.createdAt.localeCompare(a.createdAt)) };
    },
    async booking(id) {
      if (session.token === null) return null;
      return (await asGuest<{ booking: Booking | null }>(documents.BOOKING_BY_ID, { id })).booking;
    },
    lockSeats: (input) => mutate(documents.LOCK_SEATS, input, 'lock'),
    updateLock: (input) => mutate(documents.UPDATE_LOCK, input, 'lock'),
    extendLock: (input) => mutate(documents.EXTEND_LOCK, input, 'lock'),
    releaseLock: (input) => mutate(documents.RELEASE_LOCK, input, 'lock'),
    createBooking: (input) => mutate(documents.CREATE_BOOKING, input, 'booking'),
    payBooking: (input) => mutate(documents.PAY_BOOKING, input, 'booking'),
    cancelBooking: (input) => mutate(documents.CANCEL_BOOKING, input, 'booking'),
  };
}
