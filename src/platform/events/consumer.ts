import type { Logger } from '../observability/logger.ts';
import { CommitsInDoubtError, isOutage } from '../outages/outage.ts';
import { type Database, prepared, type Querier } from '../postgres/database.ts';
import { deleteInTurns } from '../postgres/delete-in-turns.ts';
import { readStatement } from '../postgres/statement-file.ts';
import { MalformedEventError, type ParsedEvent, parseCloudEvent } from './cloud-events.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { ConsumedRecord, EventConsumer, EventLog } from './event-log.ts';

export interface IncomingEvent {
  id: string;
  type: string;
  /** Without the installation's prefix. */
  topic: string;
  key: string;
  /** As parsed from JSON; not validated. */
  payload: unknown;
  occurredAt: Date;
}

/** Run once the effect is committed. Its failure is logged and not retried: use it for wake-ups and caches only. */
export type AfterCommit = () => Promise<void>;

export type EventHandler = (
  event: IncomingEvent,
  tx: Querier,
  // biome-ignore lint/suspicious/noConfusingVoidType: handlers without anything to do after the commit return nothing.
) => Promise<AfterCommit | void>;

export interface EventConsumerOptions {
  log: EventLog;
  database: Database;
  logger: Logger;
  /** Names the effect: an event has it once for each name, whatever is redelivered. Never change it. */
  name: string;
  groupId: string;
  /** Without the prefix. */
  topics: readonly string[];
  /** The installation's prefix of topic names. Default none. */
  topicPrefix?: string;
  /** Where the group begins that never ran before. Default `beginning`. */
  from?: 'beginning' | 'latest';
  /** How often an event is tried before it goes to `<topic>.dlq`. Outages do not count. Default 5. */
  maxAttempts?: number;
  /**
   * The effect of an event. What it writes through `tx` is committed together with the note that the event was processed,
   * so it happens once however often the event comes; it may be called again when the transaction was rolled back.
   */
  handle: EventHandler;
}

/**
 * Starts a consumer that has each event's effect exactly once. A failing event is tried again: for ever while a server is
 * away, otherwise `maxAttempts` times; then it goes to the dead-letter topic `<topic>.dlq`, with the reason in its headers,
 * and the partition goes on.
 */
export function startConsumer(options: EventConsumerOptions): Promise<EventConsumer> {
  const { log, name, groupId, topics, topicPrefix = '', from = 'beginning' } = options;
  const logger = options.logger.child({ consumer: name });
  const processor = new RecordProcessor({ ...options, logger, topicPrefix });
  return log.consume({
    groupId,
    topics: topics.map((topic) => `${topicPrefix}${topic}`),
    from,
    handle: (record) => processor.process(record),
  });
}

/**
 * How long the note is kept that an event was processed. Longer than any log keeps an event: one that comes again later
 * would have its effect again.
 */
export const PROCESSED_EVENTS_KEPT_DAYS = 30;

const FORGET_PROCESSED = readStatement(new URL('./sql/forget-processed.sql', import.meta.url));

/** Forgets the notes that are older. */
export async function forgetProcessedEvents(database: Querier): Promise<void> {
  await deleteInTurns(database, FORGET_PROCESSED, [PROCESSED_EVENTS_KEPT_DAYS]);
}

const DEFAULT_MAX_ATTEMPTS = 5;

const NOTE_EVENT = prepared(readStatement(new URL('./sql/note-event.sql', import.meta.url)));
const FIND_EVENT = readStatement(new URL('./sql/find-event.sql', import.meta.url));

/** The outbox keeps published events for a day: of an older one it can't be said. */
const OUTBOX_TELLS_FOR_MS = 23 * 60 * 60 * 1_000;

/** Whether PostgreSQL has lost the transaction that wrote the event: one of an earlier epoch that it does not know. */
async function isForgotten({ id, epoch, time }: ParsedEvent, tx: Querier): Promise<boolean> {
  if (!epoch || Date.now() - time.getTime() > OUTBOX_TELLS_FOR_MS) return false;
  const known = await tx.query(FIND_EVENT, [id]);
  return known.length === 0;
}

