import type { ConsumedRecord, EventRecord } from './event-log.ts';

/**
 * What lies in a `<topic>.dlq`: records that a consumer could not handle, as they were, with headers that tell of it; and,
 * once such a record was replayed, a mark behind it that says so. Nothing in a log can be taken out, so a record is open as
 * long as no mark names its position. The mark has the record's key: it shares its partition, and outlives it.
 */
const SUFFIX = '.dlq';
const HEADER = {
  reason: 'x-dlq-reason',
  attempts: 'x-dlq-attempts',
  consumer: 'x-dlq-consumer',
  replayed: 'x-dlq-replayed',
  partition: 'x-original-partition',
  offset: 'x-original-offset',
  topic: 'x-original-topic',
} as const;
const ADDED_HEADERS = new Set<string>(Object.values(HEADER));
const MAX_REASON_LENGTH = 1_000;

export interface FailedHandling {
  reason: unknown;
  attempts: number;
  consumer: string;
}

/** A record as it lies in the log. */
export interface StoredRecord extends ConsumedRecord {
  appendedAt: Date;
}

/** An event that one consumer could not handle. What its record does not say is null. */
export interface DeadLetter {
  /** Where the event was read, with the installation's prefix. */
  topic: string;
  partition: number | null;
  offset: string | null;
  eventType: string | null;
  eventId: string | null;
  eventTime: Date | null;
  key: string;
  consumer: string | null;
  attempts: number | null;
  reason: string | null;
  failedAt: Date;
  record: StoredRecord;
}

export function deadLetterTopic(topic: string): string {
  return `${topic}${SUFFIX}`;
}

/** The record's copy for the dead-letter topic, with the reason in its headers. */
export function deadLetterOf(record: ConsumedRecord, { reason, attempts, consumer }: FailedHandling): EventRecord {
  const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  return {
    topic: deadLetterTopic(record.topic),
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      [HEADER.reason]: text.slice(0, MAX_REASON_LENGTH),
      [HEADER.attempts]: String(attempts),
      [HEADER.consumer]: consumer,
      [HEADER.topic]: record.topic,
      [HEADER.partition]: String(record.partition),
      [HEADER.offset]: String(record.offset),
    },
  };
}

/** Reads a record of a dead-letter topic that is not a mark. Never fails: a record without our headers has to be listed, too. */
export function readDeadLetter(record: StoredRecord): DeadLetter {
  const { headers, topic, key, appendedAt } = record;
  const time = new Date(headers.ce_time ?? Number.NaN);
  return {
    topic: topic.slice(0, -SUFFIX.length),
    partition: wholeNumber(headers[HEADER.partition]),
    offset: headers[HEADER.offset] ?? null,
    eventType: headers.ce_type ?? null,
    eventId: headers.ce_id ?? null,
    eventTime: Number.isNaN(time.getTime()) ? null : time,
    key,
    consumer: headers[HEADER.consumer] ?? null,
    attempts: wholeNumber(headers[HEADER.attempts]),
    reason: headers[HEADER.reason] ?? null,
    failedAt: appendedAt,
    record,
  };
}

/** The event as it was before its handling failed, for its original topic. */
export function originalEvent({ topic, record: { key, value, headers } }: DeadLetter): EventRecord {
  const original = Object.entries(headers).filter(([name]) => !ADDED_HEADERS.has(name));
  return { topic, key, value, headers: Object.fromEntries(original) };
}

/** The record that says that this one was replayed. */
export function replayedMark({ record }: DeadLetter): EventRecord {
  return { topic: record.topic, key: record.key, value: '', headers: { [HEADER.replayed]: positionOf(record) } };
}

/** The position, as of `positionOf`, that the mark names; null for a record that is no mark. */
export function markedPosition({ headers }: ConsumedRecord): string | null {
  return headers[HEADER.replayed] ?? null;
}

/** `topic/partition/offset`; unique in a Kafka. */
export function positionOf({ topic, partition, offset }: ConsumedRecord): string {
  return `${topic}/${partition}/${offset}`;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
