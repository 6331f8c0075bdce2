import type { Client } from 'graphql-ws/client';
import { type Attempt, attempt } from './attempt.ts';
import { type Backoff, retryBackoff } from './backoff.ts';
import type { AttemptPhase } from './failures.ts';
import { Listeners } from './listeners.ts';
import type { LiveShow } from './live-show.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { SEAT_MAP_SUBSCRIPTION, SEATS_SUBSCRIPTION } from './seat-map.graphql.ts';
import { SeatMapError } from './seat-map-error.ts';
import type { SeatMapEvent, SeatState } from './seat-map-event.ts';
import type { SeatMapOptions } from './seat-map-options.ts';
import type { SeatMapState, SeatMapStatus } from './seat-map-state.ts';
import { SeatStates } from './seat-states.ts';
import { followShow } from './show-following.ts';
import { webSocketClass, webSocketUrl } from './web-socket.ts';

export type { LivePriceTier, LiveShow, LiveTicketType, LiveTier, ShowStatus } from './live-show.ts';
export type { SeatMapErrorCode } from './seat-map-error.ts';
export { SeatMapError } from './seat-map-error.ts';
export type { SeatState } from './seat-map-event.ts';
export type { SeatMapOptions } from './seat-map-options.ts';
export type { SeatMapState, SeatMapStatus } from './seat-map-state.ts';

/**
 * Called after each change with the seats it was about: none when only areas, the connection, or the show have changed. What it throws is reported
 * (`reportError`, or `console.error` where there is none), and keeps no other listener from being called.
 */
export type SeatMapListener = (changedSeatIds: readonly string[]) => void;

export interface SeatMap {
  /** Needs no `this`, as `subscribe`: both can be handed to `useSyncExternalStore`. */
  readonly getState: () => SeatMapState;
  readonly status: SeatMapStatus;
  /** As of now, without going through a map: as fast in a hall of 60,000 seats as in a small one. */
  seatState(seatId: string): SeatState;
  /**
   * Calls the listener, in order of subscription, until the returned function is called. The first one connects the map; it
   * rests some time after the last one has gone, or at once as long as nothing has come. Throws TypeError in a runtime without a WebSocket, unless one was given.
   */
  readonly subscribe: (listener: SeatMapListener) => () => void;
  /** Connects without a listener, and stays so until `close`: for who reads `getState` from time to time. Throws as `subscribe`. */
  connect(): void;
  /** Does not wait any longer for the next attempt: for when the device says that it is online again. */
  reconnect(): void;
  /** Ends the connection for good. Idempotent. */
  close(): void;
}

const LINGER_MS = 2_000;

/**
 * A show's live seat map. Nothing is connected until the first `subscribe` or `connect`. Then it takes a snapshot, and numbered
 * deltas; goes on with its cursor after a drop, and asks again when a delta does not follow what it has.
 */
export function createSeatMap(options: SeatMapOptions): SeatMap {
  return new LiveSeatMap(options);
}

type Timer = ReturnType<typeof setTimeout>;

class LiveSeatMap implements SeatMap {
  readonly #options: SeatMapOptions;
  readonly #urls: readonly string[];
  readonly #backoff: Backoff;
  readonly #states = new SeatStates();
  readonly #listeners = new Listeners<[changedSeatIds: readonly string[]]>();
  #state: SeatMapState;
  #nextUrl: number;
  #attempt: Attempt | null = null;
  #waiting: Timer | null = null;
  #lingering: Timer | undefined;
  #isHeldOpen = false;
  #hadGap = false;
  /** That no connection came about, as long as that is the matter; and what asking over HTTP has found. */
  #unopened: SeatMapError | null = null;
  #diagnosis: SeatMapError | null = null;
  #isProbing = false;

