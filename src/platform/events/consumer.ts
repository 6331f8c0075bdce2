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

/** The effects of events that come together, in their order: one of them or several. When several fail, each is tried by itself. */
export interface EventsHandler {
  together(
    events: readonly IncomingEvent[],
    tx: Querier,
    // biome-ignore lint/suspicious/noConfusingVoidType: as above.
  ): Promise<AfterCommit | void>;
}

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
  /** See `ConsumeOptions`. */
  gather_ms?: number;
  /** How often an event is tried before it goes to `<topic>.dlq`. Outages do not count. Default 5. */
  maxAttempts?: number;
  /**
   * The effect of an event, or of several. What it writes through `tx` is committed together with the note that they were processed,
   * so it happens once however often they come; it may be called again when the transaction was rolled back.
   */
  handle: EventHandler | EventsHandler;
}

/** How many events have their effects in one transaction at most. */
const MOST_TOGETHER = 100;

/**
 * The effects of several events in one transaction, one after the other: a commit for all of them. For effects that lock nothing which
 * another transaction might lock in another order.
 */
export function inOneTransaction(handle: EventHandler): EventsHandler {
  return {
    async together(events, tx) {
      const following: AfterCommit[] = [];
      for (const event of events) {
        const afterCommit = await handle(event, tx);
        if (afterCommit) following.push(afterCommit);
      }
      return async () => void (await Promise.all(following.map((afterCommit) => afterCommit())));
    },
  };
}

/**
 * Starts a consumer that has each event's effect exactly once. A failing event is tried again: for ever while a server is
 * away, otherwise `maxAttempts` times; then it goes to the dead-letter topic `<topic>.dlq`, with the reason in its headers,
 * and the partition goes on.
 */
export function startConsumer(options: EventConsumerOptions): Promise<EventConsumer> {
  const { log, name, groupId, topics, topicPrefix = '', from = 'beginning', gather_ms, handle } = options;
  const logger = options.logger.child({ consumer: name });
  const processor = new RecordProcessor({ ...options, logger, topicPrefix });
  return log.consume({
    groupId,
    topics: topics.map((topic) => `${topicPrefix}${topic}`),
    from,
    ...(gather_ms === undefined ? {} : { gather_ms }),
    handle: (record) => processor.process(record),
    ...('together' in handle
      ? { together: { most: MOST_TOGETHER, handle: (records) => processor.processTogether(records) } }
      : {}),
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

const NOTE_EVENTS = prepared(readStatement(new URL('./sql/note-events.sql', import.meta.url)));
const FIND_EVENT = readStatement(new URL('./sql/find-event.sql', import.meta.url));

/** The outbox keeps published events for a day: of an older one it can't be said. */
const OUTBOX_TELLS_FOR_MS = 23 * 60 * 60 * 1_000;

/** Whether PostgreSQL has lost the transaction that wrote the event: one of an earlier epoch that it does not know. */
async function isForgotten({ id, epoch, time }: ParsedEvent, tx: Querier): Promise<boolean> {
  if (!epoch || Date.now() - time.getTime() > OUTBOX_TELLS_FOR_MS) return false;
  const known = await tx.query(FIND_EVENT, [id]);
  return known.length === 0;
}

interface Read {
  record: ConsumedRecord;
  parsed: ParsedEvent;
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
      await this.#runOnce([{ record, parsed: event }]);
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

  /** Of records of one partition, in its order. Rejects, and has had no effect, when one of them has to be tried by itself. */
  async processTogether(records: readonly ConsumedRecord[]): Promise<void> {
    await this.#runOnce(records.map((record) => ({ record, parsed: parseCloudEvent(record) })));
  }

  /** The effects of those that have not had theirs, in one transaction. */
  async #runOnce(read: readonly Read[]): Promise<void> {
    const { database, name, handle, logger } = this.#options;
    // A record may have been appended twice.
    const byId = new Map(read.map((one) => [one.parsed.id, one]));
    const afterCommit = await database.transaction(async (tx) => {
      const [noted] = await tx.query<{ isNew: string[]; epoch: string | null }>(NOTE_EVENTS, [name, [...byId.keys()]]);
      if (noted!.epoch === null) throw new CommitsInDoubtError();
      const isNew = new Set(noted!.isNew);
      const events: IncomingEvent[] = [];
      for (const [id, one] of byId) {
        if (isNew.has(id) && !(await this.#isLeftAside(one, noted!.epoch, tx))) events.push(this.#eventOf(one));
      }
      if (events.length === 0) return undefined;
      return await ('together' in handle ? handle.together(events, tx) : handle(events[0]!, tx));
    });
    try {
      await afterCommit?.();
    } catch (error) {
      const { id, type } = read[0]!.parsed;
      logger.warn({ err: error, event: id, type }, 'what follows the effect failed');
    }
  }

  #eventOf({ record, parsed }: Read): IncomingEvent {
    const { id, type, payload, time } = parsed;
    const topic = record.topic.slice(this.#options.topicPrefix.length);
    return { id, type, topic, key: record.key, payload, occurredAt: time };
  }

  async #isLeftAside({ record, parsed }: Read, epoch: string, tx: Querier): Promise<boolean> {
    if (epoch === parsed.epoch || !(await isForgotten(parsed, tx))) return false;
    const { id, type } = parsed;
    this.#options.logger.warn({ event: id, type, key: record.key }, 'the commit of this event was lost: left aside');
    return true;
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
