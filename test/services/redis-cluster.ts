import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { startRedis } from './redis.ts';
import type { RunningServer } from './server-process.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const SLOTS = 16_384;
const READY_WITHIN_MS = 20_000;
const POLL_MS = 50;

export interface RedisCluster extends AsyncDisposable {
  /** One of each node; any of them is a way in. */
  urls: string[];
  /** The masters as they are at first, then their replicas in that order. */
  nodes: RunningServer[];
  /** The node that serves the key now, as the others see it; null while nobody does. */
  masterOf(key: string): Promise<RunningServer | null>;
  /** Resolves when every slot is served, and every master that is known has as many replicas at hand as at first. */
  untilWhole(): Promise<void>;
}

export interface RedisClusterOptions {
  /** Of each of the three masters. Default 0. */
  replicas?: 0 | 1;
}

const MASTERS = 3;
/** A master that is silent for so long is replaced by its replica. */
const NODE_TIMEOUT_MS = 1_500;

/** Starts a Redis Cluster of three masters on the loopback interface. Throws ServiceUnavailable where it can't. */
export async function startRedisCluster({ replicas = 0 }: RedisClusterOptions = {}): Promise<RedisCluster> {
  const count = MASTERS * (1 + replicas);
  const ports = await freePorts(2 * count);
  const nodes: RunningServer[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (let i = 0; i < count; i += 1) {
      const bus = ['--cluster-enabled', 'yes', '--cluster-port', `${ports[i + count]}`];
      const failover = ['--cluster-node-timeout', `${NODE_TIMEOUT_MS}`, '--repl-diskless-sync-delay', '0'];
      nodes.push(await startRedis({ port: ports[i]!, args: replicas > 0 ? [...bus, ...failover] : bus }));
    }
    const urls = nodes.map(({ url }) => url);
    await join(urls, { ports: ports.slice(0, count), busPort: ports[count]! });
    return {
      urls,
      nodes,
      masterOf: (key) => findMaster(nodes, key),
      untilWhole: () => withClients(urls, (clients) => untilWhole(clients, replicas)),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function withClients<T>(urls: readonly string[], work: (clients: Redis[]) => Promise<T>): Promise<T> {
  const clients = urls.map((url) => new Redis(url, { maxRetriesPerRequest: 0 }));
  // A node that is away is told by its commands.
  for (const client of clients) client.on('error', () => {});
  try {
    return await work(clients);
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function join(
  urls: readonly string[],
  { ports, busPort }: { ports: readonly number[]; busPort: number },
): Promise<void> {
  await withClients(urls, async (clients) => {
    const masters = clients.slice(0, MASTERS);
    for (const [i, client] of clients.entries()) {
      const first = Math.ceil((i * SLOTS) / MASTERS);
      const end = Math.ceil(((i + 1) * SLOTS) / MASTERS);
      if (i < MASTERS) await client.call('CLUSTER', 'ADDSLOTSRANGE', first, end - 1);
      await client.call('CLUSTER', 'MEET', '127.0.0.1', ports[0]!, busPort);
    }
    await Promise.all(clients.map((client) => untilReady(client, clients.length)));
    const replicas = clients.slice(MASTERS);
    for (const [i, client] of replicas.entries()) {
      await client.call('CLUSTER', 'REPLICATE', `${await masters[i]!.call('CLUSTER', 'MYID')}`);
    }
    await untilWhole(clients, replicas.length / MASTERS);
  });
}

/** Until the node knows all the others and all slots to be served: it says so itself, but only when asked. */
function untilReady(client: Redis, count: number): Promise<void> {
  return poll(async () => {
    const info = await client.cluster('INFO');
    return /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${count}\r\n`);
  });
}

async function untilWhole(clients: readonly Redis[], replicas: number): Promise<void> {
  await Promise.all(clients.map((client) => untilReady(client, clients.length)));
  await poll(async () => {
    const roles = await Promise.all(clients.map((client) => client.info('replication')));
    const masters = roles.filter((info) => info.includes('role:master'));
    // Each as the replicas' own: at hand, and no copying under way.
    const atHand = roles.filter((info) => info.includes('role:slave') && info.includes('master_link_status:up'));
    return (
      masters.length === MASTERS &&
      atHand.length === MASTERS * replicas &&
      masters.every((info) => info.includes(`connected_slaves:${replicas}`))
    );
  });
}

async function findMaster(nodes: readonly RunningServer[], key: string): Promise<RunningServer | null> {
  for (const { url } of nodes) {
    const port = await withClients([url], async ([client]) => {
      const slot = Number(await client!.cluster('KEYSLOT', key));
      const ranges = await client!.cluster('SLOTS');
      return ranges.find(([first, last]) => first <= slot && slot <= last)?.[2]?.[1];
    }).catch(() => undefined);
    if (port !== undefined) return nodes.find((node) => Number(new URL(node.url).port) === port) ?? null;
  }
  return null;
}

async function poll(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > deadline) throw new ServiceUnavailable('redis', 'The Redis cluster did not come together');
    await delay(POLL_MS);
  }
}
