import { type Database, prepared, type Querier } from '../../platform/postgres/database.ts';
import type { NotificationChannel, NotificationKind } from './notification-kind.ts';

export interface ClaimedNotification {
  id: string;
  kind: NotificationKind;
  channel: NotificationChannel;
  bookingId: string;
  recipient: string;
  /** This one included. */
  attempts: number;
  refusals: number;
  /** Since when attempts fail; null: none has yet. */
  failingSince: Date | null;
  queuedAt: Date;
  /** The end of the claim; it also tells this claim from a later one. */
  claimedUntil: Date;
}

// Twice the minute that a server may take: a notification is with one node at a time.
const LEASE_MS = 120_000;

/** Of `due`: one that is to be sent before it. What was sent, given up or is not needed any more holds nothing up. */
const WAITS_FOR_AN_EARLIER_ONE = `
  EXISTS (SELECT FROM notifications AS earlier
           WHERE earlier.booking_id = due.booking_id AND earlier.channel = due.channel
             AND earlier.revision < due.revision AND earlier.status = 'QUEUED')`;

// Due times are rounded to milliseconds, so now() is as well: what was queued a moment ago is due.
const CLAIM = prepared(`
  UPDATE notifications AS notification
     SET attempts = attempts + 1, next_attempt_at = now() + ${LEASE_MS} * interval '1 millisecond'
    FROM (
      SELECT id FROM notifications AS due
       WHERE status = 'QUEUED' AND channel = $1 AND next_attempt_at <= now()::timestamptz(3)
         AND NOT ${WAITS_FOR_AN_EARLIER_ONE}
       ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ) AS due
   WHERE notification.id = due.id
  RETURNING notification.id, kind, channel, booking_id AS "bookingId", recipient, attempts, refusals,
            failing_since AS "failingSince", queued_at AS "queuedAt", next_attempt_at AS "claimedUntil"`);

const NEXT_DUE = prepared(`
  SELECT (extract(epoch FROM next_attempt_at - now()) * 1000)::float8 AS wait_ms
    FROM notifications AS due
   WHERE status = 'QUEUED' AND channel = $1 AND NOT ${WAITS_FOR_AN_EARLIER_ONE}
   ORDER BY next_attempt_at LIMIT 1`);

const IS_MINE = `id = $1 AND next_attempt_at = $2 AND status = 'QUEUED'`;
const MARK_SENT = `UPDATE notifications SET status = 'SENT', sent_at = now(), last_error = NULL WHERE ${IS_MINE}`;
const MARK_OBSOLETE = `
  UPDATE notifications SET status = 'OBSOLETE', given_up_at = now(), last_error = $3 WHERE ${IS_MINE}`;
const MARK_FAILED = `
  UPDATE notifications SET status = 'FAILED', given_up_at = now(), last_error = $3, refusals = $4, failing_since = $5
   WHERE ${IS_MINE}`;
const PUT_OFF = `
  UPDATE notifications
     SET last_error = $3, refusals = $4, failing_since = $5, next_attempt_at = now() + $6 * interval '1 millisecond'
   WHERE ${IS_MINE}`;
const GIVE_BACK = `
  UPDATE notifications
     SET attempts = greatest(attempts - 1, 0), last_error = $3, next_attempt_at = now() + $4 * interval '1 millisecond'
   WHERE ${IS_MINE}`;

export interface Failure {
  reason: string;
  refusals: number;
  failingSince: Date;
  /** Null: it is given up. */
  retryIn_ms: number | null;
}

/** The notifications that are to be sent, for all nodes. What a claim's holder writes after its end changes nothing. */
export interface NotificationQueue {
  /**
   * Takes up to `limit` that are due for two minutes: those of one booking one after the other, in the order of its changes.
   */
  claim(channel: NotificationChannel, limit: number): Promise<ClaimedNotification[]>;
  /** Until the next is due, 0 or less when one is; null when none is queued. */
  untilNext_ms(channel: NotificationChannel): Promise<number | null>;
  markSent(claimed: ClaimedNotification): Promise<void>;
  markObsolete(claimed: ClaimedNotification, reason: string): Promise<void>;
  markUnsent(claimed: ClaimedNotification, failure: Failure): Promise<void>;
  /** As if it had not been tried; `reason` is told nevertheless when there is one. */
  giveBack(claimed: ClaimedNotification, later: { reason: string | null; retryIn_ms: number }): Promise<void>;
}

export function createNotificationQueue(database: Database): NotificationQueue {
  async function change(statement: string, { id, claimedUntil }: ClaimedNotification, ...values: unknown[]) {
    await database.query(statement, [id, claimedUntil, ...values]);
  }

  return {
    claim: (channel, limit) => database.query<ClaimedNotification>(CLAIM, [channel, limit]),
    async untilNext_ms(channel) {
      const [next] = await database.query<{ wait_ms: number }>(NEXT_DUE, [channel]);
      return next?.wait_ms ?? null;
    },
    markSent: (claimed) => change(MARK_SENT, claimed),
    markObsolete: (claimed, reason) => change(MARK_OBSOLETE, claimed, reason),
    markUnsent(claimed, { reason, refusals, failingSince, retryIn_ms }) {
      const values = [reason, refusals, failingSince];
      return retryIn_ms === null
        ? change(MARK_FAILED, claimed, ...values)
        : change(PUT_OFF, claimed, ...values, retryIn_ms);
    },
    giveBack: (claimed, { reason, retryIn_ms }) => change(GIVE_BACK, claimed, reason, retryIn_ms),
  };
}

/** How many wait to be sent, and how many were given up: of all shows. */
export async function countNotifications(database: Querier, status: 'QUEUED' | 'FAILED'): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM notifications WHERE status = '${status}'`,
  );
  return row!.count;
}
