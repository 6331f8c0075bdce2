import { html, nothing, type TemplateResult } from 'lit-html';
import { createSeatMap, type SeatMap } from '../client/seat-map.ts';
import type { Announcer } from './announcer.ts';
import type { BoxOffice } from './api/box-office.ts';
import type { Show } from './api/box-office-types.ts';
import type { Follower } from './api/follow.ts';
import type { ServerClock } from './api/server-clock.ts';
import { CountdownMoments } from './countdown-moments.ts';
import type { Hall, HallSeat } from './hall/hall.ts';
import { mapNotice } from './map/live-state.ts';
import { MapView } from './map/map-view.ts';
import { showPanel, showProblem } from './page-focus.ts';
import type { News } from './purchase/news.ts';
import type { Problem } from './purchase/problem.ts';
import { Purchase } from './purchase/purchase.ts';
import type { Step } from './purchase/step.ts';
import { Throttle } from './throttle.ts';
import { bookingsList } from './views/bookings-list.ts';
import { heldPanel } from './views/held-panel.ts';
import { legend } from './views/legend.ts';
import { mapSection, type Pointed } from './views/map-section.ts';
import { confirmedPanel, endedPanel } from './views/outcome-panel.ts';
import { paymentPanel, waitingPanel } from './views/payment-panel.ts';
import { type PanelOptions, pickingPanel } from './views/picking-panel.ts';
import { type Sales, salesOf, salesPanel } from './views/sales-panel.ts';
import { type SeatListState, seatList } from './views/seat-list.ts';
import { showHead } from './views/show-head.ts';
import { spokenNews, spokenSeat, spokenTimeLeft } from './views/spoken.ts';
import { toast } from './views/toast.ts';
import { seatName, type ViewContext } from './views/view-context.ts';

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

/** Long enough to be read, and gone before it is in the way. */
const TOAST_MS = 5_000;
const TICK_MS = 1_000;
/** The words about the map: the map itself shows each change in the next frame. */
const REDRAW_EVERY_MS = 200;
/** After the deadline, when the server has surely ended it. */
const AFTER_DEADLINE_MS = 1_500;
/** While nothing can be had. */
const ASK_FOR_SHOW_EVERY_MS = 5_000;
/** Set when the map with the seats' states was drawn for the first time: what the time from opening is measured by. */
const USABLE_MARK = 'seat-map-usable';
const BOOKING_PARAMETER = 'booking';
const PAYMENT = 'payment';

