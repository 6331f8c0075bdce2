import { type Claim, createJobQueue } from '../../platform/jobs/job-queue.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { NotificationChannel, NotificationKind } from './notification-kind.ts';

export interface ClaimedNotification extends Claim {
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
}

// Twice the minute that a server may take: a notification is with one node at a time.
const LEASE_MS = 120_000;

/** Of `due`: one that is to be sent before it. What was sent, given up or is not needed any more holds nothing up. */
const WAITS_FOR_AN_EARLIER_ONE = `
  EXISTS (SELECT FROM notifications AS earlier
           WHERE earlier.booking_id = due.booking_id AND earlier.channel = due.channel
             AND earlier.revision < due.revision AND earlier.status = 'QUEUED')`;

const COLUMNS = `kind, channel, booking_id AS "bookingId", recipient, attempts, refusals,
  failing_since AS "failingSince", queued_at AS "queuedAt"`;

const SENT = `status = 'SENT', sent_at = now(), last_error = NULL`;
const OBSOLETE = `status = 'OBSOLETE', given_up_at = now(), last_error = $3`;
const FAILED = `status = 'FAILED', given_up_at = now(), last_error = $3, refusals = $4, failing_since = $5`;
const PUT_OFF = `last_error = $3, refusals = $4, failing_since = $5, next_attempt_at = now() + $6 * interval '1 millisecond'`;
const GIVEN_BACK = `attempts = greatest(attempts - 1, 0), last_error = $3, next_attempt_at = now() + $4 * interval '1 millisecond'`;

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
  /** Until the next is due; null when none is queued. */
  untilNext_ms(channel: NotificationChannel): Promise<number | null>;
  markSent(claimed: ClaimedNotification): Promise<void>;
  markObsolete(claimed: ClaimedNotification, reason: string): Promise<void>;
  markUnsent(claimed: ClaimedNotification, failure: Failure): Promise<void>;
  /** As if it had not been tried; `reason` is told nevertheless when there is one. */
  giveBack(claimed: ClaimedNotification, later: { reason: string | null; retryIn_ms: number }): Promise<void>;
}

export function createNotificationQueue(database: Database): NotificationQueue {
  const jobs = createJobQueue<Omit<ClaimedNotification, keyof Claim>>(database, {
    table: 'notifications',
    id: 'id',
    dueAt: 'next_attempt_at',
    isOpen: `due.status = 'QUEUED'`,
    isInScope: `due.channel = $1 AND NOT ${WAITS_FOR_AN_EARLIER_ONE}`,
    scopeSize: 1,
    onClaim: 'attempts = attempts + 1',
    columns: COLUMNS,
    lease_ms: LEASE_MS,
    lostClaims: { column: 'claim_id', undo: 'attempts = greatest(attempts - 1, 0)' },
  });

  return {
    claim: (channel, limit) => jobs.claim(limit, channel),
    untilNext_ms: (channel) => jobs.untilNext_ms(channel),
    markSent: (claimed) => jobs.change(claimed, SENT),
    markObsolete: (claimed, reason) => jobs.change(claimed, OBSOLETE, reason),
    markUnsent(claimed, { reason, refusals, failingSince, retryIn_ms }) {
      const values = [reason, refusals, failingSince];
      return retryIn_ms === null
        ? jobs.change(claimed, FAILED, ...values)
        : jobs.change(claimed, PUT_OFF, ...values, retryIn_ms);
    },
    giveBack: (claimed, { reason, retryIn_ms }) => jobs.change(claimed, GIVEN_BACK, reason, retryIn_ms),
  };
}
