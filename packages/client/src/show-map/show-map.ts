import { type ApiError, asApiError } from '../api-error.ts';
import { type Backoff, retryBackoff } from '../backoff.ts';
import { type Connection, connectionOf, type Followed } from '../connection.ts';
import { Listeners } from '../listeners.ts';
import type { LiveShow } from '../live-show.ts';
import { createSeatMap, type SeatMap } from '../seat-map.ts';
import type { SeatMapOptions } from '../seat-map-options.ts';
import type { Hall } from './hall.ts';
import { type LoadedHall, loadHall, type ShowLimits } from './load-hall.ts';
import { type ShowArea, ShowAreas } from './show-areas.ts';
import { type ShowSeat, ShowSeats } from './show-seats.ts';

export type { ApiErrorCode } from '../api-error.ts';
export { ApiError } from '../api-error.ts';
export type { Connection, ConnectionState } from '../connection.ts';
export type { LiveFee, LivePriceTier, LiveShow, LiveTicketType, LiveTier, ShowStatus } from '../live-show.ts';
export type { SeatState } from '../seat-map-event.ts';
export type { AreaShape, PlacedShape } from './area-shape.ts';
export { cornersOf, finite, placedShapeOf } from './area-shape.ts';
export type { Hall, HallArea, HallBounds, HallSeat } from './hall.ts';
export type { LoadedHall, LoadHallOptions, ShowLimits } from './load-hall.ts';
export { loadHall } from './load-hall.ts';
export { hasVisibleText, labelOf, zoneLabel } from './plan-labels.ts';
export type { PretixPlan } from './pretix-plan.ts';
export type { ShowArea } from './show-areas.ts';
export type { ShowSeat } from './show-seats.ts';

/** Never changes: there is another one after each change, and the same one as long as nothing does. */
export interface ShowMapState {
  readonly showId: string;
  /** Seats and their states have not come yet. What is wrong meanwhile, if something is, says `connection`. */
  readonly pending: boolean;
  /** In the plan's order, each where it is and in its state; a seat that did not change is the same object. Empty while pending. */
  readonly seats: readonly ShowSeat[];
  /** In the plan's order, each with what is free of it; an area that did not change is the same object. Empty while pending. */
  readonly areas: readonly ShowArea[];
  readonly hall: Hall | null;
  readonly show: LiveShow | null;
  /** What one buyer may hold; null while `hall` is. */
  readonly limits: ShowLimits | null;
  /** Of the seat map; null before its first snapshot. */
  readonly version: number | null;
  readonly connection: Connection;
}

export interface ShowMap {
  readonly getState: () => ShowMapState;
  /** As it is before anything has come: what a page has that was rendered on a server. */
  readonly getInitialState: () => ShowMapState;
  /**
   * The first listener connects it; until then nothing is opened. Needs no `this`, as `getState`. A listener is told of the seats
   * whose state has changed: of none when something else has, such as an area, or when `hall` comes and with it all seats.
   */
  readonly subscribe: (listener: (changedSeatIds: readonly string[]) => void) => () => void;
  /** As of now; undefined while pending, and when the show has no such seat. */
  readonly seat: (seatId: string) => ShowSeat | undefined;
  /** Tries now what waits for its next attempt. */
  readonly reconnect: () => void;
  /** Ends it for good. */
  readonly close: () => void;
}

/** Its seats are all of the show's. */
export type ShowMapOptions = Omit<SeatMapOptions, 'followShow' | 'zones'>;

/** A show's seats with where they are, what they cost and their states, followed live. */
export function createShowMap(options: ShowMapOptions): ShowMap {
  return new LiveShowMap(options);
}

class LiveShowMap implements ShowMap {
  readonly #options: ShowMapOptions;
  readonly #map: SeatMap;
  readonly #backoff: Backoff;
  readonly #seats = new ShowSeats();
  readonly #areas = new ShowAreas();
  readonly #listeners = new Listeners<[readonly string[]]>();
  readonly #initial: ShowMapState;
  #state: ShowMapState;
  #loading: AbortController | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #hallError: ApiError | null = null;
  #unfollow: () => void = () => {};

