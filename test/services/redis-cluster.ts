import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedis } from './redis.ts';
import { freePorts, type RunningServer } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const SLOTS = 16_384;
const READY_WITHIN_MS = 20_000;
const POLL_MS = 50;

export interface RedisCluster extends AsyncDisposable {
  /** One of each node; any of them is a way in. */
  urls: string[];
  nodes: RunningServer[];
}

/** Starts a Redis Cluster of three masters on the loopback interface. Throws ServiceUnavailable where it can't. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const ports = await freePorts(6);
  const nodes: RunningServer[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (let i = 0; i < 3; i += 1) {
      const bus = ['--cluster-enabled', 'yes', '--cluster-port', `${ports[i + 3]}`];
      nodes.push(await startRedis({ port: ports[i]!, args: bus }));
    }
    const urls = nodes.map(({ url }) => url);
    await join(urls, ports);
    return { urls, nodes, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function join(urls: readonly string[], ports: readonly number[]): Promise<void> {
  const clients = urls.map((url) => new Redis(url));
  try {
    for (const [i, client] of clients.entries()) {
      const first = Math.ceil((i * SLOTS) / clients.length);
      const end = Math.ceil(((i + 1) * SLOTS) / clients.length);
      await client.call('CLUSTER', 'ADDSLOTSRANGE', first, end - 1);
      await client.call('CLUSTER', 'MEET', '127.0.0.1', ports[0]!, ports[3]!);
    }
    await Promise.all(clients.map(untilReady));
  } finally {
    for (const client of clients) client.disconnect();
  }
}

/** Until the node knows all slots to be served: it says so itself, but only when asked. */
async function untilReady(client: Redis): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const info = await client.cluster('INFO');
    if (/cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)) return;
    if (Date.now() > deadline) throw new ServiceUnavailable('redis', 'The Redis cluster did not come together');
    await delay(POLL_MS);
  }
}
