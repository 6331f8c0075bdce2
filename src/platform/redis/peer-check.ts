import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { Cluster, type Redis } from 'ioredis';

/**
 * Whether the connection leads to itself. When nothing listens on a port of this machine, a connection to it may be given
 * that very port as its own, and TCP then takes it for both ends. All that is sent comes back, and the server can't return
 * as long as its port is taken.
 */
export function isSelfConnection({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort !== undefined && localPort === remotePort && localAddress === remoteAddress;
}

/** Gives up each connection that leads to itself, of a cluster's nodes too: ioredis then tries again. */
export function refuseSelfConnections(client: Redis | Cluster): void {
  if (client instanceof Cluster) client.on('+node', refuseSelfConnectionsOf);
  else refuseSelfConnectionsOf(client);
}

function refuseSelfConnectionsOf(client: Redis): void {
  client.on('connect', () => {
    const { stream } = client as unknown as { stream: Socket };
    if (isSelfConnection(stream)) stream.destroy(new Error('the connection leads to itself: no server listens there'));
  });
}

/** Rejects when what answers is not Redis, such as something that sends back what it gets. */
export async function assertIsRedis(client: Redis | Cluster): Promise<void> {
  // A cluster's nodes have told which slots are theirs, and one of them may be away.
  if (client instanceof Cluster) return;
  const word = randomUUID();
  const answer: unknown = await client.ping(word).catch((error: Error) => {
    // That it can't answer now (BUSY, for example) is said as only Redis says it.
    if (error.name === 'ReplyError') return word;
    throw error;
  });
  if (answer !== word) throw new Error('what answers there is not Redis');
}
