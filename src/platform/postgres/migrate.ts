import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Logger } from '../observability/logger.ts';
import { StartupError } from '../processes/startup-error.ts';
import { pause } from '../timing/pause.ts';
import { sqlStateOf } from './database.ts';
import { openSession } from './session.ts';

export interface MigrateOptions {
  url: string;
  /** Which the URL is of, for what is said of it. Default DATABASE_URL. */
  setting?: string;
  /** Holds a folder for each migration with its `migration.sql`; their names give the order. */
  folder: string;
  logger: Logger;
}

interface Migration {
  name: string;
  sql: string;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

// Prisma's own: `prisma migrate deploy` and we wait for one another.
const ADVISORY_LOCK_ID = 72_707_369;
const LOCK_WAIT_MS = 60_000;
/**
 * While a migration waits for a table that somebody reads for long (a backup), whoever comes after it waits behind it. So it
 * waits a moment, lets them by, and comes again.
 */
const TABLE_WAIT_MS = 2_000;
const BETWEEN_TRIES_MS = 500;
const TRIES = 200;
const LOCK_NOT_AVAILABLE = '55P03';

// As Prisma creates it, so that its tools can go on from here.
const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;
const SELECT_APPLIED = `
  SELECT "migration_name", "checksum", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`;
const INSERT_APPLIED = `
  INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
  VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`;

/**
 * Applies the migrations that the database has not had yet, in order, each in a transaction of its own; several nodes may
 * start at once. Resolves with the names of those applied. Throws StartupError when the database can't be reached, when an
 * applied migration was changed since, or when one fails (it is rolled back, the ones before it stay). A table that is in use is
 * waited for, some minutes at most, and others go on to use it meanwhile.
 */
export async function migrate({ url, setting = 'DATABASE_URL', folder, logger }: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = await openSession(url, setting);
  try {
    await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK_ID]);
    await client.query('SET lock_timeout = DEFAULT');
    await client.query(CREATE_TABLE);
    const { rows } = await client.query<AppliedMigration>(SELECT_APPLIED);
    const pending = pendingMigrations(migrations, rows);
    for (const migration of pending) {
      await applyWhenFree(client, migration, logger);
      logger.info({ migration: migration.name }, 'migration applied');
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end(); // and with it the advisory lock
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

function pendingMigrations(migrations: Migration[], applied: AppliedMigration[]): Migration[] {
  const byName = new Map(applied.map((row) => [row.migration_name, row]));
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...byName.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new StartupError(
      `DATABASE_URL: the database was used by a newer version of this program: it has the migration ${unknown.at(-1)}, which is not known here.`,
    );
  }
  return migrations.filter(({ name, sql }) => {
    const row = byName.get(name);
    if (!row) return true;
    if (row.finished_at === null) {
      throw new StartupError(
        `DATABASE_URL: migration ${name} was begun by another tool and did not finish: see "prisma migrate resolve".`,
      );
    }
    if (!checksums(sql).includes(row.checksum)) {
      throw new StartupError(
        `DATABASE_URL: migration ${name} was changed after it was applied: restore its file, and put the change into a new migration.`,
      );
    }
    return false;
  });
}

/** Throws StartupError when it fails, or when what it changes was in use at each of many tries. */
async function applyWhenFree(client: pg.Client, migration: Migration, logger: Logger): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await apply(client, migration);
      return;
    } catch (cause) {
      if (sqlStateOf(cause) === LOCK_NOT_AVAILABLE && tries < TRIES) {
        if (tries === 1) logger.warn({ migration: migration.name }, 'what the migration changes is in use: it waits');
        await pause(BETWEEN_TRIES_MS);
        continue;
      }
      throw new StartupError(`DATABASE_URL: migration ${migration.name} failed: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = ${TABLE_WAIT_MS}`);
    await client.query(sql);
    await client.query(INSERT_APPLIED, [randomUUID(), checksums(sql)[0], name, startedAt]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}); // the connection may be what failed
    throw error;
  }
}

/** Of the file as it is; and with either line ending, for a check-out that changed them. */
function checksums(sql: string): string[] {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].map((text) => createHash('sha256').update(text).digest('hex'));
}
