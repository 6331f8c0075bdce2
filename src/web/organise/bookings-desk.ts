import type {
  BookingStatus,
  OpenedBookingQuery,
  RefundableBookingFragment,
  ShowBookingsQuery,
} from '../../generated/web/operations.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { pageOf } from '../api/connection.ts';
import { Unauthenticated } from '../api/graphql.ts';
import * as documents from './bookings.graphql.ts';
import { CustomerDesk } from './customer-desk.ts';
import { FileSaver } from './file-saver.ts';
import { FormSender } from './forms/form-sender.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';
import { REFUNDABLE_BOOKING } from './refunds.graphql.ts';
import { TicketDesk, type TicketDeskDeps } from './ticket-desk.ts';

type Connection = ShowBookingsQuery['bookings'];
/** As it stands in the list. */
export type ListedBooking = Connection['edges'][number]['node'];
/** With what hangs on it. */
export type OpenedBooking = NonNullable<OpenedBookingQuery['booking']>;

/** With what of its money goes back. */
export type CancelledBooking = ListedBooking & RefundableBookingFragment;

/** What was done to a booking, or to whom its tickets go. */
export interface BookingNews {
  kind: 'cancelled' | 'changed' | 'sent' | 'corrected';
  /** Its reference, the address, or the customer's name. */
  name: string;
}

export interface BookingsDeskDeps extends Pick<TicketDeskDeps, 'stateOf' | 'allotmentOf' | 'locale'> {
  requests: OrganiserRequests;
  showId: string;
  /** Something is different: draw again. */
  onChange(): void;
  onFound(count: number): void;
  onDone(news: BookingNews): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

export const BOOKING_STATUSES = [
  'PENDING_PAYMENT',
  'CONFIRMED',
  'CANCELLED',
  'EXPIRED',
  'REFUNDED',
  'PARTLY_REFUNDED',
  'REFUND_FAILED',
] as const satisfies BookingStatus[];

const PAGE = 20;

interface Answer {
  list: Connection;
  opened: OpenedBooking | null;
}

/** A show's bookings in the hands of its organiser: found, opened, cancelled. The newest, and the opened one, are kept up to date. */
export class BookingsDesk {
  readonly #deps: BookingsDeskDeps;
  readonly #asking: PeriodicAsking<Answer>;
  /** Where the page after those that are listed begins; null: there is none. */
  #after: string | null = null;
  /** Of which filter the list is. */
  #filters = 0;
  #isNewFilter = false;
  search = '';
  status: BookingStatus | null = null;
  /** The newest first; null: they were not told yet. */
  list: readonly ListedBooking[] | null = null;
  totalCount = 0;
  isLoadingMore = false;
  openedId: string | null = null;
  /** Null: it was not told yet. */
  opened: OpenedBooking | null = null;
  /** The one whose cancellation is asked about. */
  cancelling: CancelledBooking | null = null;
  /** The last change, until the next one is begun. */
  news: BookingNews | null = null;
  /** Whose tickets the last change was to send again: what came of it is said there, where the button is. Null: it was another one. */
  sentId: string | null = null;
  readonly files: FileSaver;
  readonly sender: FormSender;
  readonly customer: CustomerDesk;
  readonly ticketDesk: TicketDesk;

  constructor(deps: BookingsDeskDeps) {
    this.#deps = deps;
    this.files = new FileSaver(deps);
    this.sender = new FormSender(deps);
    this.customer = new CustomerDesk({
      ...deps,
      send: (input) => deps.requests.change(documents.UPDATE_BOOKING_CUSTOMER, input),
    });
    this.ticketDesk = new TicketDesk({
      ...deps,
      booking: () => this.opened,
      onChanged: (reference) => {
        this.sentId = null;
        void this.#tell({ kind: 'changed', name: reference });
      },
      refresh: () => this.refresh(),
    });
    this.#asking = new PeriodicAsking({ ...deps, ask: () => this.#ask(), take: (answer) => this.#take(answer) });
  }

  get hasMore(): boolean {
    return this.#after !== null;
  }

  /** Lists those that are meant, and no others. */
  async find({ search, status }: Pick<BookingsDesk, 'search' | 'status'>): Promise<void> {
    this.search = search.trim();
    this.status = status;
    this.#filters += 1;
    this.#isNewFilter = true;
    this.#begin(null);
    this.sender.forget();
    await this.#asking.ask();
  }

