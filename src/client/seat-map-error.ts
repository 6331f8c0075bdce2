/** Why a seat map can not go on: trying again would not help. */
export class SeatMapError extends Error {
  /** The server's `extensions.code`, or `CLOSED_<close code of the WebSocket>`. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.name = 'SeatMapError';
    this.code = code;
  }
}

/** Close codes of graphql-transport-ws that mean the same at the next attempt. */
const BAD_REQUEST = 4400;
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const SUBPROTOCOL_NOT_ACCEPTABLE = 4406;
/** What the server answers while a part of it is away. */
const PASSING = new Set(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);

/** The failure, or null when another attempt may go better: of a lost connection, or of a server that has its troubles. */
export function failureOf(cause: unknown, { tokenMayChange }: { tokenMayChange: boolean }): SeatMapError | null {
  if (Array.isArray(cause)) return failureOfErrors(cause);
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  const isFinal =
    cause.code === BAD_REQUEST ||
    cause.code === UNAUTHORIZED ||
    cause.code === SUBPROTOCOL_NOT_ACCEPTABLE ||
    (cause.code === FORBIDDEN && !tokenMayChange);
  if (!isFinal) return null;
  const reason = 'reason' in cause && cause.reason ? String(cause.reason) : 'The server closed the connection.';
  return new SeatMapError(reason, `CLOSED_${String(cause.code)}`);
}

function failureOfErrors(errors: readonly { message?: unknown; extensions?: { code?: unknown } }[]) {
  const [first] = errors;
  const code = String(first?.extensions?.code ?? 'UNKNOWN');
  return PASSING.has(code) ? null : new SeatMapError(String(first?.message ?? 'The server refused.'), code);
}
