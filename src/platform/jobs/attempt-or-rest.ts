import { isOutage } from '../outages/outage.ts';
import type { RetryPauses } from '../timing/retry-pauses.ts';

/**
 * Does a worker's work on one of many, unless that failed so recently that it rests. Where it fails it rests, so that it keeps no other from
 * being seen to, and `onFailure` is told for how long. Rejects with outages only: the worker waits then, and nothing rests for that.
 */
export async function attemptOrRest(
  pauses: RetryPauses,
  key: string,
  work: () => Promise<void>,
  onFailure: (error: unknown, retryIn_ms: number) => void,
): Promise<void> {
  if (pauses.isResting(key)) return;
  try {
    await work();
    pauses.done(key);
  } catch (error) {
    if (isOutage(error)) throw error;
    onFailure(error, Math.round(pauses.failed(key)));
  }
}
