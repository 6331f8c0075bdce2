import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { ConsumeOptions, EventConsumer } from '../events/event-log.ts';
import type { Logger } from '../observability/logger.ts';
import { ConnectionLostError } from '../outages/outage.ts';
import { backoff_ms } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';
import { BatchHandler } from './kafka-batch.ts';
import { type InitialPosition, readMissingPositions } from './kafka-positions.ts';

export interface KafkaConsumerOptions extends ConsumeOptions {
  kafka: Kafka;
  logger: Logger;
}

const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 15_000;
/**
 * A broker answers a fetch as soon as there is a record, so this costs no latency, and kafkajs fetches on a connection of its own (see its
 * connectionPool.js): nothing else waits behind an empty fetch. It bounds how long a consumer whose fetch is
 * waiting takes to notice a stop, a rebalance or a resumed partition; less would only keep idle nodes and brokers busy.
 */
const FETCH_WAIT_MS = 250;
const FETCH_BYTES_PER_PARTITION = 512 * 1024;
/** What a consumer that gathers records has the broker collect at most before it answers. */
const GATHERED_BYTES = 256 * 1024;
const CONCURRENT_PARTITIONS = 5;
const JOIN_TIMEOUT_MS = 30_000;
/** A running consumer fetches all the time, so silence for this long means that kafkajs has stalled. */
const STALLED_AFTER_MS = 30_000;
const WATCH_EVERY_MS = 1_000;
const FIRST_START_PATIENCE_MS = 10_000;
const STORE_ATTEMPTS = 5;
/** A broken consumer that does not even close is left to itself after this. */
const ABANDON_AFTER_MS = 10_000;
const RESTART = { first_ms: 200, max_ms: 5_000 };

/**
 * Runs a consumer until it is stopped. kafkajs may give up for good, or stall silently after a rebalance, so its consumer
 * is replaced by a new one, which goes on from the group's stored position, whenever that happens.
 */
export async function startKafkaConsumer(options: KafkaConsumerOptions): Promise<EventConsumer> {
  const { groupId } = options;
  const logger = options.logger.child({ group: groupId });
  const stopped = new AbortController();
  let session: Session | null = null;
  let restarting: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;

  const restart = (reason: unknown): void => {
    if (stopped.signal.aborted || restarting) return;
    restarting = (async () => {
      for (let failures = 1; !stopped.signal.aborted; failures += 1) {
        logger[failures === 1 ? 'warn' : 'debug'](
          { err: reason },
          'the Kafka consumer broke down and is started again',
        );
        if (session) await Promise.race([session.close(), pause(ABANDON_AFTER_MS, stopped)]);
        session = null;
        await pause(backoff_ms(failures, RESTART), stopped);
        if (stopped.signal.aborted) return;
        try {
          session = await openSession({ ...options, logger, onBroken: restart });
          logger.info('the Kafka consumer is running again');
          return;
        } catch (error) {
          reason = error;
        }
      }
    })().finally(() => {
      restarting = null;
    });
  };

  session = await openFirstSession({ ...options, logger, onBroken: restart });
  return {
    stop() {
      stopping ??= (async () => {
        stopped.abort();
        await restarting;
        await session?.close();
      })();
      return stopping;
    },
  };
}

/** A broker that has just started, or elects a leader, refuses for some seconds: that is waited for. */
async function openFirstSession(options: SessionOptions): Promise<Session> {
  const begun_ms = performance.now();
  for (let failures = 1; ; failures += 1) {
    try {
      return await openSession(options);
    } catch (error) {
      if (performance.now() - begun_ms > FIRST_START_PATIENCE_MS) throw error;
      await pause(backoff_ms(failures, RESTART));
    }
  }
}

interface Session {
  close(): Promise<void>;
}

interface SessionOptions extends KafkaConsumerOptions {
  /** Called, possibly more than once, when this session will handle nothing any more. */
  onBroken(reason: unknown): void;
}

