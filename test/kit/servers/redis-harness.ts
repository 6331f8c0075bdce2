import type { Redis } from 'ioredis';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import {
  createRedisConnection,
  type RedisConnection,
  type RedisConnectionOptions,
} from '../../../src/platform/redis/connection.ts';
import { uniquePrefix } from '../product/prefix.ts';

/** More would take a busy machine longer than a command may. */
const COMMANDS_AT_ONCE = 500;
/** What Redis says of a key that has ended since it was named. */
const GONE = -2;

/** A connection whose keys are a test's own, and for which time can pass. */
export interface RedisHarness extends AsyncDisposable {
  readonly redis: RedisConnection;
  readonly prefix: string;
  /** The keys with this prefix (companions have it inside), with their remaining times to live in ms. */
  keys(): Promise<Map<string, number>>;
  /** Does to the keys what the passing of time would do; the scores of sorted sets are deadlines. */
  advance(ms: number): Promise<void>;
  /** Deletes the keys: what a server that lost its memory looks like. */
  clear(): Promise<void>;
}

export function connectRedis(
  urls: readonly string[],
  options: Partial<Pick<RedisConnectionOptions, 'sentinel' | 'logger'>> = {},
): RedisConnection {
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  return createRedisConnection({ urls, name: 'test', logger, ...options });
}

/** `redis` may be shared by several harnesses; disposing deletes the keys and leaves the connection open. */
export function createRedisHarness(redis: RedisConnection): RedisHarness {
  const prefix = uniquePrefix();

  async function keys(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    await redis.ping();
    for (const node of mastersOf(redis)) {
      const names = await keysOfNode(node, prefix);
      for (const some of chunksOf(names, COMMANDS_AT_ONCE)) {
        const ttls_ms = await Promise.all(some.map((name) => node.pttl(name)));
        for (const [i, name] of some.entries()) if (ttls_ms[i] !== GONE) found.set(name, ttls_ms[i]!);
      }
    }
    return found;
  }

  async function moveDeadlines(key: string, ms: number): Promise<void> {
    await redis.run(async (client) => {
      const entries = await client.zrange(key, '0', '-1', 'WITHSCORES');
      const moved: (string | number)[] = [];
      // Scores below 0 are no deadlines.
      for (let i = 0; i < entries.length; i += 2) {
        if (Number(entries[i + 1]) >= 0) moved.push(Number(entries[i + 1]) - ms, entries[i]!);
      }
      if (moved.length > 0) await client.zadd(key, ...moved);
    });
  }

  async function clear(): Promise<void> {
    await redis.ping();
    const names = await Promise.all(mastersOf(redis).map((node) => keysOfNode(node, prefix)));
    for (const some of chunksOf(names.flat(), COMMANDS_AT_ONCE)) {
      await redis.run((client) => Promise.all(some.map((name) => client.unlink(name))));
    }
  }

  return {
    redis,
    prefix,
    keys,
    clear,
    async advance(ms) {
      for (const [key, ttl_ms] of await keys()) {
        // -1: without an end.
        if (ttl_ms < 0) continue;
        await redis.run((client) => (ttl_ms > ms ? client.pexpire(key, ttl_ms - ms) : client.unlink(key)));
      }
      const sortedSets = await Promise.all(mastersOf(redis).map((node) => keysOfNode(node, prefix, 'zset')));
      for (const key of sortedSets.flat()) await moveDeadlines(key, ms);
    },
    [Symbol.asyncDispose]: clear,
  };
}

function mastersOf({ client }: RedisConnection): Redis[] {
  return 'nodes' in client ? client.nodes('master') : [client];
}

async function keysOfNode(node: Redis, prefix: string, type?: 'zset'): Promise<string[]> {
  const found = new Set<string>();
  const pattern = `*${prefix}*`;
  let cursor = '0';
  do {
    const [next, keys] = type
      ? await node.scan(cursor, 'MATCH', pattern, 'COUNT', 10_000, 'TYPE', type)
      : await node.scan(cursor, 'MATCH', pattern, 'COUNT', 10_000);
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...found];
}

function chunksOf<T>(members: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(members.length / size) }, (_, i) => members.slice(i * size, (i + 1) * size));
}

/** Whether it is a cached entry that names the run of the server (see cache-put.lua). */
async function namesRun(
  client: { type(key: string): Promise<string>; getrange(key: string, from: number, to: number): Promise<string> },
  key: string,
) {
  if ((await client.type(key)) !== 'string') return false;
  return /^\d+ [0-9a-f]{40} /.test(await client.getrange(key, 0, 60));
}

/**
 * Remembers all that Redis has. What it resolves with sets Redis back to that: as after a failover to a replica that lagged. That would be
 * another run of a server, and what names its run would be of another one: here, where it is the same, such cached entries are left out, and
 * admissions (see bring-admissions.lua) name none.
 */
export async function copyRedis(redis: RedisConnection): Promise<() => Promise<void>> {
  const copied = await redis.run(async (client) => {
    const keys = await client.keys('*');
    return await Promise.all(
      keys.map(async (key) => {
        const ttl_ms = await client.pttl(key);
        const value = await client.dumpBuffer(key);
        const isAdmissions = /(^|:)admissions:\{/.test(key);
        return { key, ttl_ms, value, isAdmissions, isOfRun: await namesRun(client, key) };
      }),
    );
  });
  const taken_ms = performance.now();
  return async () => {
    const age_ms = Math.ceil(performance.now() - taken_ms);
    await redis.run(async (client) => {
      const setting = client.multi().flushall();
      for (const { key, ttl_ms, value, isOfRun } of copied) {
        const left_ms = ttl_ms < 0 ? 0 : ttl_ms - age_ms;
        if (value && !isOfRun && (ttl_ms < 0 || left_ms > 0)) setting.restore(key, left_ms, value);
      }
      await setting.exec();
      for (const { key, isAdmissions } of copied) {
        if (isAdmissions) await client.zremrangebyscore(key, -0.5, -0.5);
      }
    });
  };
}
