import type { Batch, Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { ConsumedRecord, ConsumeOptions, Together } from '../events/event-log.ts';
import type { Logger } from '../observability/logger.ts';
import { backoff_ms } from '../timing/backoff.ts';

const RETRY = { first_ms: 20, max_ms: 5_000 };
/** kafkajs fetches for no partition before all batches of a fetch are done, so a slow one gives way. */
const BATCH_BUDGET_MS = 250;
const HEARTBEAT_CHECK_MS = 500;

export interface BatchHandlerOptions {
  consumer: Consumer;
  handle: ConsumeOptions['handle'];
  together?: Together | undefined;
  /** How long a partition's stored position may stay behind. Default 0. */
  storeEvery_ms?: number | undefined;
  logger: Logger;
}

/** Hands out a fetched batch record by record and stores the position behind what was handled. */
export class BatchHandler {
  readonly #options: BatchHandlerOptions;
  readonly #failures = new Map<string, number>();
  /** When the positions of the partitions were stored last. */
  readonly #stored_ms = new Map<string, number>();
  readonly #retries = new Set<NodeJS.Timeout>();
  #batchesInHand = 0;
  #stopped = false;

  constructor(options: BatchHandlerOptions) {
    this.#options = options;
  }

  isBusy(): boolean {
    return this.#batchesInHand > 0;
  }

  /** No record is begun after this. */
  stop(): void {
    this.#stopped = true;
    for (const retry of this.#retries) clearTimeout(retry);
    this.#retries.clear();
  }

  async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, commitOffsetsIfNecessary } = payload;
    this.#batchesInHand += 1;
    const membership = keepMembership(heartbeat);
    let next: bigint;
    try {
      next = await this.#handleRecords(payload, () => membership.isLost());
    } finally {
      membership.end();
      this.#batchesInHand -= 1;
    }
    // Also while stopping, when kafkajs would not store resolved positions by itself.
    if (next > BigInt(batch.messages[0]!.offset) && this.#isToBeStored(batch)) {
      const partitions = [{ partition: batch.partition, offset: String(next) }];
      await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
    }
  }

  #isToBeStored({ topic, partition }: Batch): boolean {
    const { storeEvery_ms = 0 } = this.#options;
    const name = `${topic}/${partition}`;
    const now_ms = performance.now();
    const stored_ms = this.#stored_ms.get(name) ?? Number.NEGATIVE_INFINITY;
    if (!this.#stopped && now_ms - stored_ms < storeEvery_ms) return false;
    this.#stored_ms.set(name, now_ms);
    return true;
  }

  /** Returns the offset after the last record that was handled. */
  async #handleRecords(payload: EachBatchPayload, isLost: () => boolean): Promise<bigint> {
    const { batch, resolveOffset, isRunning, isStale } = payload;
    const partition = `${batch.topic}/${batch.partition}`;
    const first = BigInt(batch.messages[0]!.offset);
    let next = first;
    const begun_ms = performance.now();
    // One is handled each time, however long it took to find that several can't be handled at once: or none ever would be.
    const isSpent = () => next > first && performance.now() - begun_ms > BATCH_BUDGET_MS;
    const isOver = () => this.#stopped || !isRunning() || isStale() || isLost();
    const handled = ({ offset }: KafkaMessage) => {
      this.#failures.delete(partition);
      resolveOffset(offset);
      next = BigInt(offset) + 1n;
    };
    for (const messages of chunksOf(batch.messages, this.#options.together?.most ?? 1)) {
      if (isSpent()) return next;
      if (await this.#takeTogether(batch, messages, isOver)) {
        handled(messages.at(-1)!);
        continue;
      }
      for (const message of messages) {
        if (isOver() || isSpent()) return next;
        try {
          await this.#options.handle(toRecord(batch, message));
        } catch (error) {
          this.#retryLater(payload, partition, error);
          return next;
        }
        handled(message);
      }
    }
    return next;
  }

  /** Whether they were handled at once; otherwise each is to be handled by itself. */
  async #takeTogether(batch: Batch, messages: readonly KafkaMessage[], isOver: () => boolean): Promise<boolean> {
    const { together, logger } = this.#options;
    if (!together || messages.length === 1 || isOver()) return false;
    try {
      await together.handle(messages.map((message) => toRecord(batch, message)));
      return true;
    } catch (error) {
      logger.debug({ err: error, partition: `${batch.topic}/${batch.partition}` }, 'records are handed out one by one');
      return false;
    }
  }

  /** Leaves the partition alone for a while, so that the others go on; its first unhandled record comes again then. */
  #retryLater({ pause }: EachBatchPayload, partition: string, error: unknown): void {
    const failures = (this.#failures.get(partition) ?? 0) + 1;
    this.#failures.set(partition, failures);
    this.#options.logger.debug({ err: error, partition, failures }, 'record will be handed out again');
    if (this.#stopped) return;
    const resume = pause();
    const retry = setTimeout(
      () => {
        this.#retries.delete(retry);
        resume();
      },
      backoff_ms(failures, RETRY),
    );
    this.#retries.add(retry);
  }
}

/** Sends heartbeats while a record takes its time. kafkajs sends none more often than its heartbeat interval. */
function keepMembership(heartbeat: () => Promise<void>): { isLost(): boolean; end(): void } {
  let lost = false;
  const timer = setInterval(() => {
    heartbeat().catch(() => {
      lost = true;
    });
  }, HEARTBEAT_CHECK_MS);
  return { isLost: () => lost, end: () => clearInterval(timer) };
}

function* chunksOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

export function toRecord(batch: Pick<Batch, 'topic' | 'partition'>, message: KafkaMessage): ConsumedRecord {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = last.toString();
  }
  return {
    topic: batch.topic,
    partition: batch.partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? '',
    value: message.value?.toString() ?? '',
    headers,
  };
}
