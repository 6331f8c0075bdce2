import { MAX_KEY_CHARACTERS } from '../modules/idempotency/idempotency.ts';
import { text } from './input-bounds/bounds.ts';

/** The field of each input that a caller may send again: `idempotencyKey: t.string(IDEMPOTENCY_KEY)`. */
export const IDEMPOTENCY_KEY = {
  description: 'A retry with the same key gets the first answer, for 24 hours.',
  bounds: text(MAX_KEY_CHARACTERS, 1),
} as const;
