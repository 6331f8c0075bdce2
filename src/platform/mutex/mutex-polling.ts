import { pause } from '../timing/pause.ts';
import type { AcquireMutexOptions, MutexLease } from './mutex.ts';

export const DEFAULT_LEASE_MS = 5_000;

const MIN_POLL_MS = 5;
const MAX_POLL_MS = 50;
/** Who has waited this long tries as often as anybody does. */
const SENIOR_AFTER_MS = 1_000;

/**
 * Tries until the lease is there or `wait_ms` is over, with a last try at the very end. The time between tries is random,
 * so that waiters do not come in step, and gets shorter with the wait: newcomers do not keep overtaking the same one.
 */
export async function pollForLease(
  tryAcquire: () => Promise<MutexLease | null>,
  { wait_ms = 0, signal }: AcquireMutexOptions,
): Promise<MutexLease | null> {
  const begun_ms = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const lease = await tryAcquire();
    if (lease) {
      if (signal?.aborted) await lease.release();
      signal?.throwIfAborted();
      return lease;
    }
    const waited_ms = performance.now() - begun_ms;
    const left_ms = wait_ms - waited_ms;
    if (left_ms <= 0) return null;
    const longest_ms = MAX_POLL_MS - (MAX_POLL_MS - 2 * MIN_POLL_MS) * Math.min(1, waited_ms / SENIOR_AFTER_MS);
    const poll_ms = MIN_POLL_MS + Math.random() * (longest_ms - MIN_POLL_MS);
    // Once it is aborted, the loop's first line says so, with the caller's own reason.
    await pause(Math.min(left_ms, poll_ms), { signal });
  }
}
