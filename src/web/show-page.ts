import { html, nothing, type TemplateResult } from 'lit-html';
import { createSeatMap, type LiveShow, type SeatMap } from '../../packages/client/src/seat-map.ts';
import type { Announcer } from './announcer.ts';
import type { BoxOffice } from './api/box-office.ts';
import type { Show } from './api/box-office-types.ts';
import type { Follower } from './api/follow.ts';
import type { ServerClock } from './api/server-clock.ts';
import { BackHistory } from './back-history.ts';
import { addressWith, bookingInAddress } from './booking-address.ts';
import { type Hall, type HallSeat, seatsOfIds } from './hall/hall.ts';
import { ConnectionNews, mapNotice } from './map/live-state.ts';
import { MapView } from './map/map-view.ts';
import type { SeatLook } from './map/seat-look.ts';
import { Notices } from './notices.ts';
import { OrderClock } from './order-clock.ts';
import { showMap, showPanel, showProblem } from './page-focus.ts';
import type { News } from './purchase/news.ts';
import type { Problem } from './purchase/problem.ts';
import { Purchase } from './purchase/purchase.ts';
import type { Step } from './purchase/step.ts';
import { SeatTaps } from './seat-taps.ts';
import { wordsOfNews } from './show-news.ts';
import { ShowParts } from './show-parts.ts';
import { ShowSales } from './show-sales.ts';
import { Throttle } from './throttle.ts';
import { markUsable } from './usable-mark.ts';
import { bookingsList } from './views/bookings-list.ts';
import { legend } from './views/legend.ts';
import { mapSection, type Pointed } from './views/map-section.ts';
import { orderPanel } from './views/order-panel.ts';
import { whyOffSale } from './views/sales-panel.ts';
import { seatList } from './views/seat-list.ts';
import { showHead } from './views/show-head.ts';
import { spokenNews, spokenProposal, spokenSeat, spokenTimeLeft } from './views/spoken.ts';
import { toast } from './views/toast.ts';
import type { ViewContext } from './views/view-context.ts';

export interface ShowPageDeps {
  endpoint: string;
  show: Show;
  hall: Hall;
  boxOffice: BoxOffice;
  follower: Follower;
  clock: ServerClock;
  announcer: Announcer;
  context(): ViewContext;
  /** Draws the page anew, soon. */
  redraw(): void;
}

const TICK_MS = 1_000;
/** The words about the map: the map itself shows each change in the next frame. */
const REDRAW_EVERY_MS = 200;

/** A show's page: map, list and order, all drawn from the live map, the purchase and what the buyer points at. */
export class ShowPage {
  readonly #deps: ShowPageDeps;
  readonly #seatMap: SeatMap;
  readonly #purchase: Purchase;
  readonly #map: MapView;
  readonly #sales: ShowSales;
  readonly #notices: Notices;
  readonly #parts: ShowParts;
  readonly #taps: SeatTaps;
  readonly #back: BackHistory;
  readonly #clock: OrderClock;
  readonly #ending = new AbortController();
  readonly #redrawing: Throttle;
  #pointed: Pointed | null = null;
  #isAskingToCancel = false;
  #step: Step = 'picking';
  #problem: Problem | null = null;
  readonly #connectionNews = new ConnectionNews();
  #wasLive = false;
  /** The show as the server has told of it last. */
  #heardOf: LiveShow | null = null;

