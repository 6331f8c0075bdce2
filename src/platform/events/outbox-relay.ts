import type { Logger } from '../observability/logger.ts';
import { messageOf } from '../observability/message-of.ts';
import type { Database } from '../postgres/database.ts';
import { readStatement } from '../postgres/statement-file.ts';
import { backoff_ms } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';
import { type EventLog, type EventRecord, RecordRefusedError } from './event-log.ts';
import { NotifyModeSwitch } from './notify-mode-switch.ts';
import { OutboxReader } from './outbox-reader.ts';
import { OutboxSession } from './outbox-session.ts';
import { countRefused } from './refused-events.ts';
import { Signal } from './signal.ts';

const COUNT_PENDING = readStatement(new URL('./sql/count-pending.sql', import.meta.url));
const IS_ANY_PENDING = readStatement(new URL('./sql/is-any-pending.sql', import.meta.url));
const AGE_OF_OLDEST = readStatement(new URL('./sql/age-of-oldest.sql', import.meta.url));
const IS_ANY_ACTIVE = readStatement(new URL('./sql/is-any-active.sql', import.meta.url));

export interface OutboxRelayOptions {
  database: Database;
  log: EventLog;
  /** The installation's prefix of topic names; the outbox holds them without it. */
  topicPrefix: string;
  /** Who speaks: the CloudEvents `source` of every event. */
  source: string;
  logger: Logger;
  /** Called with an event that the log refused for good, once it is set aside. Must not throw. */
  onSetAside?: (record: EventRecord) => void;
  /** How many events are published at a time. Default 500. */
  batchSize?: number;
  /** How long an unannounced event, or the place of a relay that died, may go unnoticed. Default 1,000 ms. */
  pollInterval_ms?: number;
}

export interface OutboxRelay {
  /** Begins to publish, here or, as long as another relay on the same database is active, in waiting. Never fails. */
  start(): void;
  /** Finishes the batch in hand and lets another relay take over. Idempotent. */
  stop(): Promise<void>;
  /** Resolves with true when every committed event has been published (by whichever relay), or false at the deadline. */
  drain(deadline_ms?: number): Promise<boolean>;
  /** How many committed events are not published yet. */
  lag(): Promise<number>;
  /** How long the oldest of them has been waiting, by PostgreSQL's clock; 0 when none is. */
  lag_ms(): Promise<number>;
  /** Why the log took no events when this relay tried last; null when it took them, or when another relay is the active one. */
  failure(): string | null;
  /** How many committed events the log refused for good; they are kept aside. */
  setAside(): Promise<number>;
  /** Whether a relay is active, of whichever node: for a moment none is while another one takes over. */
  isAnyActive(): Promise<boolean>;
}

const DEFAULT_BATCH_SIZE = 500;
const DEFAULT_POLL_INTERVAL_MS = 1_000;
const DEFAULT_DRAIN_DEADLINE_MS = 5_000;
const DRAIN_CHECK_MS = 50;
const RETRY = { first_ms: 100, max_ms: 5_000 };

