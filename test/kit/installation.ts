import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabase, type Database } from '../../src/platform/postgres/database.ts';
import { startKafka } from '../services/kafka.ts';
import { startPostgres } from '../services/postgres.ts';
import { type RedisServer, startRedis } from '../services/redis.ts';
import { freePorts, type RunningServer, runServer, startServerProcess } from '../services/server-process.ts';
import { ROOT } from './product-process.ts';

const READY_WITHIN_MS = 60_000;

export interface InstallationOptions {
  nodeCount: number;
  lockTtl_ms: number;
}

/** Several nodes of the product, each a process of its own, on a PostgreSQL, a Redis and a Kafka that may be killed. */
export interface Installation extends AsyncDisposable {
  readonly nodes: readonly RunningServer[];
  readonly postgres: RunningServer;
  /** Writes all it knows to disk: killed and started again, it has not forgotten. */
  readonly redis: RedisServer;
  readonly kafka: RunningServer;
  /** The tests' own connections. */
  readonly database: Database;
  readonly dataDir: string;
  /** What the nodes logged at `error` and above: the product says so of its bugs only. */
  readonly errors: readonly string[];
}

export async function startInstallation({ nodeCount, lockTtl_ms }: InstallationOptions): Promise<Installation> {
  const stack = new AsyncDisposableStack();
  const owned = <Server extends RunningServer>(server: Server): Server => {
    stack.defer(() => server.stop());
    return server;
  };
  try {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'seatwire-installation-'));
    stack.defer(() => rm(dataDir, { recursive: true, force: true }));
    const [postgres, redis, kafka] = await Promise.all([
      startPostgres({ keepsCommits: true }).then(owned),
      startRedis({ args: ['--appendonly', 'yes'] }).then(owned),
      startKafka({ quickRestart: true }).then(owned),
    ]);
    const env = {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      KAFKA_BROKERS: kafka.url,
      DATA_DIR: dataDir,
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      SEAT_LOCK_TTL_MS: `${lockTtl_ms}`,
      BUYER_MAX_LOCKS: '1000',
      BUYER_MAX_SEATS: '1000',
    };
    const errors: string[] = [];
    const nodes: RunningServer[] = [];
    for (const port of await freePorts(nodeCount)) {
      const nodeEnv = { ...env, PORT: `${port}`, NODE_ID: `node-${nodes.length + 1}` };
      nodes.push(owned(await startNode(nodeEnv, (line) => isError(line) && errors.push(line))));
    }
    const database = createDatabase({ url: postgres.url });
    stack.defer(() => database.close());
    const disposal = stack.move();
    return {
      nodes,
      postgres,
      redis,
      kafka,
      database,
      dataDir,
      errors,
      [Symbol.asyncDispose]: () => disposal.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function startNode(env: Record<string, string>, onLine: (line: string) => void): Promise<RunningServer> {
  return runServer({
    async launch() {
      const node = await startServerProcess({
        command: process.execPath,
        args: [`${ROOT}src/main.ts`],
        env,
        onLine,
        readyLine: /Seatwire is running/,
        readyWithin_ms: READY_WITHIN_MS,
      });
      return { ...node, url: `http://127.0.0.1:${env.PORT}` };
    },
    cleanUp: async () => {},
  });
}

/** pino's levels: 50 is error, 60 fatal. What is not a line of its own is a crash's. */
function isError(line: string): boolean {
  return line.startsWith('{') ? /^\{"level":(50|60)/.test(line) : /^\s+at |Error:/.test(line);
}
