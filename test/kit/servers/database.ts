import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { createDatabase, type Database } from '../../../src/platform/postgres/database.ts';
import { databaseUrl, withClient } from './template-database.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly url: string;
}

export interface TestDatabaseOptions {
  /** False: a database without a single table, for tests of the migrations. Default true. */
  migrated?: boolean;
  /** Of `database`. Default: as a node has. */
  maxConnections?: number;
}

/**
 * A database of the caller's own on the run's PostgreSQL, migrated and without rows. For one test
 * (`await using db = await createTestDatabase()`) or for a file (beforeAll, and `afterAll(() => db[Symbol.asyncDispose]())`).
 * Disposing closes `database` and drops it, whoever else is still connected.
 */
export async function createTestDatabase({
  migrated = true,
  maxConnections,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { serverUrl, template, runId } = inject('postgres');
  const name = `${runId}_${randomBytes(4).toString('hex')}`;
  await withClient(serverUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${migrated ? template : 'template0'}`),
  );
  const url = databaseUrl(serverUrl, name);
  const database = createDatabase({ url, ...(maxConnections && { maxConnections }) });
  return {
    database,
    url,
    async [Symbol.asyncDispose]() {
      await database.close();
      await withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}
