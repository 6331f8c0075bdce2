import { Cluster, type Redis } from 'ioredis';
import type { Logger } from '../observability/logger.ts';

/** What one server does when its memory is full. */
interface EvictionPolicy {
  server: string;
  /** Redis' `maxmemory-policy`. */
  policy: string;
}

/** Under which Redis refuses writes instead of dropping what it holds: who is refused hears of it, who is dropped does not. */
const KEEPS_ALL = 'noeviction';

/** Tells of servers that drop locks to make room, in one line, and once for as long as they stay as they are. */
export interface EvictionWatch {
  /** To be called with each new connection. Never rejects: a server that says nothing of it is taken as it is. */
  look(client: Redis | Cluster): Promise<void>;
}

export function createEvictionWatch(logger: Logger): EvictionWatch {
  const told = new Map<string, string>();

  function isNews({ server, policy }: EvictionPolicy): boolean {
    const isNew = told.get(server) !== policy;
    told.set(server, policy);
    return isNew && policy !== KEEPS_ALL;
  }

  return {
    async look(client) {
      const nodes = client instanceof Cluster ? client.nodes('master') : [client];
      const read = await Promise.all(nodes.map((node) => readPolicy(node, logger)));
      const lossy = read.flatMap((found) => (found !== null && isNews(found) ? [found] : []));
      if (lossy.length === 0) return;
      const servers = lossy.map(({ server, policy }) => `${server}: ${policy}`).sort();
      logger.warn({ servers }, warningOf(lossy));
    },
  };
}

function warningOf(lossy: readonly EvictionPolicy[]): string {
  const policies = [...new Set(lossy.map(({ policy }) => policy))].sort().join(', ');
  const dropped = lossy.some(({ policy }) => policy.startsWith('allkeys-'))
    ? 'anything, seat locks and maps among it'
    : 'what has an end, seat locks among it';
  return `REDIS_URL: with maxmemory-policy ${policies} Redis drops ${dropped}, when its memory is full: set maxmemory-policy to ${KEEPS_ALL} (see docs/operations.md)`;
}

/** Null where the server tells nothing of it: CONFIG is often taken away or renamed, and INFO may be. */
async function readPolicy(node: Redis, logger: Logger): Promise<EvictionPolicy | null> {
  // By sentinels it has a name for whoever is the master now.
  const { host, port, name } = node.options;
  const server = name ? `master ${name}` : `${host}:${port}`;
  try {
    const policy = (await policyByInfo(node)) ?? (await policyByConfig(node));
    return policy === null ? null : { server, policy };
  } catch (err) {
    logger.debug({ err, server }, "Redis' maxmemory-policy can't be read");
    return null;
  }
}

async function policyByInfo(node: Redis): Promise<string | null> {
  // What the user may not ask by INFO it may be allowed to ask by CONFIG.
  const info = await node.info('memory').catch(() => '');
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? null;
}

async function policyByConfig(node: Redis): Promise<string | null> {
  const [, policy] = (await node.config('GET', 'maxmemory-policy')) as string[];
  return policy ?? null;
}
