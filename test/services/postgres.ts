import { createLogger } from '../../src/platform/observability/logger.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { removeFolder, temporaryFolder } from './folder.ts';
import { killServer, type RunningServer } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const SETTINGS = {
  max_connections: '300',
  // Nothing here outlives the run, so nothing waits for the disk.
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/** Starts a PostgreSQL from the binaries that npm installed, with an empty database. Throws ServiceUnavailable. */
export async function startPostgres(): Promise<RunningServer> {
  const folder = await temporaryFolder();
  const logger = createLogger({ level: 'silent', nodeId: 'services' });
  try {
    const server = await startEmbeddedPostgres({ dataDir: folder, logger, settings: SETTINGS });
    return {
      url: server.url,
      pid: server.pid,
      exited: server.exited,
      kill: () => killServer(server),
      async stop() {
        await server.stop();
        await removeFolder(folder);
      },
    };
  } catch (error) {
    await removeFolder(folder);
    throw new ServiceUnavailable('postgres', `PostgreSQL did not start: ${(error as Error).message}`, error);
  }
}
