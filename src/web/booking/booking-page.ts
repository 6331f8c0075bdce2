import './booking.css';
import type { TemplateResult } from 'lit-html';
import type { LiveShow } from '../../../packages/client/src/seat-map.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { createHall, type Hall, type HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { type BoxOffice, createBoxOffice } from '../api/box-office.ts';
import type { Booking, Show } from '../api/box-office-types.ts';
import { createFollower } from '../api/follow.ts';
import { type GraphqlClient, Unauthenticated } from '../api/graphql.ts';
import type { ServerClock } from '../api/server-clock.ts';
import type { Language } from '../i18n/language.ts';
import { loadPlan } from '../load-plan.ts';
import { focusLater } from '../page-focus.ts';
import { BookingChanges } from '../purchase/booking-changes.ts';
import { cancelInput } from '../purchase/cancel-input.ts';
import { withNews } from '../show-news.ts';
import type { ViewContext } from '../views/view-context.ts';
import { LINKED_BOOKING } from './booking.graphql.ts';
import { bookingTextsIn } from './booking-texts.ts';
import { ExchangeMap } from './exchange-map.ts';
import { hideLink, showLink } from './link-address.ts';
import { type BookingLink, linkSession } from './link-session.ts';
import type { LinkedBooking } from './linked-booking.ts';
import { bookingView, endedLinkView } from './views/booking-view.ts';

export interface BookingPageDeps {
  endpoint: string;
  link: BookingLink;
  graphql: GraphqlClient;
  clock: ServerClock;
  announcer: Announcer;
  context(): ViewContext;
  language(): Language;
  redraw(): void;
}

/** The page of one booking, for whoever follows the link that its customer was sent: as it is now, and with what its buyer may do. */
export class BookingPage {
  readonly #deps: BookingPageDeps;
  readonly #boxOffice: BoxOffice;
  #booking: LinkedBooking | null = null;
  #show: Show | null = null;
  #hall: Hall | null = null;
  #isAsking = false;
  readonly #changes: BookingChanges;
  /** While a seat is chosen for an exchange. */
  #map: ExchangeMap | null = null;

  constructor(deps: BookingPageDeps) {
    this.#deps = deps;
    this.#boxOffice = createBoxOffice({ graphql: deps.graphql, session: linkSession(deps.link) });
    this.#changes = new BookingChanges({
      boxOffice: {
        ...this.#boxOffice,
        // The provider's form, which is opened then, is a script of others.
        startChangePayment: (input) => {
          hideLink(deps.link);
          return this.#boxOffice.startChangePayment(input);
        },
      },
      booking: () => this.#booking,
      onChanged: (booking) => this.#changed(booking),
      refresh: () => this.#refresh(),
      locale: () => deps.context().locale,
      onChange: () => this.#redraw(),
    });
  }

  /** Reads all of it, and follows it from then on. Rejects with Unreachable or RequestFailed. */
  async open(): Promise<void> {
    const { link, endpoint } = this.#deps;
    await this.#read();
    if (!this.#booking) return;
    createFollower({ endpoint, session: linkSession(link) }).booking(link.bookingId, () => void this.#refresh());
  }

  title(): string {
    const { title } = bookingTextsIn(this.#deps.language());
    return this.#show ? `${title} · ${this.#show.title}` : title;
  }

  render(): TemplateResult {
    const { clock, context, language } = this.#deps;
    const common = { ...context(), words: bookingTextsIn(language()) };
    const [booking, show, hall] = [this.#booking, this.#show, this.#hall];
    if (!booking || !show || !hall) return endedLinkView(common);
    return bookingView({
      ...common,
      booking,
      show,
      hall,
      now: clock.now(),
      isAsking: this.#isAsking,
      changes: this.#changes,
      map: this.#map?.render(),
      onAsk: (isAsking) => this.#ask(isAsking),
      onCancel: () => void this.#cancel(),
    });
  }

  async #read(): Promise<void> {
    const { graphql, link } = this.#deps;
    const { token, bookingId: id } = link;
    const asked = graphql.request({ query: LINKED_BOOKING, variables: { id }, token });
    const booking = await asked.then(
      (answer) => answer.booking,
      (error: unknown) => {
        if (error instanceof Unauthenticated) return null;
        throw error;
      },
    );
    const show = booking && (await this.#boxOffice.show(booking.show.id));
    if (show && this.#hall === null) {
      const zones = show.plan.zones.map(({ name }) => name);
      this.#hall = createHall(await loadPlan(show.plan.url), show.priceTiers, zones);
    }
    [this.#booking, this.#show] = [booking, show];
  }

  /** What could not be read now is read at the next news. */
  async #refresh(): Promise<void> {
    const before = this.#booking?.status;
    await this.#read().catch(() => undefined);
    const after = this.#booking?.status;
    const words = bookingTextsIn(this.#deps.language());
    if (after !== before)
      this.#deps.announcer.say(after === undefined ? words.endedTitle : (words.headings[after] ?? after));
    this.#redraw();
  }

  #ask(isAsking: boolean): void {
    this.#isAsking = isAsking;
    this.#deps.redraw();
  }

  async #cancel(): Promise<void> {
    if (!this.#booking) return;
    await this.#changes.act({
      busy: 'cancel',
      input: cancelInput(this.#booking),
      send: this.#boxOffice.cancelBooking,
      done: (booking) => this.#take(booking),
    });
    this.#redraw();
  }

  /** Tickets of it were exchanged or given back. */
  #changed(booking: Booking): void {
    this.#take(booking);
    this.#deps.announcer.say(bookingTextsIn(this.#deps.language()).changed);
  }

  /** As the server has answered with it. The button that had the focus is gone. */
  #take(booking: Booking): void {
    if (this.#booking) this.#booking = { ...this.#booking, ...booking };
    focusLater('#booking-status');
  }

  /** Draws the page anew, soon, with a map while a seat is chosen. */
  #redraw(): void {
    const { exchange } = this.#changes.tickets;
    if (exchange.quote === null) showLink();
    if (exchange.takesSeats) this.#map ??= this.#openMap();
    else {
      this.#map?.dispose();
      this.#map = null;
    }
    this.#deps.redraw();
  }

  #openMap(): ExchangeMap {
    return new ExchangeMap({
      ...this.#deps,
      showId: this.#show!.id,
      hall: this.#hall!,
      exchange: this.#changes.tickets.exchange,
      isOwn: (seat: HallSeat) => this.#booking?.seats.some(({ id }) => id === seat.id) ?? false,
      onShow: (news: LiveShow) => {
        if (this.#show) this.#show = withNews(this.#show, news);
      },
    });
  }
}
