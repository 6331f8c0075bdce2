import { findOnPath, temporaryFolder } from './folder.ts';
import { freePorts, type RunningServer, startServerProcess } from './server-process.ts';
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
  const folder = await temporaryFolder('redis');
  const ownPort = port ?? (await freePorts(1))[0];
  try {
    const server = await startServerProcess({
      command,
      args: ['--port', `${ownPort}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...args],
      cwd: folder.path,
      readyLine: /ready to accept connections/i,
      readyWithin_ms: READY_WITHIN_MS,
    });
    return {
      url: `redis://127.0.0.1:${ownPort}`,
      pid: server.pid,
      kill: () => server.kill(),
      async stop() {
        await server.stop();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw new ServiceUnavailable('redis', `redis-server did not start: ${(error as Error).message}`, error);
  }
}
