import { MAX_KEY_CHARACTERS } from '../modules/idempotency/idempotency.ts';
import { text } from './input-bounds/bounds.ts';

/** The field of each input that a caller may send again: `idempotencyKey: t.string(IDEMPOTENCY_KEY)`. */
export const IDEMPOTENCY_KEY = {
  description:
    'A retry with the same key gets the first answer, for 24 hours. Of one caller the newest keys are kept, 1,000 unless the ' +
    'server’s `IDEMPOTENCY_KEYS_PER_CALLER` says otherwise: a retry with an older one is carried out like a new request.',
  bounds: text(MAX_KEY_CHARACTERS, 1),
} as const;
