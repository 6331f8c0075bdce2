import type { Logger } from '../observability/logger.ts';
import { messageOf } from '../observability/message-of.ts';
import type { Database } from '../postgres/database.ts';
import { backoff_ms } from '../timing/backoff.ts';
import { pause } from '../timing/pause.ts';
import { type EventLog, type EventRecord, RecordRefusedError } from './event-log.ts';
import { NotifyModeSwitch } from './notify-mode-switch.ts';
import { OutboxLag } from './outbox-lag.ts';
import { OutboxReader } from './outbox-reader.ts';
import { OutboxSession } from './outbox-session.ts';
import { countRefused } from './refused-events.ts';
import { Signal } from './signal.ts';

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
  return new Relay(options);
}

class Relay implements OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #pollInterval_ms: number;
  readonly #lag: OutboxLag;
  readonly #stopped = new AbortController();
  readonly #published = new Signal();
  #failure: string | null = null;
  #running: Promise<void> | null = null;
  #wake = (): void => undefined;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#pollInterval_ms = options.pollInterval_ms ?? DEFAULT_POLL_INTERVAL_MS;
    this.#lag = new OutboxLag(options.database);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async drain(deadline_ms = DEFAULT_DRAIN_DEADLINE_MS): Promise<boolean> {
    const deadline = AbortSignal.timeout(deadline_ms);
    this.#wake();
    for (;;) {
      const seen = this.#published.count;
      if (!(await this.#lag.isAny())) return true;
      if (deadline.aborted) return false;
      await this.#published.next(seen, DRAIN_CHECK_MS, deadline);
    }
  }

  lag(): Promise<number> {
    return this.#lag.count();
  }

  lag_ms(): Promise<number> {
    return this.#lag.age_ms();
  }

  failure(): string | null {
    return this.#failure;
  }

  setAside(): Promise<number> {
    return countRefused(this.#options.database);
  }

  isAnyActive(): Promise<boolean> {
    return this.#lag.isRelayActive();
  }

  async #run(): Promise<void> {
    const { database, topicPrefix, source, logger } = this.#options;
    for (let failures = 0; !this.#stopped.signal.aborted; ) {
      const session = new OutboxSession({ url: database.directUrl, topicPrefix, source });
      this.#wake = () => session.news.raise();
      try {
        await session.open();
        if (failures > 0) logger.info('the outbox relay is connected again');
        failures = 0;
        if (await this.#becomeActive(session)) await this.#publish(session);
      } catch (error) {
        failures += 1;
        if (!this.#stopped.signal.aborted) {
          // Said once per outage, not at each attempt.
          logger[failures > 1 ? 'debug' : 'warn']({ err: error }, 'the outbox relay lost PostgreSQL and reconnects');
        }
      } finally {
        this.#failure = null;
        await session.close();
      }
      if (failures > 0) await pause(backoff_ms(failures, RETRY), this.#stopped);
    }
  }

  async #becomeActive(session: OutboxSession): Promise<boolean> {
    while (!this.#stopped.signal.aborted) {
      if (await session.tryBecomeActive()) return true;
      await session.news.next(session.news.count, this.#pollInterval_ms, this.#stopped.signal);
    }
    return false;
  }

  async #publish(session: OutboxSession): Promise<void> {
    const { log, logger } = this.#options;
    logger.debug('this outbox relay is the active one');
    const reader = new OutboxReader(session, {
      batchSize: this.#options.batchSize ?? DEFAULT_BATCH_SIZE,
      onMarked: () => this.#published.raise(),
      onCleaningFailed: (error) => logger.warn({ err: error }, 'old events could not be deleted: they stay for now'),
    });
    const mode = new NotifyModeSwitch(session, {
      pollInterval_ms: this.#pollInterval_ms,
      stopped: this.#stopped.signal,
    });
    let { batch, seen } = await reader.next();
    for (let failures = 0; !this.#stopped.signal.aborted; ) {
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
        this.#failure = null;
        if ((await reader.refused(batch, appended.reason.message)) !== null)
          this.#logRefused(batch.records[0]!, appended.reason);
        ({ batch, seen } = await reader.next());
        continue;
      }
      if (appended.status === 'rejected') {
        failures += 1;
        this.#failure = messageOf(appended.reason);
        logger[failures > 1 ? 'debug' : 'warn'](
          { err: appended.reason, events: batch.records.length, failures },
          'events wait: the log did not take them',
        );
        await pause(backoff_ms(failures, RETRY), { signal: AbortSignal.any([this.#stopped.signal, session.lost]) });
        ({ batch, seen } = await reader.next());
        continue;
      }
      if (failures > 0) logger.info('the log takes events again');
      failures = 0;
      this.#failure = null;
      reader.appended(batch);
      await mode.batchPublished();
      ({ batch, seen } = ahead.value);
    }
    await reader.mark();
  }

  #logRefused(record: EventRecord, err: Error): void {
    const { topic, key, headers } = record;
    this.#options.logger.error(
      { err, topic, key, event: headers.ce_id },
      'the log refuses an event: it is set aside (npm run dlq -- refused)',
    );
    this.#options.onSetAside?.(record);
  }
}
