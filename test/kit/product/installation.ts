import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabase, type Database } from '../../../src/platform/postgres/database.ts';
import { freePorts } from '../../../src/platform/processes/free-ports.ts';
import { startKafka } from '../../services/kafka.ts';
import { type PostgresServer, startPostgres } from '../../services/postgres.ts';
import { type RedisServer, startRedis } from '../../services/redis.ts';
import { type RunningServer, runServer, startServerProcess } from '../../services/server-process.ts';
import { startTcpProxy, type TcpProxy } from '../servers/tcp-proxy.ts';
import { UNLIMITED } from './no-limits.ts';
import { ROOT } from './product-process.ts';

const READY_WITHIN_MS = 60_000;
/** Of each node's log. */
const KEPT_LINES = 20_000;

export interface InstallationOptions {
  nodeCount: number;
  lockTtl_ms: number;
}

export const SERVERS = ['postgres', 'redis', 'kafka'] as const;

export type ServerName = (typeof SERVERS)[number];

/** A node of the product, a process of its own. */
export interface InstalledNode extends RunningServer {
  /** What it reaches each server by. */
  readonly links: Readonly<Record<ServerName, TcpProxy>>;
  /** Sets its wall clock, to so much after the true time (or before it). Resolves when the node has seen it. */
  shiftClock(ms: number): Promise<void>;
}

/** Several nodes on a PostgreSQL, a Redis and a Kafka that may be killed. */
export interface Installation extends AsyncDisposable {
  readonly nodes: readonly InstalledNode[];
  readonly postgres: PostgresServer;
  /** Writes all it knows to disk: killed and started again, it has not forgotten. */
  readonly redis: RedisServer;
  readonly kafka: RunningServer;
  /** The tests' own connections. */
  readonly database: Database;
  readonly dataDir: string;
  /** What the nodes logged at `error` and above, and of ends that nobody caused: the product says so of its bugs only. */
  readonly errors: readonly string[];
  /** Writes what each node logged (the last of it) to a file of its own; resolves with their folder, which stays. */
  keepLogs(): Promise<string>;
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
    const linksOfNodes = await Promise.all(Array.from({ length: nodeCount }, () => openLinks(stack)));
    const [postgres, redis, kafka] = await Promise.all([
      startPostgres({ keepsCommits: 'killed' }).then(owned),
      startRedis({ args: ['--appendonly', 'yes'] }).then(owned),
      startKafka({ quickRestart: true, proxies: linksOfNodes.map((links) => links.kafka) }).then(owned),
    ]);
    const env = {
      // All buyers have one address.
      ...UNLIMITED,
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
      DATA_DIR: dataDir,
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      SEAT_LOCK_TTL_MS: `${lockTtl_ms}`,
      SEAT_LOCK_EXTENSION_MS: `${lockTtl_ms}`,
      BUYER_MAX_LOCKS: '1000',
      BUYER_MAX_SEATS: '1000',
    };
    const errors: string[] = [];
    const logs = new Map<string, string[]>();
    const nodes: InstalledNode[] = [];
    const ports = await freePorts(nodeCount);
    for (const [index, links] of linksOfNodes.entries()) {
      const nodeEnv = {
        ...env,
        PORT: `${ports[index]}`,
        NODE_ID: `node-${index + 1}`,
        CLOCK_FILE: path.join(dataDir, `clock-${index + 1}`),
        DATABASE_URL: through(links.postgres, postgres.url),
        REDIS_URL: through(links.redis, redis.url),
        KAFKA_BROKERS: `127.0.0.1:${links.kafka.port}`,
      };
      const lines: string[] = [];
      logs.set(nodeEnv.NODE_ID, lines);
      const node = await startNode(nodeEnv, (line) => {
        lines.push(`${new Date().toISOString()} ${line}`);
        if (lines.length > KEPT_LINES) lines.shift();
        if (isError(line)) errors.push(`${nodeEnv.NODE_ID}: ${line}`);
      });
      nodes.push(Object.assign(owned(node), { links }));
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
      keepLogs: () => keepLogs(logs),
      [Symbol.asyncDispose]: () => disposal.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function keepLogs(logs: ReadonlyMap<string, readonly string[]>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwire-logs-'));
  for (const [nodeId, lines] of logs) await writeFile(path.join(folder, `${nodeId}.log`), `${lines.join('\n')}\n`);
  return folder;
}

async function openLinks(stack: AsyncDisposableStack): Promise<Record<ServerName, TcpProxy>> {
  const [postgres, redis, kafka] = await Promise.all([startTcpProxy(), startTcpProxy(), startTcpProxy()]);
  for (const link of [postgres, redis, kafka]) stack.use(link);
  return { postgres, redis, kafka };
}

/** The server's URL, by that way. */
function through(link: TcpProxy, url: string): string {
  const { port } = new URL(url);
  link.leadTo(Number(port));
  return url.replace(`:${port}`, `:${link.port}`);
}

async function startNode(
  env: { PORT: string; CLOCK_FILE: string } & Record<string, string>,
  onLine: (line: string) => void,
): Promise<Omit<InstalledNode, 'links'>> {
  await writeFile(env.CLOCK_FILE, '0');
  let clockSeen = Promise.withResolvers<void>();
  let isEnding = false;
  const server = await runServer({
    async launch() {
      isEnding = false;
      const node = await startServerProcess({
        command: process.execPath,
        args: ['--import', `${ROOT}test/kit/chaos/shifted-clock.ts`, `${ROOT}src/main.ts`],
        env,
        onLine(line) {
          if (line.startsWith('the wall clock is shifted')) clockSeen.resolve();
          else onLine(line);
        },
        readyLine: /Seatwire is running/,
        readyWithin_ms: READY_WITHIN_MS,
      });
      void node.exited.then((code) => isEnding || onLine(`Error: the node ended by itself, with exit code ${code}`));
      return { ...node, url: `http://127.0.0.1:${env.PORT}` };
    },
    cleanUp: async () => {},
  });
  // Not a copy: its process is another one after each restart.
  const { kill, restart, stop } = server;
  const ending = (how: () => Promise<void>) => async () => {
    isEnding = true;
    await how();
  };
  return Object.assign(server, {
    kill: ending(kill),
    restart: ending(restart),
    stop: ending(stop),
    async shiftClock(ms: number) {
      await writeFile(env.CLOCK_FILE, `${ms}`);
      clockSeen = Promise.withResolvers<void>();
      process.kill(server.pid, 'SIGUSR2');
      await clockSeen.promise;
    },
  });
}

/** pino's levels: 50 is error, 60 fatal. What is not a line of its own is a crash's. */
function isError(line: string): boolean {
  return line.startsWith('{') ? /^\{"level":(50|60)/.test(line) : /^\s+at |Error:/.test(line);
}
