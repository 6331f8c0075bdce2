import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type {
  ListedRefundFragment,
  RefundableBookingFragment,
  ShowRefundsQuery,
} from '../../generated/web/operations.ts';
import type { Money } from '../api/box-office-types.ts';
import { FormSender } from './forms/form-sender.ts';
import { readRefund } from './forms/typed-refund.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';
import * as documents from './refunds.graphql.ts';

/** As other parts of the page name one. */
export interface NamedBooking {
  id: string;
  reference: string;
}

/** A booking of which something was paid and is kept. */
export type RefundableBooking = RefundableBookingFragment;

interface Answer {
  refunds: ShowRefundsQuery;
  bookings: readonly RefundableBooking[];
}

export interface RefundNews {
  kind: 'asked' | 'retried';
  amount: Money;
}

export interface RefundsDeskDeps {
  requests: OrganiserRequests;
  show(): { id: string };
  /** The seats that are selected on the map. */
  selected(): readonly HallSeat[];
  /** BCP 47: of the page. */
  locale(): string;
  /** Something is different: draw again. */
  onChange(): void;
  onNews(news: RefundNews): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** How many are listed at first, and as many as the API answers at once. */
const FIRST = { failed: 50, latest: 10 };
const MOST = { failed: 100, latest: 100 };
/** As many are asked about. */
const MAX_SEATS = 50;

/** Refunds of a show in the hands of its organiser: asked for by amount, seen to when they fail. */
export class RefundsDesk {
  readonly #deps: RefundsDeskDeps;
  readonly #asking: PeriodicAsking<Answer>;
  #selection = '';
  /** Chosen elsewhere on the page, where no seats are selected since; null: none. */
  #chosenId: string | null = null;
  #listed = FIRST;
  #hasMore = false;
  /** Those that failed, then the newest of the others; null: it was not told yet. */
  refunds: ListedRefundFragment[] | null = null;
  /** That was chosen, or that the selected seats are of; null: of none, or of several. */
  booking: RefundableBooking | null = null;
  /** The reference of what was chosen, where nothing of it can be refunded; null: something can, or none was chosen. */
  emptied: string | null = null;
  amount = '';
  reason = '';
  readonly sender: FormSender;
  /** The last that was done, until the next is begun. */
  news: RefundNews | null = null;

  constructor(deps: RefundsDeskDeps) {
    this.#deps = deps;
    this.sender = new FormSender(deps);
    this.#asking = new PeriodicAsking({
      ...deps,
      ask: () => this.#ask(),
      take: ({ refunds: { show }, bookings }) => {
        const failed = show?.failed?.edges.map(({ node }) => node) ?? [];
        const latest = show?.latest?.edges.map(({ node }) => node) ?? [];
        this.#hasMore = [show?.failed, show?.latest].some((list) => list?.pageInfo.hasNextPage);
        this.refunds = [...failed, ...latest.filter(({ refundStatus }) => refundStatus !== 'FAILED')];
        this.booking = onlyBooking(bookings);
      },
    });
  }

  get canShowMore(): boolean {
    return this.#hasMore && this.#listed === FIRST;
  }

  /** There are more than are ever shown. */
  get areTooMany(): boolean {
    return this.#hasMore && this.#listed === MOST;
  }

  async showMore(): Promise<void> {
    this.#listed = MOST;
    await this.#asking.ask();
  }

  /** To be called at each drawing: another selection is of another booking. */
  follow(): void {
    const selection = this.#seatIds().join(' ');
    if (selection === this.#selection) return;
    this.#selection = selection;
    void this.#turnTo(null);
  }

  /** A booking is to be refunded whatever is selected: one of places without numbers has no seat. True when something of it can be. */
  async choose({ id, reference }: NamedBooking): Promise<boolean> {
    await this.#turnTo(id);
    const canBe = this.booking?.id === id;
    this.emptied = canBe ? null : reference;
    this.#deps.onChange();
    return canBe;
  }

  /** To be called when bookings were cancelled elsewhere. */
  async refresh(): Promise<void> {
    await this.#asking.ask();
  }

  type(change: { amount?: string; reason?: string }): void {
    Object.assign(this, change);
    this.sender.forget();
    this.news = null;
    this.#deps.onChange();
  }

  /** True when it is asked for. */
  async refund(booking: RefundableBooking): Promise<boolean> {
    const { requests, locale } = this.#deps;
    this.news = null;
    const { id: bookingId, balance } = booking;
    const reading = readRefund(
      { amount: this.amount, reason: this.reason },
      { ...balance, most: balance.amount, locale: locale() },
    );
    const sent = await this.sender.send(reading, (input) =>
      requests.changeOnce(documents.REFUND_BOOKING, { bookingId, ...input }),
    );
    if (this.sender.refusal?.code === 'REFUND_NOT_POSSIBLE') await this.#lessIsLeft();
    if (!sent || !reading.ok) return false;
    this.amount = '';
    this.reason = '';
    await this.#tell({ kind: 'asked', amount: { ...balance, amount: reading.input.amount } });
    return true;
  }

  async retry({ id: refundId, amount }: ListedRefundFragment): Promise<void> {
    const { requests } = this.#deps;
    this.news = null;
    const sent = await this.sender.sendPlain({ refundId }, (input) =>
      requests.changeOnce(documents.RETRY_REFUND, input),
    );
    if (sent) await this.#tell({ kind: 'retried', amount });
  }

  dispose(): void {
    this.#asking.end();
  }

  #seatIds(): string[] {
    return this.#deps
      .selected()
      .slice(0, MAX_SEATS)
      .map(({ id }) => id);
  }

  /** Of the chosen booking, or of the one that the selected seats are of. */
  async #turnTo(chosenId: string | null): Promise<void> {
    this.#chosenId = chosenId;
    this.booking = null;
    this.emptied = null;
    this.amount = '';
    this.reason = '';
    this.news = null;
    this.sender.forget();
    await this.#asking.ask();
  }

  /** Somebody else has refunded meanwhile. */
  async #lessIsLeft(): Promise<void> {
    await this.#asking.ask();
    if (this.booking) this.sender.mark('refund-amount', { kind: 'tooMuch', most: this.booking.balance.amount });
  }

  async #ask(): Promise<Answer> {
    const { requests, show } = this.#deps;
    const [refunds, bookings] = await Promise.all([
      requests.request(documents.SHOW_REFUNDS, { id: show().id, ...this.#listed }),
      this.#askBookings(),
    ]);
    return { refunds, bookings };
  }

  async #askBookings(): Promise<RefundableBooking[]> {
    const { requests, show } = this.#deps;
    if (this.#chosenId !== null) {
      const { booking } = await requests.request(documents.REFUNDABLE_BOOKING, { id: this.#chosenId });
      return booking ? [booking] : [];
    }
    const seatIds = this.#seatIds();
    if (seatIds.length === 0) return [];
    const holdings = await requests.request(documents.REFUNDABLE_BOOKINGS, { id: show().id, seatIds });
    return (holdings.show?.seatHoldings ?? []).flatMap(({ booking }) => booking ?? []);
  }

  async #tell(news: RefundNews): Promise<void> {
    this.sender.forget();
    this.news = news;
    this.#deps.onNews(news);
    await this.#asking.ask();
  }
}

/** The only one of them, if something of it was paid and is kept. */
function onlyBooking(all: readonly RefundableBooking[]): RefundableBooking | null {
  const bookings = new Map(all.map((booking) => [booking.id, booking]));
  const [booking] = bookings.values();
  return bookings.size === 1 && booking!.balance.amount > 0 ? booking! : null;
}
