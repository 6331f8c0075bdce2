import { execFile } from 'node:child_process';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/embedded.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { pauseProcess, resumeProcess } from '../kit/product/process-pause.ts';
import { removeFolder, temporaryFolder } from './folder.ts';
import { type RunningServer, runServer, type ServerLife } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const DURABLE_SETTINGS = { max_connections: '300' };
// Nothing here outlives the machine, so nothing waits for the disk: what a process has written, the next one reads.
const KEPT_SETTINGS = { ...DURABLE_SETTINGS, fsync: 'off' };
const SETTINGS = { ...KEPT_SETTINGS, synchronous_commit: 'off', full_page_writes: 'off' };

/** With owners: as root, PostgreSQL runs as another user. */
const copyFolder = (from: string, to: string) => promisify(execFile)('cp', ['-a', from, to]);

export interface PostgresOptions {
  /**
   * `no`: as fast as it goes (the default). `killed`: keeps what was committed also when it is killed. `always`: also when
   * the machine is, as PostgreSQL is without settings; slower.
   */
  keepsCommits?: 'no' | 'killed' | 'always';
}

export interface PostgresServer extends RunningServer {
  /**
   * Copies its files as they are at this moment, as a snapshot of a disk or a standby that lags would have them; `stopped`
   * for the copy of a server that was shut down for it, which does not tell when it is started.
   */
  copyFiles(how: 'running' | 'stopped'): Promise<void>;
  /**
   * kill -9, and a start with the copied files: everything since is lost. `restored`: as from a backup, as a new timeline;
   * `crashed` (the default): as a server that only ended.
   */
  putFilesBack(how?: 'crashed' | 'restored'): Promise<void>;
  /**
   * From now on it acknowledges commits long before it writes them, and loses the last ones when it is killed (with
   * `keepsCommits: 'killed'`); until `acknowledgeWhenWritten`.
   */
  acknowledgeAtOnce(): Promise<void>;
  acknowledgeWhenWritten(): Promise<void>;
}

/** The longest that PostgreSQL lets commits wait, which nobody waits for, before it writes them. */
const WRITES_EVERY_S = 10;

/** Starts a PostgreSQL from the binaries that npm installed, with an empty database. Throws ServiceUnavailable. */
export async function startPostgres({ keepsCommits = 'no' }: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = await temporaryFolder();
  const logger = createLogger({ level: 'silent', nodeId: 'services' });
  const settings = { no: SETTINGS, killed: KEPT_SETTINGS, always: DURABLE_SETTINGS }[keepsCommits];
  const [data, copy] = [join(folder, 'postgres'), join(folder, 'copy')];
  let life: ServerLife;
  try {
    const [port] = (await freePorts(1)) as [number];
    const server = await runServer({
      launch: async () => (life = await startEmbeddedPostgres({ dataDir: folder, logger, settings, port })),
      cleanUp: () => removeFolder(folder),
    });
    return Object.assign(server, {
      async copyFiles(how: 'running' | 'stopped') {
        await removeFolder(copy);
        if (how === 'stopped') {
          await life.stop();
          await copyFolder(data, copy);
          await server.restart();
          return;
        }
        pauseProcess(server.pid);
        try {
          await copyFolder(data, copy);
        } finally {
          resumeProcess(server.pid);
        }
      },
      async putFilesBack(how: 'crashed' | 'restored' = 'crashed') {
        await server.kill();
        await removeFolder(data);
        await rename(copy, data);
        if (how === 'restored') {
          // There is no archive: what is in the files is all there is.
          await appendFile(join(data, 'postgresql.auto.conf'), "restore_command = 'false'\n");
          await writeFile(join(data, 'recovery.signal'), '');
        }
        await server.restart();
      },
      acknowledgeAtOnce: () =>
        configure(server.url, [
          'ALTER SYSTEM SET synchronous_commit = off',
          `ALTER SYSTEM SET wal_writer_delay = '${WRITES_EVERY_S}s'`,
        ]),
      acknowledgeWhenWritten: () =>
        configure(server.url, ['ALTER SYSTEM RESET synchronous_commit', 'ALTER SYSTEM RESET wal_writer_delay']),
    });
  } catch (error) {
    throw new ServiceUnavailable('postgres', `PostgreSQL did not start: ${(error as Error).message}`, error);
  }
}

async function configure(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of [...statements, 'SELECT pg_reload_conf()']) await client.query(statement);
  } finally {
    await client.end();
  }
}
