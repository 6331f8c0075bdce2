import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from '../observability/logger.ts';
import { StartupError } from '../processes/startup-error.ts';
import type { Pooler, Querier } from './database.ts';
import { openSession } from './session.ts';
import { readStatement } from './statement-file.ts';

const PROBE_SESSION = readStatement(new URL('./sql/probe-session.sql', import.meta.url));
const READ_LOCK_TIMEOUT = readStatement(new URL('./sql/read-lock-timeout.sql', import.meta.url));
const IDENTIFY_DATABASE = readStatement(new URL('./sql/identify-database.sql', import.meta.url));
/** Others use the pool, too: what one try can't tell, another one may. */
const ROUNDS = 3;
/** A pool that is used up lets us wait for minutes. */
const ANSWER = { query_timeout: 10_000 };

/**
 * The pooler that the URL leads through; null: it leads to PostgreSQL itself. Throws StartupError, by the setting, when it can't be reached.
 */
export async function findPooler(url: string, setting: string): Promise<Pooler | null> {
  const client = await openSession(url, setting, ANSWER);
  try {
    // By a name of its own: where names are not kept apart, the next one who asks may get this very session.
    const name = `probe-${randomUUID()}`;
    await client.query('BEGIN');
    const { rows } = await client.query<Probe>({ name, text: PROBE_SESSION, values: [name] });
    const { pid, isKept } = rows[0]!;
    if (isKept) await client.query(`DEALLOCATE ${client.escapeIdentifier(name)}`);
    await client.query('COMMIT');
    return leadsTo(client, pid) ? null : { keepsNames: !isKept };
  } finally {
    await client.end();
  }
}

/**
 * Rejects with StartupError, by the setting, when the URL leads through a pooler that gives each transaction another session, as far as that can
 * be told. The right to publish and the lock of migrations are a session's: they would be everybody's, and nobody would be notified.
 */
export async function assertSessions(url: string, setting: string): Promise<void> {
  if (!(await sharesSessions(url, setting))) return;
  const what = setting === 'DATABASE_URL' ? 'set DATABASE_DIRECT_URL to the address' : 'set it to the address';
  throw new StartupError(
    `${setting}: leads through a pooler that gives each transaction another session, as PgBouncer in transaction mode: ${what} of PostgreSQL itself.`,
  );
}

/** Says in one line each what the pooler, or the role behind it, lacks for the product to be as quick and as safe as without one. */
export async function warnOfPooledLimits(database: Querier, { keepsNames }: Pooler, logger: Logger): Promise<void> {
  const [limit] = await database.query<{ ms: number }>(READ_LOCK_TIMEOUT);
  if (limit!.ms === 0) {
    logger.warn(
      "DATABASE_URL: through the pooler a statement waits for a row without an end: ALTER ROLE … SET lock_timeout = '5s' (see docs/operations.md)",
    );
  }
  if (!keepsNames) {
    logger.warn(
      'DATABASE_URL: the pooler does not keep track of prepared statements, so each is parsed every time: set max_prepared_statements of PgBouncer 1.21 or later (see docs/operations.md)',
    );
  }
}

/** Rejects with StartupError unless both URLs lead to the same database. */
export async function assertOneDatabase(url: string, directUrl: string): Promise<void> {
  const pooled = await identityOf(url, 'DATABASE_URL');
  if (pooled === (await identityOf(directUrl, 'DATABASE_DIRECT_URL'))) return;
  throw new StartupError('DATABASE_DIRECT_URL: leads to another database than DATABASE_URL.');
}

interface Probe {
  pid: number;
  isKept: boolean;
}

/** Poolers tell their clients of processes that they have made up, so that a request to cancel comes to them. */
function leadsTo(client: pg.Client, pid: number): boolean {
  return (client as pg.Client & { processID: number | null }).processID === pid;
}

async function sharesSessions(url: string, setting: string): Promise<boolean> {
  const one = await openSession(url, setting, ANSWER);
  try {
    if (leadsTo(one, await pidOf(one))) return false;
    const other = await openSession(url, setting, ANSWER);
    try {
      for (let round = 1; round <= ROUNDS; round += 1) {
        if (await isShared(one, other)) return true;
      }
      return false;
    } finally {
      await other.end();
    }
  } finally {
    await one.end();
  }
}

/** While one rests, another gets its session; or it gets another one itself, as that has been given away. */
async function isShared(one: pg.Client, other: pg.Client): Promise<boolean> {
  const before = await pidOf(one);
  await other.query('BEGIN');
  try {
    return (await pidOf(other)) === before || (await pidOf(one)) !== before;
  } finally {
    await other.query('ROLLBACK');
  }
}

async function pidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<Probe>(PROBE_SESSION, ['']);
  return rows[0]!.pid;
}

async function identityOf(url: string, setting: string): Promise<string> {
  const client = await openSession(url, setting, ANSWER);
  try {
    const { rows } = await client.query<{ identity: string }>(IDENTIFY_DATABASE);
    return rows[0]!.identity;
  } finally {
    await client.end();
  }
}