/** A show's page: map, list and order, all drawn from the live map, the purchase and what the buyer points at. */
export class ShowPage {
  readonly #deps: ShowPageDeps;
  readonly #seatMap: SeatMap;
  readonly #purchase: Purchase;
  readonly #map: MapView;
  readonly #moments = new CountdownMoments();
  readonly #ending = new AbortController();
  readonly #redrawing: Throttle;
  #list: SeatListState = { isOpen: false, zone: null, row: null };
  #pointed: Pointed | null = null;
  #show: Show;
  #sales: Sales;
  #askedForShowAt = 0;
  #step: Step = 'picking';
  #problem: Problem | null = null;
  #askedForDeadline = 0;
  #wasLive = false;
  #toast: string | null = null;
  #toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: ShowPageDeps) {
    this.#deps = deps;
    this.#redrawing = new Throttle(REDRAW_EVERY_MS, async () => deps.redraw());
    const { endpoint, show, hall, boxOffice, follower, redraw } = deps;
    this.#show = show;
    this.#seatMap = createSeatMap({ url: endpoint, showId: show.id });
    this.#purchase = new Purchase({
      showId: show.id,
      hall,
      seatMap: this.#seatMap,
      boxOffice,
      follower,
      now: () => deps.clock.now(),
      onChange: () => this.#changed(),
      onNews: (news) => this.#tell(news),
    });
    this.#map = new MapView({
      hall,
      lookOf: (seat) => this.#purchase.lookOf(seat),
      onPick: (seat) => this.#pick(seat),
      onPlace: () => deps.redraw(),
      freeText: (free) => {
        const { texts, formats } = deps.context();
        return texts.free(formats.count(free));
      },
      onPoint: (seat, at, by) => {
        this.#pointed = seat && { seat, at };
        if (seat && by === 'keyboard')
          deps.announcer.say(spokenSeat(deps.context(), seat, this.#purchase.lookOf(seat)));
        redraw();
      },
    });
    this.#sales = this.#findSales();
    this.#seatMap.subscribe((changedSeatIds) => this.#seatsChanged(changedSeatIds));
    this.#listen();
    void this.#begin();
  }

  dispose(): void {
    this.#ending.abort();
    clearTimeout(this.#toastTimer);
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
    const show = this.#show;
    const context = this.#deps.context();
    const colorOf = (category: string) => this.#map.colorOf(category);
    const panel = { ...context, hall, purchase: this.#purchase, colorOf, onPick: (seat: HallSeat) => this.#pick(seat) };
    const step = this.#purchase.step;
    return html`
      <main class="show" id="main" data-step=${step} aria-busy=${this.#seatMap.status === 'connecting'}>
        ${showHead({ ...context, show, available: this.#available(), isLive: this.#seatMap.status === 'live' })}
        ${mapSection({
          ...context,
          map: this.#map,
          pointed: this.#pointed,
          lookOf: (seat) => this.#purchase.lookOf(seat),
          notice: mapNotice(context.texts, this.#seatMap.status),
        })}
        <div class="side">
          <section class="panel" id="order" aria-label=${context.texts.yourSeats}>${this.#panel(panel)}</section>
          ${step === 'picking' || step === 'held' ? this.#browsing(context, step) : nothing}
          ${legend({ ...context, show, colorOf })}
        </div>
        ${toast(this.#toast)}
      </main>
    `;
  }

  #browsing(context: ViewContext, step: Step): TemplateResult {
    const { hall } = this.#deps;
    return html`
      ${seatList({
        ...context,
        hall,
        state: this.#list,
        lookOf: (seat) => this.#purchase.lookOf(seat),
        onOpen: (state) => {
          this.#list = { ...this.#list, ...state };
          this.#deps.redraw();
        },
        onPick: (seat) => this.#pick(seat),
        onFocus: (seat) => this.#map.show(seat),
      })}
      ${step === 'picking' ? bookingsList({ ...context, bookings: this.#purchase.bookings, onOpen: (id) => void this.#open(id) }) : nothing}
    `;
  }

  #panel(options: PanelOptions): TemplateResult {
    const { clock } = this.#deps;
    const now = clock.now();
    const left_ms = Math.max(0, (this.#purchase.deadline ?? now) - now);
    const onBack = () => void this.#open(null);
    switch (this.#purchase.step) {
      case 'picking':
        if (this.#sales === 'open' || this.#purchase.selection.size > 0) return pickingPanel(options);
        return salesPanel({ ...options, show: this.#show, sales: this.#sales, now });
      case 'held':
        return heldPanel({ ...options, left_ms });
      case 'paying':
        return paymentPanel({ ...options, left_ms });
      case 'waiting':
        return waitingPanel({ ...options, left_ms });
      case 'confirmed':
        return confirmedPanel({ ...options, onBack });
      case 'ended':
        return endedPanel({ ...options, onBack });
    }
  }

  async #begin(): Promise<void> {
    const bookingId = new URL(location.href).searchParams.get(BOOKING_PARAMETER);
    if (bookingId) await this.#purchase.open(bookingId);
    await this.#purchase.refresh();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const ticking = setInterval(() => this.#tick(), TICK_MS);
    signal.addEventListener('abort', () => clearInterval(ticking));
    addEventListener('popstate', () => this.#goBack(), { signal });
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
    const { clock, announcer, context, redraw } = this.#deps;
    const sales = this.#findSales();
    const { deadline } = this.#purchase;
    const now = clock.now();
    const moment = this.#moments.passed(deadline, now);
    if (moment !== null) announcer.say(spokenTimeLeft(context(), moment));
    if (deadline !== null && now > deadline + AFTER_DEADLINE_MS && this.#askedForDeadline !== deadline) {
      this.#askedForDeadline = deadline;
      void this.#purchase.refresh();
    }
    if (deadline !== null || sales === 'notStarted' || sales !== this.#sales) redraw();
    this.#sales = sales;
    // Seats that come back are on the map; sales that go on are not.
    const mayGoOn = sales !== 'open' && sales !== 'soldOut';
    if (mayGoOn && now > this.#askedForShowAt + ASK_FOR_SHOW_EVERY_MS) void this.#refreshShow();
  }

  async #refreshShow(): Promise<void> {
    const { boxOffice, clock, redraw } = this.#deps;
    this.#askedForShowAt = clock.now();
    try {
      this.#show = (await boxOffice.show(this.#show.id)) ?? this.#show;
      this.#sales = this.#findSales();
      redraw();
    } catch {
      // The next time, then.
    }
  }

  #seatsChanged(changedSeatIds: readonly string[]): void {
    // The first snapshot, and what came while the connection was lost, did not happen before the buyer's eyes.
    this.#map.update(this.#wasLive ? changedSeatIds : undefined);
    if (this.#wasLive) this.#map.pulse(changedSeatIds);
    const isFirst = !this.#wasLive && this.#seatMap.status === 'live';
    if (isFirst && performance.getEntriesByName(USABLE_MARK).length === 0) markNextFrame(USABLE_MARK);
    this.#wasLive = this.#seatMap.status === 'live';
    this.#purchase.onSeatsChanged(changedSeatIds);
    this.#sales = this.#findSales();
    this.#redrawing.ask();
  }

  #changed(): void {
    this.#map.update();
    this.#deps.redraw();
    const { step, booking, problem } = this.#purchase;
    if (problem && problem !== this.#problem) requestAnimationFrame(() => showProblem());
    if (problem?.kind === 'notOnSale' && problem !== this.#problem) void this.#refreshShow();
    this.#problem = problem;
    if (this.#purchase.isReviewing && !isPaymentInHistory()) history.pushState({ step: PAYMENT }, '');
    if (step === this.#step) return;
    this.#step = step;
    this.#keepInAddress(step === 'confirmed' || step === 'ended' ? (booking?.id ?? null) : null);
    requestAnimationFrame(() => showPanel());
  }

  async #open(bookingId: string | null): Promise<void> {
    await this.#purchase.open(bookingId);
    this.#keepInAddress(bookingId);
  }

  /** The browser's Back stays within the show: from the payment to the details, from tickets to the map. */
  #goBack(): void {
    if (this.#purchase.isReviewing && !isPaymentInHistory()) {
      this.#purchase.edit();
      return;
    }
    const bookingId = new URL(location.href).searchParams.get(BOOKING_PARAMETER);
    if (bookingId !== (this.#purchase.booking?.id ?? null)) void this.#purchase.open(bookingId);
  }

  /** So that a reload shows the tickets again. */
  #keepInAddress(bookingId: string | null): void {
    const url = new URL(location.href);
    if (bookingId === null) url.searchParams.delete(BOOKING_PARAMETER);
    else url.searchParams.set(BOOKING_PARAMETER, bookingId);
    if (url.href === location.href) return;
    // From tickets Back leads to the map; from an order that is paid there is no way back to its payment.
    if (bookingId === null || isPaymentInHistory()) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
  }

  #pick(seat: HallSeat): void {
    if (this.#sales !== 'open' && !this.#purchase.selection.has(seat.id)) return;
    const { announcer } = this.#deps;
    const context = this.#deps.context();
    const name = seatName(context, seat);
    const outcome = this.#purchase.toggle(seat);
    if (outcome === 'picked') announcer.say(context.texts.picked(name));
    else if (outcome === 'unpicked') announcer.say(context.texts.unpicked(name));
    else if (outcome === 'refused')
      this.#tellAll(context.texts.cannotPick(name, context.texts.legend[this.#purchase.lookOf(seat)]));
  }

  /** Says it to those who hear and to those who see. */
  #tellAll(text: string): void {
    this.#deps.announcer.say(text);
    this.#toast = text;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => {
      this.#toast = null;
      this.#deps.redraw();
    }, TOAST_MS);
    this.#deps.redraw();
  }

  #tell(news: News): void {
    const left_ms = (this.#purchase.deadline ?? 0) - this.#deps.clock.now();
    const text = spokenNews(this.#deps.context(), news, left_ms);
    if (news.kind === 'released' || news.kind === 'cancelled') this.#tellAll(text);
    else this.#deps.announcer.say(text);
  }

  #available(): number {
    if (this.#seatMap.getState().version === null) return this.#show.availability.available;
    return this.#deps.hall.seats.length - this.#seatMap.getState().unavailable.size;
  }

  #findSales(): Sales {
    return salesOf(this.#show, { available: this.#available(), now: this.#deps.clock.now() });
  }
}

function isPaymentInHistory(): boolean {
  return (history.state as { step?: string } | null)?.step === PAYMENT;
}

/** The first frame is being drawn when its callback runs; it has been when the second does. */
function markNextFrame(name: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
}
