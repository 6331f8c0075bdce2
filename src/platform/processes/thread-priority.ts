import { getPriority, setPriority } from 'node:os';

/** Of a thread whose caller waits anyway; 0 is an ordinary one's. */
const PRIORITY = 10;

/**
 * To be called in a worker thread. On Linux a thread has a priority of its own: without it, one that computes for long would take a processor
 * from the event loop, and so from everybody. A process that has a lower one itself may not raise it.
 */
export function giveWayToEventLoop(): void {
  try {
    if (process.platform === 'linux' && getPriority() < PRIORITY) setPriority(PRIORITY);
  } catch {
    // A sandbox of the system's may forbid it: it has the ordinary one then.
  }
}
