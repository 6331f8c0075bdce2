import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import { migrate } from '../../../src/platform/postgres/migrate.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/migrations/', import.meta.url));

/** Tells this run's databases from those of other runs on the same server. */
export function newRunId(): string {
  return `seatwire_test_${randomBytes(4).toString('hex')}`;
}

/** The same server's database of that name. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs `work` on one connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates and migrates the database that the test files' databases are copied from; resolves with its name. */
export async function createTemplate(serverUrl: string, runId: string): Promise<string> {
  const template = `${runId}_template`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${template}`));
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  await migrate({ url: databaseUrl(serverUrl, template), folder: MIGRATIONS, logger });
  return template;
}

/** Drops what the run made, its template and what a killed worker left included. */
export async function dropRunDatabases(serverUrl: string, runId: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [runId],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}