/** One kafkajs consumer, from joining the group to leaving it. Rejects, having left, when it can't join. */
async function openSession(options: SessionOptions): Promise<Session> {
  const { kafka, groupId, topics, from, gather_ms, storeEvery_ms, onBroken, logger } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    maxWaitTimeInMs: gather_ms ?? FETCH_WAIT_MS,
    ...(gather_ms === undefined ? {} : { minBytes: GATHERED_BYTES }),
    maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4, restartOnFailure: async () => false },
  });
  const batches = new BatchHandler({
    consumer,
    handle: options.handle,
    together: options.together,
    storeEvery_ms,
    logger,
  });
  const joined = Promise.withResolvers<void>();
  joined.promise.catch(() => undefined);
  const positioned = Promise.withResolvers<void>();
  positioned.promise.catch(() => undefined);
  let missing: InitialPosition[] = [];
  let open = true;

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    // Before the first fetch of this assignment: kafkajs would start at the end as it is then, and skip what came between.
    for (const { topic, partition, offset } of missing) {
      if (payload.memberAssignment[topic]?.includes(partition)) consumer.seek({ topic, partition, offset });
    }
    joined.resolve();
  });
  const breakDown = (reason: unknown): void => {
    joined.reject(reason);
    positioned.reject(reason);
    if (open) onBroken(reason);
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => breakDown(payload.error));
  const watchdog = watchForStall(consumer, batches, breakDown);

  const close = async (): Promise<void> => {
    open = false;
    clearInterval(watchdog);
    positioned.reject(new ConnectionLostError('The consumer is stopping.'));
    batches.stop();
    await consumer.disconnect().catch((error: unknown) => logger.debug({ err: error }, 'consumer did not disconnect'));
  };
  const start = async (): Promise<void> => {
    if (from === 'latest') missing = await readMissingPositions(kafka, groupId, topics);
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: from === 'beginning' });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
      eachBatch: async (payload: EachBatchPayload) => {
        await positioned.promise;
        await batches.eachBatch(payload);
      },
    });
    await joined.promise;
    await storePositions(consumer, missing);
    missing = [];
    positioned.resolve();
    // Rejects when the consumer broke down in the meantime.
    await positioned.promise;
  };

  open = false;
  const timeout = setTimeout(
    () => joined.reject(new ConnectionLostError(`Could not join the consumer group within ${JOIN_TIMEOUT_MS} ms.`)),
    JOIN_TIMEOUT_MS,
  );
  try {
    await start();
    open = true;
    return { close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timeout);
  }
}

/** Stores them for all partitions, also those of other members: whoever is assigned one later goes on from there. */
async function storePositions(consumer: Consumer, positions: readonly InitialPosition[]): Promise<void> {
  if (positions.length === 0) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await consumer.commitOffsets([...positions]);
    } catch (error) {
      // Members that join at the same time interrupt each other; kafkajs has joined again when it reports that.
      if (attempt >= STORE_ATTEMPTS) throw error;
    }
  }
}

/**
 * Calls `onStall` when kafkajs has neither fetched nor had a batch in hand for long, and when the wall clock was set back:
 * kafkajs sends no heartbeat before it has caught up, and the group would do without this member, again and again.
 */
function watchForStall(consumer: Consumer, batches: BatchHandler, onStall: (reason: Error) => void): NodeJS.Timeout {
  let fetched_ms = performance.now();
  const wallClock_ms = () => Date.now() - performance.now();
  const atFirst_ms = wallClock_ms();
  consumer.on(consumer.events.FETCH, () => {
    fetched_ms = performance.now();
  });
  const watchdog = setInterval(() => {
    if (atFirst_ms - wallClock_ms() > SESSION_TIMEOUT_MS / 2)
      return onStall(new ConnectionLostError('The clock was set back.'));
    if (batches.isBusy()) fetched_ms = performance.now();
    else if (performance.now() - fetched_ms > STALLED_AFTER_MS)
      onStall(new ConnectionLostError('The consumer stalled.'));
  }, WATCH_EVERY_MS);
  return watchdog.unref();
}
