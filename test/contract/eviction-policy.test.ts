import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEvictionWatch } from '../../src/platform/redis/eviction-policy.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { recordedLogger } from '../kit/product/recorded-logger.ts';
import { connectRedis } from '../kit/servers/redis-harness.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { type RedisServer, startRedis } from '../services/redis.ts';
import { startRedisCluster } from '../services/redis-cluster.ts';

const UNKNOWN = "Redis' maxmemory-policy can't be read";
const NAMED = /^REDIS_URL: with maxmemory-policy (\S+) Redis drops .*seat locks.* set maxmemory-policy to noeviction/;

describeWithRedis('a policy by which Redis drops what it holds', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin?.disconnect();
    await server?.stop();
  });

  /** A watch, with what it has said. */
  function watch() {
    const recorded = recordedLogger();
    const { look } = createEvictionWatch(recorded.logger);
    return { ...recorded, look };
  }

  /** The client of a user with these rights, on a connection of its own. */
  async function userWith(...rights: string[]): Promise<Redis & Disposable> {
    await admin.acl('SETUSER', 'seller', 'reset', 'on', '>secret', '~*', '+@all', ...rights);
    const client = new Redis(server.url, { username: 'seller', password: 'secret', enableReadyCheck: false });
    return Object.assign(client, { [Symbol.dispose]: () => client.disconnect() });
  }

  it('is told once in one line that names it, and again when it is another one', async () => {
    const { look, loud } = watch();
    await look(admin);
    expect(loud()).toEqual([]);
    for (const policy of ['volatile-lru', 'allkeys-lru']) {
      await admin.config('SET', 'maxmemory-policy', policy);
      await look(admin);
      await look(admin);
      expect(NAMED.exec(loud().at(-1)!)?.[1]).toBe(policy);
    }
    expect(loud()).toHaveLength(2);
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    await look(admin);
    expect(loud()).toHaveLength(2);
  });

  it('is told by INFO or by CONFIG, whichever the user may ask, and by neither nothing is said', async () => {
    await admin.config('SET', 'maxmemory-policy', 'allkeys-random');
    for (const forbidden of ['-config', '-info']) {
      using user = await userWith(forbidden);
      const { look, loud } = watch();
      await look(user);
      expect(loud()).toEqual([expect.stringMatching(NAMED)]);
    }
    using user = await userWith('-config', '-info');
    const { look, loud, messages } = watch();
    await look(user);
    expect(loud()).toEqual([]);
    expect(messages(UNKNOWN)).toHaveLength(1);
  });

  it('is told by a connection as it is made, which serves all the same', async () => {
    await admin.config('SET', 'maxmemory-policy', 'volatile-ttl');
    const { logger, loud } = recordedLogger();
    const redis = connectRedis([server.url], { logger });
    try {
      await redis.probe('probe');
      await eventually(() => expect(loud()).toEqual([expect.stringMatching(NAMED)]));
    } finally {
      await redis.close();
    }
  });

  it('is told of every master of a cluster in one line', async () => {
    await using cluster = await startRedisCluster();
    const places = cluster.urls
      .map((url) => new URL(url))
      .map(({ hostname, port }) => ({ host: hostname, port: +port }));
    const client = new Cluster(places);
    try {
      await client.ping();
      await Promise.all(
        client
          .nodes('master')
          .filter(({ options }) => options.port !== places[0]!.port)
          .map((node) => node.config('SET', 'maxmemory-policy', 'allkeys-lfu')),
      );
      const { look, loud, messages } = watch();
      await look(client);
      expect(loud()).toEqual([expect.stringMatching(NAMED)]);
      const servers = places.slice(1).map(({ host, port }) => `${host}:${port}: allkeys-lfu`);
      expect(messages(loud()[0]!)).toEqual([expect.objectContaining({ servers: servers.sort() })]);
    } finally {
      client.disconnect();
    }
  });
});
