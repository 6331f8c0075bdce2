import type * as api from '../../generated/web/operations.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { type Page, pageOf } from '../api/connection.ts';
import { RequestFailed } from '../api/graphql.ts';
import type { CancellationRefund } from './cancel-terms.ts';
import * as documents from './organiser-office.graphql.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

type Show = NonNullable<api.OrganisedShowQuery['show']>;

/** One of the organiser's own, and so with its sales. */
type Own<Shown extends { sales: unknown }> = Shown & { sales: NonNullable<Shown['sales']> };

/** As it stands in the list. */
export type ListedShow = Own<api.OrganisedFragment>;

export type OrganisedShow = Own<Show>;

export type SeatRules = OrganisedShow['seatRules'];

export type OrphanRule = SeatRules['orphanRule'];

/** Who or what has a seat. `seats` are all of the lock's, or of the booking's; `total` is their price. */
export type SeatHolding = NonNullable<NonNullable<api.SeatHoldingsQuery['show']>['seatHoldings']>[number];

type UndeliveredNode = NonNullable<
  NonNullable<api.UndeliveredMailsQuery['show']>['undeliveredNotifications']
>['edges'][number]['node'];

/** A mail or text message that was given up, or waits for another try. There may be other kinds than those known here. */
export type UndeliveredMail = Omit<UndeliveredNode, 'kind'> & { kind: string };

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
  shows(after?: string | null): Promise<Page<ListedShow>>;
  /** Null also where it is another organiser's. */
  show(id: string): Promise<OrganisedShow | null>;
  sales(showId: string): Promise<Pick<OrganisedShow, 'status' | 'sales' | 'seatRules'>>;
  holdings(showId: string, seatIds: readonly string[]): Promise<SeatHolding[]>;
  /** The newest first, at most so many. */
  undeliveredMails(showId: string, first: number): Promise<Page<UndeliveredMail>>;
  resendMail(notificationId: string): Promise<Outcome<null>>;
  publishShow(showId: string): Promise<Outcome<null>>;
  pauseShow(showId: string): Promise<Outcome<null>>;
  closeShow(showId: string): Promise<Outcome<null>>;
  /** `terms`: what becomes of its bookings; without, they stay. */
  cancelShow(showId: string, terms?: { refund?: CancellationRefund; reason?: string }): Promise<Outcome<null>>;
  /** What is not given stays; an end of null: they don't end by themselves. */
  changeSeatRules(showId: string, seatRules: Partial<SeatRules>): Promise<Outcome<null>>;
  blockSeats(input: SeatsToChange): Promise<Outcome<null>>;
  unblockSeats(input: SeatsToChange): Promise<Outcome<null>>;
}

export function createOrganiserOffice({ request, change, changeOnce }: OrganiserRequests): OrganiserOffice {
  return {
    async isOrganiser() {
      const { viewer } = await request(documents.VIEWER_ROLE, {});
      return viewer.role !== 'CUSTOMER';
    },
    async shows(after = null) {
      const { shows } = await request(documents.ORGANISED_SHOWS, { after });
      const { items, after: next } = pageOf(shows);
      return { items: items.filter(isOrganised), after: next };
    },
    async show(id) {
      const { show } = await request(documents.ORGANISED_SHOW, { id });
      return show && isOrganised(show) ? show : null;
    },
    async sales(id) {
      const { show } = await request(documents.SHOW_SALES, { id });
      return show && isOrganised(show) ? show : gone();
    },
    async holdings(id, seatIds) {
      const { show } = await request(documents.SEAT_HOLDINGS, { id, seatIds: [...seatIds] });
      return show?.seatHoldings ?? gone();
    },
    async undeliveredMails(id, first) {
      const { show } = await request(documents.UNDELIVERED_MAILS, { id, first });
      return show?.undeliveredNotifications ? pageOf(show.undeliveredNotifications) : gone();
    },
    resendMail: (notificationId) => changeOnce(documents.RESEND_MAIL, { notificationId }),
    publishShow: (showId) => change(documents.PUBLISH_SHOW, { showId }),
    pauseShow: (showId) => change(documents.PAUSE_SHOW, { showId }),
    closeShow: (showId) => change(documents.CLOSE_SHOW, { showId }),
    cancelShow: (showId, terms = {}) => change(documents.CANCEL_SHOW, { showId, ...terms }),
    changeSeatRules: (showId, seatRules) => change(documents.UPDATE_SHOW, { showId, seatRules }),
    blockSeats: (input) => changeOnce(documents.BLOCK_SEATS, input),
    unblockSeats: (input) => changeOnce(documents.UNBLOCK_SEATS, input),
  };
}

function isOrganised<Shown extends { sales: unknown }>(show: Shown): show is Own<Shown> {
  return show.sales !== null;
}

/** What was an organiser's own show is not any longer, or is not there. */
function gone(): never {
  throw new RequestFailed("The show is not there, or is not this organiser's.");
}
