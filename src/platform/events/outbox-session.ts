import pg from 'pg';
import { ConnectionLostError } from '../outages/outage.ts';
import { readStatement } from '../postgres/statement-file.ts';
import { within } from '../timing/within.ts';
import { cloudEventHeaders } from './cloud-events.ts';
import type { EventRecord } from './event-log.ts';
import { Signal } from './signal.ts';

export interface OutboxSessionOptions {
  url: string;
  topicPrefix: string;
  source: string;
  /** Default STANDSTILL_MS; shorter in tests. */
  standstill_ms?: number;
}

export interface OutboxBatch {
  ids: string[];
  records: EventRecord[];
}

interface OutboxRow {
  id: string;
  event_id: string;
  topic: string;
  key: string;
  type: string;
  payload: string;
  created_at: Date;
  epoch: string | null;
  traceparent: string | null;
}

const CONNECT_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 1_000;
/** A server that does not answer for so long is gone, whatever its socket says. */
const QUERY_TIMEOUT_MS = 15_000;
/** Before that it gives up by itself: a statement that went on would keep the right to publish, and nobody would use it. */
const STATEMENT_TIMEOUT_MS = 10_000;
/**
 * The server ends a session that has asked for nothing for so long, and its right to publish with it: that of a node whose
 * machine stands still or is gone would else be kept for hours. A relay that is alive asks every second, but for the time
 * that a log which is away lets it wait.
 */
const STANDSTILL_MS = 30_000;
/** Well below what a Kafka topic takes at once. */
const MAX_BATCH_BYTES = 512 * 1024;
/** Few enough to hold up nothing that waits to be published. */
const MAX_DELETED = 1_000;
/** Of characters. */
const MAX_REASON = 500;
const TRY_BECOME_ACTIVE = readStatement(new URL('./sql/try-become-active.sql', import.meta.url));
const ENABLE_NOTIFY = readStatement(new URL('./sql/enable-notify.sql', import.meta.url));
const DISABLE_NOTIFY = readStatement(new URL('./sql/disable-notify.sql', import.meta.url));
const READ_BATCH = readStatement(new URL('./sql/read-batch.sql', import.meta.url));
const MARK_PUBLISHED = readStatement(new URL('./sql/mark-published.sql', import.meta.url));
const SET_ASIDE = readStatement(new URL('./sql/set-aside.sql', import.meta.url));
const DELETE_OLD = readStatement(new URL('./sql/delete-old.sql', import.meta.url));

/**
 * One connection to PostgreSQL, which holds the relay's right to publish (an advisory lock, which ends with the
 * connection), hears of new events, reads and marks them. Every method rejects once the connection is lost.
 */
export class OutboxSession {
  /** Raised when a transaction with events has committed, and when the connection is lost. */
  readonly news = new Signal();
  readonly #options: OutboxSessionOptions;
  readonly #client: pg.Client;
  readonly #connection = new AbortController();

  constructor(options: OutboxSessionOptions) {
    this.#options = options;
    this.#client = new pg.Client({
      connectionString: options.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'outbox-relay',
    });
    const lose = (): void => {
      this.#connection.abort();
      this.news.raise();
    };
    this.#client.on('error', lose);
    this.#client.on('end', lose);
    this.#client.on('notification', () => this.news.raise());
  }

  /** Aborted when the connection, and with it the right to publish, is lost. */
  get lost(): AbortSignal {
    return this.#connection.signal;
  }

  async open(): Promise<void> {
    await this.#client.connect();
    // This session writes nothing but marks, which the next reading waits for. A server that crashes may forget the last of
    // them, and their events are published again: once too often is allowed, and a relay that crashes does the same.
    await this.#query(
      `SET statement_timeout = ${STATEMENT_TIMEOUT_MS};
       SET idle_session_timeout = ${this.#options.standstill_ms ?? STANDSTILL_MS};
       SET synchronous_commit = off`,
    );
  }

  async close(): Promise<void> {
    // A dead peer never confirms; the server ends such a session, and its right, by its own means.
    await within(CLOSE_TIMEOUT_MS, this.#client.end(), () => new Error('The connection was not closed in time.')).catch(
      () => undefined,
    );
  }

  /** True when no other session is active on this database; this one then is, until it is closed. */
  async tryBecomeActive(): Promise<boolean> {
    const { rows } = await this.#query<{ active: boolean }>(TRY_BECOME_ACTIVE);
    if (!rows[0]!.active) return false;
    await this.#query('LISTEN outbox');
    return true;
  }

  /**
   * From now on every transaction with events notifies, which makes their commits wait for one another. False when
   * transactions are under way that will not notify. What was committed before has to be read afterwards.
   */
  async enableNotify(): Promise<boolean> {
    const { rows } = await this.#query<{ enabled: boolean }>(ENABLE_NOTIFY);
    return rows[0]!.enabled;
  }

  /** Transactions do not notify any more. */
  async disableNotify(): Promise<void> {
    await this.#query(DISABLE_NOTIFY);
  }

  /**
   * The oldest pending events, in the order in which they were committed per key; without those of `inFlight`, which are
   * being published.
   */
  async readBatch(limit: number, inFlight: readonly string[] = []): Promise<OutboxBatch> {
    const { rows } = await this.#query<OutboxRow>(READ_BATCH, [limit, inFlight], 'read-batch');
    const batch: OutboxBatch = { ids: [], records: [] };
    let bytes = 0;
    for (const row of rows) {
      bytes += Buffer.byteLength(row.payload);
      if (bytes > MAX_BATCH_BYTES && batch.ids.length > 0) break;
      batch.ids.push(row.id);
      batch.records.push(this.#toRecord(row));
    }
    return batch;
  }

  async markPublished(ids: readonly string[]): Promise<void> {
    await this.#query(MARK_PUBLISHED, [ids], 'mark-published');
  }

  /** Keeps an event that the log refuses from being read again, and why. */
  async setAside(id: string, reason: string): Promise<void> {
    await this.#query(SET_ASIDE, [id, reason.slice(0, MAX_REASON)]);
  }

  /** Deletes some of the published events that are more than a day old. False when there are more of them. */
  async deleteOld(): Promise<boolean> {
    const { rowCount } = await this.#query(DELETE_OLD, [MAX_DELETED]);
    return rowCount !== MAX_DELETED;
  }

  /** Resolves when the connection is still there: a statement that has failed may have failed with it. */
  async expectConnection(): Promise<void> {
    await this.#query('SELECT');
  }

  /** With a name it is parsed and planned once; without values it may be several statements. */
  async #query<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    name?: string,
  ): Promise<pg.QueryResult<Row & pg.QueryResultRow>> {
    if (this.lost.aborted) throw new ConnectionLostError('The connection of the outbox relay is lost.');
    return this.#client.query<Row & pg.QueryResultRow>({ text, values: [...values], ...(name && { name }) });
  }

  #toRecord(row: OutboxRow): EventRecord {
    const { topicPrefix, source } = this.#options;
    return {
      topic: `${topicPrefix}${row.topic}`,
      key: row.key,
      value: row.payload,
      headers: cloudEventHeaders({
        id: row.event_id,
        type: row.type,
        source,
        time: row.created_at,
        epoch: row.epoch,
        traceparent: row.traceparent,
      }),
    };
  }
}
