import { inOneTransaction } from '../../platform/events/consumer.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type BookingDetails, type BookingDetailsDeps, findBookingDetails } from './booking-details.ts';
import { BookingPages } from './booking-pages.ts';
import { createDisputeMails, type DisputeMails } from './dispute-mails.ts';
import { createFileMailer } from './file-mailer.ts';
import { createLateChangeMails, type LateChangeMails } from './late-change-mails.ts';
import { mailFolder } from './mail-folder.ts';
import { createMailLimit, type MailLimit } from './mail-limit.ts';
import { countNotifications } from './notification.ts';
import { createNotificationHandler } from './notification-handler.ts';
import { createNotificationSender, type NotificationSender } from './notification-sender.ts';
import { NotificationNotResendableError } from './notifications.errors.ts';
import './notifications.schema.ts';
import { createNotificationsService, type NotificationsService } from './notifications.service.ts';
import { createRescheduleMails, type RescheduleMails } from './reschedule-mails.ts';
import { createFileSms } from './sms.ts';
import { createSmtpMailer } from './smtp-mailer.ts';

declare module '../../schema/context.ts' {
  interface Services {
    notifications: NotificationsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    bookingDetails: BookingDetailsDeps;
    findBookingDetails: (bookingId: string) => Promise<BookingDetails | null>;
    mailLimit: MailLimit;
    bookingPages: BookingPages;
    disputeMails: DisputeMails;
    lateChangeMails: LateChangeMails;
    rescheduleMails: RescheduleMails;
    notificationSender: NotificationSender;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    notification: true;
  }
}

const DISPUTES_EVERY_MS = 10_000;
const LATE_CHANGES_EVERY_MS = 10_000;
const RESCHEDULES_EVERY_MS = 3_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export const notificationsModule = {
  storableErrors: [NotificationNotResendableError],
  components: {
    bookingDetails: ({ database, seating, config }) => ({
      database,
      seating,
      defaultLocale: config.mail.defaultLocale,
    }),
    /** Everything that a customer is told of a booking; null when there is none. The caller has seen to the rights. */
    findBookingDetails:
      ({ bookingDetails }) =>
      (bookingId) =>
        findBookingDetails(bookingDetails, bookingId),
    mailLimit: ({ limiter, config, limitReports }) =>
      createMailLimit({ limiter, settings: config.limits.unpaidMails, reports: limitReports }),
    bookingPages: ({ config, bookingLinks }) =>
      new BookingPages({ http: config.http, mail: config.mail, links: bookingLinks }),
    disputeMails: ({ database, config, notificationSender }) =>
      createDisputeMails({
        database,
        officeEmail: config.mail.officeEmail,
        onQueued: () => notificationSender.wake(),
      }),
    lateChangeMails: ({ database, notificationSender }) =>
      createLateChangeMails({ database, onQueued: () => notificationSender.wake() }),
    rescheduleMails: ({ database, notificationSender }) =>
      createRescheduleMails({ database, onQueued: () => notificationSender.wake() }),
    notificationSender({ bookingDetails, bookingDocuments, bookingPages, config, logger }) {
      const { smtpUrl, from, retryDays, hasPdfs } = config.mail;
      const folder = mailFolder(config);
      return createNotificationSender({
        ...bookingDetails,
        from,
        mailer: smtpUrl ? createSmtpMailer({ smtpUrl, from }) : createFileMailer({ folder, from, logger }),
        sms: createFileSms({ folder, logger }),
        ...(hasPdfs && { documents: bookingDocuments }),
        pageUrlOf: (kind, booking) => bookingPages.urlOf(kind, booking),
        logger,
        keepTrying_ms: retryDays * DAY_MS,
      });
    },
  },
  services: {
    notifications: ({ bookingDetails, idempotency, shows, notificationSender, logger }) =>
      withTypedOutages(
        createNotificationsService({
          ...bookingDetails,
          idempotency,
          shows,
          onQueued: () => notificationSender.wake(),
        }),
        logger,
      ),
  },
  consumers: [
    {
      group: 'notification',
      topics: ['booking-events'],
      // A mail takes longer than that on its way.
      gather_ms: 250,
      effect: ({ notificationSender, mailLimit, config }) =>
        inOneTransaction(
          createNotificationHandler({
            wake: () => notificationSender.wake(),
            mailLimit,
            officeEmail: config.mail.officeEmail,
          }),
        ),
    },
  ],
  workers: [
    {
      on: 'worker',
      name: 'mails about disputes',
      interval_ms: DISPUTES_EVERY_MS,
      run:
        ({ disputeMails }) =>
        () =>
          disputeMails.queueUntold(),
    },
    {
      on: 'worker',
      name: 'mails about late money',
      interval_ms: LATE_CHANGES_EVERY_MS,
      run:
        ({ lateChangeMails }) =>
        () =>
          lateChangeMails.queueUntold(),
    },
    {
      on: 'worker',
      name: 'mails about new times',
      interval_ms: RESCHEDULES_EVERY_MS,
      run:
        ({ rescheduleMails }) =>
        () =>
          rescheduleMails.queueUntold(),
    },
  ],
  runs: [
    {
      name: 'links in mails',
      on: 'api',
      stage: 'listening',
      start: ({ bookingPages }, { ownUrl }) => bookingPages.servedAt(ownUrl),
    },
    {
      name: 'notifications',
      on: 'worker',
      // Stopped after what hands it work.
      stage: 'before consumers',
      start: ({ notificationSender }) => notificationSender.start(),
      stop: ({ notificationSender }) => notificationSender.stop(),
    },
  ],
  metrics(metrics, { database }) {
    metrics.gauge('notifications_waiting', 'Mails and text messages that are to be sent.', () =>
      countNotifications(database, 'QUEUED'),
    );
    metrics.gauge(
      'notifications_failed',
      'Mails and text messages that were given up: an organiser has to see to them.',
      () => countNotifications(database, 'FAILED'),
    );
  },
} as const satisfies ModuleManifest;
