import { performance as thread } from 'node:perf_hooks';
import type { Metrics } from '../platform/observability/metrics.ts';
import { POOL_NAMES, type PoolName } from '../platform/postgres/database.ts';
import type { Parts } from './parts.ts';

/** What waits for PostgreSQL, Redis, Kafka and this process' own thread: where a node with too much to do has its queue. */
export function registerPartFigures(metrics: Metrics, { database, log, redisUnanswered }: Parts): void {
  const byPool = (figure: 'open' | 'idle' | 'waiting') => ({
    label: 'pool',
    values: POOL_NAMES,
    read: (pool: string) => database.pools()[pool as PoolName][figure],
  });
  metrics.gauges('postgres_connections_open', 'Connections to PostgreSQL, by pool.', byPool('open'));
  metrics.gauges('postgres_connections_idle', 'Connections to PostgreSQL that nobody uses, by pool.', byPool('idle'));
  metrics.gauges(
    'postgres_connections_waiting',
    'Statements and transactions that wait for a connection to PostgreSQL, by pool.',
    byPool('waiting'),
  );
  metrics.gauge(
    'redis_commands_unanswered',
    'Commands that Redis has been sent and has not answered.',
    redisUnanswered,
  );
  metrics.gauge(
    'kafka_records_unacknowledged',
    'Events that Kafka, or the embedded log, was given and has not taken.',
    () => log.unacknowledged(),
  );
  let before = thread.eventLoopUtilization();
  metrics.gauge(
    'event_loop_utilization',
    'Part of the time since this was asked last in which the event loop was busy: at 1 the node computes all the time.',
    () => {
      const now = thread.eventLoopUtilization();
      const { utilization } = thread.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  );
}
