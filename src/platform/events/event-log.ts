/**
 * The event log port: an ordered, partitioned, replayable log. Two adapters keep one contract
 * (test/kit/contracts/event-log.contract.ts): Kafka (`platform/kafka`) and the embedded one (`embedded/`).
 */

/** The log does not take these records, however often they come: at least one of them is too large, or not allowed. */
export class RecordRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordRefusedError';
  }
}

export interface TopicSpec {
  name: string;
  partitions: number;
}

export interface EventRecord {
  topic: string;
  /** Records of one key keep their order and share a partition. */
  key: string;
  /** UTF-8 text; JSON by this project's convention. */
  value: string;
  headers: Record<string, string>;
}

export interface ConsumedRecord extends EventRecord {
  partition: number;
  /** Position in the partition, from 0, without gaps in the embedded log, possibly with gaps in Kafka. */
  offset: bigint;
}

export interface ConsumeOptions {
  /**
   * Consumers of one group share the partitions, and the group's position survives restarts. A group that starts from
   * `latest` may be made up for this process (each node then sees every record).
   */
  groupId: string;
  topics: readonly string[];
  /** Where a group without a stored position starts. */
  from: 'beginning' | 'latest';
  /**
   * For a consumer that nobody waits for: how long the log may keep records back to hand them out together, which costs
   * both sides a fraction. Default: not at all.
   */
  gather_ms?: number;
  /**
   * For a consumer to whom it makes no difference whether a record comes again: how far the stored position may stay behind
   * what was handled, so that the next records need not wait for it. Default: it is stored with each batch.
   */
  storeEvery_ms?: number;
  /**
   * Called for one record at a time per partition, in the partition's order. The position moves past a record only after
   * the promise resolved; when it rejects, the same record is handed out again after a back-off, for ever: bounding the
   * retries is the caller's affair (see `platform/events/consumer.ts`).
   */
  handle(record: ConsumedRecord): Promise<void>;
  /** For a consumer that takes several records at once for less than one by one. Default: each is handed out by itself. */
  together?: Together | undefined;
}

export interface Together {
  /** How many records are handed out at once. */
  most: number;
  /**
   * Called, instead of `handle`, for two or more records of one partition that follow one another, as they are there: none is waited for.
   * When it rejects, nothing is said of any of them: each is handed to `handle` then.
   */
  handle(records: readonly ConsumedRecord[]): Promise<void>;
}

export interface EventConsumer {
  /** Waits for the records in hand, stores the position and leaves the group. Idempotent. */
  stop(): Promise<void>;
}

export interface EventLog {
  /**
   * Makes missing topics. Existing ones are left as they are. Throws when the log can't be reached, or when a topic's settings
   * are such that it can't be used.
   */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /**
   * Appends in the given order; resolves when every record is as durable as this log makes it (Kafka: on all in-sync
   * replicas; embedded: handled by every consumer group that is running). Rejects when the log did not take them all;
   * some may have been taken, and appending again may repeat them: consumers deduplicate. RecordRefusedError tells that
   * appending all of them again is in vain.
   */
  append(records: readonly EventRecord[]): Promise<void>;
  /** How many records were appended by this process, and are not taken yet. */
  unacknowledged(): number;
  /** Resolves once the group's partitions are assigned and its position is fixed: no later record is missed. */
  consume(options: ConsumeOptions): Promise<EventConsumer>;
  /** Rejects with the reason when the log can't be reached within a second. */
  ping(): Promise<void>;
  /** Stops the consumers still running, flushes and disconnects. Idempotent. */
  close(): Promise<void>;
}