  constructor(options: ShowMapOptions) {
    this.#options = options;
    this.#map = createSeatMap({ ...options, followShow: true, followAreas: true });
    this.#backoff = retryBackoff(options.retry);
    this.#initial = {
      ...{ showId: options.showId, pending: true, seats: this.#seats.seats, areas: [], hall: null, show: null },
      ...{ limits: null, version: null },
      connection: connectionOf({ ...this.#map.getState(), status: 'connecting' }),
    };
    this.#state = this.#initial;
  }

  readonly getState = (): ShowMapState => {
    // The map may have rested since.
    if (this.#listeners.size === 0) this.#catchUp();
    return this.#state;
  };

  readonly getInitialState = (): ShowMapState => this.#initial;

  readonly subscribe = (listener: (changedSeatIds: readonly string[]) => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    const remove = this.#listeners.add(listener);
    return () => {
      remove();
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  readonly seat = (seatId: string): ShowSeat | undefined =>
    this.#state.pending ? undefined : this.#seats.seat(seatId);

  readonly reconnect = (): void => {
    this.#map.reconnect();
    if (this.#hallError !== null && !this.#hallError.isFinal && this.#listeners.size > 0) this.#load();
  };

  readonly close = (): void => {
    this.#stop();
    this.#map.close();
    this.#changed([]);
  };

  #start(): void {
    this.#unfollow = this.#map.subscribe((seatIds) => this.#changed(seatIds));
    // Later: who only looks in, as React's StrictMode does, asks for nothing.
    queueMicrotask(() => this.#load());
    this.#catchUp();
  }

  /** Takes what has changed while nobody listened. */
  #catchUp(): void {
    const isSame = this.#map.getState().version === this.#state.version;
    this.#changed(isSame ? [] : this.#seats.seats.map(({ seatId }) => seatId));
  }

  #stop(): void {
    this.#unfollow();
    this.#loading?.abort();
    this.#loading = null;
    clearTimeout(this.#waiting);
  }

  #load(): void {
    if (this.#listeners.size === 0 || this.#loading !== null || this.#state.hall !== null) return;
    clearTimeout(this.#waiting);
    const loading = new AbortController();
    this.#loading = loading;
    loadHall({ ...this.#options, signal: loading.signal }).then(
      (loaded) => {
        if (this.#loading !== loading) return;
        this.#loading = null;
        this.#hallError = null;
        this.#take({ ...loaded, show: this.#map.getState().show ?? loaded.show });
      },
      (error: unknown) => this.#loading === loading && this.#failed(error),
    );
  }

  #failed(error: unknown): void {
    this.#loading = null;
    this.#hallError = asApiError(error);
    if (!this.#hallError.isFinal) this.#waiting = setTimeout(() => this.#load(), this.#backoff.next());
    this.#changed([]);
  }

  #take({ hall, show }: Pick<LoadedHall, 'hall' | 'show'>): void {
    this.#seats.fill(hall, show.priceTiers, (seatId) => this.#map.seatState(seatId));
    this.#changed([], { hall, show });
  }

  #changed(seatIds: readonly string[], loaded: Partial<Pick<ShowMapState, 'hall' | 'show'>> = {}): void {
    const { version, show, areas, ...map } = this.#map.getState();
    const hall = loaded.hall ?? this.#state.hall;
    this.#seats.changeStates(seatIds, (seatId) => this.#map.seatState(seatId));
    if (show !== null) this.#seats.changePrices(show.priceTiers);
    const pending = version === null || hall === null;
    const known = show ?? loaded.show ?? this.#state.show;
    this.#set(
      {
        ...this.#state,
        ...{ version, pending, hall, show: known },
        limits: hall === null ? null : (known?.limits ?? null),
        // States of a map that has not come would be AVAILABLE all.
        seats: pending ? this.#initial.seats : this.#seats.seats,
        areas: pending || known === null ? this.#initial.areas : this.#areas.of(hall, known.priceTiers, areas),
        connection: this.#connection(map, hall),
      },
      seatIds,
    );
  }

  #set(next: ShowMapState, changedSeatIds: readonly string[]): void {
    const before = this.#state;
    if ((Object.keys(next) as (keyof ShowMapState)[]).every((key) => next[key] === before[key])) return;
    this.#state = next;
    this.#listeners.tell(changedSeatIds);
  }

  /** The map's, unless only the hall is what fails. */
  #connection(map: Followed, hall: Hall | null): Connection {
    const isOfHall = this.#hallError !== null && map.lastError === null && hall === null;
    const status = isOfHall ? 'connecting' : map.status;
    // At rest nobody looks; who looks is about to subscribe.
    const resting = this.#state.version === null ? 'connecting' : 'reconnecting';
    const connection = connectionOf({
      ...map,
      status: status === 'idle' ? resting : status,
      lastError: isOfHall ? this.#hallError : map.lastError,
    });
    return isSame(connection, this.#state.connection) ? this.#state.connection : connection;
  }
}

function isSame(a: Connection, b: Connection): boolean {
  return a.state === b.state && a.error === b.error && a.attempt === b.attempt && a.nextAttemptAt === b.nextAttemptAt;
}
