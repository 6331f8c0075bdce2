import { PROCESSED_EVENTS_KEPT_DAYS } from './consumer.ts';
import {
  type DeadLetter,
  deadLetterTopic,
  markedPosition,
  originalEvent,
  positionOf,
  readDeadLetter,
  replayedMark,
  type StoredRecord,
} from './dead-letter.ts';
import type { EventLog, EventRecord } from './event-log.ts';

export interface DeadLettersOptions {
  /** The topics whose dead letters are meant, with the installation's prefix. */
  topics: readonly string[];
  log: Pick<EventLog, 'append'>;
  /** Hands over all records that the topics hold at this time, each partition's in order. */
  read(topics: readonly string[], onRecord: (record: StoredRecord) => void): Promise<void>;
}

export interface DeadLetterFilter {
  consumer?: string | undefined;
  eventId?: string | undefined;
}

export interface Replay {
  /** What is settled now, also of other consumers than the filter's: they got the event again as well. */
  letters: DeadLetter[];
  /** How many events were appended again. */
  events: number;
  /** Left as they were: consumers that had the effect may have forgotten that, and would have it again. */
  tooOld: DeadLetter[];
}

export interface DeadLetters {
  /** The dead letters that were not replayed, in the order of their partition. */
  list(filter?: DeadLetterFilter): Promise<DeadLetter[]>;
  /**
   * Appends the events of these dead letters to their topics again, once each however many consumers failed. Every
   * consumer of the topic gets them: the one that failed tries again, and makes a new dead letter when it fails again; one
   * that had the effect knows the event by its id and skips it. An event is marked as replayed only after it was taken: a crash
   * in between repeats it at the next replay, which again changes nothing where it had its effect, and loses nothing.
   */
  replay(filter?: DeadLetterFilter): Promise<Replay>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A day less than consumers remember an event, for one that lags behind. */
const MAX_AGE_MS = (PROCESSED_EVENTS_KEPT_DAYS - 1) * DAY_MS;
const MAX_BATCH_EVENTS = 100;
/** Well below what a Kafka topic takes at once. */
const MAX_BATCH_BYTES = 512 * 1024;

export function createDeadLetters({ topics, log, read }: DeadLettersOptions): DeadLetters {
  /** Open dead letters by event, in order. */
  async function readOpen(): Promise<DeadLetter[][]> {
    const open = new Map<string, StoredRecord>();
    const replayed = new Set<string>();
    await read(topics.map(deadLetterTopic), (record) => {
      const marked = markedPosition(record);
      if (marked === null) {
        open.set(positionOf(record), record);
      } else {
        replayed.add(marked);
        open.delete(marked);
      }
    });
    // Partitions come in any order among each other, so a mark may have come before what it marks.
    const letters = [...open]
      .filter(([position]) => !replayed.has(position))
      .map(([, record]) => readDeadLetter(record));
    return [...Map.groupBy(letters, eventOf).values()];
  }

  return {
    async list(filter = {}) {
      return (await readOpen()).flat().filter((letter) => matches(letter, filter));
    },

    async replay(filter = {}) {
      const chosen = (await readOpen()).filter((letters) => letters.some((letter) => matches(letter, filter)));
      const oldest_ms = Date.now() - MAX_AGE_MS;
      const { old = [], young = [] } = Object.groupBy(chosen, ([letter]) =>
        letter!.eventTime && letter!.eventTime.getTime() < oldest_ms ? 'old' : 'young',
      );
      for (const batch of batchesOf(young)) {
        await log.append(batch.map(({ event }) => event));
        await log.append(batch.flatMap(({ letters }) => letters.map(replayedMark)));
      }
      return { letters: young.flat(), events: young.length, tooOld: old.flat() };
    },
  };
}

function matches(letter: DeadLetter, { consumer, eventId }: DeadLetterFilter): boolean {
  return (
    (consumer === undefined || letter.consumer === consumer) && (eventId === undefined || letter.eventId === eventId)
  );
}

/** The same for all consumers' dead letters of one event; what came without an id is told by where it was. */
function eventOf({ topic, eventId, partition, offset, record }: DeadLetter): string {
  if (eventId !== null) return `${topic} ${eventId}`;
  return partition !== null && offset !== null ? `${topic}/${partition}/${offset}` : positionOf(record);
}

interface RepublishedEvent {
  event: EventRecord;
  letters: DeadLetter[];
}

function* batchesOf(events: readonly DeadLetter[][]): Generator<RepublishedEvent[]> {
  let batch: RepublishedEvent[] = [];
  let bytes = 0;
  for (const letters of events) {
    const event = originalEvent(letters[0]!);
    const size = Buffer.byteLength(event.value);
    if (batch.length > 0 && (batch.length === MAX_BATCH_EVENTS || bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ event, letters });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
