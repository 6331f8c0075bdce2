import type { Database, Querier } from '../../platform/postgres/database.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
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

const LOCK_NOTIFICATION = readStatement(new URL('./sql/lock-notification.sql', import.meta.url));
const FIND_NEWEST_UNDELIVERED = readStatement(new URL('./sql/find-newest-undelivered.sql', import.meta.url));
const FIND_OLDEST_UNDELIVERED = readStatement(new URL('./sql/find-oldest-undelivered.sql', import.meta.url));
const FIND_OF_BOOKINGS = readStatement(new URL('./sql/find-of-bookings.sql', import.meta.url));
const COUNT_UNDELIVERED = readStatement(new URL('./sql/count-undelivered.sql', import.meta.url));
const COUNT_OPEN = readStatement(new URL('./sql/count-open.sql', import.meta.url));
const QUEUE_AGAIN = readStatement(new URL('./sql/queue-again.sql', import.meta.url));
const QUEUE_TICKETS = readStatement(new URL('./sql/queue-tickets.sql', import.meta.url));
const FORGET_OLD = readStatement(new URL('./sql/forget-old.sql', import.meta.url));
const MAKE_OBSOLETE = readStatement(new URL('./sql/make-obsolete.sql', import.meta.url));

export async function findNotification({ prisma }: Database, id: string): Promise<NotificationRecord | null> {
  const row = await prisma.notification.findUnique({
    where: { id },
    select: {
      id: true,
      kind: true,
      channel: true,
      status: true,
      bookingId: true,
      showId: true,
      recipient: true,
      attempts: true,
      lastError: true,
      queuedAt: true,
      nextAttemptAt: true,
      sentAt: true,
      givenUpAt: true,
    },
  });
  if (!row) return null;
  const nextAttemptAt = row.status === 'QUEUED' ? row.nextAttemptAt : null;
  return {
    ...row,
    kind: row.kind as NotificationKind,
    channel: row.channel as NotificationChannel,
    nextAttemptAt,
  };
}

/** The notification with its row locked until the transaction's end. */
export async function lockNotification(tx: Querier, id: string): Promise<NotificationRecord | null> {
  const [notification] = await tx.query<NotificationRecord>(LOCK_NOTIFICATION, [id]);
  return notification ?? null;
}

/** The show's that were given up or wait for another try, the newest first unless cut from the oldest end. Their ids sort by time. */
export async function findUndelivered(
  database: Querier,
  showId: string,
  { limit, olderThan, newerThan, fromOldest }: IdPage,
): Promise<NotificationRecord[]> {
  const statement = fromOldest ? FIND_OLDEST_UNDELIVERED : FIND_NEWEST_UNDELIVERED;
  return await database.query<NotificationRecord>(statement, [showId, olderThan, newerThan, limit]);
}

/** Those of each of the bookings, the oldest first; of more than `max` the newest. */
export async function findNotificationsOf(
  database: Querier,
  bookingIds: readonly string[],
  max: number,
): Promise<ReadonlyMap<string, NotificationRecord[]>> {
  const rows = await database.query<NotificationRecord>(FIND_OF_BOOKINGS, [bookingIds, max]);
  return Map.groupBy(rows, ({ bookingId }) => bookingId);
}

/** How many there are of them, counted up to `max + 1`. */
export async function countUndelivered(database: Querier, showId: string, max: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_UNDELIVERED, [showId, max + 1]);
  return row!.count;
}

/** How many wait to be sent, and how many were given up: of all shows. */
export async function countNotifications(database: Querier, status: 'QUEUED' | 'FAILED'): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_OPEN, [status]);
  return row!.count;
}

/** Queues it again as if it had never been tried. */
export async function queueAgain(tx: Querier, id: string): Promise<void> {
  await tx.query(QUEUE_AGAIN, [id]);
}

/** Queues the booking's tickets once more, by mail. False: they wait to be sent already, or the notification is there. */
export async function queueTickets(tx: Querier, id: string, bookingId: string): Promise<boolean> {
  return (await tx.query(QUEUE_TICKETS, [id, bookingId])).length === 1;
}

export async function markObsolete(tx: Querier, id: string, reason: string): Promise<void> {
  await tx.query(MAKE_OBSOLETE, [id, reason]);
}

/** Forgets those that ended more than so many days ago. */
export async function forgetOldNotifications(database: Querier, keptDays: number): Promise<void> {
  await deleteInTurns(database, FORGET_OLD, [keptDays]);
}