  constructor(deps: ShowPageDeps) {
    this.#deps = deps;
    const { endpoint, show, hall, boxOffice, follower, clock } = deps;
    this.#redrawing = new Throttle(REDRAW_EVERY_MS, async () => this.#redraw());
    this.#notices = new Notices(deps.announcer, () => this.#redraw());
    this.#seatMap = createSeatMap({ url: endpoint, showId: show.id, followShow: true });
    this.#sales = new ShowSales({
      show,
      seatCount: hall.seats.length,
      seatMap: this.#seatMap,
      boxOffice,
      clock,
      onChange: () => this.#redraw(),
    });
    this.#purchase = new Purchase({
      showId: show.id,
      hall,
      maxSeats: Math.min(show.limits.seatsPerLock, show.limits.seatsPerBuyer),
      seatMap: this.#seatMap,
      boxOffice,
      follower,
      locale: () => deps.context().locale,
      now: () => clock.now(),
      onChange: () => this.#changed(),
      onNews: (news) => this.#tell(news),
    });
    this.#clock = new OrderClock({
      purchase: this.#purchase,
      now: () => clock.now(),
      onMoment: (left_ms) => this.#notices.say(spokenTimeLeft(deps.context(), left_ms)),
    });
    this.#taps = new SeatTaps({
      purchase: this.#purchase,
      notices: this.#notices,
      sales: () => this.#sales.state,
      context: deps.context,
    });
    this.#map = new MapView({
      hall,
      lookOf: (seat) => this.#purchase.lookOf(seat),
      onPick: (seat) => this.#taps.take(seat),
      onPlace: () => this.#redraw(),
      freeText: (free) => {
        const { texts, formats } = deps.context();
        return texts.free(formats.count(free));
      },
      onPoint: (seat, at, by) => {
        this.#pointed = seat && { seat, at };
        if (seat && by === 'keyboard')
          deps.announcer.say(spokenSeat(deps.context(), seat, this.#purchase.lookOf(seat)));
        this.#redraw();
      },
    });
    this.#parts = new ShowParts({ map: this.#map, purchase: this.#purchase, onLeftOrder: () => this.#leaveOrder() });
    this.#back = new BackHistory({
      openParts: () => this.#parts.open(),
      change: async (change) => {
        await this.#parts.change(change);
        deps.redraw();
      },
      urlOf: ({ booking }) => addressWith(booking as string | undefined),
    });
    this.#seatMap.subscribe((changedSeatIds) => this.#seatsChanged(changedSeatIds));
    this.#listen();
    void this.#begin();
  }

  dispose(): void {
    this.#ending.abort();
    this.#back.end();
    this.#notices.dispose();
    this.#redrawing.end();
    this.#seatMap.close();
    this.#purchase.dispose();
    this.#map.dispose();
  }

  /** The first thing in the page: past the map, to what the keyboard is for. */
  renderSkipLink(): TemplateResult {
    const { texts } = this.#deps.context();
    const isPicking = this.#purchase.step === 'picking';
    return html`<a class="skip" href=${isPicking ? '#seat-list' : '#order'}>${isPicking ? texts.skipToSeats : texts.skipToOrder}</a>`;
  }

  render(): TemplateResult {
    const { hall } = this.#deps;
    const { show, available } = this.#sales;
    const context = this.#deps.context();
    const colorOf = (category: string) => this.#map.colorOf(category);
    const order = orderPanel({
      ...context,
      hall,
      purchase: this.#purchase,
      show,
      sales: this.#sales.state,
      now: this.#deps.clock.now(),
      colorOf,
      onPick: (seat) => this.#taps.take(seat),
      onShowProposal: (group) => {
        this.#purchase.best.show(group);
        this.#lookAtProposal();
      },
      isAskingToCancel: this.#isAskingToCancel,
      onAskToCancel: (isAsking) => {
        this.#isAskingToCancel = isAsking;
        this.#redraw();
      },
      onBack: () => void this.#open(null),
    });
    const step = this.#purchase.step;
    return html`
      <main class="show" id="main" data-step=${step} aria-busy=${this.#seatMap.status === 'connecting'}>
        ${showHead({
          ...context,
          show,
          available,
          sales: this.#sales.state,
          isLive: this.#seatMap.status === 'live',
        })}
        ${mapSection({
          ...context,
          map: this.#map,
          pointed: this.#pointed,
          lookOf: (seat) => this.#purchase.lookOf(seat),
          notice: mapNotice(context.texts, this.#seatMap.getState(), Date.now()),
          onTryNow: () => this.#seatMap.reconnect(),
        })}
        <div class="side">
          <section class="panel" id="order" aria-label=${context.texts.yourSeats}>${order}</section>
          ${step === 'picking' || step === 'held' ? this.#browsing(context, step) : nothing}
          ${legend({ ...context, show, colorOf, extra: this.#extraLooks(), hasAccessible: hall.hasAccessible })}
        </div>
        ${toast(this.#notices.toast)}
      </main>
    `;
  }

  /** Looks that are explained while they are on the map only. */
  #extraLooks(): SeatLook[] {
    const { best, refused } = this.#purchase;
    const isOffering = best.shown !== null || (refused !== null && refused.alternatives.length > 0);
    return [...(isOffering ? (['offered'] as const) : []), ...(refused ? (['orphan'] as const) : [])];
  }

  #browsing(context: ViewContext, step: Step): TemplateResult {
    const { hall } = this.#deps;
    return html`
      ${seatList({
        ...context,
        hall,
        state: this.#parts.list,
        lookOf: (seat) => this.#purchase.lookOf(seat),
        onOpen: (state) => {
          this.#parts.openInList(state);
          this.#redraw();
        },
        onPick: (seat) => this.#taps.take(seat),
        onFocus: (seat) => this.#map.show(seat),
      })}
      ${step === 'picking' ? bookingsList({ ...context, bookings: this.#purchase.bookings, onOpen: (id) => void this.#open(id) }) : nothing}
    `;
  }

  async #begin(): Promise<void> {
    const bookingId = bookingInAddress();
    if (bookingId) await this.#purchase.open(bookingId);
    await this.#purchase.refresh();
    await this.#back.begin();
  }

  /** Draws the page anew, soon; what is open in it by then is what Back closes. */
  #redraw(): void {
    // What can't be held is not proposed.
    const { best } = this.#purchase;
    if (best.shown && whyOffSale(this.#deps.context().texts, this.#sales.state) !== null) best.withdraw();
    this.#back.sync();
    this.#deps.redraw();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const ticking = setInterval(() => this.#tick(), TICK_MS);
    signal.addEventListener('abort', () => clearInterval(ticking));
    addEventListener('online', () => this.#seatMap.reconnect(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState !== 'visible') return;
        this.#seatMap.reconnect();
        void this.#purchase.refresh();
      },
      { signal },
    );
  }

  #tick(): void {
    this.#sales.tick();
    if (this.#clock.tick()) this.#redraw();
    // The words about the connection count down to its next attempt.
    else if (this.#seatMap.getState().nextAttemptAt !== null) this.#deps.redraw();
  }

  /** What an organiser has changed; the first time, the show as it is. */
  #takeNews(facts: LiveShow): void {
    this.#heardOf = facts;
    const context = this.#deps.context();
    const words = wordsOfNews(context, this.#sales.show, facts);
    this.#sales.take(facts);
    document.title = `${facts.title} · ${context.texts.appName}`;
    if (words !== null) this.#notices.sayAndShow(words);
    this.#redraw();
  }

  #seatsChanged(changedSeatIds: readonly string[]): void {
    const { show } = this.#seatMap.getState();
    if (show !== null && show !== this.#heardOf) this.#takeNews(show);
    const news = this.#connectionNews.next(this.#deps.context().texts, this.#seatMap.getState());
    if (news !== null) this.#notices.say(news);
    const isLive = this.#seatMap.status === 'live';
    // Before the map is drawn: a picked seat that has gone looks so by what the purchase knows.
    this.#purchase.onSeatsChanged(changedSeatIds);
    // The first snapshot, and what came while the connection was lost, did not happen before the buyer's eyes.
    if (this.#wasLive) {
      this.#map.update(changedSeatIds);
      this.#map.pulse(changedSeatIds);
    } else if (isLive) {
      this.#map.update();
      markUsable();
    }
    this.#wasLive = isLive;
    this.#sales.update();
    this.#redrawing.ask();
  }

  #changed(): void {
    this.#map.update();
    this.#redraw();
    const { step, problem } = this.#purchase;
    if (problem && problem !== this.#problem) requestAnimationFrame(() => showProblem());
    if (problem?.kind === 'notOnSale' && problem !== this.#problem) void this.#sales.refresh();
    this.#problem = problem;
    if (step === this.#step) return;
    this.#isAskingToCancel = false;
    this.#step = step;
    // What became of a booking may come at any time, to one who is elsewhere on the page.
    const isOutcome = step === 'confirmed' || step === 'ended';
    requestAnimationFrame(() => showPanel((heading) => isOutcome && this.#notices.say(heading)));
  }

  #open(bookingId: string | null): Promise<void> {
    return this.#purchase.open(bookingId);
  }

  /** What is held stays so, and the buyer is told. */
  #leaveOrder(): void {
    this.#notices.sayAndShow(this.#deps.context().texts.stillHeld);
    requestAnimationFrame(() => showMap());
  }

  #tell(news: News): void {
    if (news.kind === 'proposed') {
      this.#showProposed();
      return;
    }
    if (news.kind === 'orphans') {
      this.#showOrphans();
      return;
    }
    const left_ms = (this.#purchase.deadline ?? 0) - this.#deps.clock.now();
    const text = spokenNews(this.#deps.context(), news, left_ms);
    if (news.kind === 'released' || news.kind === 'cancelled') this.#notices.sayAndShow(text);
    else this.#notices.say(text);
  }

  /** To those who see by the map, to those who hear in words. */
  #showProposed(): void {
    const { best } = this.#purchase;
    if (!best.shown) return;
    this.#notices.say(spokenProposal(this.#deps.context(), best));
    this.#lookAtProposal();
  }

  /** The refusal as a picture: the words stand in the order. */
  #showOrphans(): void {
    const { refused, seats } = this.#purchase;
    const orphans = seatsOfIds(this.#deps.hall, refused?.orphanIds ?? []);
    // Those beside them are enough where the choice is all over the hall.
    const isBeside = (seat: HallSeat) =>
      orphans.some(({ zoneIndex, row }) => zoneIndex === seat.zoneIndex && row === seat.row);
    this.#map.showAll([...orphans, ...seats.filter(isBeside)]);
    // After the words have been brought into sight: both are.
    requestAnimationFrame(() => requestAnimationFrame(() => showMap()));
  }

  #lookAtProposal(): void {
    const { best } = this.#purchase;
    if (!best.shown) return;
    this.#map.showAll(best.seatsOf(best.shown));
    requestAnimationFrame(() => showMap());
  }
}
