import { Backoff } from './backoff.ts';
import { failureOf, type SeatMapError } from './seat-map-error.ts';
import type { SeatMapEvent, SeatState } from './seat-map-event.ts';
import { SEAT_MAP_SUBSCRIPTION } from './seat-map-event.ts';
import { SeatStates } from './seat-states.ts';
import { createSocketClient, type SocketClient } from './socket-client.ts';

/** `connecting` until the first snapshot, `reconnecting` after a drop: what was known stays. `closed` is for good. */
export type SeatMapStatus = 'connecting' | 'live' | 'reconnecting' | 'closed';

export interface SeatMapOptions {
  /**
   * The GraphQL endpoint: `https://tickets.example/graphql`, or the same with `wss:`. Where no balancer stands before several
   * nodes, all of their endpoints: after a drop the map goes on at the next one.
   */
  url: string | readonly string[];
  /** `show_…` */
  showId: string;
  /** The map is public: only needed where the endpoint asks for one. A function is asked at each connection. */
  token?: string | (() => string | null | Promise<string | null>);
  /** Only seats of these zones; without it, all. */
  zones?: readonly string[];
  /** Needed in runtimes without a global WebSocket, such as Node before 22: the `ws` package's, for example. */
  webSocketImpl?: unknown;
  /** The wait before the first attempt to reconnect (default 1,000) and the longest (default 15,000), in ms. */
  retry?: { first_ms?: number; max_ms?: number; random?: () => number };
}

/** A new object with each change, so that it can be compared by identity. */
export interface SeatMapState {
  readonly status: SeatMapStatus;
  /** Of the show's map; null before the first snapshot. */
  readonly version: number | null;
  /** The seats that are not AVAILABLE. The same live map in each state. */
  readonly unavailable: ReadonlyMap<string, SeatState>;
  /** Why it is `closed`, when that was not asked for: the show does not exist, or the token is not good. */
  readonly error: SeatMapError | null;
}

/** Called after each change with the seats it was about: none when only the status has changed. It must not throw. */
export type SeatMapListener = (changedSeatIds: readonly string[]) => void;

export interface SeatMap {
  getState(): SeatMapState;
  readonly status: SeatMapStatus;
  seatState(seatId: string): SeatState;
  /** Calls the listener, in order of subscription, until the returned function is called. */
  subscribe(listener: SeatMapListener): () => void;
  /** Does not wait any longer for the next attempt: for when the device says that it is online again. */
  reconnect(): void;
  /** Ends the connection for good. Idempotent. */
  close(): void;
}

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 15_000;

/**
 * A show's live seat map: connects at once, takes a snapshot, then numbered deltas; goes on with its cursor after a drop,
 * and asks again when a delta does not follow what it has. Throws TypeError in a runtime without a WebSocket, unless one is
 * given.
 */
export function createSeatMap(options: SeatMapOptions): SeatMap {
  const { first_ms = FIRST_RETRY_MS, max_ms = MAX_RETRY_MS, random } = options.retry ?? {};
  const backoff = new Backoff({ first_ms, max_ms, ...(random ? { random } : {}) });
  const states = new SeatStates();
  const listeners = new Set<SeatMapListener>();
  const client: SocketClient = createSocketClient({
    ...options,
    ...(random ? { random } : {}),
    onConnected,
  });
  let state: SeatMapState = { status: 'connecting', version: null, unavailable: states.unavailable, error: null };
  let hadGap = false;
  let unsubscribe: (() => void) | null = null;
  let waiting: ReturnType<typeof setTimeout> | null = null;

  function change(next: Partial<SeatMapState>, changedSeatIds: readonly string[] = []): void {
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener(changedSeatIds);
  }

  /** With a cursor the server sends nothing until something happens. Should it refuse the cursor, it says so at once. */
  function onConnected(): void {
    if (states.cursor !== null && state.status !== 'live') change({ status: 'live' });
  }

  function connect(): void {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    // What comes late from a subscription that was given up is not for the one after it.
    let isCurrent = true;
    const variables = { showId: options.showId, after: states.cursor, zones: options.zones ?? null };
    const end = client.subscribe<{ seatMap: SeatMapEvent }>(
      { query: SEAT_MAP_SUBSCRIPTION, variables },
      {
        next: ({ data, errors }) => {
          if (!isCurrent) return;
          if (data) take(data.seatMap);
          else fail(errors);
        },
        error: (error) => isCurrent && fail(error),
        complete: () => isCurrent && fail(null),
      },
    );
    unsubscribe = () => {
      isCurrent = false;
      unsubscribe = null;
      end();
    };
  }

  function take(event: SeatMapEvent): void {
    const changed = states.apply(event);
    if (changed === null) {
      // A gap. Whether the cursor helps is for the server to say: after a second one in a row, begin anew.
      if (hadGap) states.forgetCursor();
      hadGap = true;
      retry(0);
      return;
    }
    hadGap = false;
    backoff.reset();
    change({ status: 'live', version: states.version }, changed);
  }

  function fail(cause: unknown): void {
    const failure = failureOf(cause, { tokenMayChange: typeof options.token === 'function' });
    if (failure !== null && states.cursor === null) {
      stop(failure);
      return;
    }
    // The server may have refused the cursor only: it is from before a restore, say.
    if (failure !== null) states.forgetCursor();
    retry(backoff.next());
  }

  function retry(wait_ms: number): void {
    unsubscribe?.();
    if (waiting !== null) clearTimeout(waiting);
    waiting = setTimeout(connect, wait_ms);
    const status = state.version === null ? 'connecting' : 'reconnecting';
    if (state.status !== status) change({ status });
  }

  function stop(error: SeatMapError | null): void {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    unsubscribe?.();
    void client.dispose();
    change({ status: 'closed', error });
  }

  connect();
  return {
    getState: () => state,
    get status() {
      return state.status;
    },
    seatState: (seatId) => states.unavailable.get(seatId) ?? 'AVAILABLE',
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reconnect() {
      if (waiting !== null) connect();
    },
    close() {
      if (state.status !== 'closed') stop(null);
    },
  };
}