/**
 * Publishes what transactions wrote to the outbox: every event at least once, per key in commit order; one that the log
 * refuses for good is set aside, and the others go on. One relay is
 * active over all nodes; it alone reads and marks, on the very connection that holds its right to, so losing the
 * connection ends its publishing at once. Rows are read by "pending", never by "id above the last one": ids are
 * taken before their transactions commit, and a lower one may appear later.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { database, log, topicPrefix, source, logger } = options;
  const batchSize = options.batchSize ?? DEFAULT_BATCH_SIZE;
  const pollInterval_ms = options.pollInterval_ms ?? DEFAULT_POLL_INTERVAL_MS;
  const stopped = new AbortController();
  const published = new Signal();
  let failure: string | null = null;
  let running: Promise<void> | null = null;
  let wake = (): void => undefined;

  async function run(): Promise<void> {
    for (let failures = 0; !stopped.signal.aborted; ) {
      const session = new OutboxSession({ url: database.url, topicPrefix, source });
      wake = () => session.news.raise();
      try {
        await session.open();
        if (failures > 0) logger.info('the outbox relay is connected again');
        failures = 0;
        if (await becomeActive(session)) await publish(session);
      } catch (error) {
        failures += 1;
        if (!stopped.signal.aborted) {
          // Said once per outage, not at each attempt.
          logger[failures > 1 ? 'debug' : 'warn']({ err: error }, 'the outbox relay lost PostgreSQL and reconnects');
        }
      } finally {
        failure = null;
        await session.close();
      }
      if (failures > 0) await pause(backoff_ms(failures, RETRY), stopped);
    }
  }

  async function becomeActive(session: OutboxSession): Promise<boolean> {
    while (!stopped.signal.aborted) {
      if (await session.tryBecomeActive()) return true;
      await session.news.next(session.news.count, pollInterval_ms, stopped.signal);
    }
    return false;
  }

  async function publish(session: OutboxSession): Promise<void> {
    logger.debug('this outbox relay is the active one');
    const reader = new OutboxReader(session, {
      batchSize,
      onMarked: () => published.raise(),
      onCleaningFailed: (error) => logger.warn({ err: error }, 'old events could not be deleted: they stay for now'),
    });
    const mode = new NotifyModeSwitch(session, { pollInterval_ms, stopped: stopped.signal });
    let { batch, seen } = await reader.next();
    for (let failures = 0; !stopped.signal.aborted; ) {
      await reader.cleanUp();
      if (batch.records.length === 0) {
        await reader.mark();
        await mode.waitForEvents(seen);
        ({ batch, seen } = await reader.next());
        continue;
      }
      const [appended, ahead] = await Promise.allSettled([log.append(batch.records), reader.prefetch(batch)]);
      if (ahead.status === 'rejected') throw ahead.reason;
      if (appended.status === 'rejected' && appended.reason instanceof RecordRefusedError) {
        failure = null;
        if ((await reader.refused(batch, appended.reason.message)) !== null)
          logRefused(batch.records[0]!, appended.reason);
        ({ batch, seen } = await reader.next());
        continue;
      }
      if (appended.status === 'rejected') {
        failures += 1;
        failure = messageOf(appended.reason);
        logger[failures > 1 ? 'debug' : 'warn'](
          { err: appended.reason, events: batch.records.length, failures },
          'events wait: the log did not take them',
        );
        await pause(backoff_ms(failures, RETRY), { signal: AbortSignal.any([stopped.signal, session.lost]) });
        ({ batch, seen } = await reader.next());
        continue;
      }
      if (failures > 0) logger.info('the log takes events again');
      failures = 0;
      failure = null;
      reader.appended(batch);
      await mode.batchPublished();
      ({ batch, seen } = ahead.value);
    }
    await reader.mark();
  }

  function logRefused(record: EventRecord, err: Error): void {
    const { topic, key, headers } = record;
    logger.error(
      { err, topic, key, event: headers.ce_id },
      'the log refuses an event: it is set aside (npm run dlq -- refused)',
    );
    options.onSetAside?.(record);
  }

  async function lag(): Promise<number> {
    const [row] = await database.query<{ count: number }>(COUNT_PENDING);
    return row!.count;
  }

  /** Asked for after each batch: not worth counting the others. */
  async function isAnyWaiting(): Promise<boolean> {
    const rows = await database.query(IS_ANY_PENDING);
    return rows.length > 0;
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopped.abort();
      await running;
    },
    async drain(deadline_ms = DEFAULT_DRAIN_DEADLINE_MS) {
      const deadline = AbortSignal.timeout(deadline_ms);
      wake();
      for (;;) {
        const seen = published.count;
        if (!(await isAnyWaiting())) return true;
        if (deadline.aborted) return false;
        await published.next(seen, DRAIN_CHECK_MS, deadline);
      }
    },
    lag,
    failure: () => failure,
    setAside: () => countRefused(database),
    async isAnyActive() {
      const [row] = await database.query<{ active: boolean }>(IS_ANY_ACTIVE);
      return row!.active;
    },
    async lag_ms() {
      const [row] = await database.query<{ age_ms: number }>(AGE_OF_OLDEST);
      return row?.age_ms ?? 0;
    },
  };
}
