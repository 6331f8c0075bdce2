/** For identity services of tests without a database: no token was revoked. */
export const NO_REVOCATIONS = {
  covers: () => false,
  onRevoked: () => () => {},
  revisionOf: async () => 0,
};
