import type { ApiError, ApiErrorCode } from './api-error.ts';
import type { SeatMapError, SeatMapErrorCode } from './seat-map-error.ts';

/** How it is about what is followed, for a view to tell. */
export type ConnectionState =
  /** Nothing is followed. */
  | 'idle'
  /** Nothing has come yet, and nothing is wrong so far. */
  | 'connecting'
  | 'live'
  /** The connection was lost, or rested; what was known stays. */
  | 'reconnecting'
  /** The server is down, does not answer, or says that it can't serve at the moment; or the device is offline. */
  | 'unreachable'
  /** The token has expired, is not good, or could not be had. */
  | 'unauthorized'
  | 'notFound'
  /** Something answers at the URL, but no GraphQL endpoint; or it is no URL. */
  | 'wrongUrl'
  /** The endpoint answers, but lets this page open no WebSocket. */
  | 'blocked'
  /** The server does not take what it was asked. */
  | 'refused'
  /** It was ended by who made it. */
  | 'closed';

export interface Connection {
  readonly state: ConnectionState;
  /** What to do about it, in a sentence or two for a developer; null while there is nothing to be done. */
  readonly hint: string | null;
  /** What was met last; null while all is well. Unless it `isFinal`, it is tried again. */
  readonly error: SeatMapError | ApiError | null;
  /** How many attempts have begun since it was live last. */
  readonly attempt: number;
  /** When the next attempt begins, by this device's clock in ms since 1970; null while none waits. */
  readonly nextAttemptAt: number | null;
}

type AnyCode = SeatMapErrorCode | ApiErrorCode;

const STATES: Record<AnyCode, ConnectionState> = {
  CONNECTION_LOST: 'reconnecting',
  UNREACHABLE: 'unreachable',
  NO_ANSWER: 'unreachable',
  SERVER_UNAVAILABLE: 'unreachable',
  RATE_LIMITED: 'unreachable',
  TOKEN_FAILED: 'unauthorized',
  TOKEN_REFUSED: 'unauthorized',
  SHOW_NOT_FOUND: 'notFound',
  NOT_FOUND: 'notFound',
  WRONG_URL: 'wrongUrl',
  WEBSOCKET_REFUSED: 'blocked',
  REFUSED: 'refused',
  PROTOCOL: 'refused',
  BUSY: 'live',
  NOTHING_TO_DO: 'live',
};

const GOES_ON = 'It goes on trying by itself; a button may call reconnect().';
const HINTS: Record<AnyCode, string> = {
  CONNECTION_LOST: `Nothing: it mostly comes back with the next attempt. Say that what is shown is not live. ${GOES_ON}`,
  UNREACHABLE: `Tell the buyer that the server can't be reached, or that the device is offline. ${GOES_ON} If it never was there, check host and port of url.`,
  NO_ANSWER: `Tell the buyer that the server does not answer. ${GOES_ON}`,
  SERVER_UNAVAILABLE: `Tell the buyer that the server is busy. ${GOES_ON}`,
  RATE_LIMITED: 'Tell the buyer to wait: error.retryAfterSeconds says how long.',
  TOKEN_FAILED: 'Mend the token function: it has thrown (see error.cause), or took more than 10 seconds.',
  TOKEN_REFUSED: 'The token has expired or is not good. Let the token function fetch a new one.',
  SHOW_NOT_FOUND: 'Say so: there is no such show, or this caller may not see it. Check the id.',
  NOT_FOUND: 'Say so: there is nothing with this id, or it is not this caller’s.',
  WRONG_URL: "Mend url: it is not that of Seatwire's GraphQL endpoint, which ends in /graphql.",
  WEBSOCKET_REFUSED:
    "Add this page's origin to the server's ALLOWED_ORIGINS, or let WebSockets through the proxy on the way.",
  REFUSED: 'Mend what is asked for: error.serverCode and error.message say what the server does not take.',
  PROTOCOL: 'Mend url, or bring the versions of server and client together: they do not understand each other.',
  BUSY: 'Wait until the request that is on its way was answered, or disable the button meanwhile.',
  NOTHING_TO_DO: 'Offer this only when it makes sense: error.message says why it does not.',
};
/** A text stays what it is. */
const NEW_TOKEN =
  'The token has expired or is not good, and it is a text: give another one, or a function that fetches a new one.';

/** What to do about an error, in a sentence or two for a developer. */
export function hintOf({ code, isFinal }: { code: AnyCode; isFinal: boolean }): string {
  if (code === 'TOKEN_REFUSED' && isFinal) return NEW_TOKEN;
  // Newer servers and clients may know others.
  return HINTS[code] ?? 'See error.message.';
}

export interface Followed {
  status: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'closed';
  lastError: SeatMapError | ApiError | null;
  attempt: number;
  nextAttemptAt: number | null;
}

/** How it is, by the state of a map or of another thing that is followed. */
export function connectionOf({ status, lastError: error, attempt, nextAttemptAt }: Followed): Connection {
  const state = error === null || status === 'live' ? status : (STATES[error.code] ?? 'unreachable');
  return { state, hint: error === null ? null : hintOf(error), error, attempt, nextAttemptAt };
}
