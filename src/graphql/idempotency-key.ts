/** The field of each input that a caller may send again: `idempotencyKey: t.string(IDEMPOTENCY_KEY)`. */
export const IDEMPOTENCY_KEY = {
  description: 'A retry with the same key gets the first answer, for 24 hours.',
} as const;
