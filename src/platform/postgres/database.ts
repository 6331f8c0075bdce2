import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { inSpan, isTracing } from '../observability/tracing.ts';
import { readStatement } from './statement-file.ts';
import { tracedQuery, traceQueriesOf } from './traced-queries.ts';

/** Something that runs one SQL statement: the pool, or the connection of a transaction. */
export interface Querier {
  /** Runs one statement and resolves with its rows. bigint columns come as number (whole up to 2^53 - 1). */
  query<Row extends object>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]>;
}

/** A statement that each connection parses at its first use only. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * For statements of a fixed text that run often. Make them once, at the top of a module: every different text stays in the
 * memory of each connection. So may its plan: not for statements whose best plan depends on how full a table is.
 */
export function prepared(text: string): PreparedStatement {
  return { name: createHash('sha256').update(text).digest('base64url').slice(0, 22), text };
}

export interface Database extends Querier {
  /** Typed reads. Writes that touch seats, money or the outbox are SQL, inside `transaction` or one statement. */
  readonly prisma: PrismaClient;
  readonly url: string;
  /** For connections of one's own, which keep their session: to listen, or for a lock that lasts as long. That of `url`, but where it leads through a pooler. */
  readonly directUrl: string;
  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it rejects. Retried
   * (up to 5 times) when PostgreSQL reports a deadlock or a serialisation failure, so `work` must be repeatable.
   */
  transaction<T>(work: (tx: Querier) => Promise<T>): Promise<T>;
  /** Rejects with the reason when the server can't be reached within a second, or takes no changes. */
  ping(): Promise<void>;
  /** How its connections are used now. */
  pools(): Readonly<Record<PoolName, PoolFigures>>;
  close(): Promise<void>;
}

/** Statements and transactions have one, Prisma's reads another. */
export const POOL_NAMES = ['statements', 'prisma'] as const;
export type PoolName = (typeof POOL_NAMES)[number];

export interface PoolFigures {
  /** Connections that are open. */
  open: number;
  /** Of these, what nobody uses. */
  idle: number;
  /** Statements and transactions that wait for a connection. */
  waiting: number;
}

const WRITE_PROBE = readStatement(new URL('./sql/write-probe.sql', import.meta.url));
const RETRIABLE = new Set(['40001', '40P01']);
/** Invalid byte sequence; a character that the server's encoding has not, also as an escape in JSON. */
const UNSTORABLE = new Set(['22021', '22P05']);
const MAX_TRIES = 5;
const CONNECT_TIMEOUT_MS = 2_000;
/** The pool's words when all its connections were in use for so long. */
const POOL_USED_UP = 'timeout exceeded when trying to connect';
/**
 * A node that stands still in the middle of a transaction (a paused machine) must not hold its rows, and with them every
 * other node, for longer; who waits for a row is refused rather than kept.
 */
const STANDSTILL_MS = 5_000;
/** In one message: it costs no round trip more. */
const BEGIN_POOLED = `BEGIN; SET LOCAL lock_timeout = ${STANDSTILL_MS}; SET LOCAL idle_in_transaction_session_timeout = ${STANDSTILL_MS}`;
/** A server that does not answer for so long is gone, whatever its socket says: the connection is thrown away. */
const ANSWER_WITHIN_MS = 10_000;
/** Classes of SQLSTATE: data exception, integrity constraint violation, transaction rollback, object not in this state. */
const OF_STATEMENT = new Set(['22', '23', '40', '55']);

// Money and counters are checked to be at most 2^53 - 1, so a number holds every int8 exactly.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** What shares few connections to PostgreSQL among many of ours, as PgBouncer does: each transaction may get another session. */
export interface Pooler {
  /** Whether statements may be prepared by name: it knows in which of its connections they are. */
  keepsNames: boolean;
}

export interface DatabaseOptions {
  url: string;
  /** What `url` leads through, and the URL of the server behind it. Default: nothing. */
  pooled?: { pooler: Pooler; directUrl: string } | null | undefined;
  maxConnections?: number;
  /**
   * Called when an idle connection is lost or a new one can't be made, once until there is a new one: a server that goes away
   * ends all of them, and refuses new ones while it recovers. The pool replaces them by itself.
   */
  onConnectionError?: (error: Error) => void;
  /** Called when there is a new connection after that. */
  onConnectionBack?: () => void;
}

/** Connects lazily: nothing is opened before the first statement. */
export function createDatabase({
  url,
  pooled = null,
  maxConnections = 10,
  onConnectionError,
  onConnectionBack,
}: DatabaseOptions): Database {
  const pool = createPool({
    connectionString: url,
    max: maxConnections,
    types,
    // A pooler takes no settings with a connection. Where all of its clients have one time zone it need not set it again for each.
    ...(pooled
      ? { onConnect: setUtc }
      : { idle_in_transaction_session_timeout: STANDSTILL_MS, lock_timeout: STANDSTILL_MS }),
  });
  const session: Session = {
    begin: pooled ? BEGIN_POOLED : 'BEGIN',
    keepsNames: pooled?.pooler.keepsNames ?? true,
  };
  let closing: Promise<void> | null = null;
  let lost = false;
  function onLoss(error: Error): void {
    // Connections that are being closed may still be ended by the server: nobody misses them.
    if (closing !== null) return;
    if (!lost) onConnectionError?.(error);
    lost = true;
  }
  pool.on('error', onLoss);
  pool.on('connect', () => {
    if (lost) onConnectionBack?.();
    lost = false;
  });
  const connect: Connect = async () => {
    try {
      return await pool.connect();
    } catch (error) {
      // A pool that is used up says nothing of the server.
      if ((error as Error).message !== POOL_USED_UP) onLoss(error as Error);
      throw error;
    }
  };
  // Prisma parses types its own way, so it has a small pool of its own.
  const prismaPool = traceQueriesOf(createPool({ connectionString: url, max: 4, onConnect: setUtc }));
  const prisma = new PrismaClient({ adapter: new PrismaPg(prismaPool, { disposeExternalPool: true }) });
  return {
    prisma,
    url,
    directUrl: pooled?.directUrl ?? url,
    async query<Row extends object>(statement: string | PreparedStatement, values: readonly unknown[] = []) {
      return await withConnection(
        connect,
        session,
        async (connection) => await connection.query<Row>(statement, values),
      );
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const run = () => runOnce(connect, session, work);
          return await (isTracing() ? inSpan('transaction', {}, run) : run());
        } catch (error) {
          if (attempt >= MAX_TRIES || !isRolledBack(error)) throw error;
        }
      }
    },
    async ping() {
      await pool.query(WRITE_PROBE);
    },
    pools: () => ({ statements: figuresOf(pool), prisma: figuresOf(prismaPool) }),
    close() {
      closing ??= Promise.all([pool.end(), prisma.$disconnect()]).then(() => undefined);
      return closing;
    },
  };
}