  async showMore(): Promise<void> {
    if (this.#after === null || this.isLoadingMore) return;
    const filters = this.#filters;
    this.isLoadingMore = true;
    this.#deps.onChange();
    try {
      const page = await this.#request(this.#after);
      if (filters !== this.#filters) return;
      const { items, after } = pageOf(page);
      this.#after = after;
      this.list = [...(this.list ?? []), ...items];
    } catch (error) {
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
    } finally {
      this.isLoadingMore = false;
      this.#deps.onChange();
    }
  }

  /** Null: none is open any more. */
  async open(id: string | null): Promise<void> {
    this.openedId = id;
    this.opened = null;
    this.customer.end();
    this.#deps.onChange();
    if (id !== null) await this.#asking.ask();
  }

  /** To be called when bookings were made, cancelled or refunded elsewhere. */
  async refresh(): Promise<void> {
    await this.#asking.ask();
  }

  /** Asks whether a booking is to be cancelled, once it is known what of its money goes back. Null: it is asked no more. */
  async askCancel(booking: ListedBooking | null): Promise<void> {
    this.cancelling = null;
    this.sentId = null;
    const known = booking && (await this.#moneyOf(booking));
    if (booking && known) this.cancelling = { ...known, ...booking };
    this.#deps.onChange();
  }

  /** Null: it was not told. */
  async #moneyOf({ id }: ListedBooking): Promise<RefundableBookingFragment | null> {
    const { requests } = this.#deps;
    const asked = await this.sender.sendPlain({ id }, async (input) => {
      const { booking } = await requests.request(REFUNDABLE_BOOKING, input);
      return { ok: true, value: booking };
    });
    if (asked) this.sender.forget();
    return asked?.value ?? null;
  }

  async cancel({ id: bookingId, reference }: ListedBooking): Promise<void> {
    const { requests } = this.#deps;
    await this.#change({ bookingId }, { kind: 'cancelled', name: reference }, async (input) => {
      const outcome = await requests.makeOnce(documents.CANCEL_BOOKING_OF_SHOW, input, ({ booking }) => booking);
      if (outcome.ok) this.#takeChanged(outcome.value);
      return outcome;
    });
  }

  async sendTickets({ id: bookingId, customer }: ListedBooking): Promise<void> {
    const { requests } = this.#deps;
    const news = { kind: 'sent', name: customer.email } as const;
    await this.#change({ bookingId }, news, (input) => requests.changeOnce(documents.RESEND_TICKETS, input));
  }

  /** True when the customer of the opened booking is as was typed. */
  async correctCustomer(): Promise<boolean> {
    this.#begin(null);
    const name = await this.customer.send();
    if (name === null) return false;
    this.sender.forget();
    await this.#tell({ kind: 'corrected', name });
    return true;
  }

  /** Has the browser save all bookings, or all valid tickets, as CSV. */
  async save(file: 'bookings' | 'attendees'): Promise<void> {
    await this.files.save(`/shows/${this.#deps.showId}/${file}.csv`, `${file}.csv`);
  }

  dispose(): void {
    this.#asking.end();
  }

  async #change(
    input: { bookingId: string },
    news: BookingNews,
    send: (input: { bookingId: string }) => Promise<Outcome<unknown>>,
  ): Promise<void> {
    this.#begin(news.kind === 'sent' ? input.bookingId : null);
    if (!(await this.sender.sendPlain(input, send))) return;
    this.sender.forget();
    await this.#tell(news);
  }

  /** Another change: what came of the last one is said no more. */
  #begin(sentId: string | null): void {
    this.news = null;
    this.sentId = sentId;
  }

  async #tell(news: BookingNews): Promise<void> {
    this.news = news;
    this.#deps.onDone(news);
    await this.#asking.ask();
  }

  /** What the answer to a change says is shown at once, before the list is asked for anew. */
  #takeChanged(changed: Pick<ListedBooking, 'id' | 'bookingStatus' | 'payableUntil'>): void {
    this.list = this.list?.map((one) => (one.id === changed.id ? { ...one, ...changed } : one)) ?? null;
    if (this.opened?.id === changed.id) this.opened = { ...this.opened, bookingStatus: changed.bookingStatus };
  }

  async #ask(): Promise<Answer> {
    const id = this.openedId;
    const [list, opened] = await Promise.all([
      this.#request(null),
      id === null ? null : this.#deps.requests.request(documents.OPENED_BOOKING, { id }),
    ]);
    return { list, opened: opened?.booking ?? null };
  }

  async #request(after: string | null): Promise<Connection> {
    const { requests, showId } = this.#deps;
    const variables = {
      showId,
      search: this.search === '' ? null : this.search,
      status: this.status === null ? null : [this.status],
      first: PAGE,
      after,
    };
    return (await requests.request(documents.SHOW_BOOKINGS, variables)).bookings;
  }

  /** The first page anew; what was listed after it stays. */
  #take({ list, opened }: Answer): void {
    const page = pageOf(list);
    const oldest = page.items.at(-1);
    const isNew = this.#isNewFilter || this.list === null;
    // Ids sort by the time that bookings were made.
    const older = isNew || !oldest || page.after === null ? [] : this.list!.filter(({ id }) => id < oldest.id);
    if (older.length === 0) this.#after = page.after;
    this.list = [...page.items, ...older];
    this.totalCount = list.totalCount ?? 0;
    if (opened?.id === this.openedId) this.opened = opened;
    if (this.#isNewFilter) this.#deps.onFound(this.totalCount);
    this.#isNewFilter = false;
  }
}
