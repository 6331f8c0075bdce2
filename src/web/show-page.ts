import { html, type TemplateResult } from 'lit-html';
import { createSeatMap, type SeatMap } from '../../packages/client/src/seat-map.ts';
import type { Announcer } from '../../packages/map/src/announcer.ts';
import { spokenTimeLeft } from '../../packages/map/src/element/map-formats.ts';
import type { Hall } from '../../packages/map/src/hall/hall.ts';
import { mapNotice } from '../../packages/map/src/map/live-state.ts';
import { MapView } from '../../packages/map/src/map/map-view.ts';
import { Notices } from '../../packages/map/src/notices.ts';
import { Throttle } from '../../packages/map/src/throttle.ts';
import { mapSection, type Pointed } from '../../packages/map/src/views/map-section.ts';
import { spokenSeat } from '../../packages/map/src/views/spoken-seat.ts';
import type { BoxOffice } from './api/box-office.ts';
import type { Show } from './api/box-office-types.ts';
import type { Follower } from './api/follow.ts';
import type { ServerClock } from './api/server-clock.ts';
import { AreaTaps } from './area-taps.ts';
import { BackHistory } from './back-history.ts';
import { addressWith, bookingInAddress } from './booking-address.ts';
import { LiveNews } from './live-news.ts';
import { OrderClock } from './order-clock.ts';
import { OrderFocus } from './order-focus.ts';
import { OrderNews } from './order-news.ts';
import { listenToPage } from './page-events.ts';
import { showMap } from './page-focus.ts';
import { mostSeatsOf } from './purchase/picking.ts';
import { Purchase } from './purchase/purchase.ts';
import { SeatTaps } from './seat-taps.ts';
import { ShowParts } from './show-parts.ts';
import { ShowSales } from './show-sales.ts';
import { markUsable } from './usable-mark.ts';
import { whyOffSale } from './views/sales-panel.ts';
import { showHead } from './views/show-head.ts';
import { showSide } from './views/show-side.ts';
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
  /** Of a draft, which is shown to its organiser as if it were on sale. */
  preview?: { token(): string | null };
}

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
  readonly #areas: AreaTaps;
  readonly #news: OrderNews;
  readonly #liveNews: LiveNews;
  readonly #back: BackHistory;
  readonly #clock: OrderClock;
  readonly #ending = new AbortController();
  readonly #redrawing: Throttle;
  #pointed: Pointed | null = null;
  #isAskingToCancel = false;
  readonly #focus = new OrderFocus({
    onStep: () => {
      this.#isAskingToCancel = false;
    },
    onProblem: ({ kind }) => {
      if (kind === 'notOnSale' || kind === 'notAdmitted') void this.#sales.refresh();
    },
    onOutcome: (heading) => this.#notices.say(heading),
  });
  #wasLive = false;

  constructor(deps: ShowPageDeps) {
    this.#deps = deps;
    const { endpoint, show, hall, boxOffice, follower, clock, preview } = deps;
    this.#redrawing = new Throttle(REDRAW_EVERY_MS, async () => this.#redraw());
    this.#notices = new Notices(deps.announcer, () => this.#redraw());
    this.#seatMap = createSeatMap({ url: endpoint, showId: show.id, followShow: true, followAreas: true, ...preview });
    this.#sales = new ShowSales({
      ...deps,
      seatCount: hall.seats.length,
      seatMap: this.#seatMap,
      notices: this.#notices,
      isPreview: preview !== undefined,
      onChange: () => this.#redraw(),
    });
    this.#liveNews = new LiveNews({
      sales: this.#sales,
      notices: this.#notices,
      context: deps.context,
      onChange: () => this.#redraw(),
    });
    this.#purchase = new Purchase({
      showId: show.id,
      hall,
      maxSeats: () => mostSeatsOf(this.#sales.show.limits),
      seatMap: this.#seatMap,
      boxOffice,
      follower,
      isStrict: () => this.#sales.isStrict,
      locale: () => deps.context().locale,
      now: () => clock.now(),
      onChange: () => this.#changed(),
      onNews: (news) => this.#news.tell(news),
    });
    this.#clock = new OrderClock({
      purchase: this.#purchase,
      now: () => clock.now(),
      onMoment: (left_ms) => this.#notices.say(spokenTimeLeft(deps.context().texts, left_ms / 1_000)),
    });
    const parts = { purchase: this.#purchase, notices: this.#notices, context: deps.context };
    this.#taps = new SeatTaps({ ...parts, sales: () => this.#sales.state });
    this.#areas = new AreaTaps({ ...parts, sales: this.#sales, redraw: () => this.#redraw() });
    this.#map = new MapView({
      hall,
      areas: this.#areas,
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
    this.#news = new OrderNews({ ...parts, hall, map: this.#map, now: () => clock.now() });
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
    listenToPage(
      {
        onTick: () => this.#tick(),
        onOnline: () => this.#seatMap.reconnect(),
        onVisible: () => this.#lookAgain(),
      },
      this.#ending.signal,
    );
    void this.#begin();
  }

  dispose(): void {
    this.#ending.abort();
    this.#back.end();
    this.#notices.dispose();
    this.#redrawing.end();
    this.#seatMap.close();
    this.#purchase.dispose();
    this.#sales.dispose();
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
    return html`
      <main class="show" id="main" data-step=${this.#purchase.step} aria-busy=${this.#seatMap.status === 'connecting'}>
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
          pointedArea: this.#areas.pointed,
          lookOf: (seat) => this.#purchase.lookOf(seat),
          notice: mapNotice(context.texts, this.#seatMap.getState(), Date.now()),
          onTryNow: () => this.#seatMap.reconnect(),
        })}
        ${showSide({
          ...context,
          hall,
          purchase: this.#purchase,
          show,
          sales: this.#sales.state,
          available,
          room: this.#sales.room,
          isAway: !this.#wasLive && this.#seatMap.getState().lastError !== null,
          now: this.#deps.clock.now(),
          colorOf: (category) => this.#map.colorOf(category),
          onPick: (seat) => this.#taps.take(seat),
          onShowProposal: (group) => {
            this.#purchase.best.show(group);
            this.#news.lookAtProposal();
          },
          isAskingToCancel: this.#isAskingToCancel,
          onAskToCancel: (isAsking) => {
            this.#isAskingToCancel = isAsking;
            this.#redraw();
          },
          list: this.#parts.list,
          onOpenInList: (state) => {
            this.#parts.openInList(state);
            this.#redraw();
          },
          onFocus: (seat) => this.#map.show(seat),
          onFocusArea: (area) => this.#map.showArea(area),
          onSetPlaces: (area) => this.#areas.said(area),
          onOpen: (id) => void this.#purchase.open(id),
        })}
        ${toast(this.#notices.toast)}
      </main>
    `;
  }

  async #begin(): Promise<void> {
    const bookingId = bookingInAddress();
    if (bookingId) await this.#purchase.open(bookingId);
    await this.#purchase.refresh();
    await this.#purchase.code.restore();
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

  #lookAgain(): void {
    this.#seatMap.reconnect();
    void this.#purchase.refresh();
    this.#sales.room.lookAgain();
  }

  #tick(): void {
    this.#sales.tick();
    if (this.#clock.tick()) this.#redraw();
    // The words about the connection count down to its next attempt.
    else if (this.#seatMap.getState().nextAttemptAt !== null) this.#deps.redraw();
  }

  #seatsChanged(changedSeatIds: readonly string[]): void {
    this.#liveNews.take(this.#seatMap.getState());
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
    if (this.#areas.follow(this.#seatMap.getState().areas)) this.#map.updateAreas();
    this.#sales.update();
    this.#redrawing.ask();
  }

  #changed(): void {
    this.#sales.room.onOrder(this.#purchase);
    this.#map.update();
    this.#map.updateAreas();
    this.#redraw();
    this.#focus.follow(this.#purchase);
  }

  /** What is held stays so, and the buyer is told. */
  #leaveOrder(): void {
    this.#notices.sayAndShow(this.#deps.context().texts.stillHeld);
    requestAnimationFrame(() => showMap());
  }
}
