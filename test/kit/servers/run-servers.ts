import { startKafka } from '../../services/kafka.ts';
import { startPostgres } from '../../services/postgres.ts';
import { startRedis } from '../../services/redis.ts';
import type { RunningServer } from '../../services/server-process.ts';
import { type ServiceName, ServiceUnavailable } from '../../services/service-unavailable.ts';
import { createTemplate, dropRunDatabases, newRunId } from './template-database.ts';

/** A server of this test run, or why there is none. */
export type Offer<T> = { available: true; value: T } | { available: false; reason: string };

export interface TestPostgres {
  /** A user here may create databases. */
  serverUrl: string;
  /** Migrated, empty, without connections: what each file's database is copied from. */
  template: string;
  /** Starts the name of every database of this run. */
  runId: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestPostgres;
    redis: Offer<string>;
    kafka: Offer<string[]>;
  }
}

interface Started<T> {
  value: T;
  stop(): Promise<void>;
}

// The projects' set-ups are separate module instances in one process; the servers are to be started once per process.
const KEY = Symbol.for('seatwire.test.servers');
type Shared = typeof globalThis & { [KEY]?: Map<ServiceName, { users: number; started: Promise<Started<unknown>> }> };

/** Starts the server with the first user of the process; `stop` of the last one stops it. */
async function share<T>(name: ServiceName, start: () => Promise<Started<T>>): Promise<Started<T>> {
  const shared = globalThis as Shared;
  shared[KEY] ??= new Map();
  const entry = shared[KEY].get(name) ?? { users: 0, started: start() };
  shared[KEY].set(name, entry);
  entry.users += 1;
  const { value, stop } = (await entry.started) as Started<T>;
  return {
    value,
    async stop() {
      entry.users -= 1;
      if (entry.users > 0) return;
      shared[KEY]?.delete(name);
      await stop();
    },
  };
}

/** PostgreSQL: the one of DATABASE_URL (its user must be allowed to create databases), else one of our own. */
export function sharePostgres(): Promise<Started<TestPostgres>> {
  return share('postgres', async () => {
    const server = process.env.DATABASE_URL ? given(process.env.DATABASE_URL) : await startPostgres();
    const runId = newRunId();
    const template = await createTemplate(server.url, runId);
    return {
      value: { serverUrl: server.url, template, runId },
      async stop() {
        await dropRunDatabases(server.url, runId);
        await server.stop();
      },
    };
  });
}

/** Redis: the one of REDIS_URL, else one of our own, else the reason why not. */
export function shareRedis(): Promise<Started<Offer<string>>> {
  return share('redis', () => offer(process.env.REDIS_URL, startRedis, (url) => url));
}

/** Kafka: the one of KAFKA_BROKERS, else one of our own, else the reason why not. */
export function shareKafka(): Promise<Started<Offer<string[]>>> {
  return share('kafka', () => offer(process.env.KAFKA_BROKERS, startKafka, (brokers) => brokers.split(',')));
}

function given(url: string): Pick<RunningServer, 'url' | 'stop'> {
  return { url, stop: async () => {} };
}

async function offer<T>(
  givenUrl: string | undefined,
  start: () => Promise<RunningServer>,
  parse: (url: string) => T,
): Promise<Started<Offer<T>>> {
  try {
    const server = givenUrl ? given(givenUrl) : await start();
    return { value: { available: true, value: parse(server.url) }, stop: () => server.stop() };
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    return { value: { available: false, reason: error.message }, stop: async () => {} };
  }
}
