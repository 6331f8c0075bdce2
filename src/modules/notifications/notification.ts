import type { Querier } from '../../platform/postgres/database.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { NotificationChannel, NotificationKind } from './notification-kind.ts';

export type NotificationStatus = 'QUEUED' | 'SENT' | 'FAILED' | 'OBSOLETE';

export interface NotificationRecord {
  id: string;
  kind: NotificationKind;
  channel: NotificationChannel;
  status: NotificationStatus;
  bookingId: string;
  showId: string;
  recipient: string;
  attempts: number;
  lastError: string | null;
  queuedAt: Date;
  /** Null once it is not QUEUED. */
  nextAttemptAt: Date | null;
  sentAt: Date | null;
  /** When it was given up, or found not to be needed any more. */
  givenUpAt: Date | null;
}

const SELECT = `
  SELECT n.id, n.kind, n.channel, n.status, n.booking_id AS "bookingId", n.show_id AS "showId", n.recipient, n.attempts,
         n.last_error AS "lastError", n.queued_at AS "queuedAt",
         CASE WHEN n.status = 'QUEUED' THEN n.next_attempt_at END AS "nextAttemptAt",
         n.sent_at AS "sentAt", n.given_up_at AS "givenUpAt"
    FROM notifications n`;

/** What is sent at once is none: an attempt has failed, or it has been waiting for a minute. */
const IS_UNDELIVERED = `
  n.status IN ('QUEUED', 'FAILED')
  AND (n.status = 'FAILED' OR n.last_error IS NOT NULL OR n.queued_at < now() - interval '1 minute')`;

const MAKE_DUE = `
  UPDATE notifications
     SET status = 'QUEUED', queued_at = now(), next_attempt_at = now(), attempts = 0, refusals = 0, failing_since = NULL,
         last_error = NULL, given_up_at = NULL
   WHERE id = $1`;

const MAKE_OBSOLETE = `UPDATE notifications SET status = 'OBSOLETE', last_error = $2 WHERE id = $1`;

export async function findNotification(database: Querier, id: string): Promise<NotificationRecord | null> {
  const [notification] = await database.query<NotificationRecord>(`${SELECT} WHERE n.id = $1`, [id]);
  return notification ?? null;
}

/** The notification with its row locked until the transaction's end. */
export async function lockNotification(tx: Querier, id: string): Promise<NotificationRecord | null> {
  const [notification] = await tx.query<NotificationRecord>(`${SELECT} WHERE n.id = $1 FOR UPDATE`, [id]);
  return notification ?? null;
}

/** The show's that were given up or wait for another try, the newest first unless cut from the oldest end. Their ids sort by time. */
export async function findUndelivered(
  database: Querier,
  showId: string,
  { limit, olderThan, newerThan, fromOldest }: IdPage,
): Promise<NotificationRecord[]> {
  return await database.query<NotificationRecord>(
    `${SELECT}
      WHERE n.show_id = $1 AND ${IS_UNDELIVERED}
        AND ($2::text IS NULL OR n.id < $2) AND ($3::text IS NULL OR n.id > $3)
      ORDER BY n.id ${fromOldest ? 'ASC' : 'DESC'} LIMIT $4`,
    [showId, olderThan, newerThan, limit],
  );
}

/** How many there are of them, counted up to `max + 1`. */
export async function countUndelivered(database: Querier, showId: string, max: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT FROM notifications n WHERE n.show_id = $1 AND ${IS_UNDELIVERED} LIMIT $2) AS counted`,
    [showId, max + 1],
  );
  return row!.count;
}

/** Queues it again as if it had never been tried. */
export async function queueAgain(tx: Querier, id: string): Promise<void> {
  await tx.query(MAKE_DUE, [id]);
}

export async function markObsolete(tx: Querier, id: string, reason: string): Promise<void> {
  await tx.query(MAKE_OBSOLETE, [id, reason]);
}
