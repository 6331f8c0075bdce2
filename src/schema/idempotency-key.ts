import { MAX_KEY_CHARACTERS } from '../shared/idempotency-key.ts';
import { text } from './input-bounds/bounds.ts';

/** The field of each input that a caller may send again: `idempotencyKey: t.string(IDEMPOTENCY_KEY)`. */
export const IDEMPOTENCY_KEY = {
  description:
    'Makes retries safe: a request with a key that was used within 24 hours gets the first answer again. The newest keys of each ' +
    'caller are kept (1,000, or as many as `IDEMPOTENCY_KEYS_PER_CALLER` says); an older one is treated as a new key.',
  bounds: text(MAX_KEY_CHARACTERS, 1),
} as const;
