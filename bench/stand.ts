import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '../src/platform/postgres/database.ts';
import { createRedisConnection, type RedisConnection } from '../src/platform/redis/connection.ts';
import { uniquePrefix } from '../test/kit/product/prefix.ts';
import { databaseUrl, withClient } from '../test/kit/servers/template-database.ts';
import { logger } from './logger.ts';
import type { Servers } from './servers.ts';

/** What one benchmark stands on: servers, sizes, and a stack for what it opens, unwound when it is over. */
export interface Stand {
  readonly stack: AsyncDisposableStack;
  /** Of this benchmark's own Redis keys, topics and consumer groups. */
  readonly prefix: string;
  readonly redisUrl: string;
  readonly brokers: readonly string[];
  /** Where processes of the product leave their CPU profiles; null without. */
  readonly profileDir: string | null;
  /** How much of something: less in a quick run. */
  size(full: number, quick: number): number;
  /** A migrated database of the benchmark's own. */
  createDatabase(options?: { maxConnections?: number }): Promise<Database>;
  connectRedis(): RedisConnection;
}

export interface StandOptions {
  servers: Servers;
  quick: boolean;
  profileDir: string | null;
  stack: AsyncDisposableStack;
}

export function createStand({ servers, quick, profileDir, stack }: StandOptions): Stand {
  const needed = <T>(server: T | null): T => {
    if (server === null) throw new Error('The benchmark uses a server that is not among its needs.');
    return server;
  };
  return {
    stack,
    prefix: uniquePrefix(),
    profileDir,
    get redisUrl() {
      return needed(servers.redisUrl);
    },
    get brokers() {
      return needed(servers.brokers);
    },
    size: (full, short) => (quick ? short : full),
    async createDatabase(options = {}) {
      const { serverUrl, template, runId } = needed(servers.postgres);
      const name = `${runId}_${randomBytes(4).toString('hex')}`;
      await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
      const database = createDatabase({ url: databaseUrl(serverUrl, name), ...options });
      stack.defer(() => database.close());
      return database;
    },
    connectRedis() {
      const redis = createRedisConnection({ urls: [needed(servers.redisUrl)], logger, name: 'bench' });
      stack.defer(() => redis.close());
      return redis;
    },
  };
}

/** Removes all keys that begin so, whoever wrote them: one contender's leftovers must not slow the next one down. */
export async function removeKeys({ client }: RedisConnection, prefix: string): Promise<void> {
  const nodes = 'nodes' in client ? client.nodes('master') : [client];
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, keys] = await node.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 5_000);
      await Promise.all(keys.map((key) => node.unlink(key)));
      cursor = next;
    } while (cursor !== '0');
  }
}
