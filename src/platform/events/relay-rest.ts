import { backoff_ms } from '../timing/backoff.ts';
import type { OutboxSession } from './outbox-session.ts';

export interface RelayRestOptions {
  /** The longest sleep without news. */
  pollInterval_ms: number;
  stopped: AbortSignal;
}

/** How soon to look again while transactions are under way that bring no news. */
const LOOK_AGAIN = { first_ms: 2, max_ms: 20 };

/**
 * When the active relay sleeps. Asleep, it is told of each transaction with events; that costs these their place in a
 * common commit, so while events keep coming it stays awake and looks for them by itself.
 */
export class RelayRest {
  private readonly session: OutboxSession;
  private readonly options: RelayRestOptions;
  private asleep = false;
  private looksInVain = 0;
  private batchesInARow = 0;

  constructor(session: OutboxSession, options: RelayRestOptions) {
    this.session = session;
    this.options = options;
  }

  /** There was nothing to publish: resolves when to look again. `seen`: how much news there had been before the look. */
  async take(seen: number): Promise<void> {
    const { pollInterval_ms, stopped } = this.options;
    this.batchesInARow = 0;
    if (this.asleep) return await this.session.news.next(seen, pollInterval_ms, stopped);
    this.asleep = await this.session.fallAsleep();
    // What was committed before is looked for once more.
    if (this.asleep) return;
    this.looksInVain += 1;
    await this.session.news.next(seen, backoff_ms(this.looksInVain, LOOK_AGAIN), stopped);
  }

  /** A batch was published. */
  async over(): Promise<void> {
    this.looksInVain = 0;
    this.batchesInARow += 1;
    if (!this.asleep || this.batchesInARow === 1) return;
    await this.session.wakeUp();
    this.asleep = false;
  }
}
