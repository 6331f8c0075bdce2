import type { WebSocketClass } from './open-socket.ts';

/** What was given, or what the runtime has; throws a TypeError where there is none. */
export function webSocketClass(webSocketImpl: unknown): WebSocketClass {
  const given = webSocketImpl ?? globalThis.WebSocket;
  if (given) return given as WebSocketClass;
  throw new TypeError(
    "This runtime has no WebSocket of its own (Node has one from 22 on): pass one as webSocketImpl, for example that of the package ws: import WebSocket from 'ws'; createSeatMap({ …, webSocketImpl: WebSocket }).",
  );
}

/** A path alone is on the page's own server. */
export function webSocketUrl(url: string): string {
  const whole = url.startsWith('/') && typeof location === 'object' ? location.origin + url : url;
  return whole.replace(/^http/i, 'ws');
}
