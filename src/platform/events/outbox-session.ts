import pg from 'pg';
import { ConnectionLostError } from '../outages/outage.ts';
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
/** Held by the one relay that is active. */
const ACTIVE = `hashtextextended('outbox-relay', 0)`;
/** Whether any session on this database holds that. */
export const IS_ANY_ACTIVE = `
  SELECT EXISTS (
    SELECT FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND ((classid::bigint << 32) | objid::bigint) = ${ACTIVE}
  ) AS active`;
/** Held by a relay that wants to be notified: see the trigger `outbox_written`. */
const NOTIFY_WANTED = `hashtextextended('outbox-relay asleep', 0)`;

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
    const { rows } = await this.#query<{ active: boolean }>(`SELECT pg_try_advisory_lock(${ACTIVE}) AS active`);
    if (!rows[0]!.active) return false;
    await this.#query('LISTEN outbox');
    return true;
  }

  /**
   * From now on every transaction with events notifies, which makes their commits wait for one another. False when
   * transactions are under way that will not notify. What was committed before has to be read afterwards.
   */
  async enableNotify(): Promise<boolean> {
    const { rows } = await this.#query<{ enabled: boolean }>(
      `SELECT pg_try_advisory_lock(${NOTIFY_WANTED}) AS enabled`,
    );
    return rows[0]!.enabled;
  }

  /** Transactions do not notify any more. */
  async disableNotify(): Promise<void> {
    await this.#query(`SELECT pg_advisory_unlock(${NOTIFY_WANTED})`);
  }

  /**
   * The oldest pending events, in the order in which they were committed per key; without those of `inFlight`, which are
   * being published.
   */
  async readBatch(limit: number, inFlight: readonly string[] = []): Promise<OutboxBatch> {
    const { rows } = await this.#query<OutboxRow>(
      `SELECT id, event_id, topic, key, type, payload::text AS payload, created_at,
              (SELECT e.id FROM history_epochs e WHERE e.first_outbox_id <= outbox.id
                ORDER BY e.first_outbox_id DESC LIMIT 1) AS epoch
       FROM outbox
       WHERE id = ANY (ARRAY(
         SELECT outbox_id FROM outbox_pending WHERE outbox_id <> ALL ($2::bigint[]) ORDER BY outbox_id LIMIT $1
       ))
       ORDER BY id`,
      [limit, inFlight],
      'read-batch',
    );
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
    await this.#query('DELETE FROM outbox_pending WHERE outbox_id = ANY($1::bigint[])', [ids], 'mark-published');
  }

  /** Keeps an event that the log refuses from being read again, and why. */
  async setAside(id: string, reason: string): Promise<void> {
    await this.#query(
      `WITH refused AS (DELETE FROM outbox_pending WHERE outbox_id = $1 RETURNING outbox_id)
       INSERT INTO outbox_refused (outbox_id, reason) SELECT outbox_id, $2 FROM refused
       ON CONFLICT (outbox_id) DO UPDATE SET reason = excluded.reason, refused_at = now(), dismissed_at = NULL`,
      [id, reason.slice(0, MAX_REASON)],
    );
  }

  /** Deletes some of the published events that are more than a day old. False when there are more of them. */
  async deleteOld(): Promise<boolean> {
    const { rowCount } = await this.#query(
      // Not NOT IN: that would read all of a long list for each event.
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM (
           -- However many are set aside: those behind them go.
           SELECT id, created_at FROM outbox ORDER BY id LIMIT $1::bigint + (SELECT count(*) FROM outbox_refused)
         ) AS oldest
         WHERE created_at < now() - interval '24 hours'
           AND NOT EXISTS (SELECT FROM outbox_pending WHERE outbox_id = oldest.id)
           AND NOT EXISTS (SELECT FROM outbox_refused WHERE outbox_id = oldest.id
             -- Of dismissed ones caches may have something old, for a day at most.
             AND (dismissed_at IS NULL OR refused_at > now() - interval '24 hours'))
           -- Not between a recovery and the epoch that begins then: it may need them again.
           AND EXISTS (SELECT FROM history_witness)
         ORDER BY id LIMIT $1
       )`,
      [MAX_DELETED],
    );
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
      headers: cloudEventHeaders({ id: row.event_id, type: row.type, source, time: row.created_at, epoch: row.epoch }),
    };
  }
}
