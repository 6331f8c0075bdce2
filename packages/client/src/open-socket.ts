import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws/client';
import { SeatMapError } from './seat-map-error.ts';

export type WebSocketClass = new (url: string, protocol: string) => WebSocket;

export interface OpenedSocket {
  socket: WebSocket;
  /** For graphql-ws: "makes" the socket that is there. */
  webSocketImpl: unknown;
}

const WEB_SOCKET_URL = /^wss?:\/\/[^/?#\s]+/i;

/** The socket, for graphql-ws to use it: an exception of the constructor would be lost in there. Or why there is none. */
export function openSocket(url: string, Socket: WebSocketClass): OpenedSocket | SeatMapError {
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
