import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { findOnPath, removeFolder, temporaryFolder } from './folder.ts';
import { type RunningServer, runServer, startServerProcess } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const READY_WITHIN_MS = 10_000;

export interface RedisOptions {
  /** Default: a free one. A test that stops Redis and starts it again passes the first one's. */
  port?: number;
  /** Further arguments of redis-server, for example `['--appendonly', 'yes']`. It keeps nothing on disk by default. */
  args?: readonly string[];
}

export interface RedisServer extends RunningServer {
  /** As `restart`, but what it had written to disk is gone. */
  restartEmpty(): Promise<void>;
}

/** Starts redis-server on the loopback interface. Throws ServiceUnavailable where there is none. */
export async function startRedis({ port, args = [] }: RedisOptions = {}): Promise<RedisServer> {
  const command = findOnPath('redis-server');
  if (!command) throw new ServiceUnavailable('redis', 'redis-server is not on PATH (apt-get install redis-server)');
  const folder = await temporaryFolder();
  const ownPort = port ?? (await freePorts(1))[0];
  const settings = ['--port', `${ownPort}`, '--bind', '127.0.0.1', '--dir', folder];
  try {
    const server = await runServer({
      launch: async () => ({
        ...(await startServerProcess({
          command,
          args: [...settings, '--save', '', '--appendonly', 'no', ...args],
          readyLine: /ready to accept connections/i,
          readyWithin_ms: READY_WITHIN_MS,
        })),
        url: `redis://127.0.0.1:${ownPort}`,
      }),
      cleanUp: () => removeFolder(folder),
    });
    // Not a copy: its process is another one after each restart.
    return Object.assign(server, {
      async restartEmpty() {
        await server.kill();
        for (const name of await readdir(folder)) await removeFolder(join(folder, name));
        await server.restart();
      },
    });
  } catch (error) {
    throw new ServiceUnavailable('redis', `redis-server did not start: ${(error as Error).message}`, error);
  }
}
