import type { OutboxBatch, OutboxSession } from './outbox-session.ts';

export interface OutboxReaderOptions {
  batchSize: number;
  /** Called when events are marked as published. */
  onMarked: () => void;
  /** Called when old events could not be deleted. They are left for later; publishing goes on. */
  onCleaningFailed: (error: unknown) => void;
}

export interface OutboxRead {
  batch: OutboxBatch;
  /** The count of notifications before the read: events of later ones may be missing in the batch. */
  seen: number;
}

const CLEANING_INTERVAL_MS = 10 * 60 * 1_000;
/** As long as there is more to be deleted. */
const CLEANING_PAUSE_MS = 1_000;

/**
 * Reads the outbox for the active relay and marks what is published. Both overlap with publishing: while the log appends a
 * batch, the one before it is marked and the next one read.
 */
export class OutboxReader {
  readonly #session: OutboxSession;
  readonly #options: OutboxReaderOptions;
  #published: readonly string[] = [];
  #clean_ms = 0;
  /** How many events are read at a time: fewer while the event is searched for that the log refuses. */
  #limit: number;

  constructor(session: OutboxSession, options: OutboxReaderOptions) {
    this.#session = session;
    this.#options = options;
    this.#limit = options.batchSize;
  }

  /** The next events. Only when no batch is being appended and none is left to be marked. */
  next(): Promise<OutboxRead> {
    return this.#read([]);
  }

  /** The events that follow the batch which is being appended. */
  async prefetch(batch: OutboxBatch): Promise<OutboxRead> {
    await this.mark();
    return await this.#read(batch.ids);
  }

  /** The log has the batch: it is marked at the next `prefetch`, or by `mark`. */
  appended(batch: OutboxBatch): void {
    this.#published = batch.ids;
    this.#limit = Math.min(this.#limit * 2, this.#options.batchSize);
  }

  /**
   * The log refuses the batch for good, since one of its events at least is not acceptable. Of one event, that is set aside
   * and its id returned; of several, half are tried next.
   */
  async refused(batch: OutboxBatch, reason: string): Promise<string | null> {
    const [id] = batch.ids;
    if (id === undefined || batch.ids.length > 1) {
      this.#limit = Math.max(1, Math.floor(batch.ids.length / 2));
      return null;
    }
    await this.#session.setAside(id, reason);
    this.#options.onMarked();
    return id;
  }

  async mark(): Promise<void> {
    if (this.#published.length === 0) return;
    await this.#session.markPublished(this.#published);
    this.#published = [];
    this.#options.onMarked();
  }

  /** From time to time deletes some of the events that were published long ago. Rejects only when the connection is lost. */
  async cleanUp(): Promise<void> {
    if (performance.now() < this.#clean_ms) return;
    let isClean = true;
    try {
      isClean = await this.#session.deleteOld();
    } catch (error) {
      // With the connection everything ends, which is told by whoever opens the next one: once.
      await this.#session.expectConnection();
      this.#options.onCleaningFailed(error);
    }
    this.#clean_ms = performance.now() + (isClean ? CLEANING_INTERVAL_MS : CLEANING_PAUSE_MS);
  }

  async #read(inFlight: readonly string[]): Promise<OutboxRead> {
    const seen = this.#session.news.count;
    return { seen, batch: await this.#session.readBatch(this.#limit, inFlight) };
  }
}
