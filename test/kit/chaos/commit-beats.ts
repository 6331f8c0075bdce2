import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Interval, now_ms } from '../checks/history.ts';

const EVERY_MS = 10;

/** Commits of our own, one after the other: those that a server still has after its end tell which others it has. */
export class CommitBeats {
  readonly #url: string;
  readonly #client: pg.Client;
  readonly #acknowledged: Interval[] = [];
  readonly #ended = new AbortController();
  #beating: Promise<void> = Promise.resolve();

  private constructor(url: string) {
    this.#url = url;
    this.#client = connectionTo(url);
  }

  /** Begins in a database of its own on the server: what commits there goes through the same log. */
  static async start(serverUrl: string): Promise<CommitBeats> {
    const url = new URL(serverUrl);
    url.pathname = '/postgres';
    const beats = new CommitBeats(url.href);
    await beats.#client.connect();
    await beats.#client.query('DROP TABLE IF EXISTS beats');
    await beats.#client.query('CREATE TABLE beats (number int PRIMARY KEY)');
    await beats.#beat();
    beats.#beating = beats.#goOn();
    return beats;
  }

  async #goOn(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await delay(EVERY_MS);
      try {
        await this.#beat();
      } catch {
        // The server has been ended.
        return;
      }
    }
  }

  async #beat(): Promise<void> {
    const from_ms = now_ms();
    await this.#client.query('INSERT INTO beats VALUES ($1)', [this.#acknowledged.length]);
    this.#acknowledged.push({ from_ms, to_ms: now_ms() });
  }

  /**
   * Once the server, which was ended at `ended_ms`, runs again. Resolves with the time whose commits it may have lost, and how
   * many of ours it has.
   */
  async lost(ended_ms: number): Promise<LostCommits> {
    this.#ended.abort();
    await this.#beating;
    await this.#client.end().catch(() => undefined);
    const client = connectionTo(this.#url);
    await client.connect();
    try {
      const { rows } = await client.query<{ last: number }>('SELECT max(number) AS last FROM beats');
      // One that was not answered may be there.
      const last = Math.min(rows[0]!.last, this.#acknowledged.length - 1);
      // All that was answered before the last one that is there was asked for is there, too.
      return {
        from_ms: this.#acknowledged[last]!.from_ms,
        to_ms: ended_ms,
        beats: this.#acknowledged.length - 1 - last,
      };
    } finally {
      await client.end();
    }
  }
}

export interface LostCommits extends Interval {
  /** Of ours, which were acknowledged. */
  beats: number;
}

function connectionTo(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the query at work rejects as well
  return client;
}