class RecordProcessor {
  readonly #options: EventConsumerOptions & { topicPrefix: string };
  readonly #maxAttempts: number;
  /** Of the record that each partition is at. */
  readonly #attempts = new Map<string, { offset: bigint; count: number }>();
  /** Whether the log has been told that a server is away: once per outage, not for each event and attempt. */
  #isOutageLogged = false;

  constructor(options: EventConsumerOptions & { topicPrefix: string }) {
    this.#options = options;
    this.#maxAttempts = options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  }

  /** Rejects when the log shall hand the record out again. */
  async process(record: ConsumedRecord): Promise<void> {
    const { logger } = this.#options;
    let event: ParsedEvent;
    try {
      event = parseCloudEvent(record);
    } catch (error) {
      if (!(error instanceof MalformedEventError)) throw error;
      await this.#appendDeadLetter(record, error, 1);
      return;
    }
    try {
      await this.#runOnce(record, event);
      if (this.#isOutageLogged) logger.info('the server is back; events go on');
      this.#isOutageLogged = false;
    } catch (error) {
      const position = { event: event.id, type: event.type, topic: record.topic, partition: record.partition };
      if (isOutage(error)) {
        logger[this.#isOutageLogged ? 'debug' : 'warn'](
          { err: error, ...position },
          'a server is away; the event waits',
        );
        this.#isOutageLogged = true;
        throw error;
      }
      const attempts = this.#countAttempt(record);
      if (attempts < this.#maxAttempts) {
        logger.warn({ err: error, ...position, attempts }, 'the event failed and is tried again');
        throw error;
      }
      await this.#appendDeadLetter(record, error, attempts);
    }
    this.#attempts.delete(partitionName(record));
  }

  async #runOnce(record: ConsumedRecord, parsed: ParsedEvent): Promise<void> {
    const { database, name, topicPrefix, handle, logger } = this.#options;
    const event: IncomingEvent = {
      id: parsed.id,
      type: parsed.type,
      topic: record.topic.slice(topicPrefix.length),
      key: record.key,
      payload: parsed.payload,
      occurredAt: parsed.time,
    };
    const afterCommit = await database.transaction(async (tx) => {
      const [noted] = await tx.query<{ isNew: boolean; epoch: string | null }>(NOTE_EVENT, [name, event.id]);
      if (noted!.epoch === null) throw new CommitsInDoubtError();
      if (!noted!.isNew) return undefined;
      if (noted!.epoch === parsed.epoch || !(await isForgotten(parsed, tx))) return await handle(event, tx);
      logger.warn(
        { event: event.id, type: event.type, key: event.key },
        'the commit of this event was lost: left aside',
      );
      return undefined;
    });
    try {
      await afterCommit?.();
    } catch (error) {
      logger.warn({ err: error, event: event.id, type: event.type }, 'what follows the effect failed');
    }
  }

  #countAttempt(record: ConsumedRecord): number {
    const partition = partitionName(record);
    const before = this.#attempts.get(partition);
    const count = before?.offset === record.offset ? before.count + 1 : 1;
    this.#attempts.set(partition, { offset: record.offset, count });
    return count;
  }

  /** Puts the record away where people find it. Rejects when even that fails: the record then comes again. */
  async #appendDeadLetter(record: ConsumedRecord, reason: unknown, attempts: number): Promise<void> {
    const { log, logger, name } = this.#options;
    const dead = deadLetterOf(record, { reason, attempts, consumer: name });
    await log.append([dead]);
    logger.error(
      { err: reason, event: record.headers.ce_id, attempts, topic: record.topic, offset: String(record.offset) },
      `the event was put into ${dead.topic}`,
    );
  }
}

function partitionName({ topic, partition }: ConsumedRecord): string {
  return `${topic}/${partition}`;
}
