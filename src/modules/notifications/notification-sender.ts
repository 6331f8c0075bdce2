import { createJobWorker, type JobWorker } from '../../platform/jobs/job-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { messageOf } from '../../platform/observability/message-of.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import { ticketQrPng } from '../tickets/ticket-qr.ts';
import { type BookingDetails, type BookingDetailsDeps, loadBookingDetails } from './booking-details.ts';
import { calendarFile } from './calendar-file.ts';
import { isOfConnection, isOfMessage, isRefusedForGood } from './delivery-failure.ts';
import { DeliveryPause } from './delivery-pause.ts';
import { type Letter, writeLetter, writeSms } from './letter.ts';
import { letterHtml, qrContentId } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import type { AttachedFile, InlineImage, Mail, Mailer } from './mailer.ts';
import { isForOffice, type NotificationChannel, type NotificationKind } from './notification-kind.ts';
import { type ClaimedNotification, createNotificationQueue, type NotificationQueue } from './notification-queue.ts';
import { obsoleteReason } from './obsolete-reason.ts';
import { plainName } from './plain-name.ts';
import { retryPause } from './retry-schedule.ts';
import type { SmsGateway } from './sms.ts';

export interface NotificationSenderOptions extends BookingDetailsDeps {
  mailer: Mailer;
  /** The sender of mails. */
  from: string;
  sms: SmsGateway;
  /** Where the mail's reader sees the booking; null: no address of ours is known. Not given: nowhere. */
  pageUrlOf?(kind: NotificationKind, booking: BookingDetails): string | null;
  /** What goes with tickets as PDF. Not given: nothing. */
  documents?: { filesForMail(booking: BookingDetails): Promise<AttachedFile[]> };
  logger: Logger;
  /** For how long one is tried that is refused for now. Default: five days. */
  keepTrying_ms?: number;
  /** Default: pauses from 2 seconds to a minute. */
  pauseOf?: (channel: NotificationChannel) => DeliveryPause;
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

const CHANNELS: readonly NotificationChannel[] = ['email', 'sms'];
const BATCH = 5;
const KEEP_TRYING_MS = 5 * 24 * 3_600_000;
const MAX_LOGGED_ERROR = 500;
const WHAT: Record<NotificationChannel, string> = { email: 'mails', sms: 'text messages' };

/** What is to be handed over, made of the booking as it is now; or why there is nothing to send any more. */
type Delivery = { hand(): Promise<void> } | { obsolete: string };

/**
 * Sends queued mails and text messages, those of one booking in the order of its changes. Several nodes may run one: a
 * notification is claimed with a lease. One that is refused is tried for five days (a few times when it is refused for
 * good), then given up with the reason in its row and in the log. While the server itself is away the channel pauses.
 */
export function createNotificationSender(options: NotificationSenderOptions): NotificationSender {
  return new Sender(options);
}

class Sender implements NotificationSender {
  readonly #options: NotificationSenderOptions;
  readonly #queue: NotificationQueue;
  readonly #worker: JobWorker;
  readonly #pauses: ReadonlyMap<NotificationChannel, DeliveryPause>;
  readonly #checks = new Map<NotificationChannel, Promise<boolean>>();
  #isStopping = false;

  constructor(options: NotificationSenderOptions) {
    const { database, logger, pauseOf = () => new DeliveryPause() } = options;
    this.#options = options;
    this.#queue = createNotificationQueue(database);
    this.#pauses = new Map(CHANNELS.map((channel) => [channel, pauseOf(channel)]));
    this.#worker = createJobWorker<ClaimedNotification>({
      name: 'notification sender',
      logger,
      claim: async () => (await Promise.all(CHANNELS.map((channel) => this.#claim(channel)))).flat(),
      attempt: (notification) => this.#attempt(notification),
      untilNext_ms: () => this.#untilNext_ms(),
    });
  }

  start(): void {
    this.#worker.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#worker.stop();
    this.#options.mailer.close();
  }

  wake(): void {
    this.#worker.wake();
  }

  idle(): Promise<void> {
    return this.#worker.idle();
  }

  async #claim(channel: NotificationChannel): Promise<ClaimedNotification[]> {
    const limit = this.#pauseOf(channel).admitted(BATCH);
    return limit === 0 ? [] : await this.#queue.claim(channel, limit);
  }

  async #attempt(notification: ClaimedNotification): Promise<void> {
    const { jobId: notificationId, kind, channel, bookingId, attempts } = notification;
    const about = { notificationId, kind, channel, bookingId, attempts };
    let delivery: Delivery;
    try {
      delivery = await this.#deliveryOf(notification);
    } catch (error) {
      // PostgreSQL is away, which says nothing of the notification.
      if (isOutage(error)) {
        await this.#worker.write(() => this.#queue.giveBack(notification, { reason: null, retryIn_ms: 0 }));
        throw error;
      }
      return await this.#putOff(notification, error, about);
    }
    if ('obsolete' in delivery) {
      const { obsolete } = delivery;
      await this.#worker.write(() => this.#queue.markObsolete(notification, obsolete));
      this.#options.logger.info({ ...about, reason: obsolete }, 'a notification is not needed any more');
      return;
    }
    try {
      await delivery.hand();
    } catch (error) {
      return await this.#notTaken(notification, error, about);
    }
    this.#answered(channel);
    await this.#worker.write(() => this.#queue.markSent(notification));
    this.#options.logger.info(about, 'notification sent');
  }

