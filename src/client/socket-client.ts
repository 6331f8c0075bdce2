import { type Client, createClient } from 'graphql-ws';

export interface SocketClientOptions {
  /** The GraphQL endpoint, as `http(s):` or `ws(s):`; of several each connection takes the next, the first any. */
  url: string | readonly string[];
  token?: string | (() => string | null | Promise<string | null>);
  webSocketImpl?: unknown;
  /** Evenly from 0 (included) to 1. */
  random?: () => number;
  /** The server has accepted the connection; subscriptions are sent next. */
  onConnected(): void;
}

/** Subscribes with an operation and a sink; the sink's `error` gets GraphQL errors, a close event, or what else went wrong. */
export type SocketClient = Pick<Client, 'subscribe' | 'dispose'>;

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** As long as nothing has come over a connection: it may be a large map on a slow link, and the pong comes after it. */
const FIRST_PONG_WITHIN_MS = 60_000;
const ACKNOWLEDGED_WITHIN_MS = 10_000;

/**
 * A graphql-transport-ws client that connects when it is needed, does not reconnect by itself, and notices connections that
 * are dead without having been closed. Throws TypeError where there is no WebSocket to connect with.
 */
export function createSocketClient(options: SocketClientOptions): SocketClient {
  const { token, webSocketImpl, onConnected, random = Math.random } = options;
  if (!webSocketImpl && !globalThis.WebSocket) {
    throw new TypeError(
      "This runtime has no WebSocket of its own (Node has one from 22 on): pass one as webSocketImpl, for example that of the package ws: import WebSocket from 'ws'; createSeatMap({ …, webSocketImpl: WebSocket }).",
    );
  }
  const urls = [options.url].flat().map((url) => url.replace(/^http/, 'ws'));
  // Clients that begin at the same moment are spread over the nodes.
  let next = Math.floor(random() * urls.length);
  let pongIsDue: ReturnType<typeof setTimeout> | undefined;
  let hasCome = false;
  const client = createClient({
    url: () => urls[next++ % urls.length]!,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: ACKNOWLEDGED_WITHIN_MS,
    ...(webSocketImpl ? { webSocketImpl } : {}),
    connectionParams: async () => {
      const given = typeof token === 'function' ? await token() : token;
      return given ? { authorization: `Bearer ${given}` } : {};
    },
    on: {
      connected() {
        hasCome = false;
        onConnected();
      },
      message: ({ type }) => {
        hasCome ||= type !== 'connection_ack';
      },
      ping(received) {
        const within_ms = hasCome ? PONG_WITHIN_MS : FIRST_PONG_WITHIN_MS;
        if (!received) pongIsDue = setTimeout(() => client.terminate(), within_ms);
      },
      pong(received) {
        if (received) clearTimeout(pongIsDue);
      },
      closed: () => clearTimeout(pongIsDue),
    },
  });
  return client;
}
