import type { ConsumedRecord, ConsumeOptions } from '../platform/events/event-log.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { backoff_ms } from '../platform/timing/backoff.ts';
import { pause } from '../platform/timing/pause.ts';
import type { MemoryPartition } from './memory-partition.ts';

const RETRY = { first_ms: 20, max_ms: 5_000 };

export interface MemoryConsumerGroupOptions {
  id: string;
  logger: Logger;
  stuckAfter_ms: number;
}

/** A consumer group of the embedded event log: its members share one lane for each partition. */
export class MemoryConsumerGroup {
  readonly #options: MemoryConsumerGroupOptions;
  readonly #members: ConsumeOptions[] = [];
  readonly #lanes = new Map<MemoryPartition, GroupLane>();

  constructor(options: MemoryConsumerGroupOptions) {
    this.#options = options;
  }

  /** Adds a member; the position of partitions new to the group is fixed when this returns. The result leaves again. */
  join(member: ConsumeOptions, partitions: readonly MemoryPartition[]): () => Promise<void> {
    this.#members.push(member);
    for (const partition of partitions) {
      let lane = this.#lanes.get(partition);
      if (!lane) {
        const position = member.from === 'latest' ? partition.end : partition.start;
        const memberOf = (): ConsumeOptions | undefined => this.#memberFor(partition);
        lane = new GroupLane({ ...this.#options, partition, position, memberOf });
        this.#lanes.set(partition, lane);
      }
      lane.start();
    }
    return async () => {
      this.#members.splice(this.#members.indexOf(member), 1);
      await Promise.all(partitions.map((partition) => this.#lanes.get(partition)?.release(member)));
    };
  }

  /** The lane of that partition, when a member is running that reads it. */
  runningLane(partition: MemoryPartition): GroupLane | null {
    return this.#memberFor(partition) ? (this.#lanes.get(partition) ?? null) : null;
  }

  #memberFor(partition: MemoryPartition): ConsumeOptions | undefined {
    const readers = this.#members.filter((member) => member.topics.includes(partition.topic));
    return readers[partition.index % readers.length];
  }
}

interface GroupLaneOptions extends MemoryConsumerGroupOptions {
  partition: MemoryPartition;
  position: bigint;
  /** Who handles the partition now; nobody when all members that read it have left. */
  memberOf: () => ConsumeOptions | undefined;
}

interface Waiter {
  end: bigint;
  resolve: () => void;
  reject: (reason: Error) => void;
}

/** One group's way through one partition: one record at a time, the position moving only past handled records. */
export class GroupLane {
  position: bigint;
  readonly #options: GroupLaneOptions;
  #running: Promise<void> | null = null;
  #inHand: ConsumeOptions | null = null;
  #unsubscribe: (() => void) | null = null;
  #waiters: Waiter[] = [];
  #failingSince_ms: number | null = null;
  /** How many more records are handed out by themselves: together they were not taken. */
  #alone = 0;
  #interrupt = new AbortController();

  constructor(options: GroupLaneOptions) {
    this.#options = options;
    this.position = options.position;
  }

  start(): void {
    this.#unsubscribe ??= this.#options.partition.onPush(() => this.#wake());
    this.#wake();
  }

  /** Resolves when the member has no record of this partition in hand and will get none. */
  async release(member: ConsumeOptions): Promise<void> {
    if (this.#inHand === member) this.#interrupt.abort();
    if (!this.#options.memberOf()) {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
      this.#interrupt.abort();
      await this.#running;
      // Another member may have joined while the last record was being finished.
      if (!this.#options.memberOf()) this.#rejectWaiters('stopped before it handled them');
    } else if (this.#inHand === member) {
      await this.#running;
    }
    this.#wake();
  }

  /** Resolves when the records before `end` are handled; rejects when the group stops before, or does not get on. */
  handledUpTo(end: bigint): Promise<void> {
    if (this.position >= end) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ end, resolve, reject }));
  }

  /** Whether its current record has been failing for so long that more records should not be queued behind it. */
  isStuck(): boolean {
    return this.#failingSince_ms !== null && performance.now() - this.#failingSince_ms >= this.#options.stuckAfter_ms;
  }

  #wake(): void {
    if (this.#running || !this.#unsubscribe || !this.#options.memberOf()) return;
    this.#interrupt = new AbortController();
    this.#running = this.#run().finally(() => {
      this.#running = null;
      // What was pushed, or who joined, while the last turn ended.
      if (this.#options.partition.at(this.position) && !this.#interrupt.signal.aborted) this.#wake();
    });
  }

  async #run(): Promise<void> {
    const { partition, memberOf, logger, id } = this.#options;
    // A group that was away for long may have lost what it had not read, as in any log that is not endless.
    if (this.position < partition.start) this.position = partition.start;
    for (let failures = 0; ; ) {
      const record = partition.at(this.position);
      const member = memberOf();
      if (!record || !member || this.#interrupt.signal.aborted) return;
      this.#inHand = member;
      try {
        const handled = failures > 0 ? 0 : await this.#takeTogether(member);
        if (handled === 0) await member.handle(record);
        failures = 0;
        this.#advance(handled === 0 ? 1 : handled);
      } catch (error) {
        failures += 1;
        this.#failingSince_ms ??= performance.now();
        logger.debug({ err: error, group: id, partition: partition.name, failures }, 'record will be handed out again');
        if (this.isStuck()) this.#rejectWaiters('does not get on');
        await pause(backoff_ms(failures, RETRY), this.#interrupt);
      } finally {
        this.#inHand = null;
      }
    }
  }

  /** How many records the member has taken at once. */
  async #takeTogether({ together }: ConsumeOptions): Promise<number> {
    const { partition, logger, id } = this.#options;
    if (!together) return 0;
    if (this.#alone > 0) {
      this.#alone -= 1;
      return 0;
    }
    const records: ConsumedRecord[] = [];
    for (let record = partition.at(this.position); record && records.length < together.most; ) {
      records.push(record);
      record = partition.at(this.position + BigInt(records.length));
    }
    if (records.length < 2) return 0;
    try {
      await together.handle(records);
      return records.length;
    } catch (error) {
      logger.debug({ err: error, group: id, partition: partition.name }, 'records are handed out one by one');
      this.#alone = records.length - 1;
      return 0;
    }
  }

  #advance(records: number): void {
    this.position += BigInt(records);
    this.#failingSince_ms = null;
    while (this.#waiters[0] && this.#waiters[0].end <= this.position) this.#waiters.shift()!.resolve();
  }

  #rejectWaiters(why: string): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      waiter.reject(new Error(`Consumer group ${this.#options.id} ${why} (${this.#options.partition.name}).`));
    }
  }
}
