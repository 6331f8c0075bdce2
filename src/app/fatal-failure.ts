import { isOutage } from '../platform/outage.ts';

/**
 * Whether a failure that nobody handled ends the node: what it holds in memory may be wrong. Not a promise of a lost connection,
 * which a client library (kafkajs, for one) has forgotten: who owns the connection notices by itself and takes it up again.
 */
export function isFatalFailure(event: 'uncaughtException' | 'unhandledRejection', error: unknown): boolean {
  return event === 'uncaughtException' || !isOutage(error);
}
