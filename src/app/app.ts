import { seedDemo } from '../../prisma/seed.ts';
import type { Config } from '../config.ts';
import { topicSpecs } from '../modules/events/topics.ts';
import { DEMO_ORGANISER_ID } from '../modules/shows/demo.ts';
import { createOutboxRelay, type OutboxRelay } from '../platform/events/outbox-relay.ts';
import { assertPortIsFree } from '../platform/http/server.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { createMetrics } from '../platform/observability/metrics.ts';
import { startTracing } from '../platform/observability/start-tracing.ts';
import { isOutage } from '../platform/outages/outage.ts';
import { warnOfLossyCommits } from '../platform/postgres/durability.ts';
import { createReleaseStack, type ReleaseStack } from '../platform/processes/release-stack.ts';
import { StartupError } from '../platform/processes/startup-error.ts';
import { createRefusalListener, startConsumers } from './consumers.ts';
import { withEventFigures } from './event-figures.ts';
import { createHousekeeper } from './housekeeper.ts';
import { startHttp } from './http.ts';
import { openParts, type Parts, reached, reasonOf } from './parts.ts';
import { hasRole } from './roles.ts';
import { type BoxOffice, createBoxOffice } from './services.ts';
import { startStage } from './stages.ts';

export interface StartedApp {
  /** Where people reach this node; of a worker, where it listens. */
  url: string;
  /** For the embedded default only, and for hours: with real services `npm run token` makes one on demand. */
  organiserToken: string | null;
  demoShowId: string | null;
}

export interface App {
  /** Resolves when everything runs and the node is ready. Throws StartupError (and has stopped what it had started). */
  start(): Promise<StartedApp>;
  /** Not ready, sockets closed, requests finished, outbox and consumers drained; within 10 s. Idempotent. */
  stop(): Promise<void>;
}

const ORGANISER_TOKEN_TTL_MS = 12 * 60 * 60 * 1000;
const DRAIN_DEADLINE_MS = 2_000;

/** Puts one node together. Nothing is opened before `start`. */
export function createApp(config: Config, logger: Logger): App {
  const stack = createReleaseStack(logger);
  return {
    async start() {
      try {
        return await start(config, logger, stack);
      } catch (error) {
        await stack.unwind();
        throw isOutage(error) ? lostWhileStarting(error) : error;
      }
    },
    stop: () => stack.unwind(),
  };
}

/** A server that was there a moment ago, and went away before everything ran: whoever runs this node starts it again. */
function lostWhileStarting(cause: unknown): unknown {
  if (cause instanceof StartupError) return cause;
  return new StartupError(`A server that this node needs went away while it started: ${reasonOf(cause)}`, { cause });
}

async function start(config: Config, logger: Logger, stack: ReleaseStack): Promise<StartedApp> {
  // Said before PostgreSQL is initialised for nothing.
  await assertPortIsFree(config.http);
  if (config.tracing) {
    // First of all, so that it ends last.
    stack.push('tracing', await startTracing({ settings: config.tracing, nodeId: config.nodeId }));
  }
  const metrics = createMetrics();
  const parts = withEventFigures(await openParts(config, logger, stack), metrics, config.kafka.topicPrefix);
  await reached('KAFKA_BROKERS', () => parts.log.ensureTopics(topicSpecs(config.kafka.topicPrefix)));
  const office = await createBoxOffice(config, logger, parts);
  const { services } = office;
  const context = { parts, office, stack };
  await warnOfLossyCommits(parts.database, logger);
  await startStage('history', context);
  await startStage('data', context);
  const { demo } = config.data;
  const demoShowId = demo && hasRole(config, 'api') ? await seedDemo(services, demo) : null;

  const isWorker = hasRole(config, 'worker');
  await startStage('before consumers', context);
  if (isWorker) {
    const consumers = await startConsumers(office.available);
    stack.push('consumers', async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    });
  }
  await startStage('after consumers', context);
  const relay = createRelay(context);
  if (isWorker) startRelay(relay, stack);
  for (const worker of [...office.workers, ...(isWorker ? [createHousekeeper(office.available)] : [])]) {
    worker.start();
    stack.push(worker.name, () => worker.stop());
  }
  const url = await startHttp(config, logger, { parts, office, stack, relay, demoShowId, metrics });

  const organiserToken = isEmbeddedDefault(config) ? await issueOrganiserToken(services) : null;
  return { url, organiserToken, demoShowId };
}

/** Whoever starts it is its only organiser, and nobody else reads its output. */
function isEmbeddedDefault({ database, redis, kafka }: Config): boolean {
  return database.url === null && redis.urls === null && kafka.brokers === null;
}

async function issueOrganiserToken({ identity }: BoxOffice['services']): Promise<string> {
  const organiser = { id: DEMO_ORGANISER_ID, role: 'organiser' as const, email: null, ttl_ms: ORGANISER_TOKEN_TTL_MS };
  return (await identity.issueToken(organiser)).token;
}

interface Context {
  parts: Parts;
  office: BoxOffice;
  stack: ReleaseStack;
}

/** An api node's is never started: it tells what waits. */
function createRelay({ parts, office }: Context): OutboxRelay {
  const { config, logger } = office.available;
  return createOutboxRelay({
    database: parts.database,
    log: parts.log,
    topicPrefix: config.kafka.topicPrefix,
    source: '/seatwire',
    logger,
    onSetAside: createRefusalListener(office.available),
  });
}

function startRelay(relay: OutboxRelay, stack: ReleaseStack): void {
  relay.start();
  stack.push('outbox relay', async () => {
    await relay.drain(DRAIN_DEADLINE_MS);
    await relay.stop();
  });
}
