import type { Socket } from 'node:net';

/** What Node uses for its own timeouts and `bytesWritten` (lib/net.js); there is no public API for it. */
interface Innards {
  /** Bytes handed to the handle, be they taken or not. */
  _bytesDispatched?: number;
  /** Of those, what the kernel has not taken yet. */
  _handle?: { writeQueueSize?: number } | null;
}

/**
 * How many bytes the socket's kernel has taken so far: while more are left than it takes, that grows only as the peer reads
 * on, be it in the middle of a long message. Always the same where Node does not tell.
 */
export function takenBytes(raw: Socket): number {
  const { _bytesDispatched: dispatched = 0, _handle: handle } = raw as Socket & Innards;
  const queued = handle?.writeQueueSize;
  return queued === undefined ? 0 : dispatched - queued;
}
