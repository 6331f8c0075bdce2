import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runProduct } from '../kit/product/product-process.ts';
import { createTestDatabase } from '../kit/servers/database.ts';

const WAITING = `SELECT pid FROM pg_locks WHERE relation = 'history_witness'::regclass AND NOT granted`;
/** For a process that begins to run. */
const STARTS_WITHIN = { timeout: 30_000, interval: 50 };

it('ends with one line when PostgreSQL goes away in the middle of the start', async () => {
  await using db = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'seatwire-start-'));
  const product = await db.database.transaction(async (tx) => {
    await tx.query('LOCK TABLE history_witness IN ACCESS EXCLUSIVE MODE');
    const env = { PORT: '0', DATA_DIR: dataDir, DATABASE_URL: db.url, DEMO: 'false', LOG_LEVEL: 'error' };
    const starting = runProduct('src/main.ts', env);
    // Everything could be reached, and the node reads what it is to go by.
    const [waiting] = await vi.waitFor(async () => {
      // In this transaction, which would be ended if it stood still.
      const rows = await tx.query<{ pid: number }>(WAITING);
      expect(rows).toHaveLength(1);
      return rows;
    }, STARTS_WITHIN);
    await tx.query('SELECT pg_terminate_backend($1)', [waiting!.pid]);
    return starting;
  });
  try {
    expect(await product.ended).toBe(1);
    expect(product.lines).toEqual([
      'A server that this node needs went away while it started: terminating connection due to administrator command',
    ]);
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
