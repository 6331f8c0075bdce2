import { type Claim, createJobQueue } from '../../platform/jobs/job-queue.ts';
import { type Database, prepared } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
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
  /** Sent once more at an organiser's wish. */
  isAgain: boolean;
}

// Twice the minute that a server may take: a notification is with one node at a time.
const LEASE_MS = 120_000;

const STATEMENTS = {
  claimDue: prepared(readStatement(new URL('./sql/claim-notifications.sql', import.meta.url))),
  nextDue: prepared(readStatement(new URL('./sql/next-due.sql', import.meta.url))),
  undoClaim: readStatement(new URL('./sql/undo-claim.sql', import.meta.url)),
};

const CLAIMED_SENT = readStatement(new URL('./sql/claimed-sent.sql', import.meta.url));
const CLAIMED_OBSOLETE = readStatement(new URL('./sql/claimed-obsolete.sql', import.meta.url));
const CLAIMED_FAILED = readStatement(new URL('./sql/claimed-failed.sql', import.meta.url));
const CLAIMED_PUT_OFF = readStatement(new URL('./sql/claimed-put-off.sql', import.meta.url));
const CLAIMED_GIVEN_BACK = readStatement(new URL('./sql/claimed-given-back.sql', import.meta.url));

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
  const jobs = createJobQueue<Omit<ClaimedNotification, keyof Claim>>(database, STATEMENTS, { lease_ms: LEASE_MS });

  return {
    claim: (channel, limit) => jobs.claim(limit, channel),
    untilNext_ms: (channel) => jobs.untilNext_ms(channel),
    markSent: (claimed) => jobs.change(claimed, CLAIMED_SENT),
    markObsolete: (claimed, reason) => jobs.change(claimed, CLAIMED_OBSOLETE, reason),
    markUnsent(claimed, { reason, refusals, failingSince, retryIn_ms }) {
      const values = [reason, refusals, failingSince];
      return retryIn_ms === null
        ? jobs.change(claimed, CLAIMED_FAILED, ...values)
        : jobs.change(claimed, CLAIMED_PUT_OFF, ...values, retryIn_ms);
    },
    giveBack: (claimed, { reason, retryIn_ms }) => jobs.change(claimed, CLAIMED_GIVEN_BACK, reason, retryIn_ms),
  };
}
