import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Database } from '../../../src/platform/postgres/database.ts';
import type { Random } from '../basics/random.ts';
import { storedImage, watchSeatMap } from './buyer.ts';
import { createClient, type TestClient } from './client.ts';
import type { SeatMapMirror } from './seat-map-mirror.ts';

const RETRY_MS = 300;
/** Silence may also mean that nothing changes: a watcher looks in elsewhere then, with its cursor. */
const SILENCE_MS = 5_000;

/** An open map on some node that goes on at another, with its cursor, whenever the connection drops. */
export class ShowWatcher {
  readonly #options: { urls: readonly string[]; showId: string; random: Random };
  #mirror: SeatMapMirror | undefined;
  readonly #wrong: string[] = [];
  readonly #stopped = new AbortController();
  readonly #watching: Promise<void>;

  constructor(options: { urls: readonly string[]; showId: string; random: Random }) {
    this.#options = options;
    this.#watching = this.#watch();
  }

  async #watch(): Promise<void> {
    const { urls, showId, random } = this.#options;
    while (!this.#stopped.signal.aborted) {
      const client = createClient(urls[random.integer(0, urls.length - 1)]!);
      try {
        const after = this.#mirror;
        this.#mirror = await watchSeatMap(client, showId, after ? { after } : {});
        while (!this.#stopped.signal.aborted) await this.#mirror.next(SILENCE_MS);
      } catch (error) {
        const { message } = error as Error;
        // What a mirror says of deltas that do not fit; everything else is a drop.
        if (message?.startsWith('a delta ')) this.#wrong.push(message);
        await delay(RETRY_MS);
      } finally {
        await Promise.race([disposed(client), delay(RETRY_MS)]);
      }
    }
  }

  /** It came to see what PostgreSQL has, without a gap on its way. Stops it. */
  async expectConverged(database: Database): Promise<void> {
    const stored = await storedImage(database, this.#options.showId);
    await expect.poll(() => this.#mirror?.version, { timeout: 30_000 }).toBe(stored.version);
    this.#stopped.abort();
    await this.#watching;
    expect(this.#mirror?.image()).toEqual(stored);
    expect(this.#wrong).toEqual([]);
  }
}

async function disposed(client: TestClient): Promise<void> {
  try {
    await client[Symbol.asyncDispose]();
  } catch {
    // Its node is gone.
  }
}