/**
 * A pool of connections that end no process. pg-pool listens to a connection's errors while it is idle, and who uses it from a
 * moment later on: a server that takes a connection and shuts down in the same packet would be heard by nobody.
 */
function createPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_WITHIN_MS,
    ...config,
  });
  // What is under way on the connection rejects as well, and nothing more is sent over it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function figuresOf({ totalCount, idleCount, waitingCount }: pg.Pool): PoolFigures {
  return { open: totalCount, idle: idleCount, waiting: waitingCount };
}

/** Prisma writes times without a zone, and takes those that it reads to be UTC whatever zone they are told in. */
async function setUtc(client: pg.ClientBase): Promise<void> {
  await client.query("SET TIME ZONE 'UTC'");
}

async function runOnce<T>(connect: Connect, session: Session, work: (tx: Querier) => Promise<T>): Promise<T> {
  return await withConnection(connect, session, async (connection) => {
    try {
      await connection.query(session.begin);
      const result = await work(connection);
      await connection.query('COMMIT');
      return result;
    } catch (error) {
      // Where it fails, or would not be answered, the connection is thrown away, and the transaction with it.
      if (!connection.isInDoubt()) await connection.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

/** Takes a connection out of the pool. */
type Connect = () => Promise<pg.PoolClient>;

/** What can be asked of a connection's session. */
interface Session {
  /** Begins a transaction with the limits that ours have. */
  begin: string;
  /** Whether a statement that was prepared by name is there when it is asked for again. */
  keepsNames: boolean;
}

interface Connection extends Querier {
  /** Whether it will be thrown away, never handed back to the pool. */
  isInDoubt(): boolean;
}

async function withConnection<T>(
  connect: Connect,
  { keepsNames }: Session,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const client = await connect();
  let doubt: Error | undefined;
  // The pool listens only while a connection is idle: without this, a server that goes away now would end the process.
  const onError = (error: Error): void => {
    doubt = error;
  };
  client.on('error', onError);
  try {
    return await work({
      async query<Row extends object>(statement: string | PreparedStatement, values: readonly unknown[] = []) {
        try {
          const query = queryOf(statement, values, keepsNames);
          const asked = isTracing()
            ? tracedQuery(query.text, () => client.query<Row>(query))
            : client.query<Row>(query);
          return (await asked).rows;
        } catch (error) {
          if (!isOfStatement(error)) doubt ??= error as Error;
          throw error;
        }
      },
      isInDoubt: () => doubt !== undefined,
    });
  } finally {
    client.off('error', onError);
    client.release(doubt);
  }
}

/**
 * Whether an error says something of the statement and its data only, not of the connection. A unique violation is an everyday
 * answer here, and a new connection, with everything to be prepared again, costs many times the statement. Not among them:
 * no answer in time, and a prepared statement that its tables have changed under, or that is not there.
 */
function isOfStatement(error: unknown): boolean {
  return OF_STATEMENT.has(postgresErrorCode(error)?.slice(0, 2) ?? '');
}

function queryOf(
  statement: string | PreparedStatement,
  values: readonly unknown[],
  keepsNames: boolean,
): pg.QueryConfig {
  const { name, text } = typeof statement === 'string' ? { name: null, text: statement } : statement;
  return { ...(name !== null && keepsNames && { name }), text, values: values as unknown[] };
}

/** The name of the check constraint that a statement violated, or null when it failed for another reason. */
export function violatedCheckConstraint(error: unknown): string | null {
  return error instanceof pg.DatabaseError && error.code === '23514' ? (error.constraint ?? '') : null;
}

/** The SQLSTATE of an error thrown by `query`, or null when it does not come from the server. */
export function postgresErrorCode(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/** Whether PostgreSQL gave the transaction up for the sake of others (a deadlock, a serialisation failure): it may be run again. */
export function isRolledBack(error: unknown): boolean {
  return RETRIABLE.has(postgresErrorCode(error) ?? '');
}

/** Whether the statement failed for characters that can't be stored: NUL, or half of a surrogate pair. */
export function isUnstorableText(error: unknown): boolean {
  return UNSTORABLE.has(postgresErrorCode(error) ?? '');
}

/** The name of the unique index or key that the statement violated, or null when it was something else. */
export function violatedUniqueConstraint(error: unknown): string | null {
  return error instanceof pg.DatabaseError && error.code === '23505' ? (error.constraint ?? '') : null;
}

/** The SQLSTATE of an error that PostgreSQL answered with, or null when it was something else. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}
