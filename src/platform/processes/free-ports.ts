import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

/** Where Linux says from which to which port it gives to connections. */
const RANGE_FILE = '/proc/sys/net/ipv4/ip_local_port_range';
/** The usual one, where nothing says. */
const USUAL_RANGE: PortRange = [32_768, 60_999];
/** Below are those of well-known services. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 65_535;
const MAX_TRIES = 200;

type PortRange = [first: number, last: number];

/**
 * Ports of the loopback interface that were free a moment ago, each another, for servers that others connect to again and
 * again. Not of those that the system gives to connections: while such a server is away, one who tries to reach it may be
 * given its port, be connected to itself, and keep the server from coming back.
 */
export async function freePorts(count: number): Promise<number[]> {
  const range = localPortRange();
  const servers: Server[] = [];
  try {
    for (let tries = 0; servers.length < count; tries += 1) {
      if (tries === count + MAX_TRIES) throw new Error('There are no free ports.');
      const server = await listenOn(somePortOutside(range));
      if (server) servers.push(server);
    }
    return servers.map((server) => (server.address() as { port: number }).port);
  } finally {
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
  }
}

/** Null when it is taken. */
async function listenOn(port: number): Promise<Server | null> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return server;
  } catch {
    return null;
  }
}

/** By chance: several processes look for ports at the same time. Any (0), where the system gives away all of them. */
export function somePortOutside([first, last]: PortRange): number {
  const below = Math.max(0, first - LOWEST_PORT);
  const above = Math.max(0, HIGHEST_PORT - last);
  if (below + above === 0) return 0;
  const chosen = Math.floor(Math.random() * (below + above));
  return chosen < below ? LOWEST_PORT + chosen : last + 1 + (chosen - below);
}

/** The ports that the system gives to connections. */
export function localPortRange(): PortRange {
  try {
    const [first, last] = readFileSync(RANGE_FILE, 'utf8').trim().split(/\s+/).map(Number);
    return first && last ? [first, last] : USUAL_RANGE;
  } catch {
    return USUAL_RANGE;
  }
}
