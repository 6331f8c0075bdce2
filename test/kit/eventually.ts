import { vi } from 'vitest';

const WITHIN_MS = 10_000;
const EVERY_MS = 50;

/** Asks again until it no longer throws: only for what tells nobody that it has happened, such as a file on disk. */
export function eventually<T>(ask: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(ask, { timeout: WITHIN_MS, interval: EVERY_MS });
}
