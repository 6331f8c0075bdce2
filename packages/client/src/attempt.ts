import { createClient, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws/client';
import { askToken, type TokenOption } from './ask-token.ts';
import { type AttemptPhase, failureOf, noAnswer } from './failures.ts';
import { SEAT_MAP_SUBSCRIPTION } from './seat-map.graphql.ts';
import { SeatMapError } from './seat-map-error.ts';
import type { SeatMapEvent } from './seat-map-event.ts';
import { followShow, type ShowFollowingSink } from './show-following.ts';
import type { DataOf, VariablesOf } from './typed-document.ts';

export interface AttemptOptions {
  /** Of the GraphQL endpoint, as `ws(s):`. */
  url: string;
  token: TokenOption;
  webSocketImpl: WebSocketClass;
  variables: Required<VariablesOf<typeof SEAT_MAP_SUBSCRIPTION>>;
  /** Whether the show itself is followed, too. */
  followShow: boolean;
}

export interface AttemptSink extends ShowFollowingSink {
  /** The server has accepted the connection; the subscription is sent next. */
  connected(): void;
  next(event: SeatMapEvent): void;
  /** It is over: called once, and nothing after it. */
  failed(failure: SeatMapError, phase: AttemptPhase): void;
}

export interface Attempt {
  /** Ends it; the sink hears nothing more. Idempotent. */
  end(): void;
}

export type WebSocketClass = new (url: string, protocol: string) => WebSocket;

const OPEN_WITHIN_MS = 15_000;
const ACKNOWLEDGED_WITHIN_MS = 10_000;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** As long as nothing has come over a connection: it may be a large map on a slow link, and the pong comes after it. */
const FIRST_PONG_WITHIN_MS = 60_000;
/** Longer than for the first pong: of a server that answers pings, but has no map for us. */
const SNAPSHOT_WITHIN_MS = 90_000;
const NORMAL_CLOSURE = 1000;
const WEB_SOCKET_URL = /^wss?:\/\/[^/?#\s]+/i;

/** One connection with the subscription of one map, and of its show if wanted, from asking for the token to its end, which is always told. */
export function attempt(options: AttemptOptions, sink: AttemptSink): Attempt {
  let isOver = false;
  let phase: AttemptPhase = 'connecting';
  let disconnect = () => {};
  let deadline: ReturnType<typeof setTimeout> | undefined;

  const end = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    disconnect();
  };
  const fail = (failure: SeatMapError) => {
    if (isOver) return;
    end();
    sink.failed(failure, phase);
  };
  const failWith = (cause: unknown) =>
    fail(failureOf(cause, { phase, tokenMayChange: typeof options.token === 'function' }));
  const expectWithin = (ms: number, what: string) => {
    clearTimeout(deadline);
    deadline = setTimeout(() => fail(noAnswer(what)), ms);
  };

  function connect(token: string | null): void {
    const opened = openSocket(options);
    if (opened instanceof SeatMapError) {
      fail(opened);
      return;
    }
    const { socket, webSocketImpl } = opened;
    let pongIsDue: ReturnType<typeof setTimeout> | undefined;
    let hasCome = false;
    expectWithin(OPEN_WITHIN_MS, 'did not take the connection in time');
    const client = createClient({
      url: options.url,
      webSocketImpl,
      retryAttempts: 0,
      keepAlive: PING_EVERY_MS,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      on: {
        opened() {
          phase = 'open';
          expectWithin(ACKNOWLEDGED_WITHIN_MS, 'did not acknowledge the connection');
        },
        connected() {
          phase = 'acknowledged';
          clearTimeout(deadline);
          if (options.variables.after === null) expectWithin(SNAPSHOT_WITHIN_MS, 'sent no seat map');
          if (!isOver) sink.connected();
        },
        message: ({ type }) => {
          hasCome ||= type !== 'connection_ack';
        },
        ping(received) {
          const within_ms = hasCome ? PONG_WITHIN_MS : FIRST_PONG_WITHIN_MS;
          if (!received) pongIsDue = setTimeout(() => fail(noAnswer('does not answer any more')), within_ms);
        },
        pong: (received) => received && clearTimeout(pongIsDue),
        // After a close with 1000 graphql-ws would connect again by itself.
        closed: (event) => (event as CloseEvent).code === NORMAL_CLOSURE && failWith(event),
      },
    });
    const unsubscribe = client.subscribe<DataOf<typeof SEAT_MAP_SUBSCRIPTION>>(
      { query: SEAT_MAP_SUBSCRIPTION, variables: { ...options.variables } },
      {
        next({ data, errors }) {
          if (isOver) return;
          clearTimeout(deadline);
          if (data) sink.next(data.seatMap);
          else failWith(errors ?? []);
        },
        error: failWith,
        complete: () =>
          fail(new SeatMapError({ code: 'CONNECTION_LOST', message: 'The server has ended the subscription.' })),
      },
    );
    // After the map, so that the map's subscription is the first on the socket.
    const unfollow = options.followShow
      ? followShow(
          client,
          { showId: options.variables.showId, tokenMayChange: typeof options.token === 'function' },
          sink,
        )
      : () => {};
    disconnect = () => {
      clearTimeout(pongIsDue);
      unfollow();
      unsubscribe();
      socket.close(NORMAL_CLOSURE);
    };
  }

  askToken(options.token).then(
    (token) => isOver || connect(token),
    (failure) => fail(failure),
  );
  return { end };
}

/** The socket, for graphql-ws to use it: an exception of the constructor would be lost in there. Or why there is none. */
function openSocket({ url, webSocketImpl: Socket }: AttemptOptions) {
  let socket: WebSocket;
  try {
    if (!WEB_SOCKET_URL.test(url)) throw new Error('it is no absolute URL with http:, https:, ws: or wss:');
    socket = new Socket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  } catch (cause) {
    const message = `No connection can be made to "${url}": ${cause instanceof Error ? cause.message : String(cause)}.`;
    return new SeatMapError({ code: 'WRONG_URL', message, isFinal: true, cause });
  }
  // Node's `ws` throws what nobody listens to: an error after its handlers were taken off, as when it is closed early.
  socket.addEventListener?.('error', () => {});
  const { CONNECTING, OPEN, CLOSING, CLOSED } = Socket as unknown as typeof WebSocket;
  const webSocketImpl = Object.assign(
    function handOver() {
      return socket;
    },
    { CONNECTING, OPEN, CLOSING, CLOSED },
  );
  return { socket, webSocketImpl };
}
