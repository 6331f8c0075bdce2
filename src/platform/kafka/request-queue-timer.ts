import { createRequire } from 'node:module';

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

const CHECK_PENDING_REQUESTS_MS = 10;

/**
 * kafkajs 2.2.4 re-arms a timer with a negative delay for every connection even when nothing is pending: a wake-up per
 * millisecond and connection for ever, and a TimeoutNegativeWarning on current Node. This puts a version of the method in
 * its place that arms the timer only when a request waits.
 */
export function armRequestQueueTimerOnlyWhenNeeded(): void {
  const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue & { scheduleCheckPendingRequests(): void };
  };
  queue.prototype.scheduleCheckPendingRequests = function schedule(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const throttled_ms = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttled_ms > 0 ? throttled_ms : CHECK_PENDING_REQUESTS_MS,
    );
  };
}
