import { html, type TemplateResult } from 'lit-html';
import type { LiveShow, SeatMap } from '../../../packages/client/src/seat-map.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { ConnectionNews, mapNotice, seatMapLook } from '../../../packages/map/src/map/live-state.ts';
import { MapView } from '../../../packages/map/src/map/map-view.ts';
import type { SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import { Throttle } from '../../../packages/map/src/throttle.ts';
import { legend } from '../../../packages/map/src/views/legend.ts';
import { mapSection, type Pointed } from '../../../packages/map/src/views/map-section.ts';
import { type SeatListState, seatList } from '../../../packages/map/src/views/seat-list.ts';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import { spokenSeat } from '../../../packages/map/src/views/spoken-seat.ts';
import type { ServerClock } from '../api/server-clock.ts';
import type { Language } from '../i18n/language.ts';
import { salesOf } from '../views/sales-panel.ts';
import { showHead } from '../views/show-head.ts';
import type { ViewContext } from '../views/view-context.ts';
import { controlTextsIn } from './control-texts.ts';
import { isNarrow } from './narrow-page.ts';
import { OrganiserDesk } from './organiser-desk.ts';
import type { OrganisedShow, OrganiserOffice } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import type { OrganiserTexts } from './organiser-texts.ts';
import { sumOfCounts } from './seat-counts.ts';
import { ShowDesk } from './show-desk.ts';
import type { ShowPanel } from './show-panel.ts';
import { firstWord, isTaken, openBooking, openShowPanels, takeSeat } from './show-panels.ts';
import { followedMap, liveAreas, type ShownAreas } from './shown-areas.ts';
import { allotmentLegend } from './views/allotment-legend.ts';
import { doneText } from './views/done-notice.ts';
import { mapTools } from './views/map-tools.ts';
import { markedPanel } from './views/marked-panel.ts';
import { salesBoard } from './views/sales-board.ts';
import { showControls } from './views/show-controls.ts';

export interface OrganiserShowPageDeps {
  endpoint: string;
  /** Of the organiser: drafts are for them only. */
  token(): string | null;
  show: OrganisedShow;
  hall: Hall;
  office: OrganiserOffice;
  requests: OrganiserRequests;
  clock: ServerClock;
  announcer: Announcer;
  context(): ViewContext;
  language(): Language;
  words(): OrganiserTexts;
  redraw(): void;
  onSignedOut(): void;
}

const TICK_MS = 1_000;
const REDRAW_EVERY_MS = 200;
const LOOKS: readonly SeatLook[] = ['available', 'picked', 'held', 'booked', 'blocked', 'allotted'];

/** A show as its organiser sees it: the live map, the sales, who has a seat, seats to block. */
export class OrganiserShowPage {
  readonly #deps: OrganiserShowPageDeps;
  readonly #seatMap: SeatMap;
  readonly #desk: OrganiserDesk;
  readonly #showDesk: ShowDesk;
  readonly #panels: readonly ShowPanel[];
  readonly #areas: ShownAreas;
  readonly #map: MapView;
  readonly #ending = new AbortController();
  readonly #redrawing: Throttle;
  #list: SeatListState = { isOpen: false, zone: null, row: null };
  #pointed: Pointed | null = null;
  readonly #connectionNews = new ConnectionNews();
  #wasLive = false;
  /** The show as the server has told of it last. */
  #heardOf: LiveShow | null = null;

  constructor(deps: OrganiserShowPageDeps) {
    this.#deps = deps;
    this.#redrawing = new Throttle(REDRAW_EVERY_MS, async () => deps.redraw());
    const { show, hall, office, clock } = deps;
    this.#seatMap = followedMap(deps);
    this.#desk = new OrganiserDesk({
      show,
      hall,
      seatMap: this.#seatMap,
      office,
      isAllotted: (seat) => this.#tintOf(seat) !== null,
      onChange: () => this.#changed(),
      onNews: (news) => deps.announcer.say(doneText(deps.words(), news)),
      onSignedOut: deps.onSignedOut,
    });
    this.#showDesk = new ShowDesk({
      ...deps,
      showId: show.id,
      show: () => this.#desk.show,
      now: () => clock.now(),
      onChange: () => deps.redraw(),
      onRulesChanged: (rules) => {
        this.#desk.takeRules(rules);
        deps.announcer.say(deps.words().rulesChanged);
      },
    });
    this.#panels = openShowPanels({
      ...deps,
      show: () => this.#desk.show,
      selected: () => this.#desk.marked.seats,
      select: (seats) => this.#desk.select(seats),
      allotmentOf: (seat) => this.#allotmentOf(seat),
      colorOf: (category) => this.#map.colorOf(category),
      lookOf: (seat) => this.#stateLook(seat),
      stateOf: (seatId) => this.#seatMap.seatState(seatId),
      recolor: () => this.#recolor(),
      now: () => clock.now(),
      say: (text) => deps.announcer.say(text),
    });
    this.#areas = liveAreas(this.#seatMap, deps);
    this.#map = new MapView({
      hall,
      areas: this.#areas,
      lookOf: (seat) => this.#lookOf(seat),
      tintOf: (seat) => this.#tintOf(seat),
      onPick: (seat) => this.#pick([seat]),
      onBand: (seats) => this.#band(seats),
      onPlace: () => deps.redraw(),
      freeText: (free) => {
        const { texts, formats } = deps.context();
        return texts.free(formats.count(free));
      },
      onPoint: (seat, at, by) => {
        this.#pointed = seat && { seat, at };
        if (seat && by === 'keyboard') deps.announcer.say(this.#spoken(seat));
        deps.redraw();
      },
    });
    this.#seatMap.subscribe((changedSeatIds) => this.#seatsChanged(changedSeatIds));
    this.#listen();
  }

  dispose(): void {
    this.#ending.abort();
    this.#redrawing.end();
    this.#seatMap.close();
    this.#desk.dispose();
    for (const panel of this.#panels) panel.dispose();
    this.#map.dispose();
  }

  render(): TemplateResult {
    const { hall, clock } = this.#deps;
    const [context, words] = [this.#deps.context(), this.#deps.words()];
    const { show } = this.#desk;
    const counts = sumOfCounts([this.#desk.counts, ...this.#panels.flatMap((panel) => panel.placeCounts?.() ?? [])]);
    const now = clock.now();
    const available = counts.AVAILABLE;
    const isLive = this.#seatMap.status === 'live';
    const colorOf = (category: string) => this.#map.colorOf(category);
    const sales = salesBoard({ ...context, words, show, counts, colorOf });
    const marked = html`
      <section class="panel" id="marked" aria-label=${words.selectTitle}>
        ${markedPanel({ ...context, words, hall, desk: this.#desk, now, onBooking: (booking) => openBooking(this.#panels, booking), allotmentOf: (seat) => this.#allotmentOf(seat) })}
      </section>
    `;
    return html`
      <main class="show organise" id="main" aria-busy=${this.#seatMap.status === 'connecting'}>
        ${showHead({ ...context, show, available, sales: salesOf(show, { available, now }), isLive })}
        ${mapSection({
          ...context,
          map: this.#map,
          pointed: this.#pointed,
          pointedArea: this.#areas.pointed,
          lookOf: (seat) => this.#stateLook(seat),
          factOf: (seat) => this.#setAsideName(seat),
          notice: mapNotice(context.texts, this.#seatMap.getState(), Date.now()),
          onTryNow: () => this.#seatMap.reconnect(),
          help: words.mapHelp,
          tools: mapTools({ words, isBanding: this.#map.isBanding, onSwitch: (isBanding) => this.#switch(isBanding) }),
        })}
        <div class="side">
          ${isNarrow() ? [marked, sales] : [sales, marked]}
          ${showControls({ ...context, ...controlTextsIn(this.#deps.language()), show, desk: this.#showDesk, now })}
          ${this.#panels.map((panel) => panel.render())}
          ${this.#seatList(context, words)} ${legend({ ...context, show, colorOf, looks: LOOKS, hasAccessible: hall.wheelchairPlaces > 0 })}
          ${allotmentLegend({ label: words.setAside, parts: this.#panels.flatMap((panel) => panel.partsOfHouse?.() ?? []) })}
        </div>
      </main>
    `;
  }

  #seatList(context: ViewContext, words: OrganiserTexts): TemplateResult {
    return seatList({
      ...context,
      hall: this.#deps.hall,
      state: this.#list,
      lookOf: (seat) => this.#lookOf(seat),
      onOpen: (state) => {
        this.#list = { ...this.#list, ...state };
        this.#deps.redraw();
      },
      onPick: (seat) => this.#pick([seat]),
      onFocus: (seat) => this.#map.show(seat),
      stateOf: (seat) => this.#stateLook(seat),
      pickAll: { label: words.selectAll, text: words.pick, onPick: (seats) => this.#pick(seats) },
    });
  }

  #stateLook(seat: HallSeat): SeatLook {
    const look = seatMapLook(this.#seatMap, seat.id);
    return look === 'blocked' && this.#tintOf(seat) !== null ? 'allotted' : look;
  }

  #lookOf(seat: HallSeat): SeatLook {
    return this.#desk.marked.has(seat) || isTaken(this.#panels, seat) ? 'picked' : this.#stateLook(seat);
  }

  #allotmentOf(seat: HallSeat): string | null {
    return firstWord(this.#panels, (panel) => panel.setAsideIn?.(seat));
  }

  /** Of a seat that is set aside and that nobody has, the name under which it is. */
  #setAsideName(seat: HallSeat): string | null {
    return this.#stateLook(seat) === 'allotted' ? this.#allotmentOf(seat) : null;
  }

  #spoken(seat: HallSeat): string {
    const name = this.#setAsideName(seat);
    const spoken = spokenSeat(this.#deps.context(), seat, this.#stateLook(seat));
    return name === null ? spoken : `${spoken}, ${name}`;
  }

  #tintOf(seat: HallSeat): string | null {
    return firstWord(this.#panels, (panel) => panel.tintOf?.(seat));
  }

  #recolor(): void {
    this.#map.update();
    this.#map.dress();
  }

  #pick(seats: readonly HallSeat[]): void {
    if (takeSeat(this.#panels, seats)) return;
    const outcome = this.#desk.toggle(seats);
    const words = this.#deps.words();
    const [first] = seats;
    if (seats.length > 1) this.#deps.announcer.say(words.markedMany(this.#desk.marked.size));
    else if (first) {
      const name = seatName(this.#deps.context(), first);
      this.#deps.announcer.say(outcome === 'added' ? words.marked(name) : words.unmarked(name));
    }
  }

  #band(seats: readonly HallSeat[]): void {
    this.#desk.mark(seats);
    this.#deps.announcer.say(this.#deps.words().markedMany(this.#desk.marked.size));
  }

  #switch(isBanding: boolean): void {
    this.#map.isBanding = isBanding;
    this.#deps.redraw();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const ticking = setInterval(() => {
      const isCounting = this.#desk.marked.size > 0 || this.#seatMap.getState().nextAttemptAt !== null;
      if (isCounting) this.#deps.redraw();
    }, TICK_MS);
    signal.addEventListener('abort', () => clearInterval(ticking));
    addEventListener('online', () => this.#seatMap.reconnect(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && this.#seatMap.reconnect(),
      { signal },
    );
  }

  /** What an organiser has changed, here or elsewhere; the first time, the show as it is. */
  #takeShow(show: LiveShow): void {
    this.#heardOf = show;
    const words = this.#deps.words();
    const before = this.#desk.show;
    this.#desk.takeShow(show);
    if (show.status !== before.status) {
      this.#deps.announcer.say(words.statusNow(words.statuses[show.status]));
      for (const panel of this.#panels) panel.statusChanged?.();
    }
    const { orphanRule } = show.seatRules;
    // One who changes the rule here is told by the answer.
    const isNewRule = orphanRule !== before.seatRules.orphanRule && !this.#showDesk.isBusy;
    if (isNewRule) this.#deps.announcer.say(words.ruleNow(words.orphanRules[orphanRule].name));
    document.title = `${show.title} · ${this.#deps.context().texts.appName}`;
    this.#deps.redraw();
  }

  #seatsChanged(changedSeatIds: readonly string[]): void {
    const { show } = this.#seatMap.getState();
    if (show !== null && show !== this.#heardOf) this.#takeShow(show);
    const news = this.#connectionNews.next(this.#deps.context().texts, this.#seatMap.getState());
    if (news !== null) this.#deps.announcer.say(news);
    const isLive = this.#seatMap.status === 'live';
    if (this.#wasLive) {
      this.#map.update(changedSeatIds);
      this.#map.pulse(changedSeatIds);
    } else if (isLive) this.#map.update();
    this.#wasLive = isLive;
    if (this.#areas.follow(this.#seatMap.getState().areas)) this.#map.updateAreas();
    this.#desk.onSeatsChanged();
    this.#redrawing.ask();
  }

  #changed(): void {
    this.#map.update();
    this.#deps.redraw();
  }
}