  constructor(options: SeatMapOptions) {
    this.#options = options;
    const { random = Math.random } = options.retry ?? {};
    this.#backoff = retryBackoff(options.retry);
    this.#urls = [options.url].flat().map(webSocketUrl);
    // Clients that begin at the same moment are spread over the nodes.
    this.#nextUrl = Math.floor(random() * this.#urls.length);
    this.#state = {
      status: 'idle',
      version: null,
      unavailable: this.#states.unavailable,
      areas: this.#states.areas,
      lastError: null,
      attempt: 0,
      nextAttemptAt: null,
      show: null,
      showError: null,
      error: null,
    };
  }

  readonly getState = (): SeatMapState => this.#state;

  readonly subscribe = (listener: SeatMapListener): (() => void) => {
    this.#start();
    const remove = this.#listeners.add(listener);
    return () => {
      remove();
      this.#restIfUnused();
    };
  };

  get status(): SeatMapStatus {
    return this.#state.status;
  }

  seatState(seatId: string): SeatState {
    return this.#states.unavailable.get(seatId) ?? 'AVAILABLE';
  }

  connect(): void {
    this.#start();
    this.#isHeldOpen = true;
  }

  reconnect(): void {
    if (this.#waiting !== null) this.#try();
  }

  close(): void {
    if (this.#state.status !== 'closed') this.#close(null);
  }

  #start(): void {
    clearTimeout(this.#lingering);
    if (this.#state.status !== 'idle') return;
    webSocketClass(this.#options.webSocketImpl);
    this.#backoff.reset();
    this.#try();
  }

  #restIfUnused(): void {
    if (this.#listeners.size > 0 || this.#isHeldOpen) return;
    clearTimeout(this.#lingering);
    if (this.#state.status === 'idle' || this.#state.status === 'closed') return;
    // Who renders on a server listens for a moment only: nothing has been opened by then, and nothing is to be.
    if (this.#state.version === null) this.#rest();
    else this.#lingering = setTimeout(() => this.#rest(), this.#options.linger_ms ?? LINGER_MS);
  }

  #rest(): void {
    this.#disconnect();
    this.#unopened = null;
    this.#change({ status: 'idle', lastError: null, attempt: 0, nextAttemptAt: null });
  }

  #change(next: Partial<SeatMapState>, changedSeatIds: readonly string[] = []): void {
    this.#state = { ...this.#state, ...next };
    this.#listeners.tell(changedSeatIds);
  }

  #try(): void {
    this.#disconnect();
    const { showId, zones = null, token, followShow = false, followAreas = false } = this.#options;
    const url = this.#urls[this.#nextUrl++ % this.#urls.length] ?? '';
    const after = this.#states.cursor;
    const options = {
      ...{ url, token, webSocketImpl: webSocketClass(this.#options.webSocketImpl), expectsFirst: after === null },
      query: followAreas ? SEAT_MAP_SUBSCRIPTION : SEATS_SUBSCRIPTION,
      variables: { showId, after, zones },
      ...(followShow ? { alongside: (client: Client) => this.#followShow(client) } : {}),
    };
    this.#attempt = attempt(options, {
      connected: () => this.#connected(),
      next: ({ seatMap }) => this.#take(seatMap),
      failed: (failure, phase) => this.#failed(failure, phase, url),
    });
    this.#change({ status: this.#statusWhileAway(), attempt: this.#state.attempt + 1, nextAttemptAt: null });
  }

  #followShow(client: Client): () => void {
    const { showId, token } = this.#options;
    return followShow(
      client,
      { showId, tokenMayChange: typeof token === 'function' },
      { show: (show) => this.#takeShow(show), showFailed: (showError) => this.#change({ showError }) },
    );
  }

  /** With a cursor the server sends nothing until something happens. Should it refuse the cursor, it says so at once. */
  #connected(): void {
    if (this.#states.cursor !== null && this.#state.status !== 'live') this.#live();
  }

  #live(seats: Partial<SeatMapState> = {}, changedSeatIds: readonly string[] = []): void {
    this.#unopened = null;
    this.#diagnosis = null;
    this.#change({ status: 'live', lastError: null, attempt: 0, ...seats }, changedSeatIds);
  }

  #take(event: SeatMapEvent): void {
    const changed = this.#states.apply(event);
    if (changed === null) {
      this.#fillGap();
      return;
    }
    this.#hadGap = false;
    this.#backoff.reset();
    const { version, unavailable, areas } = this.#states;
    this.#live({ version, unavailable, areas }, changed);
  }

  /** At each connection the server begins with how the show is, changed or not. */
  #takeShow(next: LiveShow): void {
    const { show, showError } = this.#state;
    const isSame = show !== null && JSON.stringify(show) === JSON.stringify(next);
    if (!isSame || showError !== null) this.#change({ show: isSame ? show : next, showError: null });
  }

  /** Whether the cursor helps is for the server to say: after a second gap in a row, begin anew. */
  #fillGap(): void {
    if (this.#states.cursor === null) {
      const message = 'The server sends changes without the map that they belong to.';
      this.#wait(new SeatMapError({ code: 'PROTOCOL', message }));
      return;
    }
    if (this.#hadGap) this.#states.forgetCursor();
    this.#hadGap = true;
    this.#try();
  }

  #failed(failure: SeatMapError, phase: AttemptPhase, url: string): void {
    // The server may have refused the cursor only: it is from before a restore, say.
    const isOfCursor = failure.code === 'REFUSED' && this.#states.cursor !== null;
    if (isOfCursor) this.#states.forgetCursor();
    else if (failure.isFinal) {
      this.#close(failure);
      return;
    }
    // Once it was live the URL is right, and there is nothing to find out.
    const isUnopened = phase === 'connecting' && failure.code === 'UNREACHABLE' && this.#state.version === null;
    this.#unopened = isUnopened ? failure : null;
    this.#wait((isUnopened && this.#diagnosis) || failure);
    if (isUnopened) void this.#diagnose(url);
  }

  #wait(lastError: SeatMapError): void {
    this.#disconnect();
    const wait_ms = this.#backoff.next();
    this.#waiting = setTimeout(() => this.#try(), wait_ms);
    this.#change({ status: this.#statusWhileAway(), lastError, nextAttemptAt: Date.now() + wait_ms });
  }

  /** Pages are not told why a WebSocket does not come about: ask over HTTP, so that a wrong URL is no server that is away. */
  async #diagnose(url: string): Promise<void> {
    if (this.#isProbing) return;
    this.#isProbing = true;
    this.#diagnosis = await probeEndpoint(url);
    this.#isProbing = false;
    // Meanwhile a connection may have come about, or the map was given up.
    if (this.#unopened !== null) this.#change({ lastError: this.#diagnosis ?? this.#unopened });
  }

  #statusWhileAway(): SeatMapStatus {
    return this.#state.version === null ? 'connecting' : 'reconnecting';
  }

  #disconnect(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#attempt?.end();
    this.#attempt = null;
  }

  #close(error: SeatMapError | null): void {
    clearTimeout(this.#lingering);
    this.#disconnect();
    this.#unopened = null;
    this.#change({ status: 'closed', lastError: error, nextAttemptAt: null, error });
  }
}
