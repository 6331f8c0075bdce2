import { createLogger } from '../../src/platform/observability/logger.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { removeFolder, temporaryFolder } from './folder.ts';
import { freePorts, type RunningServer, runServer } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

// Nothing here outlives the machine, so nothing waits for the disk: what a process has written, the next one reads.
const KEPT_SETTINGS = { max_connections: '300', fsync: 'off' };
const SETTINGS = { ...KEPT_SETTINGS, synchronous_commit: 'off', full_page_writes: 'off' };

export interface PostgresOptions {
  /** Keeps what was committed also when it is killed; slower. Default false. */
  keepsCommits?: boolean;
}

/** Starts a PostgreSQL from the binaries that npm installed, with an empty database. Throws ServiceUnavailable. */
export async function startPostgres({ keepsCommits = false }: PostgresOptions = {}): Promise<RunningServer> {
  const folder = await temporaryFolder();
  const logger = createLogger({ level: 'silent', nodeId: 'services' });
  const settings = keepsCommits ? KEPT_SETTINGS : SETTINGS;
  try {
    const [port] = (await freePorts(1)) as [number];
    return await runServer({
      launch: () => startEmbeddedPostgres({ dataDir: folder, logger, settings, port }),
      cleanUp: () => removeFolder(folder),
    });
  } catch (error) {
    throw new ServiceUnavailable('postgres', `PostgreSQL did not start: ${(error as Error).message}`, error);
  }
}
