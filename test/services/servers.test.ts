import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { uniquePrefix } from '../kit/product/prefix.ts';
import { createTestDatabase } from '../kit/servers/database.ts';
import { describeWithRedis, describeWithServices, requireKafka, requireRedis } from '../kit/servers/servers.ts';
import { startRedis } from './redis.ts';

const SERVICES = fileURLToPath(new URL('../../scripts/services.ts', import.meta.url));

function spawnServices(env: Record<string, string | undefined>) {
  const args = [SERVICES, '--only', 'redis'];
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REDIS_URL: undefined, ...env },
  });
}

async function connectTo(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const [line] = (await once(createInterface({ input: stream }), 'line')) as [string];
  return line;
}

describeWithServices('the run’s servers', () => {
  it('are there, and each file has a migrated database of its own', async () => {
    await using first = await createTestDatabase();
    await using second = await createTestDatabase();
    expect(first.url).not.toBe(second.url);
    const tables = "SELECT to_regclass('seat_locks') IS NOT NULL AS migrated";
    expect(await second.database.query(tables)).toEqual([{ migrated: true }]);
    const redis = await connectTo(requireRedis());
    redis.end(`SET ${uniquePrefix()} 1 PX 1000\r\n`);
    expect(`${(await once(redis, 'data'))[0]}`).toBe('+OK\r\n');
    expect(requireKafka()).toHaveLength(1);
  });
});

describeWithRedis('a server', () => {
  it('is gone once stopped, and can come back on its port', async () => {
    const first = await startRedis();
    const port = Number(new URL(first.url).port);
    await first.stop();
    const second = await startRedis({ port });
    expect(second.url).toBe(first.url);
    await second.stop();
  });

  it('does not outlive npm run services, however that ends', async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      const services = spawnServices({});
      const url = /^export REDIS_URL='(.+)'$/.exec(await firstLine(services.stdout))?.[1];
      const socket = await connectTo(url ?? '');
      socket.resume().on('error', () => {}); // a reset is one more way to end
      const ended = [once(services, 'exit'), new Promise((resolve) => socket.once('close', resolve))];
      services.kill(signal);
      const [exit] = await Promise.all(ended);
      expect(exit).toEqual(signal === 'SIGKILL' ? [null, signal] : [0, null]);
    }
  });
});

it('says in one line what is missing and how to get it', async () => {
  const services = spawnServices({ PATH: '' });
  const lines: string[] = [];
  createInterface({ input: services.stderr }).on('line', (line) => lines.push(line));
  const [code] = await once(services, 'close');
  expect(code).toBe(1);
  expect(lines.at(-1)).toBe("redis can't be started: redis-server is not on PATH (apt-get install redis-server)");
});
