import { setTimeout as delay } from 'node:timers/promises';
import type { AcquireMutexOptions, MutexLease } from './mutex.ts';

export const DEFAULT_LEASE_MS = 5_000;

const MIN_POLL_MS = 10;
const MAX_POLL_MS = 50;

/**
 * Tries until the lease is there or `wait_ms` is over, with a last try at the very end. The time between tries is random,
 * so that waiters do not come in step.
 */
export async function pollForLease(
  tryAcquire: () => Promise<MutexLease | null>,
  { wait_ms = 0, signal }: AcquireMutexOptions,
): Promise<MutexLease | null> {
  const deadline = performance.now() + wait_ms;
  for (;;) {
    signal?.throwIfAborted();
    const lease = await tryAcquire();
    if (lease) {
      if (signal?.aborted) await lease.release();
      signal?.throwIfAborted();
      return lease;
    }
    const left_ms = deadline - performance.now();
    if (left_ms <= 0) return null;
    const poll_ms = MIN_POLL_MS + Math.random() * (MAX_POLL_MS - MIN_POLL_MS);
    try {
      await delay(Math.min(left_ms, poll_ms), undefined, signal && { signal });
    } catch {
      // Aborted: the loop's first line says so, with the caller's own reason.
    }
  }
}
