import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { findOnPath, removeFolder, temporaryFolder } from './folder.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { type RunningServer, runServer, startServerProcess } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

export interface SentinelRedis extends AsyncDisposable {
  /** Of the sentinel. */
  readonly url: string;
  readonly name: string;
  /** The server that the sentinel names as the master now. */
  master(): Promise<RedisServer>;
}

const NAME = 'tickets';
const READY_WITHIN_MS = 10_000;
/** How long the master may be silent before its replica takes over. */
const DOWN_AFTER_MS = 500;

/** A Redis with one replica, and a sentinel that makes that the master when the other dies. All want the password. */
export async function startSentinelRedis(password: string): Promise<SentinelRedis> {
  const servers: RedisServer[] = [];
  let sentinel: RunningServer | null = null;
  const stop = async () => {
    await sentinel?.stop();
    await Promise.all(servers.map((server) => server.stop()));
  };
  const login = ['--requirepass', password, '--masterauth', password];
  try {
    servers.push(await startRedis({ args: login }));
    const port = portOf(servers[0]!);
    servers.push(await startRedis({ args: [...login, '--replicaof', '127.0.0.1', port] }));
    sentinel = await startSentinel(port, password);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = sentinel.url;
  return {
    url,
    name: NAME,
    async master() {
      const client = new Redis(url, { password });
      try {
        const answer = (await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)) as [string, string];
        return servers.find((server) => portOf(server) === answer[1])!;
      } finally {
        client.disconnect();
      }
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function startSentinel(masterPort: string, password: string): Promise<RunningServer> {
  const command = findOnPath('redis-server');
  if (!command) throw new ServiceUnavailable('redis', 'redis-server is not on PATH (apt-get install redis-server)');
  const folder = await temporaryFolder();
  const [port] = (await freePorts(1)) as [number];
  const settings = join(folder, 'sentinel.conf');
  await writeFile(
    settings,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `requirepass ${password}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 1`,
      `sentinel auth-pass ${NAME} ${password}`,
      `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
      `sentinel failover-timeout ${NAME} 3000`,
      '',
    ].join('\n'),
  );
  return await runServer({
    launch: async () => ({
      ...(await startServerProcess({
        command,
        args: [settings, '--sentinel'],
        readyLine: /\+monitor master/,
        readyWithin_ms: READY_WITHIN_MS,
      })),
      url: `redis://127.0.0.1:${port}`,
    }),
    cleanUp: () => removeFolder(folder),
  });
}

const portOf = (server: RedisServer) => new URL(server.url).port;
