/** Of an idempotency key, which a caller makes up. */
export const MAX_KEY_CHARACTERS = 200;
