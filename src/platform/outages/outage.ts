import { postgresErrorCode } from '../postgres/database.ts';

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // nodemailer's own: no connection, a connection that broke, no such host, our login refused.
  'ECONNECTION',
  'ESOCKET',
  'EDNS',
  'EAUTH',
]);
/**
 * The server is shutting down, starting or recovering, has no connection left for us, or ended our wait for a row or our
 * transaction because it stood still. Or it is there and can't do its work: no disk, no memory, a configured limit, a failing
 * disk; it takes no changes (a standby, or set to read only); our rights, our login or the database are gone.
 */
const POSTGRES_CODES = new Set([
  ...['57P01', '57P02', '57P03', '57P05', '53300', '55P03', '25P03'],
  ...['53100', '53200', '53400', '58030'],
  ...['25006', '42501', '28000', '28P01', '3D000', '57P04'],
]);
/** pg's own errors come without a code. */
const POSTGRES_MESSAGES =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable)/;
/** Prisma: unreachable, timed out, connection closed, no connection left. */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);
/** Redis is away; or too many wait for a server that is there (QueueFullError, NoSlotError). */
const ERROR_NAMES = new Set(['RedisUnavailableError', 'MaxRetriesPerRequestError', 'QueueFullError', 'NoSlotError']);
/** Kafka's answers that our login or our rights are gone; kafkajs marks what may pass by itself. */
const KAFKA_RIGHTS = /_AUTHORIZATION_FAILED$|^SASL_AUTHENTICATION_FAILED$/;

/** Causes may be a circle. */
const MAX_CAUSES = 10;

/** PostgreSQL has recovered and may have lost commits; nothing is done before a new epoch of its history has begun. */
export class CommitsInDoubtError extends Error {
  override readonly name = 'CommitsInDoubtError';

  constructor() {
    super('PostgreSQL has recovered; a new epoch of its history has not begun yet.');
  }
}

/** A connection or a membership that work rested on is gone, and is taken up again by who owns it. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** Whether the error tells of a server that is away (and may come back), not of what was asked of it. */
export function isOutage(error: unknown): boolean {
  return isOutageWithin(error, MAX_CAUSES);
}

function isOutageWithin(error: unknown, causes: number): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CommitsInDoubtError || error instanceof ConnectionLostError) return true;
  if (isOfKafka(error)) return true;
  const sqlState = postgresErrorCode(error) ?? sqlStateThroughPrisma(error);
  if (sqlState) return POSTGRES_CODES.has(sqlState) || sqlState.startsWith('08');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NETWORK_CODES.has(code) || PRISMA_CODES.has(code)) return true;
  if (ERROR_NAMES.has(error.name) || POSTGRES_MESSAGES.test(error.message)) return true;
  return causes > 0 && isOutageWithin(error.cause, causes - 1);
}

/**
 * How loud to tell of what an outage made fail: its connection tells of the outage itself, once. Anything else is news.
 */
export function levelOfFailure(error: unknown): 'debug' | 'warn' {
  return isOutage(error) ? 'debug' : 'warn';
}

/** kafkajs gives up on a server with an error that may not be tried again; its cause then says that it might. */
function isOfKafka(error: Error & { retriable?: unknown; type?: unknown }): boolean {
  if (!error.name.startsWith('KafkaJS')) return false;
  return (
    error.retriable === true || KAFKA_RIGHTS.test(String(error.type)) || error.name === 'KafkaJSSASLAuthenticationError'
  );
}

/** Prisma has a code of its own for what it knows by name only; PostgreSQL's is in there as its driver reported it. */
function sqlStateThroughPrisma(error: Error & { meta?: PrismaErrorMeta }): string | null {
  const code = error.meta?.driverAdapterError?.cause?.originalCode;
  return typeof code === 'string' ? code : null;
}

interface PrismaErrorMeta {
  driverAdapterError?: { cause?: { originalCode?: unknown } };
}
