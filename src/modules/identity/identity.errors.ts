/** The caller showed a token, and it is not to be trusted. The message says why, for the one who sent it. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
  /** It was good, and its time is over: what is public may be read with it as without a token. */
  readonly isExpired: boolean;

  constructor(message: string, { isExpired = false }: { isExpired?: boolean } = {}) {
    super(message);
    this.isExpired = isExpired;
  }
}
