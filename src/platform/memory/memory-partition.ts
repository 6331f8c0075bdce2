import type { ConsumedRecord } from '../event-log.ts';

/** What stays readable for groups that come back or start from the beginning. */
const TAIL_RECORDS = 1_000;
/** More than this is never kept, whoever has not read it. */
const MAX_RECORDS = 20_000;

/** One partition of the embedded event log: records in order, the oldest ones forgotten once they are handled. */
export class MemoryPartition {
  readonly topic: string;
  readonly index: number;
  private records: ConsumedRecord[] = [];
  private firstOffset = 0n;
  private readonly listeners = new Set<() => void>();

  constructor(topic: string, index: number) {
    this.topic = topic;
    this.index = index;
  }

  get name(): string {
    return `${this.topic}/${this.index}`;
  }

  /** The offset of the oldest record kept. */
  get start(): bigint {
    return this.firstOffset;
  }

  /** The offset that the next record will get. */
  get end(): bigint {
    return this.firstOffset + BigInt(this.records.length);
  }

  isFull(): boolean {
    return this.records.length >= MAX_RECORDS;
  }

  at(offset: bigint): ConsumedRecord | undefined {
    return this.records[Number(offset - this.firstOffset)];
  }

  /** Adds the record and returns the end after it. */
  push(record: Omit<ConsumedRecord, 'partition' | 'offset'>): bigint {
    this.records.push({ ...record, partition: this.index, offset: this.end });
    for (const listener of this.listeners) listener();
    return this.end;
  }

  /** Forgets what lies before every one of the positions, but for a tail. */
  trim(positions: readonly bigint[]): void {
    const tail = this.end - BigInt(TAIL_RECORDS);
    const keepFrom = positions.reduce((least, position) => (position < least ? position : least), tail);
    // Shifting the array costs its length, so it is done for many records at once.
    if (keepFrom - this.firstOffset < BigInt(TAIL_RECORDS)) return;
    this.records = this.records.slice(Number(keepFrom - this.firstOffset));
    this.firstOffset = keepFrom;
  }

  /** Calls back after each push; returns how to stop that. */
  onPush(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
