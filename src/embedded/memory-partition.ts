import type { ConsumedRecord } from '../platform/events/event-log.ts';

/** What stays readable for groups that come back or start from the beginning. */
const TAIL_RECORDS = 1_000;
/** The tail is shorter when its records are long: one may tell of a whole hall. */
const TAIL_BYTES = 4 * 1024 * 1024;
/** More than this is never kept, whoever has not read it. */
const MAX_RECORDS = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;
const RECORD_BYTES = 256;

/** One partition of the embedded event log: records in order, the oldest ones forgotten once they are handled. */
export class MemoryPartition {
  readonly topic: string;
  readonly index: number;
  #records: ConsumedRecord[] = [];
  #firstOffset = 0n;
  #bytes = 0;
  readonly #listeners = new Set<() => void>();

  constructor(topic: string, index: number) {
    this.topic = topic;
    this.index = index;
  }

  get name(): string {
    return `${this.topic}/${this.index}`;
  }

  /** The offset of the oldest record kept. */
  get start(): bigint {
    return this.#firstOffset;
  }

  /** The offset that the next record will get. */
  get end(): bigint {
    return this.#firstOffset + BigInt(this.#records.length);
  }

  isFull(): boolean {
    return this.#records.length >= MAX_RECORDS || this.#bytes >= MAX_BYTES;
  }

  at(offset: bigint): ConsumedRecord | undefined {
    return this.#records[Number(offset - this.#firstOffset)];
  }

  /** Adds the record and returns the end after it. */
  push(record: Omit<ConsumedRecord, 'partition' | 'offset'>): bigint {
    this.#records.push({ ...record, partition: this.index, offset: this.end });
    this.#bytes += bytesOf(record);
    for (const listener of this.#listeners) listener();
    return this.end;
  }

  /** Forgets what lies before every one of the positions, but for a tail. */
  trim(positions: readonly bigint[]): void {
    const isHeavy = this.#bytes > 2 * TAIL_BYTES;
    const handled = positions.reduce((least, position) => (position < least ? position : least), this.end);
    // Shifting the array costs its length, so it is done for many records at once, or for long ones.
    if (!isHeavy && handled - this.#firstOffset < BigInt(TAIL_RECORDS)) return;
    const tail = this.end - BigInt(this.#tailLength());
    const keepFrom = handled < tail ? handled : tail;
    const isFew = keepFrom - this.#firstOffset < BigInt(TAIL_RECORDS);
    if (keepFrom <= this.#firstOffset || (isFew && !isHeavy)) return;
    const forgotten = this.#records.slice(0, Number(keepFrom - this.#firstOffset));
    this.#records = this.#records.slice(forgotten.length);
    this.#bytes -= forgotten.reduce((sum, record) => sum + bytesOf(record), 0);
    this.#firstOffset = keepFrom;
  }

  /** Calls back after each push; returns how to stop that. */
  onPush(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tailLength(): number {
    let length = 0;
    let bytes = 0;
    for (const record of this.#records.slice(-TAIL_RECORDS).reverse()) {
      bytes += bytesOf(record);
      if (bytes > TAIL_BYTES) break;
      length += 1;
    }
    return length;
  }
}

function bytesOf({ key, value }: Pick<ConsumedRecord, 'key' | 'value'>): number {
  return 2 * (key.length + value.length) + RECORD_BYTES;
}
