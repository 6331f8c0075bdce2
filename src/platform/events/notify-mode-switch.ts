import { backoff_ms } from '../timing/backoff.ts';
import type { OutboxSession } from './outbox-session.ts';

export interface NotifyModeSwitchOptions {
  /** The longest wait without a notification. */
  pollInterval_ms: number;
  stopped: AbortSignal;
}

/** Pauses between reads while transactions are under way that will not notify. */
const POLL = { first_ms: 2, max_ms: 20 };

/**
 * Switches the active relay between two ways of learning of new events. While the outbox is quiet, each transaction with
 * events notifies (`NOTIFY`). That serialises the commits of such transactions, so while events keep coming they do not notify
 * and the relay polls.
 */
export class NotifyModeSwitch {
  readonly #session: OutboxSession;
  readonly #options: NotifyModeSwitchOptions;
  #isNotified = false;
  #emptyReads = 0;
  #batchesInSequence = 0;

  constructor(session: OutboxSession, options: NotifyModeSwitchOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** The outbox was empty: resolves when to read it again. `seen`: the count of notifications before that read. */
  async waitForEvents(seen: number): Promise<void> {
    const { pollInterval_ms, stopped } = this.#options;
    this.#batchesInSequence = 0;
    if (this.#isNotified) return await this.#session.news.next(seen, pollInterval_ms, stopped);
    this.#isNotified = await this.#session.enableNotify();
    // What was committed before notified nobody: it has to be read now.
    if (this.#isNotified) return;
    this.#emptyReads += 1;
    await this.#session.news.next(seen, backoff_ms(this.#emptyReads, POLL), stopped);
  }

  /** A batch was published. From the second one in sequence on the relay polls. */
  async batchPublished(): Promise<void> {
    this.#emptyReads = 0;
    this.#batchesInSequence += 1;
    if (!this.#isNotified || this.#batchesInSequence === 1) return;
    await this.#session.disableNotify();
    this.#isNotified = false;
  }
}
