import { type BoxOffice, type BoxOfficeOptions, createBoxOffice } from '@seatwire/client/box-office';
import { type Connection, createShowMap, type LiveShow, type ShowArea, type ShowMap } from '@seatwire/client/show-map';
import type { Announcer } from '../announcer.ts';
import { CountdownMoments } from '../countdown-moments.ts';
import { ConnectionNews, followedOf } from '../map/live-state.ts';
import { Notices } from '../notices.ts';
import { MapBuyer } from './map-buyer.ts';
import type { Tell } from './map-events.ts';
import { spokenTimeLeft } from './map-formats.ts';
import { MapStage } from './map-stage.ts';
import { whyNotOnSale } from './sale-words.ts';
import type { ElementContext, Settings } from './settings.ts';
import { changePrices, hallOfShow } from './show-hall.ts';

export interface OpenShowDeps {
  url: string;
  showId: string;
  token: BoxOfficeOptions['token'];
  /** A promo code that is entered at once; null: none. */
  code: string | null;
  /** Where it is drawn, before that node. */
  root: ShadowRoot;
  before: Node;
  announcer: Announcer;
  settings(): Settings;
  context(): ElementContext;
  tell: Tell;
}

const TICK_MS = 1_000;

/** One show in the element, from its loading on: follows it, draws it, and lets the buyer choose, until it is ended. */
export class OpenShow {
  readonly boxOffice: BoxOffice;
  readonly buyer: MapBuyer;
  readonly #deps: OpenShowDeps;
  readonly #map: ShowMap;
  readonly #stage: MapStage;
  readonly #notices: Notices;
  readonly #ending = new AbortController();
  readonly #news = new ConnectionNews();
  readonly #moments = new CountdownMoments();
  #connection: Connection;
  /** As it was last drawn. */
  #show: LiveShow | null = null;
  #areas: readonly ShowArea[] = [];
  #wasLive = false;
  /** Why seats could not be held, as it was told last. */
  #toldSale: string | null = null;

  constructor(deps: OpenShowDeps) {
    this.#deps = deps;
    const { url, showId, token } = deps;
    const options = { url, ...(token === undefined ? {} : { token }) };
    this.boxOffice = createBoxOffice({ ...options, locale: () => deps.context().language });
    this.#map = createShowMap({ ...options, showId });
    this.#connection = this.#map.getInitialState().connection;
    this.#notices = new Notices(deps.announcer, () => this.#stage?.redraw());
    this.buyer = new MapBuyer({
      ...deps,
      notices: this.#notices,
      boxOffice: this.boxOffice,
      map: this.#map,
      onChange: () => this.#stage?.redraw(),
      onSeats: () => this.#stage?.update(),
    });
    this.#stage = new MapStage({
      ...deps,
      notices: this.#notices,
      show: () => this.#show,
      lookOf: (seat) => this.buyer.lookOf(seat),
      onPick: (seat) => this.buyer.pick(seat),
      onTryNow: () => this.reconnect(),
      connection: () => this.#connection,
      bar: () => this.buyer.bar(),
      offSale: () => this.#offSale(),
      areas: this.buyer.areas,
    });
    this.#listen(this.#ending.signal);
    this.#stage.redraw();
    if (deps.code !== null) void this.buyer.enterCode(deps.code);
  }

  get connection(): Connection {
    return this.#connection;
  }

  reconnect(): void {
    this.#map.reconnect();
    this.buyer.held.reconnect();
  }

  /** Other seats may be among what is looked for. */
  settingsChanged(): void {
    this.buyer.settingsChanged();
    this.#stage.update();
  }

  /** Another language, or other colours. */
  looksChanged(): void {
    this.#stage.dress();
    this.#stage.update();
  }

  end(): void {
    this.#ending.abort();
    this.#map.close();
    this.buyer.end();
    this.#stage.end();
    this.#notices.dispose();
    this.#deps.announcer.forget();
  }

  #listen(signal: AbortSignal): void {
    const unsubscribe = this.#map.subscribe((seatIds) => this.#changed(seatIds));
    const ticking = setInterval(() => this.#tick(), TICK_MS);
    signal.addEventListener('abort', () => {
      unsubscribe();
      clearInterval(ticking);
    });
    addEventListener('online', () => this.reconnect(), { signal });
    const seen = () => document.visibilityState === 'visible' && this.reconnect();
    document.addEventListener('visibilitychange', seen, { signal });
  }

  #tick(): void {
    const { lock, isHeld } = this.buyer.held.state;
    const deadline = isHeld && lock !== null ? Date.parse(lock.expiresAt) : null;
    const left_ms = this.#moments.passed(deadline, this.boxOffice.now());
    if (left_ms !== null) this.#notices.say(spokenTimeLeft(this.#deps.context().texts, left_ms / 1_000));
    // Time alone opens and ends sales.
    this.#tellSale();
    // The words about the connection count down to its next attempt.
    if (this.#connection.nextAttemptAt !== null) this.#stage.redraw();
  }

  #changed(seatIds: readonly string[]): void {
    const { hall, show, areas, connection, pending } = this.#map.getState();
    if (hall !== null && show !== null && show !== this.#show) {
      this.#show = show;
      if (this.#stage.hall === null) {
        const drawn = hallOfShow(hall, show);
        this.buyer.open(drawn);
        this.#stage.open(drawn);
      } else if (changePrices(this.#stage.hall, show.priceTiers)) this.settingsChanged();
    }
    this.#tellSale();
    if (connection !== this.#connection) this.#connectionChanged(connection);
    // Before the map is drawn: a chosen seat that has gone looks so by what the buyer's choice knows.
    this.buyer.follow(seatIds);
    const isLive = connection.state === 'live' && !pending;
    // The first snapshot, and what came while the connection was lost, did not happen before the buyer's eyes.
    if (this.#wasLive) this.#stage.changed(seatIds);
    else if (isLive) this.#stage.update();
    this.#wasLive = isLive;
    if (areas !== this.#areas) this.#stage.areasChanged();
    this.#areas = areas;
    this.#stage.redrawSoon();
  }

  #offSale(): string | null {
    if (this.#show === null) return null;
    const { texts, moment } = this.#deps.context();
    return whyNotOnSale(texts, this.#show, { now: this.boxOffice.now(), moment });
  }

  /** To those who hear, too, that sales have stopped, or have not begun. */
  #tellSale(): void {
    const offSale = this.#offSale();
    if (offSale === this.#toldSale) return;
    this.#toldSale = offSale;
    if (offSale !== null) this.#notices.say(offSale);
    this.#stage.redraw();
  }

  #connectionChanged(connection: Connection): void {
    this.#connection = connection;
    const news = this.#news.next(this.#deps.context().texts, followedOf(connection));
    if (news !== null) this.#notices.say(news);
    this.#deps.tell('connectionchange', { connection });
  }
}
