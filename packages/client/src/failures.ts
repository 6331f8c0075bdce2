import { SeatMapError } from './seat-map-error.ts';

/** How far an attempt had come when it failed. */
export type AttemptPhase = 'connecting' | 'open' | 'acknowledged';

export interface FailureContext {
  phase: AttemptPhase;
  /** The token comes from a function: the next one may be another. */
  tokenMayChange: boolean;
}

/** Close codes of graphql-transport-ws, and of this product (docs/client.md). */
const BAD_REQUEST = 4400;
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const SUBPROTOCOL_NOT_ACCEPTABLE = 4406;
const INITIALISATION_TIMEOUT = 4408;
const ACKNOWLEDGEMENT_TIMEOUT = 4504;
const TRY_AGAIN_LATER = 1013;
const INTERNAL_ERROR = 4500;

/** What the server answers while it, or a part of it, can not serve. */
const PASSING = new Set([
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
  'RATE_LIMITED',
  'TOO_MANY_CONNECTIONS',
  'TOO_MANY_SUBSCRIPTIONS',
]);
/** The document is not one of the server's schema. */
const UNKNOWN_DOCUMENT = new Set(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED']);

export const isPassing = (serverCode: string) => PASSING.has(serverCode);

export const isUnknownDocument = (serverCode: string) => UNKNOWN_DOCUMENT.has(serverCode);

/** What it was, by what graphql-ws gives to the sink's `error`: GraphQL errors, a close event, an error event, or an exception. */
export function failureOf(cause: unknown, context: FailureContext): SeatMapError {
  if (Array.isArray(cause)) return failureOfErrors(cause, context);
  const closeCode = closeCodeOf(cause);
  if (closeCode !== null) return failureOfClose(closeCode, reasonOf(cause), context);
  // A message that could not be read; before the connection is open an Error is only how Node's `ws` tells of a failure.
  if (cause instanceof Error && context.phase !== 'connecting' && !('code' in cause)) {
    const message = `What answers does not speak graphql-transport-ws: ${cause.message}. Is the URL that of Seatwire's GraphQL endpoint?`;
    return new SeatMapError({ code: 'PROTOCOL', message, cause });
  }
  return lost(context, cause);
}

function failureOfErrors(
  errors: readonly { message?: unknown; extensions?: { code?: unknown } }[],
  { tokenMayChange }: FailureContext,
): SeatMapError {
  const [first] = errors;
  const said = String(first?.message ?? 'The server gave no reason.');
  const serverCode = typeof first?.extensions?.code === 'string' ? first.extensions.code : null;
  const of = (details: { code: SeatMapError['code']; message: string; isFinal: boolean }) =>
    new SeatMapError({ ...details, serverCode, cause: errors });
  if (serverCode !== null && PASSING.has(serverCode)) {
    return of({ code: 'SERVER_UNAVAILABLE', message: said, isFinal: false });
  }
  if (serverCode === 'NOT_FOUND') return of({ code: 'SHOW_NOT_FOUND', message: said, isFinal: true });
  if (serverCode === 'UNAUTHENTICATED') return of({ code: 'TOKEN_REFUSED', message: said, isFinal: !tokenMayChange });
  if (serverCode === null || UNKNOWN_DOCUMENT.has(serverCode)) {
    const message = `The server has no such seat map: ${said} Is the URL that of Seatwire's GraphQL endpoint, of a version that suits this client?`;
    return of({ code: 'PROTOCOL', message, isFinal: true });
  }
  return of({ code: 'REFUSED', message: said, isFinal: true });
}

function failureOfClose(closeCode: number, reason: string, context: FailureContext): SeatMapError {
  const said = reason || `The server closed the connection with code ${closeCode}.`;
  switch (closeCode) {
    case FORBIDDEN:
      return new SeatMapError({
        code: 'TOKEN_REFUSED',
        message: said,
        isFinal: !context.tokenMayChange,
        closeCode,
      });
    case BAD_REQUEST:
    case UNAUTHORIZED:
    case SUBPROTOCOL_NOT_ACCEPTABLE:
      return new SeatMapError({ code: 'PROTOCOL', message: said, isFinal: true, closeCode });
    case TRY_AGAIN_LATER:
    case INTERNAL_ERROR:
      return new SeatMapError({ code: 'SERVER_UNAVAILABLE', message: said, closeCode });
    case INITIALISATION_TIMEOUT:
    case ACKNOWLEDGEMENT_TIMEOUT:
      return noAnswer('did not acknowledge the connection', closeCode);
    default:
      return lost(context, undefined, closeCode);
  }
}

/** The server has taken the connection, or not even that, and says nothing. */
export function noAnswer(what: string, closeCode: number | null = null): SeatMapError {
  const message = `The server ${what}. It may be overloaded; or what answers at the URL is no GraphQL endpoint.`;
  return new SeatMapError({ code: 'NO_ANSWER', message, closeCode });
}

function lost({ phase }: FailureContext, cause?: unknown, closeCode: number | null = null): SeatMapError {
  if (phase !== 'connecting') {
    const message = `The connection was lost${closeCode === null ? '' : ` (close code ${closeCode})`}.`;
    return new SeatMapError({ code: 'CONNECTION_LOST', message, closeCode, cause });
  }
  const message =
    'No connection comes about: the server is down, host or port of the URL are wrong, or the device is offline.';
  return new SeatMapError({ code: 'UNREACHABLE', message, closeCode, cause });
}

function closeCodeOf(cause: unknown): number | null {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  return typeof cause.code === 'number' ? cause.code : null;
}

function reasonOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'reason' in cause && cause.reason ? String(cause.reason) : '';
}
