import type { BookingStatus, Money, Outcome, Refusal, SeatLock, Show } from '../api/box-office-types.ts';
import { type Connection, type Page, pageOf } from '../api/connection.ts';
import { type GraphqlClient, Unauthenticated } from '../api/graphql.ts';
import * as documents from './organiser-documents.ts';
import type { OrganiserSession } from './organiser-session.ts';

export interface SalesFigure {
  seats: number;
  amount: Money;
}

export interface ShowSales {
  held: SalesFigure;
  awaitingPayment: SalesFigure;
  sold: SalesFigure;
  tiers: { tier: { id: string }; sold: SalesFigure }[];
}

export interface OrganisedShow extends Show {
  availability: { total: number; available: number; locked: number; booked: number; blocked: number };
  sales: ShowSales;
}

/** As it is answered: others' sales are nobody's business. */
type ReadShow = Omit<OrganisedShow, 'sales'> & { sales: ShowSales | null };

export interface SeatHolding {
  seatId: string;
  reason: string | null;
  /** `seats` are all of the lock's, `total` is their price. */
  lock: (Pick<SeatLock, 'id' | 'status' | 'expiresAt' | 'total'> & { ownerId: string; seats: { id: string }[] }) | null;
  /** `seats` are all of the booking's, `total` is their price. */
  booking: {
    id: string;
    reference: string;
    status: BookingStatus;
    expiresAt: string | null;
    createdAt: string;
    customer: { name: string; email: string; phone: string | null };
    seats: { id: string }[];
    total: Money;
  } | null;
}

/** A mail or text message that was given up, or waits for another try. */
export interface UndeliveredMail {
  id: string;
  channel: 'EMAIL' | 'SMS';
  kind: string;
  recipient: string;
  notificationStatus: 'QUEUED' | 'FAILED';
  lastError: string | null;
  nextAttemptAt: string | null;
  givenUpAt: string | null;
  booking: { reference: string } | null;
}

export interface SeatsToChange {
  showId: string;
  seatIds: string[];
  reason?: string;
}

/**
 * The box office as its organisers use it. Each call rejects with Unauthenticated when the token is not (any longer) an
 * organiser's, with Unreachable or RequestFailed when it gets no answer.
 */
export interface OrganiserOffice {
  /** Whether the token is an organiser's. Rejects with Unauthenticated when it is nobody's. */
  isOrganiser(): Promise<boolean>;
  /** A page of the organiser's own shows, from the first or from where another one ended. */
  shows(after?: string | null): Promise<Page<OrganisedShow>>;
  /** Null also where it is another organiser's. */
  show(id: string): Promise<OrganisedShow | null>;
  sales(showId: string): Promise<Pick<OrganisedShow, 'status' | 'sales'>>;
  holdings(showId: string, seatIds: readonly string[]): Promise<SeatHolding[]>;
  /** The newest first, at most so many. */
  undeliveredMails(showId: string, first: number): Promise<Page<UndeliveredMail>>;
  resendMail(notificationId: string): Promise<Outcome<null>>;
  publishShow(showId: string): Promise<Outcome<null>>;
  pauseShow(showId: string): Promise<Outcome<null>>;
  closeShow(showId: string): Promise<Outcome<null>>;
  cancelShow(showId: string): Promise<Outcome<null>>;
  /** In minor units. */
  changePrices(showId: string, priceTiers: readonly { id: string; price: number }[]): Promise<Outcome<null>>;
  blockSeats(input: SeatsToChange): Promise<Outcome<null>>;
  unblockSeats(input: SeatsToChange): Promise<Outcome<null>>;
}

export function createOrganiserOffice({
  graphql,
  session,
}: {
  graphql: GraphqlClient;
  session: OrganiserSession;
}): OrganiserOffice {
  function request<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    if (session.token === null) throw new Unauthenticated('Nobody has signed in.');
    return graphql.request<Data>({ query, variables, token: session.token });
  }

  async function change(query: string, input: object): Promise<Outcome<null>> {
    const data = await request<Record<string, Refusal>>(query, { input });
    const answer = Object.values(data)[0]!;
    return answer.__typename.endsWith('Success') ? { ok: true, value: null } : { ok: false, refusal: answer };
  }

  return {
    async isOrganiser() {
      const { viewer } = await request<{ viewer: { role: string } }>(documents.VIEWER_ROLE);
      return viewer.role !== 'CUSTOMER';
    },
    async shows(after = null) {
      // A page may be all of other organisers' shows.
      for (let next = after; ; ) {
        const { shows } = await request<{ shows: Connection<ReadShow> }>(documents.ORGANISED_SHOWS, { after: next });
        const page = pageOf(shows);
        const items = page.items.filter(isOrganised);
        if (items.length > 0 || page.after === null) return { items, after: page.after };
        next = page.after;
      }
    },
    async show(id) {
      const { show } = await request<{ show: ReadShow | null }>(documents.ORGANISED_SHOW, { id });
      return show && isOrganised(show) ? show : null;
    },
    async sales(id) {
      return (await request<{ show: OrganisedShow }>(documents.SHOW_SALES, { id })).show;
    },
    async holdings(id, seatIds) {
      const { show } = await request<{ show: { seatHoldings: SeatHolding[] } }>(documents.SEAT_HOLDINGS, {
        id,
        seatIds,
      });
      return show.seatHoldings;
    },
    async undeliveredMails(id, first) {
      const { show } = await request<{ show: { undeliveredNotifications: Connection<UndeliveredMail> } }>(
        documents.UNDELIVERED_MAILS,
        { id, first },
      );
      return pageOf(show.undeliveredNotifications);
    },
    resendMail: (notificationId) => change(documents.RESEND_MAIL, { notificationId }),
    publishShow: (showId) => change(documents.PUBLISH_SHOW, { showId }),
    pauseShow: (showId) => change(documents.PAUSE_SHOW, { showId }),
    closeShow: (showId) => change(documents.CLOSE_SHOW, { showId }),
    cancelShow: (showId) => change(documents.CANCEL_SHOW, { showId }),
    changePrices: (showId, priceTiers) => change(documents.UPDATE_SHOW, { showId, priceTiers }),
    blockSeats: (input) => change(documents.BLOCK_SEATS, input),
    unblockSeats: (input) => change(documents.UNBLOCK_SEATS, input),
  };
}

function isOrganised(show: ReadShow): show is OrganisedShow {
  return show.sales !== null;
}
