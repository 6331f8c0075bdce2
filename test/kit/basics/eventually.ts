import { vi } from 'vitest';

/** What has not happened by then is stuck: a busy machine makes everything several times slower. */
const WITHIN_MS = 30_000;
const EVERY_MS = 50;

/** Asks again until it no longer throws: only for what tells nobody that it has happened, such as a file on disk. */
export function eventually<T>(ask: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(ask, { timeout: WITHIN_MS, interval: EVERY_MS });
}
