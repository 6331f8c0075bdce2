import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SupervisedPostgres, startSupervisedPostgres } from '../../src/embedded/postgres/supervised-postgres.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createDatabase } from '../../src/platform/postgres/database.ts';
import { eventually } from '../kit/basics/eventually.ts';

let dataDir: string;
let server: SupervisedPostgres;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'seatwire-supervised-'));
  server = await startSupervisedPostgres({ dataDir, logger: createLogger({ level: 'silent', nodeId: 'test' }) });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('is there again at the same address, with all that was committed, after the server was killed', async () => {
  const database = createDatabase({ url: server.url });
  try {
    await database.query('CREATE TABLE kept (id int)');
    await database.query('INSERT INTO kept VALUES (1)');
    const killed = server.pid;
    process.kill(killed, 'SIGKILL');
    await eventually(async () => {
      expect(await database.query('SELECT id FROM kept')).toEqual([{ id: 1 }]);
      expect(server.pid).not.toBe(killed);
    });
  } finally {
    await database.close();
  }
});
