import { createDueWorker } from '../../platform/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { ticketQrPng } from '../tickets/ticket-qr.ts';
import { type BookingDetails, loadBookingDetails } from './booking-details.ts';
import { singleLine } from './format.ts';
import { type Letter, writeLetter, writeSms } from './letter.ts';
import { letterHtml, qrContentId } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import type { InlineImage, Mailer } from './mailer.ts';
import type { NotificationChannel, NotificationKind } from './notification-kind.ts';
import { retryPause } from './retry-schedule.ts';
import type { SmsGateway } from './sms.ts';

export interface NotificationSenderOptions {
  database: Database;
  mailer: Mailer;
  sms: SmsGateway;
  logger: Logger;
}

export interface NotificationSender {
  start(): void;
  /** Finishes what is being sent (at most 5 seconds), then closes the mailer. What was left goes out after the next start. */
  stop(): Promise<void>;
  /** Something was queued: send it now. */
  wake(): void;
  /** Resolves once nothing is due any more (notifications that wait for another try are not waited for). */
  idle(): Promise<void>;
}

interface ClaimedNotification {
  id: string;
  kind: NotificationKind;
  channel: NotificationChannel;
  bookingId: string;
  recipient: string;
  /** This try included; it also tells this claim from a later one. */
  attempts: number;
  createdAt: Date;
}

const BATCH = 5;
// Twice the minute that a mailer may take: a notification is with one node at a time.
const LEASE_MS = 120_000;
const MAX_LOGGED_ERROR = 500;

/** A notification that has become wrong while it waited, so that it must not be sent. */
class ObsoleteNotification extends Error {}

/**
 * Sends queued mails and text messages. Every node may run one: a notification is claimed with a lease and tried for
 * five days (a few times when it is refused for good), then given up with the reason in its row and in the log.
 */
export function createNotificationSender({
  database,
  mailer,
  sms,
  logger,
}: NotificationSenderOptions): NotificationSender {
  const worker = createDueWorker({ name: 'notification sender', logger, runDue });

  async function runDue(): Promise<number | null> {
    const claimed = await claim();
    await Promise.all(claimed.map(attempt));
    return claimed.length > 0 ? 0 : await untilNext();
  }

  // Due times are rounded to milliseconds, so now() is as well: what was queued a moment ago is due.
  function claim(): Promise<ClaimedNotification[]> {
    return database.query<ClaimedNotification>(
      `UPDATE notifications AS notification
       SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $2)
       FROM (
         SELECT id FROM notifications
         WHERE status = 'QUEUED' AND next_attempt_at <= now()::timestamptz(3)
         ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) AS due
       WHERE notification.id = due.id
       RETURNING notification.id, kind, channel, booking_id AS "bookingId", recipient, attempts,
         created_at AS "createdAt"`,
      [BATCH, LEASE_MS / 1000],
    );
  }

  async function attempt(notification: ClaimedNotification): Promise<void> {
    const { id, kind, channel, bookingId, attempts } = notification;
    const about = { notificationId: id, kind, channel, bookingId, attempts };
    try {
      await send(notification);
    } catch (error) {
      const retryIn_ms = error instanceof ObsoleteNotification ? null : retryPause(error, notification);
      await markUnsent(notification, error, retryIn_ms);
      if (error instanceof ObsoleteNotification)
        logger.info({ ...about, err: error }, 'a notification is not needed any more');
      else if (retryIn_ms === null) logger.error({ ...about, err: error }, 'a notification was given up');
      else logger.warn({ ...about, err: error, retryIn_ms }, 'a notification was not sent, trying again later');
      return;
    }
    await markSent(notification);
    logger.info(about, 'notification sent');
  }

  async function send(notification: ClaimedNotification): Promise<void> {
    const booking = await loadBookingDetails(database, notification.bookingId);
    if (notification.kind === 'ticket' && booking.seats.every(({ ticket }) => ticket === null)) {
      throw new ObsoleteNotification(`The booking is ${booking.status}: it has no ticket that is good.`);
    }
    if (notification.channel === 'sms') {
      const { id, recipient: to, createdAt: date } = notification;
      await sms.send({ id, reference: booking.reference, to, text: writeSms(booking), date });
    } else {
      await sendMail(notification, booking);
    }
  }

  async function sendMail(
    { id, kind, recipient, createdAt }: ClaimedNotification,
    booking: BookingDetails,
  ): Promise<void> {
    const letter = writeLetter(kind, booking);
    await mailer.send({
      id,
      kind,
      reference: booking.reference,
      to: { name: singleLine(booking.customerName), address: recipient },
      subject: letter.subject,
      text: letterText(letter),
      html: letterHtml(letter),
      images: await qrImages(letter),
      date: createdAt,
    });
  }

  async function markSent({ id, attempts }: ClaimedNotification): Promise<void> {
    await database.query(
      `UPDATE notifications SET status = 'SENT', sent_at = now(), last_error = NULL
       WHERE id = $1 AND attempts = $2 AND status = 'QUEUED'`,
      [id, attempts],
    );
  }

  async function markUnsent(
    { id, attempts }: ClaimedNotification,
    error: unknown,
    retryIn_ms: number | null,
  ): Promise<void> {
    await database.query(
      `UPDATE notifications
       SET status = $3::notification_status, last_error = $4, next_attempt_at = now() + make_interval(secs => $5)
       WHERE id = $1 AND attempts = $2 AND status = 'QUEUED'`,
      [id, attempts, retryIn_ms === null ? 'FAILED' : 'QUEUED', messageOf(error), (retryIn_ms ?? 0) / 1000],
    );
  }

  async function untilNext(): Promise<number | null> {
    const [row] = await database.query<{ wait_ms: number | null }>(
      `SELECT (extract(epoch FROM min(next_attempt_at) - now()) * 1000)::float8 AS wait_ms
       FROM notifications WHERE status = 'QUEUED'`,
    );
    const wait_ms = row?.wait_ms ?? null;
    return wait_ms === null ? null : Math.max(1, Math.ceil(wait_ms));
  }

  return {
    start: worker.start,
    async stop() {
      await worker.stop();
      mailer.close();
    },
    wake: worker.wake,
    idle: worker.idle,
  };
}

function qrImages({ tickets }: Letter): Promise<InlineImage[]> {
  return Promise.all(
    tickets.map(async ({ id, code }) => ({
      cid: qrContentId(id),
      filename: `${id}.png`,
      png: await ticketQrPng(code),
    })),
  );
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, MAX_LOGGED_ERROR);
}
