import type { OutboxBatch, OutboxSession } from './outbox-session.ts';

export interface PublishingDeskOptions {
  batchSize: number;
  /** Called when events are marked as published. */
  onMarked: () => void;
  /** Called when old events could not be deleted. They are left for later; publishing goes on. */
  onCleaningFailed: (error: unknown) => void;
}

export interface Look {
  batch: OutboxBatch;
  /** How much news there had been before: what comes later may be missing in the batch. */
  seen: number;
}

const CLEANING_INTERVAL_MS = 10 * 60 * 1_000;
/** As long as there is more to be deleted. */
const CLEANING_PAUSE_MS = 1_000;

/**
 * What the active relay does with the outbox beside the log's work: while that takes a batch, the one before it is marked
 * and the next one read.
 */
export class PublishingDesk {
  private readonly session: OutboxSession;
  private readonly options: PublishingDeskOptions;
  private published: readonly string[] = [];
  private clean_ms = 0;
  /** How many events are read at a time: fewer while the one is looked for that the log refuses. */
  private limit: number;

  constructor(session: OutboxSession, options: PublishingDeskOptions) {
    this.session = session;
    this.options = options;
    this.limit = options.batchSize;
  }

  /** The next events, when none are with the log and none are left to be marked. */
  look(): Promise<Look> {
    return this.read([]);
  }

  /** Those that follow the batch which the log has in hand. */
  async lookBeside(batch: OutboxBatch): Promise<Look> {
    await this.mark();
    return await this.read(batch.ids);
  }

  /** The log has taken the batch: it is marked with the next look, or by `mark`. */
  done(batch: OutboxBatch): void {
    this.published = batch.ids;
    this.limit = Math.min(this.limit * 2, this.options.batchSize);
  }

  /**
   * The log refuses the batch for good, since one of its events at least is not acceptable. Of one event, that is set aside
   * and its id returned; of several, half are tried next.
   */
  async refused(batch: OutboxBatch, reason: string): Promise<string | null> {
    const [id] = batch.ids;
    if (id === undefined || batch.ids.length > 1) {
      this.limit = Math.max(1, Math.floor(batch.ids.length / 2));
      return null;
    }
    await this.session.setAside(id, reason);
    this.options.onMarked();
    return id;
  }

  async mark(): Promise<void> {
    if (this.published.length === 0) return;
    await this.session.markPublished(this.published);
    this.published = [];
    this.options.onMarked();
  }

  /** Deletes some of what was published long ago, now and then. Rejects only when the connection is lost. */
  async cleanUp(): Promise<void> {
    if (performance.now() < this.clean_ms) return;
    let isClean = true;
    try {
      isClean = await this.session.deleteOld();
    } catch (error) {
      // With the connection everything ends, which is told by whoever opens the next one: once.
      await this.session.expectConnection();
      this.options.onCleaningFailed(error);
    }
    this.clean_ms = performance.now() + (isClean ? CLEANING_INTERVAL_MS : CLEANING_PAUSE_MS);
  }

  private async read(beside: readonly string[]): Promise<Look> {
    const seen = this.session.news.count;
    return { seen, batch: await this.session.readBatch(this.limit, beside) };
  }
}
