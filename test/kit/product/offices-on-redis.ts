import { createRedisSeatLockStore } from '../../../src/modules/locks/redis-seat-lock-store.ts';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import type { RedisConnection } from '../../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../../src/platform/redis/keys.ts';
import { createRedisMutex } from '../../../src/platform/redis/redis-mutex.ts';
import { startRedis } from '../../services/redis.ts';
import type { RunningServer } from '../../services/server-process.ts';
import { createTestDatabase } from '../servers/database.ts';
import { connectRedis, copyRedis } from '../servers/redis-harness.ts';
import { createTestBoxOffice, type TestBoxOffice } from './box-office.ts';

interface OfficeOnRedis {
  readonly office: TestBoxOffice;
  readonly redis: RedisConnection;
  /** How many maps it has put into Redis. */
  installs: number;
}

/** Two box offices on one database and a Redis of their own, which may be emptied and stopped. */
export interface OfficesOnRedis extends AsyncDisposable {
  readonly database: Database;
  /** Events run on the first. */
  readonly nodes: readonly [OfficeOnRedis, OfficeOnRedis];
  /** Empties Redis. */
  forget(): Promise<unknown>;
  /** Remembers all that Redis has. What it resolves with sets Redis back to that: as after a failover to a replica that lagged. */
  copy(): Promise<() => Promise<void>>;
  readonly server: RunningServer;
}

export async function openOfficesOnRedis(): Promise<OfficesOnRedis> {
  await using starting = new AsyncDisposableStack();
  const { database } = starting.use(await createTestDatabase());
  const server = await startRedis();
  starting.defer(() => server.stop());
  const startNode = async () => {
    const node = await startOfficeOn(database, server.url);
    starting.defer(() => node.redis.close());
    starting.use(node.office);
    return node;
  };
  const nodes = [await startNode(), await startNode()] as const;
  await nodes[0].office.startEvents();
  const started = starting.move();
  return {
    database,
    nodes,
    forget: () => nodes[0].redis.run((client) => client.flushall()),
    copy: () => copyRedis(nodes[0].redis),
    server,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function startOfficeOn(database: Database, url: string): Promise<OfficeOnRedis> {
  const redis = connectRedis([url]);
  const keys = createRedisKeys('');
  const store = createRedisSeatLockStore({ redis, keys });
  const node = { redis, installs: 0 };
  const counting: SeatLockStore = {
    ...store,
    installMap(install) {
      node.installs += 1;
      return store.installMap(install);
    },
  };
  const office = await createTestBoxOffice(database, { store: counting, mutex: createRedisMutex({ redis }), keys });
  return Object.assign(node, { office });
}
