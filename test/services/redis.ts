import { findOnPath, removeFolder, temporaryFolder } from './folder.ts';
import { freePorts, killServer, type RunningServer, startServerProcess } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const READY_WITHIN_MS = 10_000;

export interface RedisOptions {
  /** Default: a free one. A test that stops Redis and starts it again passes the first one's. */
  port?: number;
  /** Further arguments of redis-server, for example `['--appendonly', 'yes']`. It keeps nothing on disk by default. */
  args?: readonly string[];
}

/** Starts redis-server on the loopback interface. Throws ServiceUnavailable where there is none. */
export async function startRedis({ port, args = [] }: RedisOptions = {}): Promise<RunningServer> {
  const command = findOnPath('redis-server');
  if (!command) throw new ServiceUnavailable('redis', 'redis-server is not on PATH (apt-get install redis-server)');
  const folder = await temporaryFolder();
  const ownPort = port ?? (await freePorts(1))[0];
  const settings = ['--port', `${ownPort}`, '--bind', '127.0.0.1', '--dir', folder];
  try {
    const server = await startServerProcess({
      command,
      args: [...settings, '--save', '', '--appendonly', 'no', ...args],
      readyLine: /ready to accept connections/i,
      readyWithin_ms: READY_WITHIN_MS,
    });
    return {
      url: `redis://127.0.0.1:${ownPort}`,
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
    throw new ServiceUnavailable('redis', `redis-server did not start: ${(error as Error).message}`, error);
  }
}
