import type { OutboxRelay } from './outbox-relay.ts';

/** Events are published within milliseconds; after a relay that stood still another one takes over within half a minute. */
const TOO_LONG_MS = 10_000;

/**
 * Rejects when the log does not take what is written to it: as the last try of this node's relay says, or, when another node's
 * is the active one, as events say that have waited for too long. (That no relay is active is not the log's fault.) Every event is the probe of the very topic that it is for,
 * with the rights and the settings that count.
 */
export async function assertPublishing(relay: Pick<OutboxRelay, 'failure' | 'lag_ms' | 'isAnyActive'>): Promise<void> {
  const failure = relay.failure();
  if (failure !== null) throw new Error(`takes no events: ${failure}`);
  // Without PostgreSQL nobody knows, and its own part tells of that.
  const waiting_ms = await relay.lag_ms().catch(() => 0);
  if (waiting_ms <= TOO_LONG_MS || !(await relay.isAnyActive().catch(() => false))) return;
  throw new Error(`events have been waiting for ${Math.floor(waiting_ms / 1_000)} s`);
}
