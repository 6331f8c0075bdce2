import { GraphQLError } from 'graphql';
import { isOutage } from '../platform/outages/outage.ts';

/**
 * Whether a failure that nobody handled ends the node: what it holds in memory may be wrong. Not a promise of a lost connection,
 * which a client library (kafkajs, for one) has forgotten: who owns the connection notices by itself and takes it up again. Nor
 * the failure of a field, which has its path in the answer: the executor drops what else was under way in a list or object when
 * one of its fields has failed, and nobody is to end a node by a query.
 */
export function isFatalFailure(event: 'uncaughtException' | 'unhandledRejection', error: unknown): boolean {
  return event === 'uncaughtException' || !(isOutage(error) || isOfField(error));
}

function isOfField(error: unknown): boolean {
  return error instanceof GraphQLError && error.path !== undefined;
}
