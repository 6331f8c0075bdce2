import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { DECLARED } from '../../../src/app/modules.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { eventually } from '../basics/eventually.ts';
import type { RedisHarness } from '../servers/redis-harness.ts';

/** What an installation keeps. */
export interface Kept {
  /** Rows by table. */
  rows: ReadonlyMap<string, number>;
  /** Of all rows, as text: about as many as they take in a table. */
  rowBytes: number;
  redisKeys: number;
  redisBytes: number;
  /** Of mails, which are files here. */
  mailBytes: number;
}

/** What came to it meanwhile. Tables without a new row are left out. */
export interface Growth {
  rows: Record<string, number>;
  rowBytes: number;
  redisKeys: number;
  redisBytes: number;
  mailBytes: number;
}

export interface Stores {
  database: Database;
  harness: RedisHarness;
  dataDir: string;
}

export async function keptStorage({ database, harness, dataDir }: Stores): Promise<Kept> {
  await untilSettled(database);
  const tables = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const rows = new Map<string, number>();
  let rowBytes = 0;
  for (const { name } of tables) {
    const [table] = await database.query<{ count: number; bytes: number }>(
      `SELECT count(*)::int AS count, coalesce(sum(octet_length(t::text)), 0)::int AS bytes FROM "${name}" t`,
    );
    rows.set(name, table!.count);
    rowBytes += table!.bytes;
  }
  const keys = [...(await harness.keys()).keys()];
  let redisBytes = 0;
  for (const key of keys) {
    redisBytes += await harness.redis.run(async (client) => Number((await client.memory('USAGE', key)) ?? 0));
  }
  return { rows, rowBytes, redisKeys: keys.length, redisBytes, mailBytes: await mailBytesIn(dataDir) };
}

export function growthOf(before: Kept, after: Kept): Growth {
  const grown = [...after.rows].map(([name, count]) => [name, count - (before.rows.get(name) ?? 0)] as const);
  return {
    rows: Object.fromEntries(grown.filter(([, count]) => count > 0)),
    rowBytes: after.rowBytes - before.rowBytes,
    redisKeys: after.redisKeys - before.redisKeys,
    redisBytes: after.redisBytes - before.redisBytes,
    mailBytes: after.mailBytes - before.mailBytes,
  };
}

async function mailBytesIn(dataDir: string): Promise<number> {
  const folder = join(dataDir, 'mail');
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Every event is published and has had its effects. */
async function untilSettled(database: Database): Promise<void> {
  await eventually(async () => {
    const [open] = await database.query<{ waiting: number; unheard: number; unsent: number }>(
      `SELECT (SELECT count(*)::int FROM outbox_pending) AS waiting,
              (SELECT count(*)::int FROM notifications WHERE status = 'QUEUED') AS unsent,
              (SELECT count(*)::int FROM outbox o, unnest($1::text[]) AS c (consumer)
                WHERE o.topic = 'booking-events' AND NOT EXISTS
                  (SELECT FROM processed_events p WHERE p.consumer = c.consumer AND p.event_id = o.event_id)) AS unheard`,
      [DECLARED.effects],
    );
    expect(open).toEqual({ waiting: 0, unheard: 0, unsent: 0 });
  });
}
