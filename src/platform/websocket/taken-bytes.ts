import type { Socket } from 'node:net';

/**
 * How much of what was written to the socket its kernel has taken, as a figure that grows while the peer reads on, be it in
 * the middle of a long message; only differences mean something, and only while something is left.
 */
export function takenBytes(raw: Socket): number {
  return raw.bytesWritten - raw.writableLength - queued(raw);
}

/** What is left of the write in hand. Node looks at it for its own timeouts (`_onTimeout` in lib/net.js) and tells nobody. */
function queued(raw: Socket): number {
  const { _handle: handle } = raw as Socket & { _handle?: { writeQueueSize?: number } | null };
  return handle?.writeQueueSize ?? 0;
}
