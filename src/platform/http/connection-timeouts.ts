export interface ConnectionTimeouts {
  /** How often connections are looked at. */
  check_ms: number;
  /** How long one beyond the bounds may take to become a WebSocket, which has bounds of its own. */
  excess_ms: number;
  /** How long a peer may send next to nothing of a body. */
  body_ms: number;
  /** How long a peer may read next to nothing of an answer. */
  answer_ms: number;
}

export const DEFAULT_TIMEOUTS: ConnectionTimeouts = {
  check_ms: 1_000,
  excess_ms: 2_000,
  body_ms: 10_000,
  answer_ms: 30_000,
};
