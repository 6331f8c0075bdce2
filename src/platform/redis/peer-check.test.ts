import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { createLogger } from '../observability/logger.ts';
import { createRedisConnection, type RedisConnection, RedisUnavailableError } from './connection.ts';
import { isSelfConnection } from './peer-check.ts';

let server: Server;
let redis: RedisConnection | null = null;
afterEach(async () => {
  await redis?.close();
  server.close();
});

/** Something on a port of this machine, and a connection to Redis that is told to go there. */
async function connectTo(answer: (socket: Socket) => void) {
  const accepted: Socket[] = [];
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    answer(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  redis = createRedisConnection({ urls: [`redis://127.0.0.1:${port}`], logger, name: 'test' });
  return { redis, accepted };
}

describe('a connection to what is not Redis', () => {
  it('that sends back what it gets is not taken for one, and is given up and tried again', async () => {
    const { redis: connection, accepted } = await connectTo((socket) => socket.pipe(socket));
    await expect(connection.ping()).rejects.toBeInstanceOf(RedisUnavailableError);
    await expect(connection.ping()).rejects.toThrow('what answers there is not Redis');
    await eventually(() => expect(accepted.length).toBeGreaterThan(1));
    await eventually(() => expect(accepted[0]!.destroyed).toBe(true));
  });
});

describe('a connection that leads to itself', () => {
  it('is known by its two ends', async () => {
    server = createServer();
    const ends = { localAddress: '127.0.0.1', localPort: 40_000, remoteAddress: '127.0.0.1', remotePort: 40_000 };
    expect(isSelfConnection(ends as Socket)).toBe(true);
    expect(isSelfConnection({ ...ends, remotePort: 40_001 } as Socket)).toBe(false);
    expect(isSelfConnection({ ...ends, remoteAddress: '127.0.0.2' } as Socket)).toBe(false);
    expect(isSelfConnection({} as Socket)).toBe(false);
  });

  it('comes about where nobody listens', async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await once(server.close(), 'close');
    const socket = connect({ port, host: '127.0.0.1', localPort: port, localAddress: '127.0.0.1' });
    await once(socket, 'connect');
    expect(isSelfConnection(socket)).toBe(true);
    socket.destroy();
    await once(socket, 'close');
  });
});
