/**
 * The close codes of our own; those of the protocol are graphql-ws' `CloseCode`. All are told in docs/client.md. Clients of
 * graphql-ws take each of these as passing, and connect again if they were told to retry.
 */
export const SocketClose = {
  /** The node stops: another one takes over. */
  GOING_AWAY: 1001,
  /** A message of more bytes than are taken. */
  TOO_BIG: 1009,
  /** Who is calling can't be found out just now, or has enough sockets: again later. */
  TRY_AGAIN_LATER: 1013,
  /** It has not read its messages for long: its map goes on from its cursor. */
  TOO_SLOW: 4413,
  /** Nothing ran on the socket for long. */
  IDLE: 4410,
  /** More messages than anyone needs. */
  TOO_MANY_MESSAGES: 4420,
} as const;
