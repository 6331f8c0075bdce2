import { startEmbeddedPostgres } from '../src/embedded/postgres/embedded.ts';
import { createTemplate, dropRunDatabases, newRunId } from '../test/kit/servers/template-database.ts';
import { removeFolder, temporaryFolder } from '../test/services/folder.ts';
import { startKafka } from '../test/services/kafka.ts';
import { startRedis } from '../test/services/redis.ts';
import type { ServiceName } from '../test/services/service-unavailable.ts';
import { logger } from './logger.ts';

/** The servers of a run: those of DATABASE_URL, REDIS_URL and KAFKA_BROKERS, else our own on free ports. */
export interface Servers {
  postgres: { serverUrl: string; template: string; runId: string } | null;
  redisUrl: string | null;
  brokers: readonly string[] | null;
}

/** Starts what is needed and not given; what stops it goes to the stack. Throws ServiceUnavailable. */
export async function openServers(needs: ReadonlySet<ServiceName>, stack: AsyncDisposableStack): Promise<Servers> {
  const { DATABASE_URL, REDIS_URL, KAFKA_BROKERS } = process.env;
  const [postgres, redisUrl, brokers] = await Promise.all([
    needs.has('postgres') ? openPostgres(DATABASE_URL, stack) : null,
    needs.has('redis') ? (REDIS_URL ?? (await started(startRedis(), stack))) : null,
    needs.has('kafka') ? (KAFKA_BROKERS ?? (await started(startKafka(), stack))) : null,
  ]);
  return { postgres, redisUrl, brokers: brokers?.split(',') ?? null };
}

async function started(
  starting: Promise<{ url: string; stop(): Promise<void> }>,
  stack: AsyncDisposableStack,
): Promise<string> {
  const server = await starting;
  stack.defer(() => server.stop());
  return server.url;
}

async function openPostgres(given: string | undefined, stack: AsyncDisposableStack) {
  const serverUrl = given ?? (await startDurablePostgres(stack));
  const runId = newRunId();
  stack.defer(() => dropRunDatabases(serverUrl, runId));
  return { serverUrl, runId, template: await createTemplate(serverUrl, runId) };
}

/** Unlike the tests' PostgreSQL it waits for the disk at each commit, as it does where money is at stake. */
async function startDurablePostgres(stack: AsyncDisposableStack): Promise<string> {
  const dataDir = await temporaryFolder();
  stack.defer(() => removeFolder(dataDir));
  const server = await startEmbeddedPostgres({ dataDir, logger });
  stack.defer(() => server.stop());
  return server.url;
}
