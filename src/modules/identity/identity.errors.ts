/** The caller showed a token, and it is not to be trusted. The message says why, for the one who sent it. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}
