/** What went wrong; docs/client.md says of each what to do. New ones may come. */
export type SeatMapErrorCode =
  /** Nothing answers at the URL: the server is down, the port or host is wrong, or the device is offline. */
  | 'UNREACHABLE'
  /** A connection that was open has ended. */
  | 'CONNECTION_LOST'
  /** Something takes the connection, and then says nothing. */
  | 'NO_ANSWER'
  /** Something answers at the URL, but it is no GraphQL endpoint; or it is no URL. */
  | 'WRONG_URL'
  /** The GraphQL endpoint answers, but no WebSocket comes about: its origin is not allowed, or a proxy lets none through. */
  | 'WEBSOCKET_REFUSED'
  /** The server answers that it, or a part of it, can not serve at the moment. */
  | 'SERVER_UNAVAILABLE'
  /** The token function has thrown, or did not answer in time. */
  | 'TOKEN_FAILED'
  /** The server does not accept the token, or wants one. */
  | 'TOKEN_REFUSED'
  /** There is no such show, or it is not for this caller. */
  | 'SHOW_NOT_FOUND'
  /** The server does not accept the subscription; `serverCode` says why. */
  | 'REFUSED'
  /** What answers does not speak graphql-transport-ws as expected, or has no seat map. */
  | 'PROTOCOL';

export interface SeatMapErrorDetails {
  code: SeatMapErrorCode;
  message: string;
  isFinal?: boolean;
  serverCode?: string | null;
  closeCode?: number | null;
  cause?: unknown;
}

/** Why a seat map is not live. The message is for developers: what is wrong, and what to do about it. */
export class SeatMapError extends Error {
  readonly code: SeatMapErrorCode;
  /** Another attempt would not help: the map is closed. */
  readonly isFinal: boolean;
  /** `extensions.code` of the server's error, if that is what it was. */
  readonly serverCode: string | null;
  /** With which the WebSocket was closed, if that is what it was. */
  readonly closeCode: number | null;

  constructor({ code, message, isFinal = false, serverCode = null, closeCode = null, cause }: SeatMapErrorDetails) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'SeatMapError';
    this.code = code;
    this.isFinal = isFinal;
    this.serverCode = serverCode;
    this.closeCode = closeCode;
  }
}