  async #deliveryOf(notification: ClaimedNotification): Promise<Delivery> {
    const { mailer, sms } = this.#options;
    const { jobId: id, kind, channel, bookingId, recipient, queuedAt: date } = notification;
    const known = await loadBookingDetails(this.#options, bookingId);
    const booking = isForOffice(kind) ? { ...known, locale: this.#options.defaultLocale } : known;
    const obsolete = obsoleteReason(kind, booking);
    if (obsolete !== null) return { obsolete };
    const { reference } = booking;
    if (channel === 'sms') {
      return { hand: () => sms.send({ id, reference, to: recipient, text: writeSms(booking), date }) };
    }
    const pageUrl = this.#options.pageUrlOf?.(kind, booking) ?? null;
    const letter = writeLetter(kind, booking, { pageUrl, isAgain: notification.isAgain });
    const mail: Mail = {
      id,
      kind,
      reference,
      to: { name: isForOffice(kind) ? '' : (plainName(booking.customerName) ?? ''), address: recipient },
      subject: letter.subject,
      text: letterText(letter),
      html: letterHtml(letter),
      images: await qrImages(letter),
      files: await this.#filesOf(kind, booking, date),
      date,
    };
    return { hand: () => mailer.send(mail) };
  }

  /** Tickets bring the show into the customer's calendar, and come on paper with their receipt; a new time changes it there, their cancellation takes it out. */
  async #filesOf(kind: NotificationKind, booking: BookingDetails, madeAt: Date): Promise<AttachedFile[]> {
    const { from, documents } = this.#options;
    const bringsTickets = kind === 'ticket' || kind === 'change';
    const changesCalendar = kind === 'rescheduled' || (kind === 'cancellation' && booking.wasConfirmed);
    if (!bringsTickets && !changesCalendar) return [];
    const { filename, contentType, text: content } = calendarFile(booking, { from, madeAt });
    const calendar = { filename, contentType, content };
    return bringsTickets && documents ? [calendar, ...(await documents.filesForMail(booking))] : [calendar];
  }

  async #notTaken(notification: ClaimedNotification, error: unknown, about: object): Promise<void> {
    const { channel } = notification;
    // By the time that it is asked, a server that could not be reached may be back: that was no attempt all the same.
    if (isOfConnection(error) || (!isOfMessage(error) && (await this.#isAway(channel)))) {
      this.#foundAway(channel, error);
      const retryIn_ms = Math.ceil(this.#pauseOf(channel).remaining_ms);
      const reason = messageOf(error).slice(0, MAX_LOGGED_ERROR);
      await this.#worker.write(() => this.#queue.giveBack(notification, { reason, retryIn_ms }));
      return;
    }
    this.#answered(channel);
    await this.#putOff(notification, error, about);
  }

  async #putOff(notification: ClaimedNotification, error: unknown, about: object): Promise<void> {
    const reason = messageOf(error).slice(0, MAX_LOGGED_ERROR);
    const failingSince = notification.failingSince ?? new Date();
    const refusals = notification.refusals + (isRefusedForGood(error) ? 1 : 0);
    const { keepTrying_ms = KEEP_TRYING_MS, logger } = this.#options;
    const retryIn_ms = retryPause({ attempts: notification.attempts, refusals, failingSince }, { keepTrying_ms });
    await this.#worker.write(() =>
      this.#queue.markUnsent(notification, { reason, refusals, failingSince, retryIn_ms }),
    );
    if (retryIn_ms === null) logger.error({ ...about, err: error }, 'a notification was given up');
    else logger.warn({ ...about, err: error, retryIn_ms }, 'a notification was not sent, trying again later');
  }

  /** Whether nothing can be handed over on the channel now. Attempts that fail together ask once. */
  #isAway(channel: NotificationChannel): Promise<boolean> {
    // What is cut off by the stop says nothing of the server, nor of the message.
    if (this.#isStopping) return Promise.resolve(true);
    const { mailer, sms } = this.#options;
    const port = channel === 'email' ? mailer : sms;
    let check = this.#checks.get(channel);
    if (!check) {
      check = port.verify().then(
        () => false,
        () => true,
      );
      this.#checks.set(channel, check);
      void check.finally(() => this.#checks.delete(channel));
    }
    return check;
  }

  #foundAway(channel: NotificationChannel, err: unknown): void {
    if (this.#isStopping) return;
    const isNews = this.#pauseOf(channel).begin();
    const { logger } = this.#options;
    if (isNews) logger.warn({ err, channel }, `no ${WHAT[channel]} can be sent now, they wait`);
    else logger.debug({ err, channel }, `still no ${WHAT[channel]} can be sent`);
  }

  #answered(channel: NotificationChannel): void {
    if (this.#pauseOf(channel).end()) this.#options.logger.info({ channel }, `${WHAT[channel]} are sent again`);
  }

  async #untilNext_ms(): Promise<number | null> {
    const waits = await Promise.all(CHANNELS.map((channel) => this.#untilNextOf(channel)));
    const known = waits.filter((wait_ms) => wait_ms !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  async #untilNextOf(channel: NotificationChannel): Promise<number | null> {
    const wait_ms = await this.#queue.untilNext_ms(channel);
    return wait_ms === null ? null : Math.max(wait_ms, Math.ceil(this.#pauseOf(channel).remaining_ms));
  }

  #pauseOf(channel: NotificationChannel): DeliveryPause {
    return this.#pauses.get(channel)!;
  }
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
